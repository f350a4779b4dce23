import { type SelectQueryBuilder, sql } from 'kysely'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import type { Database } from '../store/index.ts'
import { type Batch, type BatchRow, toBatch } from './batch.ts'

/** A batch in a list that is not about one customer. */
export interface CustomerBatch extends Batch {
  readonly tenantId: string
}

export interface BatchPageRequest extends PageRequest {
  readonly name?: string
  /** For customers: of this partner. */
  readonly submitterId?: string
  /** For partners: for this customer. */
  readonly tenantId?: string
  /** desc when absent. */
  readonly order?: 'asc' | 'desc'
}

/** Columns of batches, whatever led to them. */
export type BatchQuery = SelectQueryBuilder<Database, 'batches', BatchRow>

/** A page of the batches that a query finds, in the order of a column, those of one value by their age. */
export async function pageOfBatches(
  registry: Registry,
  batches: BatchQuery,
  filter: BatchPageRequest,
  column: 'id' | 'name' | 'held' | 'held_since',
): Promise<Page<CustomerBatch>> {
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 2)
  const isNumber = column === 'held' || column === 'held_since'
  if (after !== undefined && (typeof after[0] === 'number') !== isNumber)
    throw new RegistryError('invalid_request', 'The cursor is of a list in another order.', { field: 'cursor' })
  const { name, submitterId, tenantId, order = 'desc' } = filter
  let query = batches
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
