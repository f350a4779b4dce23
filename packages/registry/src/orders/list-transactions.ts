import type { Registry } from '../context.ts'
import { csvLine } from '../csv-text.ts'
import { catalogue, RegistryError } from '../errors.ts'
import { type Principal, requireReach } from '../organizations/index.ts'
import { outcomePage } from '../outcome-page.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { scopeTo } from '../store/index.ts'
import {
  knownId,
  type OrderItem,
  type OrderItemStatus,
  type OrderTransaction,
  type OrderTransactionState,
  type OrderVerb,
  toTransaction,
} from './transaction.ts'

export interface OrderTransactionFilter extends PageRequest {
  readonly state?: OrderTransactionState
  readonly verb?: OrderVerb
  readonly orderId?: string
  /** The partner's own id. */
  readonly transactionId?: string
  /** newest first unless `asc`. */
  readonly order?: 'asc' | 'desc'
}

/**
 * The partner's transactions for a customer. They stay visible as its own acts when the consent has ended. Whoever is limited to some group
 * tags sees what it has asked for itself.
 */
function ownTransactions(registry: Registry, principal: Principal, tenantId: string) {
  const { organization, kind, id } = principal
  if (organization.kind !== 'partner') throw new RegistryError('not_found')
  const reach = requireReach(principal, 'device.read', tenantId)
  const query = scopeTo(registry.store.db, tenantId)
    .selectFrom('order_transactions')
    .selectAll()
    .where('partner_id', '=', organization.id)
  if (reach.groupTags === undefined) return query
  return query.where('created_by', '=', JSON.stringify({ kind, id, organization }))
}

/** What a partner asked to be done with its orders for a customer. */
export async function listOrderTransactions(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  filter: OrderTransactionFilter,
): Promise<Page<OrderTransaction>> {
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 1)
  const order = filter.order ?? 'desc'
  let query = ownTransactions(registry, principal, tenantId)
  if (filter.state !== undefined) query = query.where('state', '=', filter.state)
  if (filter.verb !== undefined) query = query.where('verb', '=', filter.verb)
  if (filter.orderId !== undefined) query = query.where('order_id', '=', filter.orderId)
  if (filter.transactionId !== undefined) query = query.where('transaction_id', '=', filter.transactionId)
  if (after !== undefined) query = query.where('id', order === 'desc' ? '<' : '>', String(after[0]))
  const rows = await query
    .orderBy('id', order)
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, toTransaction, row => [row.id])
}

/** One transaction with its counts. @throws not_found. */
export async function getOrderTransaction(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<OrderTransaction> {
  const query = ownTransactions(registry, principal, tenantId)
  const row = knownId(id) ? await query.where('id', '=', id).executeTakeFirst() : undefined
  if (!row) throw new RegistryError('not_found')
  return toTransaction(row)
}

/** An item as surfaces show it. */
export interface OrderItemResult extends Omit<OrderItem, 'row' | 'member'> {
  readonly remedy?: string
}

/** An item with the words of the catalogue, without what only the registry knows it by. */
export function toItemResult({ row: _row, member: _member, ...item }: OrderItem): OrderItemResult {
  if (item.code === undefined) return item
  const { cause, remedy } = catalogue[item.code]
  return { ...item, message: item.message ?? cause, remedy }
}

/** What became of each device of a transaction, in the order of the request. Final items never change, whatever is done to the devices later. */
export async function listOrderItems(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
  filter: PageRequest & { status?: OrderItemStatus },
): Promise<Page<OrderItemResult>> {
  await getOrderTransaction(registry, principal, tenantId, id)
  const page = await outcomePage<OrderItem>(filter, registry.limits.pageSize, position =>
    scopeTo(registry.store.db, tenantId)
      .selectFrom('order_transaction_chunks')
      .select(['first_position', 'item_count', 'outcomes'])
      .where('order_transaction_id', '=', id)
      .where(eb => eb(eb('first_position', '+', eb.ref('item_count')), '>', position + 1))
      .orderBy('number')
      .limit(1)
      .executeTakeFirst(),
  )
  return { ...page, items: page.items.map(toItemResult) }
}

/** The items of a transaction as a CSV file. */
export async function exportOrderItems(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
  filter: { status?: OrderItemStatus },
): Promise<AsyncGenerator<string>> {
  const read = (cursor?: string) =>
    listOrderItems(registry, principal, tenantId, id, {
      ...filter,
      limit: registry.limits.pageSize,
      ...(cursor !== undefined && { cursor }),
    })
  const first = await read()
  const line = (one: OrderItemResult) =>
    csvLine([
      one.position + 1,
      one.action,
      one.status,
      one.delivery,
      one.deviceId,
      one.serialNumber,
      one.productKeyId,
      one.code,
      one.message,
      one.remedy,
    ])
  return (async function* () {
    const names = ['row', 'action', 'status', 'delivery', 'deviceId', 'serialNumber', 'productKeyId']
    yield csvLine([...names, 'code', 'message', 'remedy'])
    for (let page = first; ; page = await read(page.nextCursor)) {
      yield page.items.map(line).join('')
      if (page.nextCursor === undefined) return
    }
  })()
}
