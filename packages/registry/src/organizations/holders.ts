import type { Registry } from '../context.ts'
import { scopeTo } from '../store/index.ts'
import { may } from './authorize.ts'
import { grantsOf } from './grants.ts'
import type { Permission } from './permissions.ts'
import type { Principal } from './principal.ts'
import { builtInRole, rolesFor } from './roles.ts'
import { toWritten } from './written-roles.ts'

/** Names of enabled people of an organization who have the permission without a limit, oldest first: at most `limit`. */
export async function findHolders(
  registry: Registry,
  organization: Principal['organization'],
  permission: Permission,
  limit: number,
): Promise<string[]> {
  const own = scopeTo(registry.store.db, organization.id)
  const written = (await own.selectFrom('own_roles').selectAll().execute()).map(toWritten)
  const names = [
    ...rolesFor(organization.kind).filter(name => builtInRole(name)?.permissions.includes(permission)),
    ...written.filter(role => role.permissions.includes(permission)).map(role => role.name),
  ]
  if (names.length === 0) return []
  const rows = await own
    .selectFrom('people')
    .select(['id', 'name', 'roles'])
    .where('disabled_at', 'is', null)
    // Roles are a JSON list of names, which have neither quotes nor wildcards.
    .where(({ or, eb }) => or([...new Set(names)].map(name => eb('roles', 'like', `%"${name}"%`))))
    .orderBy('id')
    .limit(limit)
    .execute()
  const holds = (row: { id: string; roles: string }) => {
    const roles: string[] = JSON.parse(row.roles)
    return may({ kind: 'person', id: row.id, organization, roles, grants: grantsOf(roles, written) }, permission)
  }
  return rows.filter(holds).map(row => row.name)
}
