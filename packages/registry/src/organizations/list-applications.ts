import { sql } from 'kysely'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import type { ApplicationsTable, Store } from '../store/index.ts'
import { optionalText } from '../text.ts'
import { type Application, toApplication } from './applications.ts'
import { requirePermission } from './authorize.ts'
import { anywhere } from './list-people.ts'
import { requireOrganization } from './organization.ts'
import type { Principal } from './principal.ts'

/** Which applications, in which order. */
export interface ApplicationFilter extends PageRequest {
  /** Part of the name. */
  readonly search?: string
  readonly revoked?: boolean
  /** By the time at which they were made; oldest first when absent. */
  readonly order?: 'asc' | 'desc'
}

async function withCredentials(
  db: Store['db'],
  rows: readonly ApplicationsTable[],
): Promise<(row: ApplicationsTable) => Application> {
  const ids = rows.map(row => row.id)
  const credentials =
    ids.length === 0
      ? []
      : await db
          .selectFrom('application_credentials')
          .selectAll()
          .where('application_id', 'in', ids)
          .orderBy('id')
          .execute()
  const byApplication = Map.groupBy(credentials, each => each.application_id)
  return row => toApplication(row, byApplication.get(row.id) ?? [])
}

/** Applications of an organization. */
export async function listApplications(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  filter: ApplicationFilter,
): Promise<Page<Application>> {
  requirePermission(principal, 'organization.read')
  await requireOrganization(registry, principal, organizationId)
  const { revoked, order = 'asc' } = filter
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 1)
  const search = optionalText(filter.search, 'search', 200)
  let query = registry.store.db.selectFrom('applications').selectAll().where('organization_id', '=', organizationId)
  if (search !== null) query = query.where(sql<boolean>`lower(name) like ${anywhere(search)} escape '!'`)
  if (revoked !== undefined) query = query.where('revoked_at', revoked ? 'is not' : 'is', null)
  if (after !== undefined) query = query.where('id', order === 'asc' ? '>' : '<', String(after[0]))
  const rows = await query
    .orderBy('id', order)
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, await withCredentials(registry.store.db, rows), row => [row.id])
}

/** One application. @throws not_found. */
export async function getApplication(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  id: string,
): Promise<Application> {
  requirePermission(principal, 'organization.read')
  await requireOrganization(registry, principal, organizationId)
  const { db } = registry.store
  const row = await db
    .selectFrom('applications')
    .selectAll()
    .where('id', '=', id)
    .where('organization_id', '=', organizationId)
    .executeTakeFirst()
  if (!row) throw new RegistryError('not_found')
  return (await withCredentials(db, [row]))(row)
}
