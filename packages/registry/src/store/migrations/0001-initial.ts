import type { Migration } from '../migration.ts'

/** The first schema. Owned tables have their owner first in the primary key, so that every engine can shard them. */
export const initial: Migration = {
  number: 1,
  name: 'initial',
  async up({ table, index }) {
    await table('tenants', { id: 'id', name: 'text', domain: 'text', created_at: 'int' }, ['id'])
    await index('tenants_domain', 'tenants', ['domain'], { unique: true })
    await table(
      'partners',
      { id: 'id', name: 'text', kind: 'text', manufacturers: 'text', link_code: 'text', created_at: 'int' },
      ['id'],
    )
    await index('partners_link_code', 'partners', ['link_code'], { unique: true })
    await table(
      'people',
      {
        organization_id: 'id',
        id: 'id',
        email: 'text',
        name: 'text',
        roles: 'text',
        created_at: 'int',
        disabled_at: 'int?',
      },
      ['organization_id', 'id'],
    )
    await index('people_email', 'people', ['organization_id', 'email'], { unique: true })
    await table(
      'access_tokens',
      {
        digest: 'bytes',
        id: 'id',
        organization_id: 'id',
        person_id: 'id',
        name: 'text',
        created_at: 'int',
        expires_at: 'int?',
        revoked_at: 'int?',
      },
      ['digest'],
    )
    await index('access_tokens_person', 'access_tokens', ['organization_id', 'person_id', 'id'])
    await table(
      'applications',
      {
        id: 'id',
        organization_id: 'id',
        name: 'text',
        roles: 'text',
        created_at: 'int',
        revoked_at: 'int?',
      },
      ['id'],
    )
    await index('applications_organization', 'applications', ['organization_id', 'id'])
    await table('oidc_state', { model: 'text', id: 'text', payload: 'text', expires_at: 'int?', grant_id: 'text?' }, [
      'model',
      'id',
    ])
    await index('oidc_state_grant', 'oidc_state', ['grant_id'])
    await index('oidc_state_expiry', 'oidc_state', ['expires_at'])
    await consentTables(table, index)
    await factoryTables(table, index)
    await registrationTables(table, index)
    await batchTables(table, index)
    await journalTables(table, index)
    await serverTables(table, index)
  },
}

type Builder = Parameters<Migration['up']>[0]

async function consentTables(table: Builder['table'], index: Builder['index']): Promise<void> {
  await table(
    'consents',
    {
      tenant_id: 'id',
      id: 'id',
      partner_id: 'id',
      state: 'text',
      target: 'text',
      message: 'text?',
      requested_at: 'int',
      requested_by: 'text',
      decided_at: 'int?',
      decided_by: 'text?',
      revoked_at: 'int?',
      expires_at: 'int?',
      device_limit: 'int?',
      group_tags: 'text?',
      when_absent: 'text',
      devices_used: 'int',
    },
    ['tenant_id', 'id'],
  )
  await index('consents_partner', 'consents', ['tenant_id', 'partner_id', 'id'])
  await index('consents_granted', 'consents', ['tenant_id', 'partner_id'], {
    unique: true,
    where: "state = 'granted'",
  })
  await table('partner_consents', { partner_id: 'id', tenant_id: 'id', consent_id: 'id' }, ['partner_id', 'consent_id'])
}

async function factoryTables(table: Builder['table'], index: Builder['index']): Promise<void> {
  await table(
    'factory_records',
    {
      partner_id: 'id',
      id: 'id',
      product_key_id: 'text?',
      serial_number: 'text?',
      manufacturer: 'text?',
      model: 'text?',
      quality: 'text',
      flags: 'text',
      facts: 'text',
      first_report_id: 'id',
      last_report_id: 'id',
      first_reported_at: 'int',
      last_reported_at: 'int',
      times_reported: 'int',
    },
    ['partner_id', 'id'],
  )
  await index('factory_records_serial', 'factory_records', ['partner_id', 'serial_number'])
  await index('factory_records_product_key', 'factory_records', ['partner_id', 'product_key_id'])
  await table('factory_hashes', { partner_id: 'id', record_id: 'id', sealed: 'bytes' }, ['partner_id', 'record_id'])
  await table('factory_keys', { key: 'bytes', partner_id: 'id', record_id: 'id' }, ['key', 'partner_id', 'record_id'])
  await table(
    'build_reports',
    {
      partner_id: 'id',
      id: 'id',
      name: 'text',
      format: 'text',
      state: 'text',
      created_at: 'int',
      created_by: 'text',
      finished_at: 'int?',
      idempotency_key: 'text?',
      digest: 'bytes?',
      rows_total: 'int',
      rows_new: 'int',
      rows_known: 'int',
      rows_rejected: 'int',
    },
    ['partner_id', 'id'],
  )
  await index('build_reports_key', 'build_reports', ['partner_id', 'idempotency_key'], { unique: true })
  await table(
    'build_report_chunks',
    { partner_id: 'id', report_id: 'id', number: 'int', first_position: 'int', item_count: 'int', outcomes: 'bytes' },
    ['partner_id', 'report_id', 'number'],
  )
}

