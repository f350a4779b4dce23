import type { Registry } from '../context.ts'
import { enqueueJob, finishJob, type Lease, renewLease } from '../jobs/index.ts'
import { scopeTo } from '../store/index.ts'

/**
 * Job: after a consent changed, has every held row of that partner decided again. Batches that are being processed now see to it
 * themselves before they close.
 */
export async function reconsiderHeld(registry: Registry, lease: Lease): Promise<void> {
  await registry.store.write(async tx => {
    await renewLease(tx, registry, lease)
    const own = scopeTo(tx.db, lease.organizationId)
    const batches = await own
      .selectFrom('batches')
      .select('id')
      .where('submitter_id', '=', lease.subjectId)
      .where('state', '=', 'held')
      .where('dry_run', '=', 0)
      .orderBy('id')
      .execute()
    for (const batch of batches) {
      await own.updateTable('batches').set({ state: 'queued' }).where('id', '=', batch.id).execute()
      await enqueueJob(tx, registry.now(), {
        kind: 'process-batch',
        organizationId: lease.organizationId,
        subjectId: batch.id,
      })
    }
    await finishJob(tx, lease)
  })
}
