import type { Migration } from '../migration.ts'

/** When a personal access token and a credential of an application were last used. */
export const lastUse: Migration = {
  number: 17,
  name: 'last-use',
  async up({ addColumns }) {
    await addColumns('access_tokens', { last_used_at: 'int?' })
    await addColumns('application_credentials', { last_used_at: 'int?' })
  },
}
