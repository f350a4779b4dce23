import type { Registry } from '../context.ts'
import { registryName } from './organization-name.ts'
import { getPartnerNames } from './partners.ts'
import { type OrganizationKind, registryId } from './principal.ts'
import { tenantsById } from './tenants.ts'

/** An organization as operators see it. `kind` is absent where a partner named one that does not exist. */
export interface OrganizationName {
  readonly id: string
  readonly kind?: OrganizationKind
  readonly name?: string
}

/** Names of organizations of any kind, in two queries. For code that has checked who asks. */
export async function organizationNames(
  registry: Registry,
  ids: readonly string[],
): Promise<(id: string) => OrganizationName> {
  const wanted = [...new Set(ids)]
  const [tenants, partners] = [await tenantsById(registry, wanted), await getPartnerNames(registry, wanted)]
  return id => {
    const [tenant, partner] = [tenants.get(id), partners.get(id)]
    if (id === registryId) return { id, kind: 'registry', name: registryName }
    if (tenant) return { id, kind: 'tenant', name: tenant.name }
    return partner ? { id, kind: 'partner', name: partner.name } : { id }
  }
}
