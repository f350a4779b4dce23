import type { Registry } from '../context.ts'
import { type ErrorCode, RegistryError } from '../errors.ts'
import { rejoinGroups } from '../groups/index.ts'
import { allKeys, type DeviceIndex, identityKeys, insertClaims, matchIdentity, unpackFacts } from '../identity/index.ts'
import { type Actor, appendJournal } from '../journal/index.ts'
import { type Principal, requireTenant } from '../organizations/index.ts'
import { givePoliciesAgain } from '../policies/index.ts'
import { giveAgain } from '../profiles/index.ts'
import { type Store, scopeTo, type Tx } from '../store/index.ts'
import type { HeldDevice } from './decide.ts'
import { type Device, type DeviceRecord, toDevice } from './device.ts'
import { fetchDevices } from './facts.ts'
import { putHashes } from './hash-store.ts'
import { openDevice, type SealedDevice } from './sealed-device.ts'
import { registrationColumns } from './write.ts'

/** What became of a device that was to be taken back: restored, or why not. */
export type RestoreOutcome = { readonly device: Device } | { readonly code: ErrorCode; readonly message: string }

/** Whether a released device may be had back, given who holds devices now. Never tells who. */
function decideRestore(
  row: DeviceRecord,
  tenantId: string,
  held: Pick<DeviceIndex<HeldDevice>, 'find'>,
): { code: ErrorCode; message: string } | undefined {
  const facts = unpackFacts(row)
  const match = matchIdentity(facts, held.find(identityKeys(facts)))
  if (match.kind === 'new') return undefined
  if (match.kind === 'conflict')
    return { code: 'identity_conflict', message: 'A device with some of the same parts was registered meanwhile.' }
  return match.device.tenantId === tenantId
    ? { code: 'device_already_registered', message: 'The device was registered to this tenant again meanwhile.' }
    : { code: 'device_registered_elsewhere', message: 'Another organization has registered the device meanwhile.' }
}

async function openReleased(
  tx: Tx,
  registry: Registry,
  tenantId: string,
  ids: readonly string[],
  keptFor: string | null,
): Promise<Map<string, SealedDevice>> {
  const rows = await scopeTo(tx.db, tenantId)
    .selectFrom('released_devices')
    .select(['id', 'sealed'])
    .where(registry.store.textIn<'released_devices'>('id', ids))
    .where('expires_at', '>', registry.now())
    .where('kept_for', keptFor === null ? 'is' : '=', keptFor)
    .execute()
  return new Map(rows.map(({ id, sealed }) => [id, openDevice(registry.vault, tenantId, id, sealed)]))
}

async function writeBack(tx: Tx, registry: Registry, tenantId: string, back: readonly SealedDevice[]): Promise<void> {
  const { store } = registry
  const rows = back.map(one => one.row)
  await tx.insertMany(
    'registrations',
    registrationColumns,
    rows.map(row => registrationColumns.map(column => (column === 'updated_at' ? registry.now() : row[column]))),
  )
  const hashes = new Map(back.flatMap(({ row, hash }) => (hash ? [[row.id, hash] as const] : [])))
  await putHashes(tx, registry, tenantId, rows, hashes)
  await insertClaims(
    tx,
    rows.map(row => ({ tenantId, deviceId: row.id, keys: identityKeys(unpackFacts(row)) })),
  )
  await tx.insertMany(
    'contacts',
    ['tenant_id', 'device_id', 'first_at', 'last_at', 'times', 'profile_id'],
    rows
      .filter(row => row.first_at !== null)
      .map(row => [tenantId, row.id, row.first_at, row.last_at, row.times, row.told_profile_id]),
  )
  await tx.insertMany(
    'device_details',
    ['tenant_id', 'device_id', 'details', 'account_password'],
    rows.filter(row => row.details !== null).map(row => [tenantId, row.id, row.details, row.account_password]),
  )
  await rejoinGroups(
    store,
    tx,
    tenantId,
    back.flatMap(one => one.groups),
  )
  await giveAgain(
    store,
    tx,
    tenantId,
    back.flatMap(one => one.given),
  )
  await givePoliciesAgain(
    store,
    tx,
    tenantId,
    back.flatMap(one => one.policies ?? []),
  )
  await scopeTo(tx.db, tenantId)
    .deleteFrom('released_devices')
    .where(
      store.textIn<'released_devices'>(
        'id',
        rows.map(row => row.id),
      ),
    )
    .execute()
}

