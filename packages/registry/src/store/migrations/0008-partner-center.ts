import type { Migration } from '../migration.ts'

export const partnerCenter: Migration = {
  number: 8,
  name: 'partner-center',
  async up({ table, index }) {
    await table(
      'partner_batches',
      { tenant_id: 'id', id: 'id', partner_id: 'id', name: 'text', folded_name: 'text', created_at: 'int' },
      ['tenant_id', 'id'],
    )
    await index('partner_batches_name', 'partner_batches', ['tenant_id', 'partner_id', 'folded_name'], { unique: true })
    await table('partner_batch_jobs', { tenant_id: 'id', batch_id: 'id', partner_id: 'id', partner_batch_id: 'id' }, [
      'tenant_id',
      'batch_id',
    ])
    await index('partner_batch_jobs_batch', 'partner_batch_jobs', ['tenant_id', 'partner_batch_id', 'batch_id'])
    await index('registrations_batch', 'registrations', ['tenant_id', 'batch_id'])
  },
}
