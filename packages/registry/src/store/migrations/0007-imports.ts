import type { Migration } from '../migration.ts'

const importColumns = {
  organization_id: 'id',
  id: 'id',
  kind: 'text',
  file_name: 'text',
  state: 'text',
  created_at: 'int',
  created_by: 'text',
  created_by_id: 'text',
  options: 'text',
  tenant_id: 'id?',
  on_missing_consent: 'text',
  defaults: 'text',
  size: 'int',
  digest: 'bytes?',
  is_utf8: 'int',
  idempotency_key: 'text?',
  same_as: 'id?',
  about: 'text?',
  problem: 'text?',
  bytes_read: 'int',
  rows_total: 'int',
  rows_refused: 'int',
  rows_noted: 'int',
  customers: 'int',
  registered: 'int',
  already_registered: 'int',
  held: 'int',
  rejected: 'int',
  report_id: 'id?',
  phase_started_at: 'int',
  started_at: 'int?',
  finished_at: 'int?',
  expires_at: 'int',
} as const

/** Files that people import, what was made of them, and the batches that belong to them. */
export const imports: Migration = {
  number: 7,
  name: 'imports',
  async up({ table, addColumns, index }) {
    await table('imports', importColumns, ['organization_id', 'id'])
    await index('imports_idempotency', 'imports', ['organization_id', 'idempotency_key'], { unique: true })
    await index('imports_digest', 'imports', ['organization_id', 'digest'])
    await table(
      'import_parts',
      { organization_id: 'id', import_id: 'id', kind: 'text', number: 'int', size: 'int', sealed: 'bytes' },
      ['organization_id', 'import_id', 'kind', 'number'],
    )
    await table(
      'import_chunks',
      {
        organization_id: 'id',
        import_id: 'id',
        number: 'int',
        first_position: 'int',
        item_count: 'int',
        rows: 'bytes',
        payload: 'bytes?',
        outcomes: 'bytes?',
      },
      ['organization_id', 'import_id', 'number'],
    )
    await table(
      'import_customers',
      {
        organization_id: 'id',
        import_id: 'id',
        number: 'int',
        target: 'text',
        tenant_id: 'id?',
        batch_id: 'id?',
        item_count: 'int',
        refusal: 'text?',
      },
      ['organization_id', 'import_id', 'number'],
    )
    await addColumns('batches', { import_owner: 'id?', import_id: 'id?' })
  },
}
