import type { Migration } from '../migration.ts'

export const partnerCenter: Migration = {
  number: 8,
  name: 'partner-center',
  async up({ table, index, addColumns }) {
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
    await addColumns('consents', { may_give_profiles: 'int?' })
    await table(
      'policies',
      {
        tenant_id: 'id',
        id: 'id',
        partner_id: 'id',
        name: 'text',
        description: 'text?',
        settings: 'text',
        created_at: 'int',
        updated_at: 'int',
      },
      ['tenant_id', 'id'],
    )
    await index('policies_partner', 'policies', ['tenant_id', 'partner_id', 'id'])
    await table('device_policies', { tenant_id: 'id', device_id: 'id', policy_id: 'id' }, ['tenant_id', 'device_id'])
    await index('device_policies_policy', 'device_policies', ['tenant_id', 'policy_id'])
    await table(
      'policy_jobs',
      { tenant_id: 'id', id: 'id', partner_id: 'id', idempotency_key: 'text?', done_at: 'int', outcomes: 'bytes' },
      ['tenant_id', 'id'],
    )
    await index('policy_jobs_key', 'policy_jobs', ['tenant_id', 'partner_id', 'idempotency_key'], { unique: true })
  },
}
