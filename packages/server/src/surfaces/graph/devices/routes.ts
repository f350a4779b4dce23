import { takeDevice } from '@hailport/registry'
import { countText, entity } from '../answer.ts'
import { readEntityBody } from '../body/read-members.ts'
import type { GraphCall } from '../call.ts'
import { versions } from '../model.ts'
import type { GraphRoute } from '../route-table.ts'
import { scopes } from '../scopes.ts'
import { changeDevice, deviceOf, toChange } from './change-device.ts'
import { deleteDevice, deleteManyDevices } from './delete-device.ts'
import { deviceActions } from './device-actions.ts'
import { toDeviceEntity } from './device-entity.ts'
import { toDeviceEntities } from './expand-profiles.ts'
import { countDevicesOf, listDeviceEntities } from './list-devices.ts'

const type = 'windowsAutopilotDeviceIdentity'
const list = 'deviceManagement/windowsAutopilotDeviceIdentities'
const one = `${list}/{deviceId}`

/** A text of the body as it was sent, for members that the type of the contract has not. */
function extraText(call: GraphCall, name: string): string | undefined {
  const found = Object.entries(call.body() ?? {}).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
  return typeof found === 'string' ? found : undefined
}

async function readDevice(call: GraphCall) {
  const [item = {}] = await toDeviceEntities(call, [await deviceOf(call)])
  return entity(call, item)
}

async function postDevice(call: GraphCall) {
  const members = readEntityBody(call, type)
  const text = (name: string) => (members[name] ?? undefined) as string | undefined
  const device = await takeDevice(call.registry, call.principal, call.tenantId, {
    hardwareHash: extraText(call, 'hardwareIdentifier'),
    serialNumber: text('serialNumber'),
    manufacturer: text('manufacturer'),
    model: text('model'),
    productKeyId: text('productKey'),
    groupTag: text('groupTag') ?? extraText(call, 'orderIdentifier'),
    purchaseOrder: text('purchaseOrderIdentifier'),
    assignedUser: text('userPrincipalName'),
    displayName: text('displayName'),
  })
  return entity(call, toDeviceEntity(device, call.version), 201)
}

/** Registered devices (graph-api 2.1). */
export const deviceRoutes: readonly GraphRoute[] = [
  { method: 'GET', path: list, type, scopes: scopes.serviceConfigRead, handle: call => listDeviceEntities(call) },
  {
    method: 'GET',
    path: `${list}/$count`,
    type,
    scopes: scopes.serviceConfigRead,
    handle: async call => countText(await countDevicesOf(call)),
  },
  {
    method: 'GET',
    path: one,
    type,
    scopes: scopes.serviceConfigRead,
    handle: readDevice,
  },
  { method: 'POST', path: list, type, scopes: scopes.serviceConfigWrite, handle: postDevice },
  {
    method: 'PATCH',
    path: one,
    type,
    scopes: scopes.serviceConfigWrite,
    async handle(call) {
      const device = await changeDevice(call, toChange(readEntityBody(call, type)))
      return entity(call, toDeviceEntity(device, call.version))
    },
  },
  { method: 'DELETE', path: one, scopes: scopes.serviceConfigWrite, handle: deleteDevice },
  { method: 'POST', path: `${list}/deleteDevices`, scopes: scopes.serviceConfigWrite, handle: deleteManyDevices },
  ...deviceActions(one, versions),
]
