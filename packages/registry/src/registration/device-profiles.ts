import { expressionBuilder } from 'kysely'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import type { ColumnsOf } from '../filter/index.ts'
import { membershipsOf } from '../groups/index.ts'
import { unpackFacts } from '../identity/index.ts'
import { keptCount } from '../kept-counts.ts'
import { type Principal, reachOf, requireTenant } from '../organizations/index.ts'
import { partnerProfiles } from '../policies/index.ts'
import {
  type DeviceProfileState,
  effectiveProfile,
  expectedName,
  givenProfiles,
  nameFor,
  type ProfileRules,
  profileState,
  profileStatusSql,
  readProfileRules,
  type StatedDevice,
  type Step,
} from '../profiles/index.ts'
import type { Database } from '../store/index.ts'

import { countByProfile } from './count-by-profile.ts'
import { type DeviceRecord, selectDevices } from './device.ts'
import { type DeviceConditions, names } from './device-filter.ts'
import { maySee, sightOf } from './visibility.ts'

/** The property `profileStatus` for a filter that names it. @throws as `requireTenant` for those who may not see profiles. */
export async function statusColumn(
  { store }: Registry,
  principal: Principal,
  tenantId: string,
  { where }: DeviceConditions,
): Promise<ColumnsOf> {
  if (!names(where, 'profileStatus')) return {}
  requireTenant(principal, tenantId, 'profile.read')
  const rules = await readProfileRules(store, tenantId)
  const column = profileStatusSql(expressionBuilder<Database, 'registrations'>(), rules)
  return { profileStatus: { type: 'text', column } }
}

function stated(
  row: DeviceRecord,
  groupIds: ReadonlyMap<string, number>,
  given: { profileId: string; at: number } | undefined,
  partnerProfile: StatedDevice['partnerProfile'],
): StatedDevice {
  return {
    deviceId: row.id,
    groupTag: row.group_tag,
    purchaseOrder: row.purchase_order,
    givenProfileId: given?.profileId ?? null,
    givenAt: given?.at ?? 0,
    groupIds,
    partnerProfile,
    registeredAt: row.registered_at,
    model: row.model,
    hasTpm: unpackFacts(row).ek !== undefined,
    toldProfileId: row.told_profile_id,
    toldAt: row.last_at,
  }
}

const noGroups: ReadonlyMap<string, number> = new Map()

async function statedDevices(
  { store }: Registry,
  tenantId: string,
  rules: ProfileRules,
  rows: readonly DeviceRecord[],
): Promise<StatedDevice[]> {
  const ids = rows.map(row => row.id)
  const groups = rules.usesMembers ? await membershipsOf(store, tenantId, ids) : undefined
  const given = await givenProfiles(store, tenantId, ids)
  const byPartner = await partnerProfiles(store, tenantId, ids)
  return rows.map(row => stated(row, groups?.get(row.id) ?? noGroups, given.get(row.id), byPartner.get(row.id)))
}

/**
 * The state of the profiles of devices, in a fixed number of queries.
 * @returns nothing for those who may not see profiles: partners, for one.
 */
export async function profileStates(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  rows: readonly DeviceRecord[],
): Promise<Map<string, DeviceProfileState>> {
  const inside = principal.kind === 'system' || principal.organization.id === tenantId
  if (rows.length === 0 || !inside || reachOf(principal, 'profile.read', tenantId) === undefined) return new Map()
  const rules = await readProfileRules(registry.store, tenantId)
  const devices = await statedDevices(registry, tenantId, rules, rows)
  const now = registry.now()
  return new Map(devices.map(device => [device.deviceId, profileState(device, rules, now)]))
}

/** What a device gets now, and every profile that was looked at on the way. */
export interface ProfileExplanation extends DeviceProfileState {
  readonly steps: readonly Step[]
  /** The name that it is told, and what Windows makes of it. */
  readonly deviceName?: { readonly told: string; readonly expected: string }
}

/** Which profile a device gets now, and why. @throws device_not_registered. */
export async function explainProfile(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<ProfileExplanation> {
  requireTenant(principal, tenantId, 'profile.read')
  const sight = await sightOf(registry, principal, tenantId, 'device.read')
  const row = await selectDevices(registry.store.db, tenantId).where('registrations.id', '=', id).executeTakeFirst()
  if (!row || !maySee(sight, row)) throw new RegistryError('device_not_registered')
  const rules = await readProfileRules(registry.store, tenantId)
  const [device] = (await statedDevices(registry, tenantId, rules, [row])) as [StatedDevice]
  const steps: Step[] = []
  const { profile } = effectiveProfile(device, rules, step => steps.push(step))
  const told = profile && nameFor(profile.profile, { displayName: row.display_name, serialNumber: row.serial_number })
  return {
    ...profileState(device, rules, registry.now()),
    steps,
    ...(told !== undefined && { deviceName: { told, expected: expectedName(told, row.serial_number) } }),
  }
}

export interface ProfileCounts {
  readonly devices: number
  readonly withoutProfile: number
  readonly profiles: readonly { readonly id: string; readonly displayName: string; readonly devices: number }[]
}

/** How many devices get each profile, and how many none. */
export async function countProfiles(
  registry: Registry,
  principal: Principal,
  tenantId: string,
): Promise<ProfileCounts> {
  requireTenant(principal, tenantId, 'profile.read')
  requireTenant(principal, tenantId, 'device.read')
  const rules = await readProfileRules(registry.store, tenantId)
  const counts = await keptCount(registry, ['profiles', tenantId], async () => {
    const found = await countByProfile(registry, tenantId, rules)
    return { found, looked: [...found.values()].reduce((sum, count) => sum + count, 0) }
  })
  return {
    devices: [...counts.values()].reduce((sum, count) => sum + count, 0),
    withoutProfile: counts.get(null) ?? 0,
    profiles: [...rules.byId.values()].map(({ profile: { id, displayName } }) => ({
      id,
      displayName,
      devices: counts.get(id) ?? 0,
    })),
  }
}
