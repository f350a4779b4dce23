import { type Device, listProfiles } from '@hailport/registry'
import type { GraphCall } from '../call.ts'
import { toProfileEntity } from '../profiles/profile-entity.ts'
import { readAll } from '../read-all.ts'
import { toDeviceEntity } from './device-entity.ts'

type Item = Readonly<Record<string, unknown>>

/** Which profile stands under which name. One that is still being assigned is intended, and not yet the device's. */
const profileIds = {
  deploymentProfile: ({ profile }: Device) =>
    profile?.status === 'pending' ? undefined : profile?.intendedProfile?.id,
  intendedDeploymentProfile: ({ profile }: Device) => profile?.intendedProfile?.id,
} as const

/** Profiles that a device has. */
export type DeviceProfileName = keyof typeof profileIds

/** The id of a profile of a device, if it has one. */
export const profileIdOf = (device: Device, name: DeviceProfileName): string | undefined => profileIds[name](device)

function picked(item: Item, select: readonly string[] | undefined): Item {
  if (select === undefined) return item
  const wanted = new Set(['id', '@odata.type', ...select])
  return Object.fromEntries(Object.entries(item).filter(([name]) => wanted.has(name)))
}

/** Devices as the contract has them, with the profiles that the call expands: null where there is none. */
export async function toDeviceEntities(call: GraphCall, devices: readonly Device[]): Promise<Item[]> {
  const { registry, principal, tenantId, version, options } = call
  const entities = devices.map((device): Item => toDeviceEntity(device, version))
  if (options.expand.length === 0) return entities
  const profiles = await readAll(registry, page => listProfiles(registry, principal, tenantId, page))
  const byId = new Map(profiles.map(profile => [profile.id, toProfileEntity(profile)]))
  const expanded = (device: Device) =>
    options.expand.map(({ name, select }) => {
      const found = byId.get(profileIdOf(device, name as DeviceProfileName) ?? '')
      return [name, found === undefined ? null : picked(found, select)]
    })
  return entities.map((item, index) => ({ ...item, ...Object.fromEntries(expanded(devices[index] as Device)) }))
}
