import type { Registry } from '../context.ts'
import { decidedOutcomes, type Outcome } from '../registration/index.ts'
import { type OrderDevicesTable, type OrderTransactionsTable, scopeTo, type Tx } from '../store/index.ts'
import { toItem } from './item.ts'
import { fetchKnownDevices, joinOf, type KnownDevices, refusedAsOfAnother } from './join-rule.ts'
import { replaceMembers } from './store.ts'
import type { OrderItem } from './transaction.ts'

/** What becomes of an item, and whether its device is in the order then. */
interface Settled {
  readonly item: OrderItem
  readonly joins: 'in' | 'waits' | 'not'
}

function settleItem(item: OrderItem, outcome: Outcome, orderId: string, known: KnownDevices): Settled {
  const settled = toItem(item.position, item.row ?? 0, outcome, item.delivery)
  if (outcome.status === 'registered') return { item: settled, joins: 'in' }
  if (outcome.status === 'held') return { item: settled, joins: 'waits' }
  if (outcome.status === 'rejected') return { item: settled, joins: 'not' }
  const joins = joinOf(known, outcome.deviceId ?? '', orderId)
  return joins === 'refused' ? { item: refusedAsOfAnother(settled), joins: 'not' } : { item: settled, joins }
}

const memberAfter = (before: OrderDevicesTable, { item, joins }: Settled): OrderDevicesTable[] => {
  if (joins === 'not') return []
  if (joins === 'waits') return [before]
  return [
    {
      ...before,
      state: 'in',
      device_id: item.deviceId ?? null,
      serial_number: item.serialNumber ?? before.serial_number,
      product_key_id: item.productKeyId ?? before.product_key_id,
    },
  ]
}

async function waitingMembers(
  tx: Tx,
  transaction: OrderTransactionsTable,
  first: number,
  last: number,
): Promise<Map<number, OrderDevicesTable>> {
  const rows = await scopeTo(tx.db, transaction.tenant_id)
    .selectFrom('order_devices')
    .selectAll()
    .where('added_by', '=', transaction.id)
    .where('position', '>=', first)
    .where('position', '<=', last)
    .where('state', '=', 'waiting')
    .execute()
  return new Map(rows.map(row => [row.position, row]))
}

/** Reads what the batch of a transaction has come to, and brings the order up to it. @returns the items as they are now. */
export async function settleEnrolled(
  tx: Tx,
  registry: Registry,
  transaction: OrderTransactionsTable,
  items: readonly OrderItem[],
): Promise<OrderItem[]> {
  const { tenant_id: tenantId, batch_id: batchId, order_id: orderId, partner_id } = transaction
  if (items.length === 0 || batchId === null || orderId === null) return [...items]
  const rows = items.map(item => item.row ?? 0)
  const [first, last] = [Math.min(...rows), Math.max(...rows)]
  const outcomes = await decidedOutcomes(tx.db, { tenantId, batchId }, first, last)
  if (outcomes === undefined) return [...items]
  const before = await waitingMembers(tx, transaction, first, last)
  const already = [...outcomes.values()].filter(one => one.status === 'already_registered')
  const ids = [...new Set(already.flatMap(one => one.deviceId ?? []))]
  const known = await fetchKnownDevices(registry.store, tx.db, { tenantId, partnerId: partner_id }, ids)
  const changed: OrderDevicesTable[] = []
  const after: OrderDevicesTable[] = []
  const settled = items.map(item => {
    const outcome = outcomes.get(item.row ?? 0)
    const member = before.get(item.row ?? 0)
    // A device that was withdrawn while it waited is not the order's any more, whatever became of it.
    if (outcome === undefined) return item
    const result = settleItem(item, outcome, orderId, known)
    if (member === undefined) return result.item
    if (result.joins !== 'waits') {
      const next = memberAfter(member, result)
      changed.push(member)
      after.push(...next)
      // A second row of the same device meets the first.
      for (const one of next) if (one.device_id !== null) known.members.set(one.device_id, one)
    }
    return result.item
  })
  await replaceMembers(registry.store, tx, tenantId, changed, after)
  return settled
}
