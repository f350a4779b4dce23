import { countMatching, type Device, type DeviceConditions, type DeviceFilter, listDevices } from '@hailport/registry'
import { collection, type GraphAnswer } from '../answer.ts'
import type { GraphCall } from '../call.ts'
import { toConditions } from '../devices/conditions.ts'
import { type Source, translateFilter } from '../odata/translate-filter.ts'
import { readPage, readSort } from '../read-page.ts'
import { toTime } from '../times.ts'

/** What Entra keeps of a registered device and membership rules ask for. */
const physicalIds = ({ id, groupTag, purchaseOrder }: Device): string[] => [
  `[ZTDID]:${id}`,
  ...(groupTag === undefined ? [] : [`[OrderID]:${groupTag}`]),
  ...(purchaseOrder === undefined ? [] : [`[PurchaseOrderId]:${purchaseOrder}`]),
]

/** The directory object of a registered device, under the id of its registration; it is called by its serial number, as before a first boot. */
export const toDirectoryDevice = (device: Device) => ({
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

const conditions = ({ options: { filter } }: GraphCall): DeviceConditions =>
  filter === undefined ? {} : toConditions(translateFilter(filter, sources))

/** What a path narrows its devices to. */
type Narrowing = Pick<DeviceFilter, 'groupId'>

/** How many directory devices a call asks for. */
export const countDirectoryDevices = (call: GraphCall, more: Narrowing = {}): Promise<number> =>
  countMatching(call.registry, call.principal, call.tenantId, { ...conditions(call), ...more })

/** Answers with directory devices. @param toItem how one is written. */
export async function listDirectoryDevices(
  call: GraphCall,
  more: Narrowing = {},
  toItem: (device: Device) => Readonly<Record<string, unknown>> = toDirectoryDevice,
): Promise<GraphAnswer> {
  const { registry, principal, tenantId, options } = call
  const filter = { ...conditions(call), ...more, ...readSort(call, sorts) }
  const page = await readPage(call, wanted => listDevices(registry, principal, tenantId, { ...filter, ...wanted }))
  const isCounted = options.count && options.skiptoken === undefined
  return collection(call, {
    items: page.items.map(toItem),
    ...(isCounted && { count: await countDirectoryDevices(call, more) }),
    nextToken: page.nextCursor,
  })
}
