import type { Registry } from '../context.ts'
import { scopeTo } from '../store/index.ts'
import { organizationOf } from './organization.ts'
import type { Principal } from './principal.ts'
import { principalReader } from './principal-reader.ts'

/** An enabled person who acts, with the roles of this moment. */
export interface ActingPerson {
  readonly principal: Principal
  readonly email: string
  readonly name: string
}

/** The person as a principal. @returns undefined when there is no such person, or it is disabled. */
export async function findActingPerson(
  registry: Registry,
  organizationId: string,
  personId: string,
  requestId?: string,
): Promise<ActingPerson | undefined> {
  const row = await scopeTo(registry.store.db, organizationId)
    .selectFrom('people as p')
    .leftJoin('tenants', 'tenants.id', 'p.organization_id')
    .leftJoin('partners', 'partners.id', 'p.organization_id')
    .select(['p.organization_id', 'p.email', 'p.name', 'p.roles', 'p.disabled_at'])
    .select(['tenants.id as tenant', 'partners.id as partner'])
    .where('p.id', '=', personId)
    .executeTakeFirst()
  const organization = row && organizationOf(row)
  if (!row || !organization || row.disabled_at !== null) return undefined
  const principal = await principalReader(registry)({
    kind: 'person',
    id: personId,
    organization,
    roles: JSON.parse(row.roles),
    ...(requestId !== undefined && { requestId }),
  })
  return { principal, email: row.email, name: row.name }
}

/** The roles of a person, disabled or not. @returns undefined when there is no such person. */
export async function findPersonRoles(
  registry: Registry,
  organizationId: string,
  personId: string,
): Promise<string[] | undefined> {
  const row = await scopeTo(registry.store.db, organizationId)
    .selectFrom('people')
    .select('roles')
    .where('id', '=', personId)
    .executeTakeFirst()
  return row && JSON.parse(row.roles)
}

/** The id of the person with an e-mail address, disabled or not. */
export async function findPersonByEmail(
  registry: Registry,
  organizationId: string,
  email: string,
): Promise<string | undefined> {
  const row = await scopeTo(registry.store.db, organizationId)
    .selectFrom('people')
    .select('id')
    .where('email', '=', email)
    .executeTakeFirst()
  return row?.id
}
