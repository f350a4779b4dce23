import type { Migration } from '../migration.ts'

/** How many devices a tenant may import in one call of the Graph contract. */
export const importLimits: Migration = {
  number: 14,
  name: 'import-limits',
  async up({ addColumns }) {
    await addColumns('tenants', { import_rows: 'int?' })
  },
}
