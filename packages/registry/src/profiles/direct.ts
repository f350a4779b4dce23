import type { Registry } from '../context.ts'
import { requireDeviceIds, requireRegistered } from '../groups/index.ts'
import { appendJournal, type EventKind } from '../journal/index.ts'
import { type Principal, requireTenant } from '../organizations/index.ts'
import { type DeviceProfilesTable, type Store, scopeTo, type Tx } from '../store/index.ts'
import { requireProfile } from './manage.ts'

const entriesFor = (tenantId: string, action: EventKind, profileId: string, ids: readonly string[]) =>
  ids.map(id => ({ organizationId: tenantId, action, subjectKind: 'device', subjectId: id, after: { profileId } }))

async function givenTo(store: Store, tx: Tx, tenantId: string, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await scopeTo(tx.db, tenantId)
    .selectFrom('device_profiles')
    .select(['device_id', 'profile_id'])
    .where(store.textIn<'device_profiles'>('device_id', ids))
    .execute()
  return new Map(rows.map(row => [row.device_id, row.profile_id]))
}

/** A profile that a device was given by name. */
export type GivenProfile = Pick<DeviceProfilesTable, 'device_id' | 'profile_id' | 'assigned_at'>

/** Takes from devices what they were given by name, in the transaction of whoever knows why. @returns what that was. */
export async function forgetGiven(
  store: Store,
  tx: Tx,
  tenantId: string,
  deviceIds: readonly string[],
): Promise<GivenProfile[]> {
  return scopeTo(tx.db, tenantId)
    .deleteFrom('device_profiles')
    .where(store.textIn<'device_profiles'>('device_id', deviceIds))
    .returning(['device_id', 'profile_id', 'assigned_at'])
    .execute()
}

/** Gives devices back what they were given by name; a profile that is no more is passed over. */
export async function giveAgain(store: Store, tx: Tx, tenantId: string, given: readonly GivenProfile[]): Promise<void> {
  if (given.length === 0) return
  const profiles = await scopeTo(tx.db, tenantId)
    .selectFrom('profiles')
    .select('id')
    .where(store.textIn<'profiles'>('id', [...new Set(given.map(one => one.profile_id))]))
    .execute()
  const there = new Set(profiles.map(profile => profile.id))
  await tx.insertMany(
    'device_profiles',
    ['tenant_id', 'device_id', 'profile_id', 'assigned_at'],
    given
      .filter(one => there.has(one.profile_id))
      .map(one => [tenantId, one.device_id, one.profile_id, one.assigned_at]),
  )
}

/**
 * Gives devices a profile by name: it counts before all that comes by groups. One that they were given before is replaced.
 * @returns how many have another one now. @throws profile_not_found, device_not_registered (nothing is changed then).
 */
export async function assignDevices(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  profileId: string,
  deviceIds: readonly string[],
): Promise<{ assigned: number }> {
  requireTenant(principal, tenantId, 'profile.write')
  const ids = requireDeviceIds(registry, deviceIds)
  const { store } = registry
  return store.write(async tx => {
    await requireProfile(tx.db, tenantId, profileId)
    await requireRegistered(store, tx, tenantId, ids)
    const before = await givenTo(store, tx, tenantId, ids)
    const fresh = ids.filter(id => before.get(id) !== profileId)
    const now = registry.now()
    await forgetGiven(store, tx, tenantId, fresh)
    await tx.insertMany(
      'device_profiles',
      ['tenant_id', 'device_id', 'profile_id', 'assigned_at'],
      fresh.map(id => [tenantId, id, profileId, now]),
    )
    await appendJournal(tx, principal, now, entriesFor(tenantId, 'device.profile_assigned', profileId, fresh))
    return { assigned: fresh.length }
  })
}

/**
 * Takes the profile from devices that were given it by name; for others it is no error.
 * @returns how many had it. @throws profile_not_found.
 */
export async function unassignDevices(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  profileId: string,
  deviceIds: readonly string[],
): Promise<{ unassigned: number }> {
  requireTenant(principal, tenantId, 'profile.write')
  const ids = requireDeviceIds(registry, deviceIds)
  const { store } = registry
  return store.write(async tx => {
    await requireProfile(tx.db, tenantId, profileId)
    const before = await givenTo(store, tx, tenantId, ids)
    const had = ids.filter(id => before.get(id) === profileId)
    await forgetGiven(store, tx, tenantId, had)
    const entries = entriesFor(tenantId, 'device.profile_unassigned', profileId, had)
    await appendJournal(tx, principal, registry.now(), entries)
    return { unassigned: had.length }
  })
}

/** The profiles that devices were given by name, with the time; for code that has checked who asks. */
export async function givenProfiles(
  store: Store,
  tenantId: string,
  deviceIds: readonly string[],
): Promise<Map<string, { profileId: string; at: number }>> {
  const rows = await scopeTo(store.db, tenantId)
    .selectFrom('device_profiles')
    .select(['device_id', 'profile_id', 'assigned_at'])
    .where(store.textIn<'device_profiles'>('device_id', deviceIds))
    .execute()
  return new Map(rows.map(row => [row.device_id, { profileId: row.profile_id, at: row.assigned_at }]))
}
