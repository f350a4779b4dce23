import { packOutcomes, unpackOutcomes } from '../outcome-page.ts'
import {
  type OrderDeliveriesTable,
  type OrderDevicesTable,
  type OrdersTable,
  type OrderTransactionsTable,
  type Store,
  scopeTo,
  type Tx,
} from '../store/index.ts'
import type { OrderItem } from './transaction.ts'

/** The partner's transaction of this id of its own. */
export async function findTransaction(
  db: Store['db'],
  tenantId: string,
  partnerId: string,
  transactionId: string,
): Promise<OrderTransactionsTable | undefined> {
  return scopeTo(db, tenantId)
    .selectFrom('order_transactions')
    .selectAll()
    .where('partner_id', '=', partnerId)
    .where('transaction_id', '=', transactionId)
    .executeTakeFirst()
}

/** The partner's order of this number. */
export async function findOrder(
  db: Store['db'],
  tenantId: string,
  partnerId: string,
  number: string,
): Promise<OrdersTable | undefined> {
  return scopeTo(db, tenantId)
    .selectFrom('orders')
    .selectAll()
    .where('partner_id', '=', partnerId)
    .where('number', '=', number)
    .executeTakeFirst()
}

export async function readDeliveries(
  db: Store['db'],
  tenantId: string,
  orderId: string,
): Promise<OrderDeliveriesTable[]> {
  return scopeTo(db, tenantId)
    .selectFrom('order_deliveries')
    .selectAll()
    .where('order_id', '=', orderId)
    .orderBy('number')
    .execute()
}

/** Part of the items of a transaction, as many as one step does. */
export interface ItemChunk {
  readonly number: number
  readonly items: readonly OrderItem[]
}

export async function insertChunk(
  tx: Tx,
  { tenant_id, id }: Pick<OrderTransactionsTable, 'tenant_id' | 'id'>,
  number: number,
  items: readonly OrderItem[],
  state: 'open' | 'done',
): Promise<void> {
  await tx.insertMany(
    'order_transaction_chunks',
    ['tenant_id', 'order_transaction_id', 'number', 'first_position', 'item_count', 'state', 'outcomes'],
    [[tenant_id, id, number, items[0]?.position ?? 0, items.length, state, packOutcomes(items)]],
  )
}

/** The first open chunk of a transaction beyond a number. */
export async function nextOpenChunk(
  db: Store['db'],
  { tenant_id, id }: Pick<OrderTransactionsTable, 'tenant_id' | 'id'>,
  after: number,
): Promise<ItemChunk | undefined> {
  const row = await scopeTo(db, tenant_id)
    .selectFrom('order_transaction_chunks')
    .select(['number', 'outcomes'])
    .where('order_transaction_id', '=', id)
    .where('state', '=', 'open')
    .where('number', '>', after)
    .orderBy('number')
    .limit(1)
    .executeTakeFirst()
  return row && { number: row.number, items: unpackOutcomes<OrderItem>(row.outcomes) }
}

/** Every item of a transaction. */
export async function readItems(
  db: Store['db'],
  { tenant_id, id }: Pick<OrderTransactionsTable, 'tenant_id' | 'id'>,
): Promise<OrderItem[]> {
  const rows = await scopeTo(db, tenant_id)
    .selectFrom('order_transaction_chunks')
    .select('outcomes')
    .where('order_transaction_id', '=', id)
    .orderBy('number')
    .execute()
  return rows.flatMap(row => unpackOutcomes<OrderItem>(row.outcomes))
}

const memberColumns = [
  'tenant_id',
  'id',
  'order_id',
  'delivery',
  'state',
  'device_id',
  'serial_number',
  'product_key_id',
  'added_by',
  'position',
  'removed_by',
] as const satisfies readonly (keyof OrderDevicesTable)[]

export async function insertMembers(tx: Tx, rows: readonly OrderDevicesTable[]): Promise<void> {
  await tx.insertMany(
    'order_devices',
    memberColumns,
    rows.map(row => memberColumns.map(column => row[column])),
  )
}

/** Writes members anew, each as it is now, in two statements. */
export async function replaceMembers(
  store: Store,
  tx: Tx,
  tenantId: string,
  before: readonly OrderDevicesTable[],
  after: readonly OrderDevicesTable[],
): Promise<void> {
  if (before.length === 0) return
  await scopeTo(tx.db, tenantId)
    .deleteFrom('order_devices')
    .where(
      store.textIn<'order_devices'>(
        'id',
        before.map(row => row.id),
      ),
    )
    .execute()
  await insertMembers(tx, after)
}
