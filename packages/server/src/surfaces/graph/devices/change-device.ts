import { type Device, type DeviceChange, getDevice, isId, RegistryError, updateDevice } from '@hailport/registry'
import type { Members } from '../body/read-members.ts'
import type { GraphCall } from '../call.ts'

/** Properties of the contract that can be changed, by the names that they have in the registry. */
const changeable: Readonly<Record<string, keyof DeviceChange>> = {
  groupTag: 'groupTag',
  displayName: 'displayName',
  userPrincipalName: 'assignedUser',
  addressableUserName: 'addressableUserName',
  purchaseOrderIdentifier: 'purchaseOrder',
  deviceAccountUpn: 'deviceAccountUpn',
  deviceAccountPassword: 'deviceAccountPassword',
  deviceFriendlyName: 'deviceFriendlyName',
}

/** The change that members of a body ask for; what cannot be changed is read over. null and an empty text clear a value. */
export const toChange = (members: Members): DeviceChange =>
  Object.fromEntries(
    Object.entries(changeable).flatMap(([property, name]) =>
      members[property] === undefined ? [] : [[name, members[property]]],
    ),
  )

/** The id of the device that a call is about. @throws device_not_registered for what can be none. */
function deviceIdOf({ keys }: GraphCall): string {
  const id = keys['deviceId']?.toLowerCase() ?? ''
  if (!isId(id)) throw new RegistryError('device_not_registered')
  return id
}

/** The device that a call is about. */
export const deviceOf = (call: GraphCall): Promise<Device> =>
  getDevice(call.registry, call.principal, call.tenantId, deviceIdOf(call))

/** Changes the device that a call is about; a change of nothing asks only that the device is there. */
export function changeDevice(call: GraphCall, change: DeviceChange): Promise<Device> {
  if (Object.keys(change).length === 0) return deviceOf(call)
  return updateDevice(call.registry, call.principal, call.tenantId, deviceIdOf(call), change)
}
