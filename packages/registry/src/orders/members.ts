import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { type DeviceNames, fetchDeviceNames } from '../registration/index.ts'
import { type OrderDevicesTable, type Store, scopeTo } from '../store/index.ts'

/** A device of an order with its registration, if that still stands. */
export interface Member {
  readonly row: OrderDevicesTable
  readonly device?: DeviceNames
}

/** @throws body_too_large: a transaction does all of what it says, or is refused. */
export function requireFew(registry: Registry, count: number): void {
  if (count > registry.limits.orderDevices)
    throw new RegistryError(
      'body_too_large',
      `This is about more than ${registry.limits.orderDevices} devices; name a delivery, or the devices, in several transactions.`,
    )
}

async function withDevices(
  registry: Registry,
  db: Store['db'],
  tenantId: string,
  rows: readonly OrderDevicesTable[],
): Promise<Member[]> {
  requireFew(registry, rows.length)
  const ids = rows.flatMap(row => row.device_id ?? [])
  const devices = await fetchDeviceNames(registry.store, db, tenantId, ids)
  return rows.map(row => {
    const device = devices.get(row.device_id ?? '')
    return device ? { row, device } : { row }
  })
}

/** Which devices of an order are meant; all when absent. */
export type Narrowed = { readonly deliveries: readonly string[] } | { readonly deviceIds: readonly string[] }

/** Devices that are in an order, or waiting to be. @throws body_too_large. */
export async function membersOfOrder(
  registry: Registry,
  db: Store['db'],
  tenantId: string,
  orderId: string,
  only?: Narrowed,
): Promise<Member[]> {
  let query = scopeTo(db, tenantId)
    .selectFrom('order_devices')
    .selectAll()
    .where('order_id', '=', orderId)
    .where('state', 'in', ['waiting', 'in'])
  const { textIn } = registry.store
  if (only && 'deliveries' in only) query = query.where(textIn<'order_devices'>('delivery', only.deliveries))
  if (only && 'deviceIds' in only) query = query.where(textIn<'order_devices'>('device_id', only.deviceIds))
  const rows = await query
    .orderBy('id')
    .limit(registry.limits.orderDevices + 1)
    .execute()
  return withDevices(registry, db, tenantId, rows)
}

/** Devices that a transaction brought into its order, and that are still there. @throws body_too_large. */
export async function membersOfTransaction(
  registry: Registry,
  db: Store['db'],
  tenantId: string,
  transactionId: string,
): Promise<Member[]> {
  const rows = await scopeTo(db, tenantId)
    .selectFrom('order_devices')
    .selectAll()
    .where('added_by', '=', transactionId)
    .where('state', 'in', ['waiting', 'in'])
    .orderBy('position')
    .limit(registry.limits.orderDevices + 1)
    .execute()
  return withDevices(registry, db, tenantId, rows)
}

/** Devices of all orders with this purchase order that wait to be registered. @throws body_too_large. */
export async function waitingOfPurchaseOrder(
  registry: Registry,
  db: Store['db'],
  tenantId: string,
  partnerId: string,
  purchaseOrder: string,
): Promise<OrderDevicesTable[]> {
  const rows = await scopeTo(db, tenantId)
    .selectFrom('order_devices')
    .innerJoin('orders', join =>
      join.onRef('orders.tenant_id', '=', 'order_devices.tenant_id').onRef('orders.id', '=', 'order_devices.order_id'),
    )
    .selectAll('order_devices')
    .where('orders.partner_id', '=', partnerId)
    .where('orders.purchase_order', '=', purchaseOrder)
    .where('order_devices.state', '=', 'waiting')
    .orderBy('order_devices.id')
    .limit(registry.limits.orderDevices + 1)
    .execute()
  requireFew(registry, rows.length)
  return rows
}

/**
 * @throws conflict while an upload to the order, or to one of the purchase order, is still being decided: its devices are not in the order
 * yet, and would come to it behind a transaction that takes everything off.
 */
export async function requireTakenIn(
  db: Store['db'],
  tenantId: string,
  partnerId: string,
  whose: { readonly orderId: string } | { readonly purchaseOrder: string },
): Promise<void> {
  let query = scopeTo(db, tenantId)
    .selectFrom('order_transactions')
    .innerJoin('orders', join =>
      join
        .onRef('orders.tenant_id', '=', 'order_transactions.tenant_id')
        .onRef('orders.id', '=', 'order_transactions.order_id'),
    )
    .leftJoin('order_transaction_chunks', join =>
      join
        .onRef('order_transaction_chunks.tenant_id', '=', 'order_transactions.tenant_id')
        .onRef('order_transaction_chunks.order_transaction_id', '=', 'order_transactions.id'),
    )
    .select(['order_transactions.transaction_id', 'order_transactions.total'])
    .select(eb => eb.fn.sum('order_transaction_chunks.item_count').as('taken'))
    .where('order_transactions.partner_id', '=', partnerId)
    .where('order_transactions.state', '=', 'running')
  query =
    'orderId' in whose
      ? query.where('orders.id', '=', whose.orderId)
      : query.where('orders.purchase_order', '=', whose.purchaseOrder)
  const running = await query
    .groupBy(['order_transactions.id', 'order_transactions.transaction_id', 'order_transactions.total'])
    .execute()
  const open = running.find(one => Number(one.taken ?? 0) < one.total)
  if (open)
    throw new RegistryError(
      'conflict',
      `The upload ${open.transaction_id} is still being decided; try again when its transaction is not running any more.`,
    )
}

/** The orders in which devices are now, by device id. */
export async function ordersOfDevices(
  store: Store,
  db: Store['db'],
  tenantId: string,
  deviceIds: readonly string[],
): Promise<Map<string, OrderDevicesTable>> {
  if (deviceIds.length === 0) return new Map()
  const rows = await scopeTo(db, tenantId)
    .selectFrom('order_devices')
    .selectAll()
    .where('state', '=', 'in')
    .where(store.textIn<'order_devices'>('device_id', deviceIds))
    .execute()
  return new Map(rows.map(row => [row.device_id ?? '', row]))
}