async function registrationTables(table: Builder['table'], index: Builder['index']): Promise<void> {
  await table(
    'registrations',
    {
      tenant_id: 'id',
      id: 'id',
      serial_number: 'text?',
      manufacturer: 'text?',
      model: 'text?',
      product_key_id: 'text?',
      group_tag: 'text?',
      purchase_order: 'text?',
      order_id: 'text?',
      assigned_user: 'text?',
      display_name: 'text?',
      registrar_kind: 'text',
      registrar_id: 'id',
      consent_id: 'id?',
      batch_id: 'id',
      source: 'text',
      factory_partner_id: 'id?',
      factory_record_id: 'id?',
      quality: 'text',
      flags: 'text',
      facts: 'text',
      hash_block: 'int?',
      registered_at: 'int',
      updated_at: 'int',
    },
    ['tenant_id', 'id'],
  )
  await index('registrations_serial', 'registrations', ['tenant_id', 'serial_number'])
  await table('registration_hashes', { tenant_id: 'id', batch_id: 'id', number: 'int', sealed: 'bytes' }, [
    'tenant_id',
    'batch_id',
    'number',
  ])
  await table('identities', { key: 'bytes', slot: 'bytes', tenant_id: 'bytes', device_id: 'bytes' }, ['key', 'slot'])
  await table(
    'identity_conflicts',
    {
      tenant_id: 'id',
      id: 'id',
      device_id: 'id',
      reason: 'text',
      presented: 'text',
      source: 'text',
      recorded_at: 'int',
      state: 'text',
    },
    ['tenant_id', 'id'],
  )
  await index('identity_conflicts_device', 'identity_conflicts', ['tenant_id', 'device_id'])
}

async function batchTables(table: Builder['table'], index: Builder['index']): Promise<void> {
  await table(
    'batches',
    {
      tenant_id: 'id',
      id: 'id',
      name: 'text',
      submitter_kind: 'text',
      submitter_id: 'id',
      created_by: 'text',
      created_at: 'int',
      sealed_at: 'int?',
      started_at: 'int?',
      finished_at: 'int?',
      state: 'text',
      dry_run: 'int',
      on_missing_consent: 'text',
      idempotency_key: 'text?',
      digest: 'bytes?',
      total: 'int',
      registered: 'int',
      already_registered: 'int',
      held: 'int',
      rejected: 'int',
    },
    ['tenant_id', 'id'],
  )
  await index('batches_key', 'batches', ['tenant_id', 'submitter_id', 'idempotency_key'], { unique: true })
  await table(
    'batch_chunks',
    {
      tenant_id: 'id',
      batch_id: 'id',
      number: 'int',
      first_position: 'int',
      item_count: 'int',
      payload: 'bytes?',
      outcomes: 'bytes?',
      state: 'text',
    },
    ['tenant_id', 'batch_id', 'number'],
  )
  await table(
    'jobs',
    {
      id: 'id',
      kind: 'text',
      organization_id: 'id',
      subject_id: 'id',
      state: 'text',
      run_after: 'int',
      lease_owner: 'text?',
      lease_until: 'int?',
      attempts: 'int',
      last_error: 'text?',
      created_at: 'int',
    },
    ['id'],
  )
  await index('jobs_due', 'jobs', ['state', 'run_after'])
  await index('jobs_subject', 'jobs', ['organization_id', 'subject_id'])
}

async function journalTables(table: Builder['table'], index: Builder['index']): Promise<void> {
  await table('contacts', { tenant_id: 'id', device_id: 'id', first_at: 'int', last_at: 'int', times: 'int' }, [
    'tenant_id',
    'device_id',
  ])
  await table(
    'boot_traces',
    { organization_id: 'id', id: 'id', device_id: 'id?', at: 'int', answer: 'text', trace: 'text' },
    ['organization_id', 'id'],
  )
  await index('boot_traces_device', 'boot_traces', ['organization_id', 'device_id', 'id'])
  await table(
    'journal',
    {
      organization_id: 'id',
      id: 'id',
      at: 'int',
      actor_kind: 'text',
      actor_id: 'text',
      on_behalf_of: 'text?',
      action: 'text',
      subject_kind: 'text',
      subject_id: 'text',
      before: 'text?',
      after: 'text?',
      reason: 'text?',
      request_id: 'text?',
      position: 'int?',
      leaf_hash: 'bytes?',
    },
    ['organization_id', 'id'],
  )
  await index('journal_subject', 'journal', ['organization_id', 'subject_id', 'id'])
}

async function serverTables(table: Builder['table'], index: Builder['index']): Promise<void> {
  await table('service_keys', { name: 'text', value: 'bytes', created_at: 'int' }, ['name'])
  await table('rate_counts', { key: 'bytes', hits: 'int', ends_at: 'int' }, ['key'])
  await index('rate_counts_end', 'rate_counts', ['ends_at'])
}
