import type { Registry } from '../context.ts'
import { enqueueJob } from '../jobs/index.ts'
import { type Principal, requireTenantReach } from '../organizations/index.ts'
import { unpackOutcomes } from '../outcome-page.ts'
import type { Row } from '../rows/index.ts'
import { type BatchesTable, scopeTo, type Tx } from '../store/index.ts'
import { type Batch, type BatchOptions, type DeviceResult, insertBatch, newBatch, toBatch, toResult } from './batch.ts'
import { toItem } from './item.ts'
import type { Outcome } from './outcome.ts'
import { packItems } from './payload.ts'

/**
 * Takes rows of a tenant's own call in as a batch, to be decided by a job: for surfaces that answer before the rows are decided.
 * @param also what else is written when the batch is: both are there, or neither.
 */
export async function submitRows(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  rows: readonly Row[],
  options: BatchOptions,
  also: (tx: Tx, batch: Batch) => Promise<void>,
): Promise<Batch> {
  const reach = requireTenantReach(principal, tenantId, 'device.register')
  const items = rows.map(row => toItem(row))
  const row: BatchesTable = {
    ...newBatch(registry, principal, tenantId, { kind: 'tenant', id: tenantId, reach }, options, 'queued'),
    sealed_at: registry.now(),
    total: items.length,
  }
  const payload = registry.vault.seal(packItems(items), `batch/${row.id}/0`)
  const batch = await registry.store.write(async tx => {
    await insertBatch(tx, row)
    await tx.insertMany(
      'batch_chunks',
      ['tenant_id', 'batch_id', 'number', 'first_position', 'item_count', 'payload', 'outcomes', 'state'],
      [[tenantId, row.id, 0, 0, items.length, payload, null, 'queued']],
    )
    await also(tx, toBatch(row))
    await enqueueJob(tx, registry.now(), { kind: 'process-batch', organizationId: tenantId, subjectId: row.id })
    return toBatch(row)
  })
  registry.wake()
  return batch
}

/** What became of the rows of batches that `submitRows` made, by batch id; none for one that is not decided. One query. */
export async function readRowResults(
  registry: Registry,
  tenantId: string,
  batchIds: readonly string[],
): Promise<Map<string, DeviceResult[]>> {
  const rows = await scopeTo(registry.store.db, tenantId)
    .selectFrom('batch_chunks')
    .select(['batch_id', 'outcomes'])
    .where(registry.store.textIn<'batch_chunks'>('batch_id', [...new Set(batchIds)]))
    .where('number', '=', 0)
    .execute()
  return new Map(rows.map(row => [row.batch_id, unpackOutcomes<Outcome>(row.outcomes).map(toResult)]))
}
