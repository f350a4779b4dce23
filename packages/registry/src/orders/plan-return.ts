import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { requireReach } from '../organizations/index.ts'
import { fetchPurchased } from '../registration/index.ts'
import type { OrdersTable, Store } from '../store/index.ts'
import { type Member, membersOfOrder, requireFew, requireTakenIn, waitingOfPurchaseOrder } from './members.ts'
import { type Named, nameDevices } from './name-devices.ts'
import type { Asking, Plan } from './plan.ts'
import type { OrderRow } from './request.ts'
import { type Returning, returnDevice, returnMember } from './return-rules.ts'
import { findOrder, readDeliveries } from './store.ts'
import type { OrderItem } from './transaction.ts'

/** Who takes back, by a permission to release. */
export const returningOf = ({ principal, partnerId, tenantId }: Asking): Returning => ({
  partnerId,
  reach: requireReach(principal, 'device.release', tenantId),
})

/** @throws not_found. */
async function requireOrder(db: Store['db'], { tenantId, partnerId, request }: Asking): Promise<OrdersTable> {
  const order = await findOrder(db, tenantId, partnerId, request.order?.number ?? '')
  if (!order) throw new RegistryError('not_found', `You have no order ${request.order?.number} for this customer.`)
  return order
}

async function byPurchaseOrder(
  registry: Registry,
  db: Store['db'],
  { tenantId, partnerId }: Asking,
  purchaseOrder: string,
  who: Returning,
): Promise<OrderItem[]> {
  await requireTakenIn(db, tenantId, partnerId, { purchaseOrder })
  const devices = await fetchPurchased(db, tenantId, partnerId, purchaseOrder, registry.limits.orderDevices + 1)
  const waiting = await waitingOfPurchaseOrder(registry, db, tenantId, partnerId, purchaseOrder)
  requireFew(registry, devices.length + waiting.length)
  return [
    ...devices.map((device, at) => returnDevice(at, device, who)),
    ...waiting.map((row, at) => returnMember(devices.length + at, { row }, who)),
  ]
}

const refusedRow = (
  position: number,
  named: Exclude<Named, { device: unknown }>,
  { delivery }: OrderRow,
): OrderItem => ({
  position,
  action: 'return',
  status: 'refused',
  code: named.code,
  message: named.message,
  ...(delivery !== undefined && { delivery }),
  ...(named.row.serialNumber !== undefined && { serialNumber: named.row.serialNumber }),
  ...(named.row.productKeyId !== undefined && { productKeyId: named.row.productKeyId }),
})

/** Rows that name devices of an order, or of any. A second row of a device is refused, as it is in a registration. */
function byName(
  named: readonly Named[],
  rows: readonly OrderRow[],
  who: Returning,
  members: readonly Member[] | undefined,
): OrderItem[] {
  const inOrder = new Map(members?.map(member => [member.row.device_id ?? '', member]))
  const seen = new Set<string>()
  return named.map((one, at): OrderItem => {
    const row = rows[at] as OrderRow
    if (!('device' in one)) return refusedRow(at, one, row)
    const { device } = one
    if (seen.has(device.id)) {
      const { serial_number } = device
      const serial = serial_number === null ? {} : { serialNumber: serial_number }
      const message = 'An earlier row is the same device.'
      return { position: at, action: 'return', status: 'refused', code: 'device_duplicated', message, ...serial }
    }
    seen.add(device.id)
    if (members === undefined) return returnDevice(at, device, who)
    const member = inOrder.get(device.id)
    const there = member !== undefined && (row.delivery === undefined || row.delivery === member.row.delivery)
    if (there) return returnMember(at, member, who)
    const item = returnDevice(at, device, who)
    if (item.status === 'refused') return item
    const where = member === undefined ? 'order' : 'delivery'
    return { ...item, status: 'refused', code: 'device_not_registered', message: `The device is not in this ${where}.` }
  })
}

/** What a return would do: to devices that it names, to an order or some deliveries of it, or to a purchase order. */
export async function planReturn(registry: Registry, db: Store['db'], asking: Asking): Promise<Plan> {
  const { tenantId, partnerId, request } = asking
  const who = returningOf(asking)
  const { purchaseOrder, rows, deliveries } = request
  if (purchaseOrder !== null)
    return { items: await byPurchaseOrder(registry, db, asking, purchaseOrder, who), register: [] }
  const named = await nameDevices(registry, db, tenantId, partnerId, rows)
  if (request.order === undefined) return { items: byName(named, rows, who, undefined), register: [] }
  const order = await requireOrder(db, asking)
  if (rows.length > 0) {
    const deviceIds = named.flatMap(one => ('device' in one ? [one.device.id] : []))
    const members = await membersOfOrder(registry, db, tenantId, order.id, { deviceIds })
    return { items: byName(named, rows, who, members), register: [], order }
  }
  await requireTakenIn(db, tenantId, partnerId, { orderId: order.id })
  const known = new Set((await readDeliveries(db, tenantId, order.id)).map(one => one.number))
  const odd = deliveries.find(one => !known.has(one.number))
  if (odd) throw new RegistryError('not_found', `The order has no delivery ${odd.number}.`)
  const only = deliveries.length === 0 ? undefined : { deliveries: deliveries.map(one => one.number) }
  const leaving = await membersOfOrder(registry, db, tenantId, order.id, only)
  return { items: leaving.map((member, at) => returnMember(at, member, who)), register: [], order }
}
