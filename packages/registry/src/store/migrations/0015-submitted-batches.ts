import type { Migration } from '../migration.ts'

/**
 * A partner's way to its batches for all customers, devices by the product key id alone, the delivery of an uploaded enrolment, and what
 * became later of what a maker's desk approved.
 */
export const submittedBatches: Migration = {
  number: 15,
  name: 'submitted-batches',
  async up({ table, index, fill, addColumns }) {
    await table('submitted_batches', { partner_id: 'id', batch_id: 'id', tenant_id: 'id' }, ['partner_id', 'batch_id'])
    await fill(
      'submitted_batches',
      ['partner_id', 'batch_id', 'tenant_id'],
      "select submitter_id, id, tenant_id from batches where submitter_kind <> 'tenant'",
    )
    await index('registrations_product_key', 'registrations', ['tenant_id', 'product_key_id'], {
      where: 'product_key_id is not null',
    })
    await addColumns('order_transactions', { delivery: 'text?' })
    await addColumns('desk_devices', { batch_id: 'id?', batch_position: 'int?' })
  },
}
