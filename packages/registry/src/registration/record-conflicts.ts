import { newId } from '../ids.ts'
import { type Actor, appendJournal, type Entry } from '../journal/index.ts'
import { type Store, scopeTo, type Tx } from '../store/index.ts'
import type { HeldDevice } from './decide.ts'

/** A known device that was presented with other parts. */
export interface FoundConflict {
  readonly device: Pick<HeldDevice, 'tenantId' | 'deviceId'>
  readonly reason: string
  readonly presented: object
}

/** Opens conflicts for their owners to review, but none that is open already: two queries for each owner. */
export async function recordConflicts(
  store: Store,
  tx: Tx,
  now: number,
  found: readonly FoundConflict[],
  source: 'registration' | 'first-boot',
): Promise<void> {
  for (const [tenantId, conflicts] of Map.groupBy(found, conflict => conflict.device.tenantId)) {
    const open = await scopeTo(tx.db, tenantId)
      .selectFrom('identity_conflicts')
      .select(['device_id', 'reason'])
      .where(store.textIn<'identity_conflicts'>('device_id', [...new Set(conflicts.map(one => one.device.deviceId))]))
      .where('state', '=', 'open')
      .execute()
    const known = new Set(open.map(row => `${row.device_id} ${row.reason}`))
    const fresh = conflicts.filter(({ device, reason }) => {
      const key = `${device.deviceId} ${reason}`
      return !known.has(key) && known.add(key)
    })
    await insertConflicts(tx, now, tenantId, fresh, source)
  }
}

async function insertConflicts(
  tx: Tx,
  now: number,
  tenantId: string,
  conflicts: readonly FoundConflict[],
  source: string,
): Promise<void> {
  const made = conflicts.map(conflict => ({ ...conflict, id: newId(now) }))
  await tx.insertMany(
    'identity_conflicts',
    ['tenant_id', 'id', 'device_id', 'reason', 'presented', 'source', 'recorded_at', 'state'],
    made.map(({ id, device, reason, presented }) => [
      tenantId,
      id,
      device.deviceId,
      reason,
      JSON.stringify(presented),
      source,
      now,
      'open',
    ]),
  )
  // Who presented it may be another organization: the entry is the registry's own.
  const registryActor: Actor = { kind: 'system', id: 'hailport', organization: { kind: 'tenant', id: tenantId } }
  const entries: Entry[] = made.map(({ id, device, reason }) => ({
    organizationId: tenantId,
    action: 'identity-conflict.recorded',
    subjectKind: 'device',
    subjectId: device.deviceId,
    after: { conflictId: id, reason, source },
  }))
  await appendJournal(tx, registryActor, now, entries)
}
