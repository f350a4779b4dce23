import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { newId } from '../ids.ts'
import { enqueueJob } from '../jobs/index.ts'
import { appendJournal, type EventKind } from '../journal/index.ts'
import { tenantExists } from '../organizations/index.ts'
import { type OrdersTable, type OrderTransactionsTable, scopeTo, type Tx } from '../store/index.ts'
import type { Asking, Plan } from './plan.ts'
import { requireAgreement } from './plan-enrol.ts'
import { findOrder, insertChunk, insertMembers, readDeliveries } from './store.ts'
import { countItems, isOpen, type OrderItem } from './transaction.ts'

/** Items of one step, and of one row of the store. */
export const itemsPerChunk = (registry: Registry): number => Math.min(registry.limits.chunkRows, 1_000)

/** Who acts, as the job that does it names them. */
const actorOf = ({ principal: { kind, id, organization, onBehalfOf } }: Asking): string =>
  JSON.stringify({ kind, id, organization, ...(onBehalfOf !== undefined && { onBehalfOf }) })

/** Items that are to be done; what the plan refuses or leaves as it is is final already. */
const toBegin = (item: OrderItem): OrderItem => {
  if (item.action === 'keep' || (item.status === 'refused' && item.action !== 'enrol')) return item
  const { code: _code, message: _message, field: _field, warnings: _warnings, ...rest } = item
  return { ...rest, status: 'waiting' }
}

/** The transaction of a plan, as it begins. */
export function newTransaction(
  registry: Registry,
  asking: Asking,
  plan: Plan,
  ids: { readonly id: string; readonly orderId: string | null; readonly batchId: string | null },
): { row: OrderTransactionsTable; items: OrderItem[] } {
  const { tenantId, partnerId, request } = asking
  const items = plan.items.map(toBegin)
  const row: OrderTransactionsTable = {
    tenant_id: tenantId,
    id: ids.id,
    partner_id: partnerId,
    transaction_id: request.transactionId ?? '',
    verb: request.verb,
    state: 'running',
    digest: request.digest,
    order_id: ids.orderId,
    purchase_order: request.purchaseOrder,
    delivery: null,
    batch_id: ids.batchId,
    voids: plan.voids?.id ?? null,
    voided_by: null,
    reason: request.reason,
    counts: JSON.stringify(countItems(items)),
    total: items.length,
    created_by: actorOf(asking),
    created_at: registry.now(),
    finished_at: null,
  }
  return { row, items }
}

/**
 * Makes the order that a request is about, or brings it up to what the request says.
 * @param exact whether the order must be as it was planned for.
 * @throws confirmation_outdated, conflict.
 */
export async function writeOrder(
  tx: Tx,
  registry: Registry,
  asking: Asking,
  planned: OrdersTable | undefined,
  exact: boolean,
): Promise<OrdersTable> {
  const { tenantId, partnerId, request } = asking
  const { number = '', purchaseOrder, orderedOn, shipTo } = request.order ?? {}
  const own = scopeTo(tx.db, tenantId)
  const now = registry.now()
  const known = await findOrder(tx.db, tenantId, partnerId, number)
  if (exact && known?.updated_at !== planned?.updated_at)
    throw new RegistryError('confirmation_outdated', 'Another transaction has changed the order meanwhile; try again.')
  if (known && request.verb === 'enrol')
    requireAgreement(request, known, await readDeliveries(tx.db, tenantId, known.id))
  const order: OrdersTable = {
    tenant_id: tenantId,
    id: known?.id ?? newId(now),
    partner_id: partnerId,
    number,
    purchase_order: purchaseOrder === undefined ? (known?.purchase_order ?? null) : purchaseOrder,
    ordered_on: orderedOn === undefined ? (known?.ordered_on ?? null) : orderedOn,
    ship_to: shipTo === undefined ? (known?.ship_to ?? null) : shipTo,
    created_by: known?.created_by ?? actorOf(asking),
    created_at: known?.created_at ?? now,
    // Tells two changes of one millisecond apart.
    updated_at: Math.max(now, (known?.updated_at ?? 0) + 1),
  }
  if (known) {
    const { tenant_id: _tenant, id: _id, ...change } = order
    await own.updateTable('orders').set(change).where('id', '=', order.id).execute()
  } else {
    // Two that make it at once: a store with several writers has the later one look again, and find it.
    const made = await tx.db
      .insertInto('orders')
      .values(order)
      .onConflict(conflict => conflict.columns(['tenant_id', 'partner_id', 'number']).doNothing())
      .executeTakeFirst()
    if (made.numInsertedOrUpdatedRows !== 1n)
      throw new RegistryError('conflict', 'The order was made by another transaction just now; try again.')
    await scopeTo(tx.db, partnerId)
      .insertInto('partner_orders')
      .values({ partner_id: partnerId, order_id: order.id, tenant_id: tenantId })
      .execute()
  }
  await writeDeliveries(tx, asking, order.id)
  return order
}

