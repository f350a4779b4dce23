import type { Registry } from '../context.ts'
import { type Principal, requirePartner } from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { type DeskRequestsTable, scopeTo } from '../store/index.ts'
import { requireDeskRequest, requireOwnRequest, requireRequester } from './access.ts'
import { type DeskRequest, viewRequest, viewRequests } from './request.ts'
import type { DeskKind, DeskState } from './state.ts'

export interface DeskRequestFilter extends PageRequest {
  readonly state?: DeskState
  readonly kind?: DeskKind
  /** For the requester's side. */
  readonly makerId?: string
  /** For the maker. */
  readonly tenantId?: string
  /** newest first unless `asc`. */
  readonly order?: 'asc' | 'desc'
}

async function toRequests(
  registry: Registry,
  organizationId: string,
  rows: readonly DeskRequestsTable[],
  ids: readonly { readonly id: string }[],
  limit: number,
): Promise<Page<DeskRequest>> {
  const views = await viewRequests(registry, organizationId, rows)
  return toPage(
    ids.filter(({ id }) => views.has(id)),
    limit,
    ({ id }) => views.get(id) as DeskRequest,
    ({ id }) => [id],
  )
}

/** Requests of a customer: all for itself, for a partner those that it opened. One query more for each maker on the page. */
export async function listOwnRequests(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  filter: DeskRequestFilter,
): Promise<Page<DeskRequest>> {
  const { organizationId } = await requireRequester(registry, principal, tenantId, 'device.read')
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 1)
  const { state, kind, makerId, order = 'desc' } = filter
  const { db, textIn } = registry.store
  let query = scopeTo(db, organizationId)
    .selectFrom('desk_parties')
    .select(['request_id as id', 'partner_id'])
    .where('tenant_id', '=', tenantId)
  if (state !== undefined) query = query.where('state', '=', state)
  if (kind !== undefined) query = query.where('kind', '=', kind)
  if (makerId !== undefined) query = query.where('partner_id', '=', makerId)
  if (after !== undefined) query = query.where('request_id', order === 'desc' ? '<' : '>', String(after[0]))
  const parties = await query
    .orderBy('request_id', order)
    .limit(limit + 1)
    .execute()
  const rows: DeskRequestsTable[] = []
  for (const [maker, own] of Map.groupBy(parties, party => party.partner_id)) {
    const ids = own.map(party => party.id)
    rows.push(
      ...(await scopeTo(db, maker)
        .selectFrom('desk_requests')
        .selectAll()
        .where(textIn<'desk_requests'>('id', ids))
        .execute()),
    )
  }
  return toRequests(registry, organizationId, rows, parties, limit)
}

/** One request of a customer. @throws not_found. */
export async function getOwnRequest(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<DeskRequest> {
  const requester = await requireRequester(registry, principal, tenantId, 'device.read')
  const row = await requireOwnRequest(registry.store.db, requester, id)
  return viewRequest(registry, requester.organizationId, row)
}

/** Requests at a maker's desk; drafts are not there yet. */
export async function listDeskRequests(
  registry: Registry,
  principal: Principal,
  makerId: string,
  filter: DeskRequestFilter,
): Promise<Page<DeskRequest>> {
  requirePartner(principal, makerId, 'desk.read')
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 1)
  const { state, kind, tenantId, order = 'desc' } = filter
  let query = scopeTo(registry.store.db, makerId)
    .selectFrom('desk_requests')
    .selectAll()
    .where('submitted_at', 'is not', null)
  if (state !== undefined) query = query.where('state', '=', state)
  if (kind !== undefined) query = query.where('kind', '=', kind)
  if (tenantId !== undefined) query = query.where('tenant_id', '=', tenantId)
  if (after !== undefined) query = query.where('id', order === 'desc' ? '<' : '>', String(after[0]))
  const rows = await query
    .orderBy('id', order)
    .limit(limit + 1)
    .execute()
  return toRequests(registry, makerId, rows, rows, limit)
}

/** One request at a maker's desk. @throws not_found. */
export async function getDeskRequest(
  registry: Registry,
  principal: Principal,
  makerId: string,
  id: string,
): Promise<DeskRequest> {
  const row = await requireDeskRequest(registry.store.db, principal, makerId, id, 'desk.read')
  return viewRequest(registry, makerId, row)
}
