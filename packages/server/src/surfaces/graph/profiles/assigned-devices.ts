import { type Device, getProfile, RegistryError } from '@hailport/registry'
import { countText, entity } from '../answer.ts'
import type { GraphCall } from '../call.ts'
import { deviceOf } from '../devices/change-device.ts'
import { deviceActions } from '../devices/device-actions.ts'
import { toDeviceEntities } from '../devices/expand-profiles.ts'
import { countDevicesOf, listDeviceEntities } from '../devices/list-devices.ts'
import { keyId } from '../key-id.ts'
import type { GraphRoute } from '../route-table.ts'
import { scopes } from '../scopes.ts'

const profileOf = (call: GraphCall) => ({ profileId: keyId(call, 'profileId', 'profile_not_found') })

/** The device that a call is about, if the profile is meant for it. @throws profile_not_found, device_not_registered. */
async function assignedDevice(call: GraphCall): Promise<Device> {
  const { profileId } = profileOf(call)
  await getProfile(call.registry, call.principal, call.tenantId, profileId)
  const device = await deviceOf(call)
  if (device.profile?.intendedProfile?.id !== profileId) throw new RegistryError('device_not_registered')
  return device
}

/** Devices that get a profile (graph-api 2.4), below a path that ends in `{profileId}`, with the actions on each. */
export function assignedDeviceRoutes(profile: string): GraphRoute[] {
  const list = `${profile}/assignedDevices`
  const one = `${list}/{deviceId}`
  const reading = {
    versions: ['beta'],
    type: 'windowsAutopilotDeviceIdentity',
    scopes: scopes.serviceConfigRead,
  } as const
  return [
    { method: 'GET', path: list, ...reading, handle: call => listDeviceEntities(call, profileOf(call)) },
    {
      method: 'GET',
      path: `${list}/$count`,
      ...reading,
      handle: async call => countText(await countDevicesOf(call, profileOf(call))),
    },
    {
      method: 'GET',
      path: one,
      ...reading,
      async handle(call) {
        const [item = {}] = await toDeviceEntities(call, [await assignedDevice(call)])
        return entity(call, item)
      },
    },
    ...deviceActions(one, ['beta'], async call => {
      await assignedDevice(call)
    }),
  ]
}
