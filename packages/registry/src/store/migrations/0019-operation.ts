import type { Migration } from '../migration.ts'

/** What operators look at: why a job failed, by its code, and which servers are there. */
export const operation: Migration = {
  number: 19,
  name: 'operation',
  async up({ addColumns, table }) {
    await addColumns('jobs', { last_error_code: 'text?' })
    await table(
      'servers',
      { id: 'id', name: 'text', version: 'text', works_jobs: 'int', started_at: 'int', seen_at: 'int' },
      ['id'],
    )
  },
}
