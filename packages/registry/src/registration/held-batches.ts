import { sql } from 'kysely'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { batchTrouble } from '../jobs/index.ts'
import { may, type Principal, requirePermission } from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { scopeTo } from '../store/index.ts'
import { type Batch, toBatch } from './batch.ts'

/** A batch of a partner with rows that wait for the customer. */
export interface HeldBatch extends Batch {
  readonly tenantId: string
}

/** Columns that the list can be sorted by. */
export const heldBatchSorts = { createdAt: 'id', heldAt: 'held_since', held: 'held', name: 'name' } as const

export interface HeldBatchFilter extends PageRequest {
  /** acceptance: rows that the customer is to accept; consent: rows that wait for a consent, or for more of it. */
  readonly waitsFor?: 'acceptance' | 'consent'
  readonly name?: string
  /** For customers: of this partner. */
  readonly submitterId?: string
  /** For partners: for this customer. */
  readonly tenantId?: string
  readonly sort?: keyof typeof heldBatchSorts
  readonly order?: 'asc' | 'desc'
}

/** @throws forbidden */
function heldOf(registry: Registry, principal: Principal) {
  const { kind, id } = principal.organization
  if (kind === 'registry') throw new RegistryError('forbidden', 'Held batches are between a customer and a partner.')
  if (kind === 'partner' || !may(principal, 'batch.accept')) requirePermission(principal, 'device.read')
  return scopeTo(registry.store.db, id)
    .selectFrom('held_batches')
    .innerJoin('batches', join =>
      join.onRef('batches.tenant_id', '=', 'held_batches.tenant_id').onRef('batches.id', '=', 'held_batches.batch_id'),
    )
    .selectAll('batches')
    .select(batchTrouble)
    .where('batches.held', '>', 0)
}

/** Batches with rows that wait: those for the own tenant, or those that the own partner submitted, for all its customers. Newest first. */
export async function listHeldBatches(
  registry: Registry,
  principal: Principal,
  filter: HeldBatchFilter,
): Promise<Page<HeldBatch>> {
  let query = heldOf(registry, principal)
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 2)
  const column = heldBatchSorts[filter.sort ?? 'createdAt']
  const isNumber = column === 'held' || column === 'held_since'
  if (after !== undefined && (typeof after[0] === 'number') !== isNumber)
    throw new RegistryError('invalid_request', 'The cursor is of a list in another order.', { field: 'cursor' })
  const { waitsFor, name, submitterId, tenantId, order = 'desc' } = filter
  const awaiting = sql<number>`coalesce(batches.awaiting, 0)`
  if (waitsFor === 'acceptance') query = query.where(awaiting, '>', 0)
  if (waitsFor === 'consent') query = query.where(sql<boolean>`batches.held > ${awaiting}`)
  if (name !== undefined) query = query.where('batches.name', '=', name)
  if (submitterId !== undefined) query = query.where('batches.submitter_id', '=', submitterId)
  if (tenantId !== undefined) query = query.where('batches.tenant_id', '=', tenantId)
  const key = sql.ref(`batches.${column}`)
  if (after !== undefined) {
    const comparison = sql.raw(order === 'desc' ? '<' : '>')
    query = query.where(sql<boolean>`(${key}, batches.id) ${comparison} (${after[0]}, ${after[1]})`)
  }
  const rows = await query
    .orderBy(key, order)
    .orderBy('batches.id', order)
    .limit(limit + 1)
    .execute()
  return toPage(
    rows,
    limit,
    row => ({ tenantId: row.tenant_id, ...toBatch(row) }),
    row => [row[column], row.id],
  )
}
