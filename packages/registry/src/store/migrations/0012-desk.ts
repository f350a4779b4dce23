import type { Columns, Migration } from '../migration.ts'

const requests: Columns = {
  partner_id: 'id',
  id: 'id',
  kind: 'text',
  state: 'text',
  tenant_id: 'id',
  requester_kind: 'text',
  requester_id: 'id',
  domain: 'text',
  group_tag: 'text?',
  note: 'text?',
  opened_by: 'text',
  opened_at: 'int',
  submitted_at: 'int?',
  taken_by: 'text?',
  ended_at: 'int?',
  due_at: 'int',
  total: 'int',
  approved: 'int',
  refused: 'int',
  messages: 'int',
  proof_size: 'int?',
  proof_digest: 'bytes?',
  proof_received_at: 'int?',
  proof_deleted_at: 'int?',
  hashes_until: 'int?',
  hashes_fetched_at: 'int?',
}

const devices: Columns = {
  partner_id: 'id',
  request_id: 'id',
  number: 'int',
  serial_number: 'text',
  state: 'text',
  code: 'text?',
  reason: 'text?',
  decided_at: 'int?',
  decided_by: 'text?',
  record_id: 'id?',
  device_id: 'id?',
}

const entries: Columns = {
  partner_id: 'id',
  entry: 'text',
  has_desk: 'int',
  written_at: 'int',
  published: 'text?',
  published_at: 'int?',
  published_kind: 'text?',
  published_desk: 'int?',
  published_name: 'text?',
  published_regions: 'text?',
}

/** The maker's desk: requests of customers with proof of purchase; the directory of who takes part. */
export const desk: Migration = {
  number: 12,
  name: 'desk',
  async up({ table, index }) {
    await table('desk_requests', requests, ['partner_id', 'id'])
    await table('desk_devices', devices, ['partner_id', 'request_id', 'number'])
    await index('desk_devices_serial', 'desk_devices', ['partner_id', 'request_id', 'serial_number'], { unique: true })
    await table(
      'desk_messages',
      {
        partner_id: 'id',
        request_id: 'id',
        id: 'id',
        sent_at: 'int',
        side: 'text',
        sender_organization_id: 'id',
        sender_id: 'text',
        text: 'text',
      },
      ['partner_id', 'request_id', 'id'],
    )
    await table('desk_proof_parts', { partner_id: 'id', request_id: 'id', number: 'int', sealed: 'bytes' }, [
      'partner_id',
      'request_id',
      'number',
    ])
    await table(
      'desk_parties',
      {
        organization_id: 'id',
        request_id: 'id',
        partner_id: 'id',
        tenant_id: 'id',
        kind: 'text',
        state: 'text',
        opened: 'int',
      },
      ['organization_id', 'request_id'],
    )
    await table('directory_entries', entries, ['partner_id'])
    await index('directory_published', 'directory_entries', ['published_name', 'partner_id'])
  },
}
