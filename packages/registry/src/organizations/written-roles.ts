import { type OwnRolesTable, type Store, scopeTo } from '../store/index.ts'
import type { WrittenRole } from './grants.ts'

/** A row as rules read it. */
export const toWritten = (row: OwnRolesTable): WrittenRole => ({
  name: row.name,
  permissions: JSON.parse(row.permissions),
  ...(row.group_tags !== null && { groupTags: JSON.parse(row.group_tags) }),
  ...(row.tenants !== null && { tenants: JSON.parse(row.tenants) }),
})

/** All that an organization has written down about roles; at most a few more than a hundred rows. */
export function findRoleRows(db: Store['db'], organizationId: string): Promise<OwnRolesTable[]> {
  return scopeTo(db, organizationId).selectFrom('own_roles').selectAll().orderBy('name').execute()
}

/** As `findRoleRows`, as rules read it. */
export async function findWrittenRoles(db: Store['db'], organizationId: string): Promise<WrittenRole[]> {
  return (await findRoleRows(db, organizationId)).map(toWritten)
}
