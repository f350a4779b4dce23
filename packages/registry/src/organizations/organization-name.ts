import type { Registry } from '../context.ts'
import type { Organization } from './organization.ts'

/** What operators' organization is called where people see it. */
export const registryName = 'Registry'

/** What an organization is called; empty when it is gone. */
export async function findOrganizationName(registry: Registry, { id, kind }: Organization): Promise<string> {
  if (kind === 'registry') return registryName
  const row = await registry.store.db
    .selectFrom(kind === 'tenant' ? 'tenants' : 'partners')
    .select('name')
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.name ?? ''
}
