import { sql } from 'kysely'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { scopeTo } from '../store/index.ts'
import { optionalText } from '../text.ts'
import { requirePermission } from './authorize.ts'
import { hasRole } from './last-administrator.ts'
import { requireOrganization } from './organization.ts'
import { type Person, toPerson } from './people.ts'
import type { Principal } from './principal.ts'

/** Which people, in which order. */
export interface PersonFilter extends PageRequest {
  /** Part of the name or of the e-mail address. */
  readonly search?: string
  /** Has this role. */
  readonly role?: string
  readonly disabled?: boolean
  readonly sort?: 'createdAt' | 'name' | 'email'
  readonly order?: 'asc' | 'desc'
}

const keys = {
  createdAt: sql<string>`people.id`,
  name: sql<string>`lower(people.name)`,
  email: sql<string>`people.email`,
}

/** The pattern of a text that may stand anywhere, as SQL's `like` takes it with `!` for escapes. */
export const anywhere = (text: string): string => `%${text.toLowerCase().replaceAll(/[!%_]/g, '!$&')}%`

/** People of an organization, oldest first unless asked otherwise. */
export async function listPeople(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  filter: PersonFilter,
): Promise<Page<Person>> {
  requirePermission(principal, 'people.read')
  await requireOrganization(registry, principal, organizationId)
  const { sort = 'createdAt', order = 'asc', role, disabled } = filter
  if (role !== undefined && !/^[a-z][a-z0-9-]{1,63}$/.test(role))
    throw new RegistryError('invalid_request', 'role must be the name of a role.', { field: 'role' })
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 2)
  const search = optionalText(filter.search, 'search', 200)
  const key = keys[sort]
  const further = order === 'asc' ? '>' : '<'
  let query = scopeTo(registry.store.db, organizationId).selectFrom('people').selectAll().select(key.as('key'))
  if (search !== null) {
    const pattern = anywhere(search)
    query = query.where(
      sql<boolean>`(lower(people.name) like ${pattern} escape '!' or people.email like ${pattern} escape '!')`,
    )
  }
  if (role !== undefined) query = query.where(hasRole(role))
  if (disabled !== undefined) query = query.where('disabled_at', disabled ? 'is not' : 'is', null)
  if (after !== undefined) {
    const [value, id] = after.map(String)
    query = query.where(eb =>
      eb.or([eb(key, further, String(value)), eb.and([eb(key, '=', String(value)), eb('id', further, String(id))])]),
    )
  }
  const rows = await query
    .orderBy(key, order)
    .orderBy('id', order)
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, toPerson, row => [row.key, row.id])
}

/** One person, for itself and for whoever may list people. @throws not_found. */
export async function getPerson(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  personId: string,
): Promise<Person> {
  const isSelf = principal.id === personId && principal.organization.id === organizationId
  if (!isSelf) requirePermission(principal, 'people.read')
  await requireOrganization(registry, principal, organizationId)
  const row = await scopeTo(registry.store.db, organizationId)
    .selectFrom('people')
    .selectAll()
    .where('id', '=', personId)
    .executeTakeFirst()
  if (!row) throw new RegistryError('not_found')
  return toPerson(row)
}
