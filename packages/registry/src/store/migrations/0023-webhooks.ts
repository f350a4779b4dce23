import type { Migration } from '../migration.ts'

/** Who follows a journal, what has arrived for them, and webhooks with their deliveries. */
export const webhooks: Migration = {
  number: 23,
  name: 'webhooks',
  async up({ table, index }) {
    await table('journal_followers', { organization_id: 'id', id: 'id', kinds: 'text?' }, ['organization_id', 'id'])
    await table(
      'journal_arrivals',
      { organization_id: 'id', follower_id: 'id', id: 'id', at: 'int', entries: 'bytes' },
      ['organization_id', 'follower_id', 'id'],
    )
    await table(
      'webhooks',
      {
        organization_id: 'id',
        id: 'id',
        name: 'text',
        url: 'text',
        kinds: 'text?',
        secret: 'bytes',
        old_secret: 'bytes?',
        old_secret_until: 'int?',
        created_at: 'int',
        created_by: 'text',
      },
      ['organization_id', 'id'],
    )
    await table(
      'webhook_states',
      {
        webhook_id: 'id',
        organization_id: 'id',
        state: 'text',
        reason: 'text?',
        changed_at: 'int',
        due_at: 'int',
        lease_owner: 'text?',
        lease_until: 'int?',
        failing_since: 'int?',
        last_attempt_at: 'int?',
        last_success_at: 'int?',
        last_problem: 'text?',
        replay_after: 'id?',
        replay_until: 'id?',
      },
      ['webhook_id'],
    )
    await table(
      'webhook_deliveries',
      {
        organization_id: 'id',
        webhook_id: 'id',
        id: 'id',
        state: 'text',
        replay: 'int',
        entries: 'bytes',
        events: 'int',
        first_at: 'int',
        created_at: 'int',
        attempts: 'int',
        next_at: 'int?',
        last_attempt_at: 'int?',
        status: 'int?',
        problem: 'text?',
        answer: 'text?',
        took_ms: 'int?',
      },
      ['organization_id', 'webhook_id', 'id'],
    )
    await index('webhook_deliveries_state', 'webhook_deliveries', ['organization_id', 'webhook_id', 'state', 'id'])
  },
}
