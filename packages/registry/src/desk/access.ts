import { requireRelationship } from '../consent/index.ts'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { isId } from '../ids.ts'
import {
  getPartnerNames,
  type PartnerKind,
  type Permission,
  type Principal,
  type Reach,
  requirePartner,
  requireTenantReach,
} from '../organizations/index.ts'
import { type DeskRequestsTable, type Store, scopeTo } from '../store/index.ts'
import { type DeskKind, isSubmitted } from './state.ts'

/** Who asks a maker: the customer itself, or a partner that has its consent. */
export interface Requester {
  readonly kind: 'tenant' | PartnerKind
  readonly organizationId: string
  readonly tenantId: string
  readonly reach: Reach
}

/** What a request of this kind takes: the right to do the same without the maker. */
export const permissionFor = (kind: DeskKind): Permission =>
  kind === 'deregister' ? 'device.release' : 'device.register'

/** @throws not_found, forbidden; for partners the error of the consent, which is the same for a tenant that does not exist. */
export async function requireRequester(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  permission: Permission,
): Promise<Requester> {
  const { organization } = principal
  if (organization.kind !== 'partner') {
    const reach = requireTenantReach(principal, tenantId, permission)
    return { kind: 'tenant', organizationId: tenantId, tenantId, reach }
  }
  const { partnerId, reach } = await requireRelationship(registry, principal, tenantId, permission)
  const kind = (await getPartnerNames(registry, [partnerId])).get(partnerId)?.kind
  if (kind === undefined) throw new RegistryError('not_found')
  return { kind, organizationId: partnerId, tenantId, reach }
}

/** A request by the maker that it is for, in or out of a transaction. */
export async function findRequest(
  db: Store['db'],
  makerId: string,
  id: string,
): Promise<DeskRequestsTable | undefined> {
  if (!isId(id)) return undefined
  return scopeTo(db, makerId).selectFrom('desk_requests').selectAll().where('id', '=', id).executeTakeFirst()
}

/** A request that the requester's side may see. @throws not_found. */
export async function requireOwnRequest(
  db: Store['db'],
  { organizationId, tenantId }: Pick<Requester, 'organizationId' | 'tenantId'>,
  id: string,
): Promise<DeskRequestsTable> {
  const party = isId(id)
    ? await scopeTo(db, organizationId)
        .selectFrom('desk_parties')
        .select('partner_id')
        .where('request_id', '=', id)
        .where('tenant_id', '=', tenantId)
        .executeTakeFirst()
    : undefined
  const row = party && (await findRequest(db, party.partner_id, id))
  if (!row) throw new RegistryError('not_found')
  return row
}

/** As `requireOwnRequest`, for what needs the right that opening it needed. @throws forbidden. */
export async function requireOwnWork(
  registry: Registry,
  db: Store['db'],
  principal: Principal,
  requester: Requester,
  id: string,
): Promise<DeskRequestsTable> {
  const row = await requireOwnRequest(db, requester, id)
  if (principal.organization.kind === 'partner')
    await requireRelationship(registry, principal, requester.tenantId, permissionFor(row.kind as DeskKind))
  else requireTenantReach(principal, requester.tenantId, permissionFor(row.kind as DeskKind))
  return row
}

/** A request at the desk of the maker that the principal acts for. @throws not_found, forbidden. */
export async function requireDeskRequest(
  db: Store['db'],
  principal: Principal,
  makerId: string,
  id: string,
  permission: 'desk.read' | 'desk.work',
): Promise<DeskRequestsTable> {
  requirePartner(principal, makerId, permission)
  const row = await findRequest(db, makerId, id)
  if (!row || !isSubmitted(row)) throw new RegistryError('not_found')
  return row
}
