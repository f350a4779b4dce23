import type { Registry } from '../context.ts'
import { leaveGroups, type Membership } from '../groups/index.ts'
import { identityKeys, removeClaims, unpackFacts } from '../identity/index.ts'
import { ensureJob } from '../jobs/index.ts'
import { type Actor, appendJournal } from '../journal/index.ts'
import { forgetPolicies, type PolicyOfDevice } from '../policies/index.ts'
import { forgetGiven, type GivenProfile } from '../profiles/index.ts'
import { scopeTo, type Tx } from '../store/index.ts'
import { dismissConflictsOf } from './conflicts.ts'
import { type DeviceRecord, toDevice } from './device.ts'
import { takeHashes } from './hash-store.ts'
import { sealDevice } from './sealed-device.ts'

export interface ReleaseOptions {
  readonly reason?: string | null
  /** The action on many devices of which this is a part. */
  readonly actionId?: string
  /** Whether the tenant may take the device back. */
  readonly keep: (row: DeviceRecord) => boolean
  /** The partner that may take them back in place of the tenant. */
  readonly keptFor?: string
}

const dayMs = 86_400_000

async function keepSealed(
  tx: Tx,
  registry: Registry,
  actor: Actor,
  tenantId: string,
  rows: readonly DeviceRecord[],
  left: {
    readonly hashes: ReadonlyMap<string, Uint8Array>
    readonly groups: ReadonlyMap<string, Membership[]>
    readonly given: ReadonlyMap<string, GivenProfile[]>
    readonly policies: ReadonlyMap<string, PolicyOfDevice[]>
  },
  { reason, actionId, keptFor }: ReleaseOptions,
): Promise<void> {
  if (rows.length === 0) return
  const now = registry.now()
  const keptMs = registry.limits.releasedDays * dayMs
  const partner = actor.onBehalfOf ?? (actor.organization.id === tenantId ? null : actor.organization.id)
  const by = JSON.stringify({
    kind: actor.kind,
    id: actor.id,
    ...(partner !== null && { onBehalfOf: partner }),
  })
  await tx.insertMany(
    'released_devices',
    [
      'tenant_id',
      'id',
      'serial_number',
      'manufacturer',
      'model',
      'group_tag',
      'released_at',
      'released_by',
      'reason',
      'action_id',
      'expires_at',
      'sealed',
      'kept_for',
    ],
    rows.map(row => [
      tenantId,
      row.id,
      row.serial_number,
      row.manufacturer,
      row.model,
      row.group_tag,
      now,
      by,
      reason ?? null,
      actionId ?? null,
      now + keptMs,
      sealDevice(registry.vault, {
        row,
        hash: left.hashes.get(row.id),
        groups: left.groups.get(row.id) ?? [],
        given: left.given.get(row.id) ?? [],
        policies: left.policies.get(row.id) ?? [],
      }),
      keptFor ?? null,
    ]),
  )
  await ensureJob(tx, now, { kind: 'purge-released', organizationId: tenantId, subjectId: tenantId }, keptMs)
}

/**
 * Ends the registration of devices, in a fixed number of statements (one more for each batch that they came with): they belong to nobody
 * then. What is kept of them for their tenant is sealed.
 */
export async function releaseDevices(
  tx: Tx,
  registry: Registry,
  actor: Actor,
  tenantId: string,
  rows: readonly DeviceRecord[],
  options: ReleaseOptions,
): Promise<void> {
  if (rows.length === 0) return
  const ids = rows.map(row => row.id)
  const own = scopeTo(tx.db, tenantId)
  const { store } = registry
  await removeClaims(
    store,
    tx,
    rows.map(row => ({ deviceId: row.id, keys: identityKeys(unpackFacts(row)) })),
  )
  const hashes = await takeHashes(tx, registry, tenantId, rows)
  const groups = Map.groupBy(await leaveGroups(store, tx, tenantId, ids), one => one.device_id)
  const given = Map.groupBy(await forgetGiven(store, tx, tenantId, ids), one => one.device_id)
  const policies = Map.groupBy(await forgetPolicies(store, tx, tenantId, ids), one => one.deviceId)
  const left = { hashes, groups, given, policies }
  await keepSealed(tx, registry, actor, tenantId, rows.filter(options.keep), left, options)
  await own.deleteFrom('contacts').where(store.textIn<'contacts'>('device_id', ids)).execute()
  await own.deleteFrom('device_details').where(store.textIn<'device_details'>('device_id', ids)).execute()
  await own.deleteFrom('registrations').where(store.textIn<'registrations'>('id', ids)).execute()
  const dismissed = await dismissConflictsOf(store, tx, tenantId, ids)
  const { reason = null } = options
  await appendJournal(
    tx,
    actor,
    registry.now(),
    rows.map(row => {
      const { firstContactAt: _first, lastContactAt: _last, ...before } = toDevice(row)
      const openConflicts = dismissed.get(row.id)
      return {
        organizationId: tenantId,
        action: 'device.deregistered',
        subjectKind: 'device',
        subjectId: row.id,
        before: { ...before, ...(openConflicts && { openConflicts }) },
        ...(reason !== null && { reason }),
      }
    }),
  )
}
