import type { Registry } from '../context.ts'
import type { OwnRolesTable } from '../store/index.ts'
import { builtInGrants, dependsOnWritten, grantsOf } from './grants.ts'
import type { Principal } from './principal.ts'
import { toWritten } from './written-roles.ts'

/** Makes the function that turns who somebody is into what it may do now; for everything that authenticates. */
export function principalReader(registry: Registry): (who: Omit<Principal, 'grants'>) => Promise<Principal> {
  const find = registry.store.prepare<{ id: string }, OwnRolesTable>((db, p) =>
    db.selectFrom('own_roles').selectAll().where('organization_id', '=', p.id),
  )
  return async who => {
    if (!dependsOnWritten(who.roles)) return { ...who, grants: builtInGrants(who.roles) }
    const rows = await find({ id: who.organization.id })
    return { ...who, grants: grantsOf(who.roles, rows.map(toWritten)) }
  }
}
