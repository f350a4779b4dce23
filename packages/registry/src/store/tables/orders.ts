import type { Json, Key, Millis } from '../schema.ts'

/** An order that a customer placed with a partner. */
export interface OrdersTable {
  tenant_id: string
  id: string
  partner_id: string
  /** The partner's own number, once for a customer. */
  number: string
  purchase_order: string | null
  /** A date, such as 2031-01-31. */
  ordered_on: string | null
  ship_to: string | null
  created_by: Json
  created_at: Millis
  updated_at: Millis
}

/** Where the orders of a partner are. */
export interface PartnerOrdersTable {
  partner_id: string
  order_id: string
  tenant_id: string
}

export interface OrderDeliveriesTable {
  tenant_id: string
  order_id: string
  number: string
  /** The date on which it is expected to ship, or has shipped. */
  ships_on: string | null
}

/** A device of an order, as long as it is one and after it was taken off. What was refused is no device of the order. */
export interface OrderDevicesTable {
  tenant_id: string
  id: string
  order_id: string
  delivery: string | null
  /** waiting: not decided, or for consent; in; returned. */
  state: string
  /** The registration, when it came to one. */
  device_id: string | null
  serial_number: string | null
  product_key_id: string | null
  /** The transaction and the item of it by which the device came in. */
  added_by: string
  position: number
  /** The transaction that took it off. */
  removed_by: string | null
}

/** What a partner asked to be done with an order. */
export interface OrderTransactionsTable {
  tenant_id: string
  id: string
  partner_id: string
  /** The partner's own id of it, once for a customer. */
  transaction_id: string
  /** enrol, return, void or override. */
  verb: string
  /** running, held or finished. */
  state: string
  /** Digest of what was asked: the same again is the same transaction. */
  digest: Key
  order_id: string | null
  /** Of a return by purchase order. */
  purchase_order: string | null
  /** The delivery of devices that came as an upload: their items are made when the batch is decided. */
  delivery: string | null
  /** The batch that registers its devices. */
  batch_id: string | null
  voids: string | null
  voided_by: string | null
  reason: string | null
  /** Items by status. */
  counts: Json
  total: number
  created_by: Json
  created_at: Millis
  finished_at: Millis | null
}

export interface OrderTransactionChunksTable {
  tenant_id: string
  order_transaction_id: string
  number: number
  first_position: number
  item_count: number
  /** open while one of its items is to be done or waits; then done, and never changed again. */
  state: string
  /** `OrderItem[]`, compressed; see `packOutcomes`. */
  outcomes: Uint8Array
}

export interface OrderTables {
  orders: OrdersTable
  partner_orders: PartnerOrdersTable
  order_deliveries: OrderDeliveriesTable
  order_devices: OrderDevicesTable
  order_transactions: OrderTransactionsTable
  order_transaction_chunks: OrderTransactionChunksTable
}

/** See `scopeColumn`. */
export const orderScopes: Record<keyof OrderTables, string> = {
  orders: 'tenant_id',
  partner_orders: 'partner_id',
  order_deliveries: 'tenant_id',
  order_devices: 'tenant_id',
  order_transactions: 'tenant_id',
  order_transaction_chunks: 'tenant_id',
}
