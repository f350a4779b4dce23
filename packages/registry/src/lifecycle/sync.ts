import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { enqueueJob, finishJob, type Lease, renewLease } from '../jobs/index.ts'
import { appendJournal } from '../journal/index.ts'
import { type Principal, requireTenant } from '../organizations/index.ts'
import { type DeviceSyncsTable, scopeTo } from '../store/index.ts'

/** The last synchronisation that somebody asked for. Lists are always true here; clients of the Graph contract ask for it all the same. */
export interface SyncStatus {
  readonly status: 'unknown' | 'inProgress' | 'completed'
  readonly requestedAt?: number
  readonly completedAt?: number
}

/** Time from one request to the next, ms (graph-api 2.3). */
const spacingMs = 600_000

const toStatus = (row: DeviceSyncsTable): SyncStatus => ({
  status: row.state === 'running' ? 'inProgress' : 'completed',
  requestedAt: row.requested_at,
  ...(row.completed_at !== null && { completedAt: row.completed_at }),
})

/** Where the synchronisation stands. */
export async function readSync(registry: Registry, principal: Principal, tenantId: string): Promise<SyncStatus> {
  requireTenant(principal, tenantId, 'device.read')
  const row = await scopeTo(registry.store.db, tenantId).selectFrom('device_syncs').selectAll().executeTakeFirst()
  return row ? toStatus(row) : { status: 'unknown' }
}

/**
 * Asks for a synchronisation. It begins when the jobs that were due before it, imports among them, have had their turn.
 * @throws conflict while one is running; rate_limited within ten minutes of the request before.
 */
export async function requestSync(registry: Registry, principal: Principal, tenantId: string): Promise<SyncStatus> {
  requireTenant(principal, tenantId, 'device.write')
  const status = await registry.store.write(async tx => {
    const now = registry.now()
    const own = scopeTo(tx.db, tenantId)
    const before = await own.selectFrom('device_syncs').selectAll().executeTakeFirst()
    if (before?.state === 'running') throw new RegistryError('conflict', 'A synchronisation is running.')
    const wait = before ? before.requested_at + spacingMs - now : 0
    if (wait > 0)
      throw new RegistryError('rate_limited', 'A synchronisation may be asked for every ten minutes.', {
        retryAfterSeconds: Math.ceil(wait / 1000),
      })
    const row = { tenant_id: tenantId, state: 'running', requested_at: now, completed_at: before?.completed_at ?? null }
    await own.deleteFrom('device_syncs').execute()
    await own.insertInto('device_syncs').values(row).execute()
    await enqueueJob(tx, now, { kind: 'sync-devices', organizationId: tenantId, subjectId: tenantId })
    await appendJournal(tx, principal, now, [
      { organizationId: tenantId, action: 'device-sync.requested', subjectKind: 'tenant', subjectId: tenantId },
    ])
    return toStatus(row)
  })
  registry.wake()
  return status
}

/** Job: the end of a synchronisation. */
export async function finishSync(registry: Registry, lease: Lease): Promise<void> {
  await registry.store.write(async tx => {
    await renewLease(tx, registry, lease)
    await scopeTo(tx.db, lease.organizationId)
      .updateTable('device_syncs')
      .set({ state: 'completed', completed_at: registry.now() })
      .execute()
    await finishJob(tx, lease)
  })
}
