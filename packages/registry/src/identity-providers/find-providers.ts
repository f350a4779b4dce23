import type { Registry } from '../context.ts'
import { scopeTo } from '../store/index.ts'
import { type IdentityProvider, toProvider } from './provider.ts'

/** More than one page of choices helps nobody. */
const maxChoices = 20

/** The enabled providers of one organization, for its sign-in page. */
export async function providersOfOrganization(registry: Registry, organizationId: string): Promise<IdentityProvider[]> {
  const rows = await scopeTo(registry.store.db, organizationId)
    .selectFrom('identity_providers')
    .selectAll()
    .where('disabled_at', 'is', null)
    .orderBy('id')
    .limit(maxChoices)
    .execute()
  return rows.map(toProvider)
}

/** The providers to which addresses of this domain lead. */
export async function providersOfDomain(registry: Registry, email: string): Promise<IdentityProvider[]> {
  const domain = email.trim().toLowerCase().split('@')[1]
  if (domain === undefined || domain === '') return []
  const rows = await registry.store.db
    .selectFrom('identity_provider_names as n')
    .innerJoin('identity_providers as p', join =>
      join.onRef('p.organization_id', '=', 'n.organization_id').onRef('p.id', '=', 'n.provider_id'),
    )
    .selectAll('p')
    .where('n.kind', '=', 'domain')
    .where('n.name', '=', domain)
    .orderBy('n.organization_id')
    .orderBy('n.provider_id')
    .limit(maxChoices)
    .execute()
  return rows.map(toProvider)
}
