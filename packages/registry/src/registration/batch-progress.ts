import type { Registry } from '../context.ts'
import { scopeTo } from '../store/index.ts'

/** How many rows of a batch are decided for good, of how many; undefined when there is no such batch. For code that has checked who asks. */
export async function batchProgress(
  registry: Registry,
  tenantId: string,
  batchId: string,
): Promise<{ done: number; total: number } | undefined> {
  const row = await scopeTo(registry.store.db, tenantId)
    .selectFrom('batches')
    .select(['total', 'registered', 'already_registered', 'rejected'])
    .where('id', '=', batchId)
    .executeTakeFirst()
  return row && { done: row.registered + row.already_registered + row.rejected, total: row.total }
}
