import type { Registry } from '../context.ts'
import { findActingPerson, type OrganizationKind, registryId, registryName } from '../organizations/index.ts'
import { type PersonRef, samePerson } from './person-ref.ts'

/** A person who can sign in, among those of one e-mail address. */
export interface Account extends PersonRef {
  readonly email: string
  readonly name: string
  readonly organizationKind: OrganizationKind
  readonly organizationName: string
  /** Of tenants. */
  readonly domain?: string
}

/** An account with what a sign-in is checked against. Never leaves the registry. */
export interface AccountRow extends Account {
  readonly password: string | undefined
  readonly passwordSetAt: number
  readonly disabled: boolean
}

/** Everybody with the e-mail address who has set up a way to sign in, in one statement, whatever their number. */
export async function findAccounts(registry: Registry, email: string): Promise<AccountRow[]> {
  const rows = await registry.store.db
    .selectFrom('sign_in_names as n')
    .innerJoin('people as p', join =>
      join.onRef('p.organization_id', '=', 'n.organization_id').onRef('p.id', '=', 'n.person_id'),
    )
    .leftJoin('person_credentials as c', join =>
      join.onRef('c.organization_id', '=', 'n.organization_id').onRef('c.person_id', '=', 'n.person_id'),
    )
    .leftJoin('tenants', 'tenants.id', 'n.organization_id')
    .leftJoin('partners', 'partners.id', 'n.organization_id')
    .select([
      'n.organization_id',
      'n.person_id',
      'n.email',
      'p.name',
      'p.disabled_at',
      'c.password',
      'c.password_set_at',
    ])
    .select(['tenants.name as tenant', 'tenants.domain', 'partners.name as partner'])
    .where('n.email', '=', email)
    .orderBy('n.organization_id')
    .execute()
  return rows.map(row => ({
    organizationId: row.organization_id,
    personId: row.person_id,
    email: row.email,
    name: row.name,
    organizationKind: row.organization_id === registryId ? 'registry' : row.tenant === null ? 'partner' : 'tenant',
    organizationName: row.organization_id === registryId ? registryName : (row.tenant ?? row.partner ?? ''),
    ...(row.domain !== null && { domain: row.domain }),
    password: row.password ?? undefined,
    passwordSetAt: row.password_set_at ?? 0,
    disabled: row.disabled_at !== null,
  }))
}

/** The account without what it is checked against. */
export function toAccount({
  password: _password,
  passwordSetAt: _at,
  disabled: _disabled,
  ...account
}: AccountRow): Account {
  return account
}

/** E-mail addresses as they are stored and compared. */
export const normalEmail = (text: string): string => text.trim().toLowerCase()

/** Whether an organization is the one that was named by id or domain. */
export const isNamed = (account: Account, hint: string): boolean =>
  account.organizationId === hint.toLowerCase() || account.domain === hint.toLowerCase()

/** The account of a person who can sign in. @returns undefined for anybody else. */
export async function findAccountOf(registry: Registry, person: PersonRef): Promise<Account | undefined> {
  const acting = await findActingPerson(registry, person.organizationId, person.personId)
  if (!acting) return undefined
  const found = (await findAccounts(registry, acting.email)).find(account => samePerson(account, person))
  return found && toAccount(found)
}
