import type { Registry } from '../context.ts'
import { finishJob, type Lease, postponeJob, renewLease } from '../jobs/index.ts'
import { findRequest } from './access.ts'
import { tellParties } from './journal.ts'
import { changeRequest, moveRequest } from './move.ts'
import { dropProof } from './proof-parts.ts'

/** Job: the time of a request in its state is over. It ends; of one that has ended, the proof is deleted. */
export async function endDueRequest(registry: Registry, lease: Lease): Promise<void> {
  await registry.store.write(async tx => {
    await renewLease(tx, registry, lease)
    const now = registry.now()
    const row = await findRequest(tx.db, lease.organizationId, lease.subjectId)
    if (!row) return finishJob(tx, lease)
    if (row.due_at > now) return postponeJob(tx, lease, row.due_at)
    const system = { kind: 'system', id: 'hailport', organization: { kind: 'partner', id: row.partner_id } }
    if (row.ended_at === null) {
      // Takes this job back, and leaves another when the proof stays for a while.
      const after = await moveRequest(tx, registry, row, 'expire')
      return tellParties(tx, system, now, after, { action: 'desk-request.expired' })
    }
    if (await dropProof(tx, row)) {
      const after = await changeRequest(tx, row, { proof_deleted_at: now })
      await tellParties(tx, system, now, after, { action: 'desk-request.proof-deleted' })
    }
    await finishJob(tx, lease)
  })
}
