import type { Migration } from '../migration.ts'

/** Roles that organizations make for themselves. */
export const roles: Migration = {
  number: 6,
  name: 'roles',
  async up({ table }) {
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
  },
}
