import type { Migration } from '../migration.ts'

/** Counts by day for charts, and the orders that long lists are read in. */
export const lists: Migration = {
  number: 20,
  name: 'lists',
  async up({ table, index }) {
    await table(
      'daily_counts',
      { organization_id: 'id', kind: 'text', day: 'int', name: 'text', slot: 'int', count: 'int' },
      ['organization_id', 'kind', 'day', 'name', 'slot'],
    )
    // What most devices do not have costs an entry only where they have it.
    await index('registrations_model', 'registrations', ['tenant_id', 'model', 'id'], { where: 'model is not null' })
    await index('registrations_manufacturer', 'registrations', ['tenant_id', 'manufacturer', 'id'], {
      where: 'manufacturer is not null',
    })
    await index('registrations_user', 'registrations', ['tenant_id', 'assigned_user', 'id'], {
      where: 'assigned_user is not null',
    })
    await index('registrations_name', 'registrations', ['tenant_id', 'display_name', 'id'], {
      where: 'display_name is not null',
    })
    // Of partners: what customers registered themselves is most of what they would walk past.
    await index('registrations_registrar', 'registrations', ['tenant_id', 'registrar_id', 'id'], {
      where: "registrar_kind <> 'tenant'",
    })
  },
}
