import type { Registry } from '../context.ts'
import { finishJob, type Lease, renewLease } from '../jobs/index.ts'
import { decideAgain, setAnswer } from './answer-batch.ts'
import { allRows } from './answers.ts'

/** Job: rows that have waited for as long as rows may wait are decided without an answer. */
export async function expireHeld(registry: Registry, lease: Lease): Promise<void> {
  const { organizationId: tenantId, subjectId: batchId } = lease
  await registry.store.write(async tx => {
    await renewLease(tx, registry, lease)
    await setAnswer(tx, { tenantId, batchId }, [allRows], 'expired')
    await decideAgain(tx, registry, { tenantId, batchId })
    await finishJob(tx, lease)
  })
}
