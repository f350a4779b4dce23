import { sql } from 'kysely'
import { RegistryError } from '../errors.ts'
import { type Store, scopeTo, type Tx } from '../store/index.ts'
import { may } from './authorize.ts'
import { grantsOf, type WrittenRole } from './grants.ts'
import type { Organization } from './organization.ts'
import type { Permission } from './permissions.ts'
import type { Principal } from './principal.ts'
import { rolesFor } from './roles.ts'
import { findWrittenRoles } from './written-roles.ts'

/** Who has both without a limit can help everybody else of the organization to any role. */
const needed: readonly Permission[] = ['people.manage', 'roles.manage']

const neededOf = (names: readonly string[], written: readonly WrittenRole[]): Permission[] => {
  const free = grantsOf(names, written).filter(grant => grant.groupTags === undefined && grant.tenants === undefined)
  return needed.filter(permission => free.some(({ permissions }) => permissions.has(permission)))
}

const administers = (names: readonly string[], written: readonly WrittenRole[]): boolean =>
  neededOf(names, written).length === needed.length

/** Condition on people: has this role. Names have no characters that JSON or a pattern would treat specially. */
export const hasRole = (name: string) => sql<boolean>`people.roles like ${`%"${name}"%`}`

async function hasAdministrator(db: Store['db'], { id, kind }: Organization): Promise<boolean> {
  const written = await findWrittenRoles(db, id)
  const names = [...new Set<string>([...rolesFor(kind), ...written.map(({ name }) => name)])]
  const useful = names.filter(name => neededOf([name], written).length > 0)
  if (useful.length === 0) return false
  const rows = await scopeTo(db, id)
    .selectFrom('people')
    .select('roles')
    .distinct()
    .where('disabled_at', 'is', null)
    .where(eb => eb.or(useful.map(hasRole)))
    .execute()
  return rows.some(({ roles }) => administers(JSON.parse(roles), written))
}

/** Whether taking something from people with these roles may leave the organization without an administrator; asked before the change. */
export async function risksAdministration(
  db: Store['db'],
  { id }: Organization,
  roles: readonly string[],
): Promise<boolean> {
  return neededOf(roles, await findWrittenRoles(db, id)).length > 0
}

/**
 * For the transaction of a change that risks it, once it is made. Operators of the registry may leave another organization without an
 * administrator: they can give it one again.
 * @throws last_administrator
 */
export async function requireAdministrator(tx: Tx, principal: Principal, organization: Organization): Promise<void> {
  const isOperator = principal.organization.id !== organization.id && may(principal, 'organization.manage')
  if (isOperator || principal.kind === 'system') return
  if (!(await hasAdministrator(tx.db, organization))) throw new RegistryError('last_administrator')
}
