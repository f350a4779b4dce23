import type { Migration } from '../migration.ts'

/** Limits that a partner proposes, the life of a request, and customers' answers to rows that wait. */
export const consentRequests: Migration = {
  number: 10,
  name: 'consent-requests',
  async up({ table, addColumns }) {
    await addColumns('consents', {
      each_batch: 'text?',
      proposed: 'text?',
      answer_by: 'int?',
      opened_at: 'int?',
      reminders: 'int?',
      reminded_at: 'int?',
    })
    await addColumns('batches', { awaiting: 'int?', held_since: 'int?', answer: 'text?' })
    await table('batch_answers', { tenant_id: 'id', batch_id: 'id', position: 'int', answer: 'text' }, [
      'tenant_id',
      'batch_id',
      'position',
    ])
    await table('held_batches', { organization_id: 'id', batch_id: 'id', tenant_id: 'id' }, [
      'organization_id',
      'batch_id',
    ])
  },
}
