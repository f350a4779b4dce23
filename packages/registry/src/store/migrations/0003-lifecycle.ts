import type { Migration } from '../migration.ts'

/** What customers do with their devices: details, releases that can be taken back, actions on many, import records. */
export const lifecycle: Migration = {
  number: 3,
  name: 'lifecycle',
  async up(schema) {
    await deviceTables(schema)
    await actionTables(schema)
    await importTables(schema)
  },
}

type Builder = Parameters<Migration['up']>[0]

async function deviceTables({ table, index }: Builder): Promise<void> {
  // Most devices have neither, and what has none costs no entry.
  await index('registrations_group_tag', 'registrations', ['tenant_id', 'group_tag', 'id'], {
    where: 'group_tag is not null',
  })
  await index('registrations_purchase_order', 'registrations', ['tenant_id', 'purchase_order', 'id'], {
    where: 'purchase_order is not null',
  })
  await table('device_details', { tenant_id: 'id', device_id: 'id', details: 'text', account_password: 'bytes?' }, [
    'tenant_id',
    'device_id',
  ])
  await table(
    'released_devices',
    {
      tenant_id: 'id',
      id: 'id',
      serial_number: 'text?',
      manufacturer: 'text?',
      model: 'text?',
      group_tag: 'text?',
      released_at: 'int',
      released_by: 'text',
      reason: 'text?',
      action_id: 'id?',
      expires_at: 'int',
      sealed: 'bytes',
    },
    ['tenant_id', 'id'],
  )
  await index('released_devices_time', 'released_devices', ['tenant_id', 'released_at', 'id'])
  await index('released_devices_serial', 'released_devices', ['tenant_id', 'serial_number'])
  await index('released_devices_expiry', 'released_devices', ['tenant_id', 'expires_at'])
}

async function actionTables({ table }: Builder): Promise<void> {
  await table(
    'device_actions',
    {
      tenant_id: 'id',
      id: 'id',
      kind: 'text',
      state: 'text',
      change: 'text?',
      selection: 'text',
      reach: 'text',
      reason: 'text?',
      created_by: 'text',
      created_at: 'int',
      confirmed_by: 'text?',
      confirmed_at: 'int?',
      started_at: 'int?',
      finished_at: 'int?',
      total: 'int',
      ready: 'int',
      unchanged: 'int',
      refused: 'int',
      done: 'int',
      failed: 'int',
      preview_digest: 'bytes?',
      result_digest: 'bytes?',
      undoes: 'id?',
      undone_by: 'id?',
    },
    ['tenant_id', 'id'],
  )
  await table(
    'device_action_chunks',
    {
      tenant_id: 'id',
      action_id: 'id',
      number: 'int',
      first_position: 'int',
      item_count: 'int',
      state: 'text',
      outcomes: 'bytes',
    },
    ['tenant_id', 'action_id', 'number'],
  )
}

async function importTables({ table, index }: Builder): Promise<void> {
  await table(
    'import_records',
    {
      tenant_id: 'id',
      id: 'id',
      batch_id: 'id',
      position: 'int',
      import_id: 'text?',
      serial_number: 'text?',
      product_key: 'text?',
      group_tag: 'text?',
      assigned_user: 'text?',
      created_at: 'int',
    },
    ['tenant_id', 'id'],
  )
  await index('import_records_import', 'import_records', ['tenant_id', 'import_id', 'id'])
  await index('import_records_serial', 'import_records', ['tenant_id', 'serial_number'])
  await table('device_syncs', { tenant_id: 'id', state: 'text', requested_at: 'int', completed_at: 'int?' }, [
    'tenant_id',
  ])
  await table(
    'corporate_identifiers',
    {
      tenant_id: 'id',
      id: 'id',
      type: 'text',
      identifier: 'text',
      description: 'text?',
      created_at: 'int',
      updated_at: 'int',
    },
    ['tenant_id', 'id'],
  )
  await index('corporate_identifiers_value', 'corporate_identifiers', ['tenant_id', 'type', 'identifier'], {
    unique: true,
  })
}
