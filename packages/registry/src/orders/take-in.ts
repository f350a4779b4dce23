import type { Registry } from '../context.ts'
import { outcomesAround } from '../registration/index.ts'
import { type OrderTransactionsTable, scopeTo, type Tx } from '../store/index.ts'
import { bringMembers, itemsPerChunk } from './accept.ts'
import { insertChunk } from './store.ts'
import type { OrderItem } from './transaction.ts'

/**
 * Makes the next items of an enrolment that came as an upload, and puts their devices into the order, as far as its batch is decided: so
 * nothing of the length of the upload is in memory, or in one transaction of the store. Other transactions have all of their items from the
 * beginning.
 */
export async function takeIn(tx: Tx, registry: Registry, row: OrderTransactionsTable): Promise<void> {
  const { tenant_id: tenantId, batch_id: batchId, delivery } = row
  if (row.verb !== 'enrol' || batchId === null) return
  const last = await scopeTo(tx.db, tenantId)
    .selectFrom('order_transaction_chunks')
    .select(['number', 'first_position', 'item_count'])
    .where('order_transaction_id', '=', row.id)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  const from = last === undefined ? 0 : last.first_position + last.item_count
  if (from >= row.total) return
  const decided = await outcomesAround(tx.db, { tenantId, batchId }, from)
  const items = (decided?.outcomes ?? [])
    .filter(outcome => outcome.position >= from)
    .slice(0, itemsPerChunk(registry))
    .map(
      ({ position, serialNumber, productKeyId }): OrderItem => ({
        position,
        action: 'enrol',
        status: 'waiting',
        row: position,
        ...(delivery !== null && { delivery }),
        ...(serialNumber !== undefined && { serialNumber }),
        ...(productKeyId !== undefined && { productKeyId }),
      }),
    )
  if (items.length === 0) return
  await insertChunk(tx, row, last === undefined ? 0 : last.number + 1, items, 'open')
  await bringMembers(tx, row, items)
}
