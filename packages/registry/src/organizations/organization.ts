import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { type OrganizationKind, type Principal, registryId } from './principal.ts'

/** Any organization, by its id alone. */
export interface Organization {
  readonly id: string
  readonly kind: OrganizationKind
}

/** The organization of a credential whose row was joined with `tenants` and `partners`. */
export function organizationOf(row: {
  organization_id: string
  tenant: string | null
  partner: string | null
}): Organization | undefined {
  const id = row.organization_id
  if (id === registryId) return { kind: 'registry', id }
  if (row.tenant !== null) return { kind: 'tenant', id }
  return row.partner === null ? undefined : { kind: 'partner', id }
}

async function kindOf(registry: Registry, id: string): Promise<OrganizationKind | undefined> {
  if (id === registryId) return 'registry'
  const tenant = await registry.store.db.selectFrom('tenants').select('id').where('id', '=', id).executeTakeFirst()
  if (tenant) return 'tenant'
  const partner = await registry.store.db.selectFrom('partners').select('id').where('id', '=', id).executeTakeFirst()
  return partner ? 'partner' : undefined
}

/** An organization of any kind; undefined when there is none. For code that has checked who asks. */
export async function findOrganizationById(registry: Registry, id: string): Promise<Organization | undefined> {
  const kind = await kindOf(registry, id)
  return kind && { id, kind }
}

/**
 * The organization whose people or applications are to be managed: the principal's own, or any for operators.
 * @throws not_found for others, existing or not.
 */
export async function requireOrganization(registry: Registry, principal: Principal, id: string): Promise<Organization> {
  if (principal.organization.id === id) return principal.organization
  if (principal.kind !== 'system' && principal.organization.kind !== 'registry') throw new RegistryError('not_found')
  const found = await findOrganizationById(registry, id)
  if (!found) throw new RegistryError('not_found')
  return found
}
