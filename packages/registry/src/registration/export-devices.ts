import type { Registry } from '../context.ts'
import { csvLine } from '../csv-text.ts'
import type { Principal } from '../organizations/index.ts'
import type { Device } from './device.ts'
import { type DeviceFilter, listDevices } from './list-devices.ts'

const exported = [
  'id',
  'serialNumber',
  'manufacturer',
  'model',
  'productKeyId',
  'groupTag',
  'purchaseOrder',
  'orderId',
  'assignedUser',
  'displayName',
  'source',
  'batchId',
  'quality',
] as const satisfies readonly (keyof Device)[]

const timeText = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString())

const deviceLine = (device: Device): string =>
  csvLine([
    ...exported.map(name => device[name]),
    device.flags.join(' '),
    device.registrar.kind,
    device.registrar.id,
    timeText(device.registeredAt),
    timeText(device.updatedAt),
    timeText(device.firstContactAt),
    timeText(device.lastContactAt),
  ])

/** Every device that meets the conditions as a CSV file, page by page. The first page is read at once, so that refusals come before it. */
export async function exportDevices(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  filter: Omit<DeviceFilter, 'limit' | 'cursor'>,
): Promise<AsyncGenerator<string>> {
  const read = (cursor?: string) =>
    listDevices(registry, principal, tenantId, {
      ...filter,
      limit: registry.limits.pageSize,
      ...(cursor !== undefined && { cursor }),
    })
  const first = await read()
  const more = ['flags', 'registrarKind', 'registrarId', 'registeredAt', 'updatedAt', 'firstContactAt', 'lastContactAt']
  return (async function* () {
    yield csvLine([...exported, ...more])
    for (let page = first; ; page = await read(page.nextCursor)) {
      yield page.items.map(deviceLine).join('')
      if (page.nextCursor === undefined) return
    }
  })()
}
