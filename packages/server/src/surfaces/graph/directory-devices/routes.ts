import {
  countMatching,
  type Device,
  type Filter,
  getDevice,
  isId,
  listDevices,
  RegistryError,
} from '@hailport/registry'
import { collection, countText, entity, type GraphAnswer } from '../answer.ts'
import type { GraphCall } from '../call.ts'
import { GraphError } from '../errors.ts'
import { type Source, translateFilter } from '../odata/translate-filter.ts'
import { readPage, readSort } from '../read-page.ts'
import type { GraphRoute } from '../route-table.ts'
import { scopes } from '../scopes.ts'
import { toTime } from '../times.ts'

const type = 'device'
const list = 'devices'
const one = `${list}/{directoryDeviceId}`

/** What Entra keeps of a registered device and membership rules ask for. */
const physicalIds = ({ id, groupTag, purchaseOrder }: Device): string[] => [
  `[ZTDID]:${id}`,
  ...(groupTag === undefined ? [] : [`[OrderID]:${groupTag}`]),
  ...(purchaseOrder === undefined ? [] : [`[PurchaseOrderId]:${purchaseOrder}`]),
]

/** The directory object of a registered device, under the id of its registration; it is called by its serial number, as before a first boot. */
const toDirectoryDevice = (device: Device) => ({
  id: device.id,
  deletedDateTime: null,
  deviceId: device.id,
  displayName: device.serialNumber ?? '',
  manufacturer: device.manufacturer ?? '',
  model: device.model ?? '',
  physicalIds: physicalIds(device),
  registrationDateTime: toTime(device.registeredAt),
})

const sources: Readonly<Record<string, Source>> = {
  id: 'id',
  deviceId: 'id',
  displayName: 'serialNumber',
  manufacturer: 'manufacturer',
  model: 'model',
  registrationDateTime: 'registeredAt',
}

const sorts = {
  id: 'registeredAt',
  deviceId: 'registeredAt',
  registrationDateTime: 'registeredAt',
  displayName: 'serialNumber',
  manufacturer: 'manufacturer',
  model: 'model',
} as const

const conditions = ({ options: { filter } }: GraphCall): { where?: Filter } =>
  filter === undefined ? {} : { where: translateFilter(filter, sources) }

const count = (call: GraphCall): Promise<number> =>
  countMatching(call.registry, call.principal, call.tenantId, conditions(call))

async function listDirectoryDevices(call: GraphCall): Promise<GraphAnswer> {
  const { registry, principal, tenantId, options } = call
  const filter = { ...conditions(call), ...readSort(call, sorts) }
  const page = await readPage(call, wanted => listDevices(registry, principal, tenantId, { ...filter, ...wanted }))
  const isCounted = options.count && options.skiptoken === undefined
  return collection(call, {
    items: page.items.map(toDirectoryDevice),
    ...(isCounted && { count: await count(call) }),
    nextToken: page.nextCursor,
  })
}

function find({ registry, principal, tenantId, keys }: GraphCall): Promise<Device> {
  const id = keys['directoryDeviceId']?.toLowerCase() ?? ''
  if (!isId(id)) throw new RegistryError('device_not_registered')
  return getDevice(registry, principal, tenantId, id)
}

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
  { method: 'GET', path: list, type, scopes: scopes.directoryDevicesRead, handle: listDirectoryDevices },
  {
    method: 'GET',
    path: `${list}/$count`,
    type,
    scopes: scopes.directoryDevicesRead,
    handle: async call => countText(await count(call)),
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
