import type { Migration } from '../migration.ts'

/** Stations of the factory line, and which of them a build report came from. */
export const lineStations: Migration = {
  number: 13,
  name: 'line-stations',
  async up({ table, addColumns, index }) {
    await table(
      'line_stations',
      {
        partner_id: 'id',
        id: 'id',
        name: 'text',
        line: 'text?',
        thumbprint: 'text',
        public_key: 'text',
        created_at: 'int',
        created_by: 'text',
        revoked_at: 'int?',
        revoked_reason: 'text?',
        last_sequence: 'int',
        last_digest: 'text',
        last_report_at: 'int?',
        clock_skew: 'int?',
      },
      ['partner_id', 'id'],
    )
    await index('line_stations_key', 'line_stations', ['partner_id', 'thumbprint'], { unique: true })
    await addColumns('build_reports', {
      station_id: 'id?',
      first_sequence: 'int?',
      last_sequence: 'int?',
      clock_skew: 'int?',
    })
    await index('build_reports_station', 'build_reports', ['partner_id', 'station_id', 'first_sequence'])
  },
}
