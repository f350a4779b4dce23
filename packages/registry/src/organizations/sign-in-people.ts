import type { Registry } from '../context.ts'
import { isId } from '../ids.ts'
import { scopeTo } from '../store/index.ts'
import { organizationOf } from './organization.ts'
import { type Principal, registryId } from './principal.ts'
import { principalReader } from './principal-reader.ts'

interface PersonRow {
  organization_id: string
  roles: string
  disabled_at: number | null
  tenant: string | null
  partner: string | null
}

/**
 * Makes the function that turns the person of a verified access token into the principal that it acts as now.
 * @returns undefined for whoever is not there any more, or is disabled.
 */
export function personAuthenticator(
  registry: Registry,
): (organizationId: string, personId: string, requestId?: string) => Promise<Principal | undefined> {
  const read = principalReader(registry)
  const find = registry.store.prepare<{ organization: string; id: string }, PersonRow>((db, p) =>
    db
      .selectFrom('people as p')
      .leftJoin('tenants', 'tenants.id', 'p.organization_id')
      .leftJoin('partners', 'partners.id', 'p.organization_id')
      .select(['p.organization_id', 'p.roles', 'p.disabled_at', 'tenants.id as tenant', 'partners.id as partner'])
      .where('p.organization_id', '=', p.organization)
      .where('p.id', '=', p.id),
  )
  return async (organizationId, personId, requestId) => {
    const [row] = await find({ organization: organizationId, id: personId })
    if (!row || row.disabled_at !== null) return undefined
    const organization = organizationOf(row)
    if (organization === undefined) return undefined
    return read({
      kind: 'person',
      id: personId,
      organization,
      roles: JSON.parse(row.roles),
      ...(requestId !== undefined && { requestId }),
    })
  }
}

/** What tokens say of a person. */
export interface SignInPerson {
  readonly id: string
  readonly email: string
  readonly name: string
}

/** @returns undefined for whoever is not in the organization, or is disabled: they get no token. */
export async function findSignInPerson(
  registry: Registry,
  organizationId: string,
  personId: string,
): Promise<SignInPerson | undefined> {
  const row = await scopeTo(registry.store.db, organizationId)
    .selectFrom('people')
    .select(['id', 'email', 'name', 'disabled_at'])
    .where('id', '=', personId)
    .executeTakeFirst()
  return row && row.disabled_at === null ? { id: row.id, email: row.email, name: row.name } : undefined
}

/** The organization that a token endpoint names by id or by domain. @returns undefined when there is none. */
export async function findOrganization(
  registry: Registry,
  name: string,
): Promise<{ kind: 'tenant' | 'partner' | 'registry'; id: string } | undefined> {
  const { db } = registry.store
  const tenant = await db
    .selectFrom('tenants')
    .select('id')
    .where(isId(name) ? 'id' : 'domain', '=', name)
    .executeTakeFirst()
  if (tenant) return { kind: 'tenant', id: tenant.id }
  if (name === registryId) return { kind: 'registry', id: registryId }
  const partner = isId(name)
    ? await db.selectFrom('partners').select('id').where('id', '=', name).executeTakeFirst()
    : undefined
  return partner && { kind: 'partner', id: partner.id }
}