async function writeDeliveries(tx: Tx, { tenantId, request }: Asking, orderId: string): Promise<void> {
  if (request.deliveries.length === 0) return
  const own = scopeTo(tx.db, tenantId)
  const known = await own.selectFrom('order_deliveries').selectAll().where('order_id', '=', orderId).execute()
  const dates = new Map(known.map(one => [one.number, one.ships_on]))
  const numbers = request.deliveries.map(one => one.number)
  await own.deleteFrom('order_deliveries').where('order_id', '=', orderId).where('number', 'in', numbers).execute()
  await tx.insertMany(
    'order_deliveries',
    ['tenant_id', 'order_id', 'number', 'ships_on'],
    request.deliveries
      .toSorted((a, b) => (a.number < b.number ? -1 : 1))
      .map(({ number, shipsOn }) => [
        tenantId,
        orderId,
        number,
        shipsOn === undefined ? (dates.get(number) ?? null) : shipsOn,
      ]),
  )
}

/** Writes the transaction with its items, the devices that it brings, what it says to the journals, and the job that does it. */
export async function writeTransaction(
  tx: Tx,
  registry: Registry,
  asking: Asking,
  row: OrderTransactionsTable,
  items: readonly OrderItem[],
): Promise<void> {
  await tx.db.insertInto('order_transactions').values(row).execute()
  const size = itemsPerChunk(registry)
  for (let at = 0; at < items.length; at += size) {
    const chunk = items.slice(at, at + size)
    await insertChunk(tx, row, at / size, chunk, chunk.some(isOpen) ? 'open' : 'done')
  }
  await bringMembers(
    tx,
    row,
    items.filter(item => item.action === 'enrol' && isOpen(item)),
  )
  await enqueueJob(tx, row.created_at, { kind: 'run-order', organizationId: row.tenant_id, subjectId: row.id })
  await appendJournal(tx, asking.principal, row.created_at, await entriesOf(tx, row, 'order-transaction.accepted'))
}

/** Puts the devices of items into the order of their transaction, as waiting. */
export async function bringMembers(tx: Tx, row: OrderTransactionsTable, items: readonly OrderItem[]): Promise<void> {
  const { order_id } = row
  if (order_id === null) return
  await insertMembers(
    tx,
    items.map(item => ({
      tenant_id: row.tenant_id,
      id: newId(row.created_at),
      order_id,
      delivery: item.delivery ?? null,
      state: 'waiting',
      device_id: null,
      serial_number: item.serialNumber ?? null,
      product_key_id: item.productKeyId ?? null,
      added_by: row.id,
      position: item.row ?? 0,
      removed_by: null,
    })),
  )
}

/** What both sides read of a transaction in their journals. */
export async function entriesOf(tx: Tx, row: OrderTransactionsTable, action: EventKind) {
  const { order_id, purchase_order, voids, verb, transaction_id, total, reason } = row
  const after = {
    verb,
    transactionId: transaction_id,
    ...(order_id !== null && { orderId: order_id }),
    ...(purchase_order !== null && { purchaseOrder: purchase_order }),
    ...(voids !== null && { voids }),
    total,
    ...(action.endsWith('finished') && { counts: JSON.parse(row.counts) }),
  }
  const sides = (await tenantExists(tx, row.tenant_id)) ? [row.tenant_id, row.partner_id] : [row.partner_id]
  return sides.map(organizationId => ({
    organizationId,
    action,
    subjectKind: 'order-transaction',
    subjectId: row.id,
    after,
    ...(reason !== null && { reason }),
  }))
}
