import type { Migration } from '../migration.ts'

const orders = {
  tenant_id: 'id',
  id: 'id',
  partner_id: 'id',
  number: 'text',
  purchase_order: 'text?',
  ordered_on: 'text?',
  ship_to: 'text?',
  created_by: 'text',
  created_at: 'int',
  updated_at: 'int',
} as const

const transactions = {
  tenant_id: 'id',
  id: 'id',
  partner_id: 'id',
  transaction_id: 'text',
  verb: 'text',
  state: 'text',
  digest: 'bytes',
  order_id: 'id?',
  purchase_order: 'text?',
  batch_id: 'id?',
  voids: 'id?',
  voided_by: 'id?',
  reason: 'text?',
  counts: 'text',
  total: 'int',
  created_by: 'text',
  created_at: 'int',
  finished_at: 'int?',
} as const

/** Orders of partners with their deliveries and devices, and what partners asked to be done with them. */
export const ordersMigration: Migration = {
  number: 11,
  name: 'orders',
  async up({ table, index, addColumns }) {
    await table('orders', orders, ['tenant_id', 'id'])
    await index('orders_number', 'orders', ['tenant_id', 'partner_id', 'number'], { unique: true })
    await index('orders_purchase_order', 'orders', ['tenant_id', 'partner_id', 'purchase_order'])
    await table('partner_orders', { partner_id: 'id', order_id: 'id', tenant_id: 'id' }, ['partner_id', 'order_id'])
    await table('order_deliveries', { tenant_id: 'id', order_id: 'id', number: 'text', ships_on: 'text?' }, [
      'tenant_id',
      'order_id',
      'number',
    ])
    await table(
      'order_devices',
      {
        tenant_id: 'id',
        id: 'id',
        order_id: 'id',
        delivery: 'text?',
        state: 'text',
        device_id: 'id?',
        serial_number: 'text?',
        product_key_id: 'text?',
        added_by: 'id',
        position: 'int',
        removed_by: 'id?',
      },
      ['tenant_id', 'id'],
    )
    await index('order_devices_order', 'order_devices', ['tenant_id', 'order_id', 'id'])
    await index('order_devices_device', 'order_devices', ['tenant_id', 'device_id'])
    await index('order_devices_added', 'order_devices', ['tenant_id', 'added_by', 'position'])
    await table('order_transactions', transactions, ['tenant_id', 'id'])
    await index('order_transactions_key', 'order_transactions', ['tenant_id', 'partner_id', 'transaction_id'], {
      unique: true,
    })
    await table(
      'order_transaction_chunks',
      {
        tenant_id: 'id',
        order_transaction_id: 'id',
        number: 'int',
        first_position: 'int',
        item_count: 'int',
        state: 'text',
        outcomes: 'bytes',
      },
      ['tenant_id', 'order_transaction_id', 'number'],
    )
    await addColumns('batches', { order_transaction_id: 'id?' })
    await addColumns('released_devices', { kept_for: 'id?' })
  },
}
