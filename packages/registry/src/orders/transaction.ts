import type { ErrorCode } from '../errors.ts'
import { isId } from '../ids.ts'
import type { Warning } from '../registration/index.ts'
import type { OrderTransactionsTable } from '../store/index.ts'

/** enrol: devices come into an order; return: they go back; void: takes a whole transaction back; override: the order is to be this. */
export const orderVerbs = ['enrol', 'return', 'void', 'override'] as const
export type OrderVerb = (typeof orderVerbs)[number]

/** running: being done; held: done but for devices that wait for consent; finished: nothing of it changes any more. */
export type OrderTransactionState = 'running' | 'held' | 'finished'

/** What is done to one device: `detach` takes it off the order and leaves its registration, which another act has made. */
export type OrderItemAction = 'enrol' | 'keep' | 'return' | 'withdraw' | 'detach' | 'restore'

/** What became of one device; of a dry run, what would. waiting: not done yet; held: waits for consent. */
export const orderItemStatuses = [
  'waiting',
  'held',
  'registered',
  'already_registered',
  'kept',
  'returned',
  'withdrawn',
  'restored',
  'refused',
] as const
export type OrderItemStatus = (typeof orderItemStatuses)[number]

/** One device of a transaction. */
export interface OrderItem {
  readonly position: number
  readonly action: OrderItemAction
  readonly status: OrderItemStatus
  readonly delivery?: string
  readonly deviceId?: string
  readonly serialNumber?: string
  readonly productKeyId?: string
  readonly code?: ErrorCode
  readonly message?: string
  readonly field?: string
  readonly warnings?: readonly Warning[]
  /** Its row in the batch of the transaction. */
  readonly row?: number
  /** The device of the order. */
  readonly member?: string
}

export type OrderItemCounts = Readonly<Record<OrderItemStatus, number>>

/** How many items have which status. */
export function countItems(items: readonly OrderItem[]): Record<OrderItemStatus, number> {
  const counts = Object.fromEntries(orderItemStatuses.map(status => [status, 0])) as Record<OrderItemStatus, number>
  for (const { status } of items) counts[status] += 1
  return counts
}

/** Whether the item is still to be done, or waits. */
export const isOpen = ({ status }: OrderItem): boolean => status === 'waiting' || status === 'held'

/** What a partner asked to be done, as it stands. */
export interface OrderTransaction {
  readonly id: string
  /** The partner's own id of it. */
  readonly transactionId: string
  readonly verb: OrderVerb
  readonly state: OrderTransactionState
  /** Of a finished one: whether every device did, some did, or none. */
  readonly result?: 'complete' | 'complete_with_errors' | 'error'
  readonly orderId?: string
  readonly purchaseOrder?: string
  /** The batch in which its devices are registered. */
  readonly batchId?: string
  /** The transaction that it takes back. */
  readonly voids?: string
  readonly voidedBy?: string
  readonly reason?: string
  readonly total: number
  readonly counts: OrderItemCounts
  readonly createdBy: { readonly kind: string; readonly id: string }
  readonly createdAt: number
  readonly finishedAt?: number
}

function resultOf(total: number, { refused }: OrderItemCounts): NonNullable<OrderTransaction['result']> {
  if (refused === 0) return 'complete'
  return refused < total ? 'complete_with_errors' : 'error'
}

export function toTransaction(row: OrderTransactionsTable): OrderTransaction {
  const counts: OrderItemCounts = JSON.parse(row.counts)
  const { kind, id } = JSON.parse(row.created_by) as { kind: string; id: string }
  return {
    id: row.id,
    transactionId: row.transaction_id,
    verb: row.verb as OrderVerb,
    state: row.state as OrderTransactionState,
    ...(row.state === 'finished' && { result: resultOf(row.total, counts) }),
    ...(row.order_id !== null && { orderId: row.order_id }),
    ...(row.purchase_order !== null && { purchaseOrder: row.purchase_order }),
    ...(row.batch_id !== null && { batchId: row.batch_id }),
    ...(row.voids !== null && { voids: row.voids }),
    ...(row.voided_by !== null && { voidedBy: row.voided_by }),
    ...(row.reason !== null && { reason: row.reason }),
    total: row.total,
    counts,
    createdBy: { kind, id },
    createdAt: row.created_at,
    ...(row.finished_at !== null && { finishedAt: row.finished_at }),
  }
}

/** Ids that can be looked up: what is no id names nothing. */
export const knownId = (id: string | undefined): id is string => id !== undefined && isId(id)
