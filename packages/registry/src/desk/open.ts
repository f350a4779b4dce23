import type { Registry } from '../context.ts'
import { hasDesk } from '../directory/index.ts'
import { RegistryError } from '../errors.ts'
import { isId, newId } from '../ids.ts'
import { getTenant, type Principal, reaches, systemPrincipal } from '../organizations/index.ts'
import { requireSubmitter } from '../registration/index.ts'
import { type DeskRequestsTable, scopeTo, type Tx } from '../store/index.ts'
import { optionalText, requireDomain } from '../text.ts'
import { permissionFor, type Requester, requireRequester } from './access.ts'
import { tellParties } from './journal.ts'
import { scheduleRequest } from './move.ts'
import { type DeskRequest, viewRequest } from './request.ts'
import { readSerialList } from './serial-list.ts'
import { type DeskKind, deskStates, dueAt, hasEnded } from './state.ts'

export interface NewDeskRequest {
  readonly makerId: string
  readonly kind: DeskKind
  /** The domain of the tenant: a second word for whom it is for, so that a mistyped id is noticed. */
  readonly domain: string
  readonly serialNumbers: readonly string[]
  /** For devices that are to be registered. */
  readonly groupTag?: string
  /** For the maker. */
  readonly note?: string
}

const openStates = deskStates.filter(state => !hasEnded(state))

async function requireRoom(tx: Tx, registry: Registry, organizationId: string): Promise<void> {
  const { deskRequests } = registry.limits
  const open = await scopeTo(tx.db, organizationId)
    .selectFrom('desk_parties')
    .select('request_id')
    .where('opened', '=', 1)
    .where('state', 'in', openStates)
    .limit(deskRequests)
    .execute()
  if (open.length >= deskRequests)
    throw new RegistryError(
      'conflict',
      `${deskRequests} requests are open already; let them be decided, or withdraw some.`,
    )
}

function toRow(
  registry: Registry,
  principal: Principal,
  requester: Requester,
  input: NewDeskRequest,
  checked: { readonly domain: string; readonly total: number; readonly groupTag: string | null },
): DeskRequestsTable {
  const now = registry.now()
  const { kind, id, onBehalfOf } = principal
  return {
    partner_id: input.makerId,
    id: newId(now),
    kind: input.kind,
    state: 'draft',
    tenant_id: requester.tenantId,
    requester_kind: requester.kind,
    requester_id: requester.organizationId,
    domain: checked.domain,
    group_tag: checked.groupTag,
    note: optionalText(input.note, 'note', 1000),
    opened_by: JSON.stringify({ kind, id, ...(onBehalfOf !== undefined && { onBehalfOf }) }),
    opened_at: now,
    submitted_at: null,
    taken_by: null,
    ended_at: null,
    due_at: dueAt('draft', now, registry.limits),
    total: checked.total,
    approved: 0,
    refused: 0,
    messages: 0,
    proof_size: null,
    proof_digest: null,
    proof_received_at: null,
    proof_deleted_at: null,
    hashes_until: null,
    hashes_fetched_at: null,
  }
}

/** The customer's or a partner's way to the request. */
export async function addParty(tx: Tx, row: DeskRequestsTable, organizationId: string): Promise<void> {
  await tx.db
    .insertInto('desk_parties')
    .values({
      organization_id: organizationId,
      request_id: row.id,
      partner_id: row.partner_id,
      tenant_id: row.tenant_id,
      kind: row.kind,
      state: row.state,
      opened: organizationId === row.requester_id ? 1 : 0,
    })
    .execute()
}

/**
 * Opens a request at a maker's desk, as a draft that nobody else sees until it is submitted. Nothing is said about its devices: whether the
 * maker knows them, and who has them, is for the maker to see.
 * @throws desk_not_open; consent errors for a partner; conflict when too many requests are open.
 */
export async function openDeskRequest(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  input: NewDeskRequest,
): Promise<DeskRequest> {
  const requester = await requireRequester(registry, principal, tenantId, permissionFor(input.kind))
  if (input.kind === 'register') await requireSubmitter(registry, principal, tenantId)
  const groupTag = optionalText(input.groupTag, 'groupTag', 512)
  if (groupTag !== null && input.kind !== 'register')
    throw new RegistryError('invalid_request', 'groupTag is for devices that are to be registered.', {
      field: 'groupTag',
    })
  if (!reaches(requester.reach, groupTag))
    throw new RegistryError('group_tag_not_yours', undefined, { field: 'groupTag' })
  const serials = readSerialList(input.serialNumbers, registry.limits.deskDevices)
  const domain = requireDomain(input.domain, 'domain')
  if (domain !== (await getTenant(registry, systemPrincipal, tenantId)).domain)
    throw new RegistryError('invalid_request', 'domain is not the one of this tenant.', { field: 'domain' })
  const row = toRow(registry, principal, requester, input, { domain, total: serials.length, groupTag })
  await registry.store.write(async tx => {
    if (!isId(input.makerId) || !(await hasDesk(tx.db, input.makerId)))
      throw new RegistryError('desk_not_open', undefined, { field: 'makerId' })
    await requireRoom(tx, registry, requester.organizationId)
    await tx.db.insertInto('desk_requests').values(row).execute()
    await tx.insertMany(
      'desk_devices',
      ['partner_id', 'request_id', 'number', 'serial_number', 'state'],
      serials.map((serial, number) => [row.partner_id, row.id, number, serial, 'pending']),
    )
    await addParty(tx, row, requester.organizationId)
    await scheduleRequest(tx, row.opened_at, row)
    const { kind, partner_id: makerId } = row
    await tellParties(tx, principal, row.opened_at, row, {
      action: 'desk-request.opened',
      after: { kind, makerId, tenantId, devices: serials.length },
    })
  })
  return viewRequest(registry, requester.organizationId, row)
}
