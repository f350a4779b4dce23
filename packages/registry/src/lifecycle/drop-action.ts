import type { Registry } from '../context.ts'
import { finishJob, type Lease, renewLease } from '../jobs/index.ts'
import { readAction, removeAction } from './action-store.ts'
import { isOpen } from './confirm-action.ts'

/** Job: removes an action that nobody has confirmed in time. */
export async function dropAction(registry: Registry, lease: Lease): Promise<void> {
  await registry.store.write(async tx => {
    await renewLease(tx, registry, lease)
    const action = await readAction(tx.db, lease.organizationId, lease.subjectId)
    if (isOpen(action)) await removeAction(tx, action)
    else await finishJob(tx, lease)
  })
}
