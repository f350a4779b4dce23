import type { Registry } from '../context.ts'
import { fetchDeviceRows } from '../registration/index.ts'
import type { OrderDevicesTable, Store } from '../store/index.ts'
import { ordersOfDevices } from './members.ts'
import type { OrderItem } from './transaction.ts'

interface Whose {
  readonly tenantId: string
  readonly partnerId: string
}

/** What the rule needs to know of devices that were registered before. */
export interface KnownDevices {
  /** Ids of those that the partner has registered. */
  readonly own: ReadonlySet<string>
  /** The devices of orders that they are already, by device id. */
  readonly members: Map<string, OrderDevicesTable>
}

export async function fetchKnownDevices(
  store: Store,
  db: Store['db'],
  { tenantId, partnerId }: Whose,
  ids: readonly string[],
): Promise<KnownDevices> {
  const devices = await fetchDeviceRows(store, db, tenantId, ids)
  const own = [...devices.values()].filter(device => device.registrar_id === partnerId)
  return { own: new Set(own.map(device => device.id)), members: await ordersOfDevices(store, db, tenantId, ids) }
}

/**
 * The rule for a device that is registered already: a partner's own joins the order, however it was registered, unless another order of the
 * partner has it.
 * @param orderId absent for an order that is to be made.
 */
export function joinOf(
  { own, members }: KnownDevices,
  deviceId: string,
  orderId: string | undefined,
): 'in' | 'not' | 'refused' {
  if (!own.has(deviceId)) return 'not'
  const member = members.get(deviceId)
  if (member === undefined) return 'in'
  return member.order_id === orderId ? 'not' : 'refused'
}

/** An item whose device stays in the order in which it is. */
export function refusedAsOfAnother({ deviceId: _id, message: _message, ...item }: OrderItem): OrderItem {
  return { ...item, status: 'refused', code: 'device_in_another_order' }
}

/** What a plan says of devices that are in another order: what the rule will say. */
export async function refuseThoseOfOthers(
  { store }: Registry,
  whose: Whose,
  items: readonly OrderItem[],
  orderId: string | undefined,
): Promise<OrderItem[]> {
  // A row that repeats one of the same plan has no device yet.
  const asked = ({ status, deviceId }: OrderItem) =>
    status === 'already_registered' && deviceId !== undefined ? [deviceId] : []
  const ids = items.flatMap(asked)
  if (ids.length === 0) return [...items]
  const known = await fetchKnownDevices(store, store.db, whose, ids)
  return items.map(item =>
    asked(item).some(id => joinOf(known, id, orderId) === 'refused') ? refusedAsOfAnother(item) : item,
  )
}
