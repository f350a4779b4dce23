import type { Kysely } from 'kysely'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { type Principal, requirePermission } from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { type Database, type DelegationsTable, scopeTo } from '../store/index.ts'
import { type Delegation, type DelegationState, viewDelegation, viewDelegations } from './delegation.ts'

/** Delegations of the principal's own organization: as customer, or as partner. */
function ownDelegations(db: Kysely<Database>, { organization }: Principal) {
  if (organization.kind === 'tenant')
    return scopeTo(db, organization.id).selectFrom('delegations').selectAll('delegations')
  if (organization.kind !== 'partner')
    throw new RegistryError('forbidden', 'Delegations are between a customer and a partner; operators see none.')
  return scopeTo(db, organization.id)
    .selectFrom('partner_delegations')
    .innerJoin('delegations', join =>
      join
        .onRef('delegations.tenant_id', '=', 'partner_delegations.tenant_id')
        .onRef('delegations.id', '=', 'partner_delegations.delegation_id'),
    )
    .selectAll('delegations')
}

/** One delegation of the principal's organization. @throws not_found. */
export async function requireDelegation(
  db: Kysely<Database>,
  principal: Principal,
  id: string,
): Promise<DelegationsTable> {
  const row = await ownDelegations(db, principal).where('delegations.id', '=', id).executeTakeFirst()
  if (!row) throw new RegistryError('not_found')
  return row
}

/** One delegation of the principal's organization. @throws not_found. */
export async function getDelegation(registry: Registry, principal: Principal, id: string): Promise<Delegation> {
  requirePermission(principal, 'delegation.read')
  return viewDelegation(registry, await requireDelegation(registry.store.db, principal, id))
}

export interface DelegationFilter extends PageRequest {
  readonly state?: DelegationState
  readonly partnerId?: string
  readonly tenantId?: string
}

/** Delegations of the principal's organization, newest first. `state` is the state now, expiry included. */
export async function listDelegations(
  registry: Registry,
  principal: Principal,
  filter: DelegationFilter,
): Promise<Page<Delegation>> {
  requirePermission(principal, 'delegation.read')
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 1)
  const now = registry.now()
  const { state, partnerId, tenantId } = filter
  let query = ownDelegations(registry.store.db, principal)
  if (after !== undefined) query = query.where('delegations.id', '<', String(after[0]))
  if (partnerId !== undefined) query = query.where('delegations.partner_id', '=', partnerId)
  if (tenantId !== undefined) query = query.where('delegations.tenant_id', '=', tenantId)
  if (state === 'expired')
    query = query.where('delegations.state', 'in', ['requested', 'granted']).where('delegations.expires_at', '<=', now)
  else if (state !== undefined) {
    query = query.where('delegations.state', '=', state)
    if (state === 'requested' || state === 'granted') query = query.where('delegations.expires_at', '>', now)
  }
  const rows = await query
    .orderBy('delegations.id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(
    await viewDelegations(registry, rows),
    limit,
    each => each,
    each => [each.id],
  )
}