/**
 * Registers released devices to their tenant again, as they were: same id, registrar, tag, user. What cannot be had back is refused one by
 * one. @returns an outcome for each id.
 * @param keptFor the partner that takes back what it has returned; else those are taken back that are kept for the tenant.
 */
export async function restoreDevices(
  tx: Tx,
  registry: Registry,
  actor: Actor,
  tenantId: string,
  ids: readonly string[],
  reason: string | null = null,
  keptFor: string | null = null,
): Promise<Map<string, RestoreOutcome>> {
  const released = await openReleased(tx, registry, tenantId, ids, keptFor)
  const keysOf = ({ row }: SealedDevice) => identityKeys(unpackFacts(row))
  const wanted = [...released.values()].flatMap(one => allKeys(keysOf(one)))
  const held = await fetchDevices(registry.store, tx.db, wanted)
  const back: SealedDevice[] = []
  const outcomes = new Map<string, RestoreOutcome>()
  for (const id of new Set(ids)) {
    const device = released.get(id)
    const refusal = device
      ? decideRestore(device.row, tenantId, held)
      : ({
          code: 'not_found',
          message: 'Nothing is kept of this device: it was not released, or too long ago.',
        } as const)
    if (refusal || !device) {
      if (refusal) outcomes.set(id, refusal)
      continue
    }
    const { row } = device
    held.add(keysOf(device), { facts: unpackFacts(row), tenantId, deviceId: id, batchId: row.batch_id })
    back.push(device)
    outcomes.set(id, { device: toDevice({ ...row, updated_at: registry.now() }) })
  }
  await writeBack(tx, registry, tenantId, back)
  await appendJournal(
    tx,
    actor,
    registry.now(),
    back.map(({ row }) => ({
      organizationId: tenantId,
      action: 'device.restored',
      subjectKind: 'device',
      subjectId: row.id,
      after: { ...(row.serial_number !== null && { serialNumber: row.serial_number }), batchId: row.batch_id },
      ...(reason !== null && { reason }),
    })),
  )
  return outcomes
}

/** Takes one released device back. @throws not_found, device_already_registered, device_registered_elsewhere, identity_conflict. */
export async function restoreDevice(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<Device> {
  requireTenant(principal, tenantId, 'device.release')
  return registry.store.write(async tx => {
    const outcome = (await restoreDevices(tx, registry, principal, tenantId, [id])).get(id)
    if (!outcome) throw new RegistryError('not_found')
    if ('device' in outcome) return outcome.device
    if (outcome.code === 'not_found') throw new RegistryError('not_found')
    throw new RegistryError(outcome.code, outcome.message)
  })
}

/** Which of these devices something is kept of, for the tenant or for a partner, with their group tags. */
export async function findRestorable(
  registry: Registry,
  db: Store['db'],
  tenantId: string,
  ids: readonly string[],
  keptFor: string | null = null,
): Promise<Map<string, string | null>> {
  const rows = await scopeTo(db, tenantId)
    .selectFrom('released_devices')
    .select(['id', 'group_tag'])
    .where(registry.store.textIn<'released_devices'>('id', ids))
    .where('expires_at', '>', registry.now())
    .where('kept_for', keptFor === null ? 'is' : '=', keptFor)
    .execute()
  return new Map(rows.map(row => [row.id, row.group_tag]))
}
