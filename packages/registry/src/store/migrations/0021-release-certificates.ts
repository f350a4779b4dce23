import type { Migration } from '../migration.ts'

/** What tenants state of devices that they have released; one for each release. */
export const releaseCertificates: Migration = {
  number: 21,
  name: 'release-certificates',
  async up({ table, index }) {
    await table(
      'release_certificates',
      {
        tenant_id: 'id',
        id: 'id',
        device_id: 'id',
        released_at: 'int',
        issued_at: 'int',
        issued_by: 'text',
        tenant_name: 'text',
        serial_number: 'text?',
        manufacturer: 'text?',
        model: 'text?',
        sealed: 'bytes',
      },
      ['tenant_id', 'id'],
    )
    await index('release_certificates_device', 'release_certificates', ['tenant_id', 'device_id', 'released_at'], {
      unique: true,
    })
  },
}
