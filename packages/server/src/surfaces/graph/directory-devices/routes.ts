import { type Device, getDevice } from '@hailport/registry'
import { countText, entity, type GraphAnswer } from '../answer.ts'
import type { GraphCall } from '../call.ts'
import { GraphError } from '../errors.ts'
import { keyId } from '../key-id.ts'
import type { GraphRoute } from '../route-table.ts'
import { scopes } from '../scopes.ts'
import { countDirectoryDevices, listDirectoryDevices, toDirectoryDevice } from './list-directory-devices.ts'

const type = 'device'
const list = 'devices'
const one = `${list}/{directoryDeviceId}`

const find = (call: GraphCall): Promise<Device> =>
  getDevice(call.registry, call.principal, call.tenantId, keyId(call, 'directoryDeviceId', 'device_not_registered'))

/** As in the original, the object of a registered device goes with its registration. */
async function refuseDelete(call: GraphCall): Promise<GraphAnswer> {
  const { id } = await find(call)
  throw new GraphError(
    400,
    'BadRequest',
    `The directory object of a registered device goes with its registration: delete deviceManagement/windowsAutopilotDeviceIdentities/${id} instead.`,
  )
}

/** Directory devices (graph-api 2.6): what scripts look up to add a device to a group. */
export const directoryDeviceRoutes: readonly GraphRoute[] = [
  { method: 'GET', path: list, type, scopes: scopes.directoryDevicesRead, handle: call => listDirectoryDevices(call) },
  {
    method: 'GET',
    path: `${list}/$count`,
    type,
    scopes: scopes.directoryDevicesRead,
    handle: async call => countText(await countDirectoryDevices(call)),
  },
  {
    method: 'GET',
    path: one,
    type,
    scopes: scopes.directoryDevicesRead,
    handle: async call => entity(call, toDirectoryDevice(await find(call))),
  },
  { method: 'DELETE', path: one, scopes: scopes.directoryDevicesWrite, handle: refuseDelete },
]
