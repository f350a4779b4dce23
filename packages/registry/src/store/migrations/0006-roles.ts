import type { Migration } from '../migration.ts'

/** Roles that organizations make for themselves, and rights of partners' staff in tenants of customers. */
export const roles: Migration = {
  number: 6,
  name: 'roles',
  async up({ table, addColumns, index }) {
    await table(
      'own_roles',
      {
        organization_id: 'id',
        name: 'text',
        description: 'text?',
        permissions: 'text',
        group_tags: 'text?',
        tenants: 'text?',
        created_at: 'int',
        updated_at: 'int',
      },
      ['organization_id', 'name'],
    )
    await delegationTables(table, index)
    await submissionTable(table, index)
    await table('partner_links', { partner_id: 'id', other_id: 'id', kind: 'text', state: 'text', changed_at: 'int' }, [
      'partner_id',
      'other_id',
    ])
    await addColumns('partners', { api_registration: 'int?' })
    await addColumns('batches', { group_tags: 'text?' })
  },
}

type Builder = Parameters<Migration['up']>[0]

async function delegationTables(table: Builder['table'], index: Builder['index']): Promise<void> {
  await table(
    'delegations',
    {
      tenant_id: 'id',
      id: 'id',
      partner_id: 'id',
      state: 'text',
      permissions: 'text',
      group_tags: 'text?',
      expires_at: 'int',
      reason: 'text',
      requested_at: 'int',
      decided_at: 'int?',
      decided_by: 'text?',
      ended_at: 'int?',
    },
    ['tenant_id', 'id'],
  )
  await index('delegations_partner', 'delegations', ['tenant_id', 'partner_id', 'id'])
  await table('partner_delegations', { partner_id: 'id', delegation_id: 'id', tenant_id: 'id' }, [
    'partner_id',
    'delegation_id',
  ])
  await index('partner_delegations_tenant', 'partner_delegations', ['partner_id', 'tenant_id', 'delegation_id'])
  await table(
    'delegation_members',
    {
      partner_id: 'id',
      delegation_id: 'id',
      subject_kind: 'text',
      subject_id: 'text',
      permissions: 'text?',
      group_tags: 'text?',
      assigned_at: 'int',
    },
    ['partner_id', 'delegation_id', 'subject_kind', 'subject_id'],
  )
  await index('delegation_members_subject', 'delegation_members', ['partner_id', 'subject_kind', 'subject_id'])
}

async function submissionTable(table: Builder['table'], index: Builder['index']): Promise<void> {
  await table(
    'submissions',
    {
      tenant_id: 'id',
      id: 'id',
      state: 'text',
      submitted_at: 'int',
      submitted_by: 'text',
      on_behalf_of: 'text?',
      serial_number: 'text?',
      manufacturer: 'text?',
      model: 'text?',
      group_tag: 'text?',
      note: 'text?',
      sealed: 'bytes?',
      expires_at: 'int',
      decided_at: 'int?',
      decided_by: 'text?',
      reason: 'text?',
      device_id: 'id?',
    },
    ['tenant_id', 'id'],
  )
  await index('submissions_state', 'submissions', ['tenant_id', 'state', 'id'])
  await index('submissions_by', 'submissions', ['tenant_id', 'submitted_by', 'id'])
}
