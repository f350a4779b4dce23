import type { BatchRef } from '../registration/index.ts'
import { type ImportCustomersTable, type Store, scopeTo } from '../store/index.ts'
import type { ImportKey, OutcomeCounts } from './import.ts'

/** The customers of an import with what became of their rows so far, in one statement. */
export type CustomerRow = ImportCustomersTable &
  OutcomeCounts & { readonly batch_state: string | null; readonly dry_run: number | null }

/** @param range places of the customers that are wanted. */
export async function customersOf(
  db: Store['db'],
  key: ImportKey,
  range: { readonly after?: number; readonly limit?: number } = {},
): Promise<CustomerRow[]> {
  let query = scopeTo(db, key.organizationId)
    .selectFrom('import_customers')
    .leftJoin('batches', join =>
      join
        .onRef('batches.tenant_id', '=', 'import_customers.tenant_id')
        .onRef('batches.id', '=', 'import_customers.batch_id'),
    )
    .selectAll('import_customers')
    .select(['batches.state as batch_state', 'batches.dry_run as dry_run'])
    .select(['batches.registered', 'batches.already_registered', 'batches.held', 'batches.rejected'])
    .where('import_customers.import_id', '=', key.id)
    .orderBy('import_customers.number')
  if (range.after !== undefined) query = query.where('import_customers.number', '>', range.after)
  if (range.limit !== undefined) query = query.limit(range.limit)
  const rows = await query.execute()
  return rows.map(row => ({
    ...row,
    registered: row.registered ?? 0,
    already_registered: row.already_registered ?? 0,
    held: row.held ?? 0,
    rejected: row.rejected ?? (row.refusal === null ? 0 : row.item_count),
  }))
}

/** The batches among customers. */
export const batchesOf = (customers: readonly ImportCustomersTable[]): (BatchRef & { readonly total: number })[] =>
  customers.flatMap(({ tenant_id, batch_id, item_count }) =>
    tenant_id === null || batch_id === null ? [] : [{ tenantId: tenant_id, batchId: batch_id, total: item_count }],
  )

/** Outcomes of all customers together; rows that belong to none were refused. */
export function sumOf(customers: readonly CustomerRow[], refused: number): OutcomeCounts {
  const sum = { registered: 0, already_registered: 0, held: 0, rejected: refused }
  for (const customer of customers) {
    if (customer.batch_id === null) continue
    for (const name of Object.keys(sum) as (keyof OutcomeCounts)[]) sum[name] += customer[name]
  }
  return sum
}
