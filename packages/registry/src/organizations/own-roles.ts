import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { isId } from '../ids.ts'
import { appendJournal, type EventKind } from '../journal/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { type OwnRolesTable, type Store, scopeTo, type Tx } from '../store/index.ts'
import { optionalText, requireText } from '../text.ts'
import { may, requirePermission } from './authorize.ts'
import { grantsOf, limitedGrants } from './grants.ts'
import { requireAdministrator, risksAdministration } from './last-administrator.ts'
import { type Organization, requireOrganization } from './organization.ts'
import { personNames } from './people-names.ts'
import { isAboutCustomers, isAboutDevices, type Permission, permissionsFor } from './permissions.ts'
import type { Grant, OrganizationKind, Principal } from './principal.ts'
import { builtInRole, type Role, roles, rolesFor } from './roles.ts'
import { findRoleRows, findWrittenRoles, toWritten } from './written-roles.ts'

/** Roles that one organization may make. */
export const rolesPerOrganization = 100

/** A role that people and applications of one organization can have. */
export interface OrganizationRole {
  /** Never changes: people have it by this name. */
  readonly name: string
  /** Whether every organization of the kind has it. */
  readonly builtIn: boolean
  readonly description?: string
  readonly permissions: readonly Permission[]
  /**
   * The permissions about devices reach only devices with one of these tags, and set only these; for `tag-editor`, the tags that it
   * sets.
   */
  readonly groupTags?: readonly string[]
  /** Whether group tags would limit something. */
  readonly takesGroupTags: boolean
  /** For roles of a partner: its permissions about customers are for these only. */
  readonly tenants?: readonly string[]
}

/** A role as it is asked for; what is absent in a change stays, null clears. */
export interface RoleChange {
  readonly description?: string | null
  readonly permissions?: readonly string[]
  readonly groupTags?: readonly string[] | null
  readonly tenants?: readonly string[] | null
}

const bad = (field: string, message: string) => new RegistryError('invalid_request', message, { field })

function checkPermissions(kind: OrganizationKind, wanted: readonly string[]): Permission[] {
  const known = permissionsFor(kind)
  const unknown = wanted.find(each => !(known as string[]).includes(each))
  if (unknown !== undefined)
    throw bad('permissions', `${unknown} is no permission of a ${kind}; there are ${known.join(', ')}.`)
  if (wanted.length === 0) throw bad('permissions', 'permissions must name at least one.')
  return known.filter(permission => wanted.includes(permission))
}

function checkTags(tags: readonly string[]): string[] {
  if (tags.length === 0 || tags.length > 1000) throw bad('groupTags', 'groupTags must have 1 to 1,000 tags.')
  return [...new Set(tags.map(tag => requireText(tag, 'groupTags', 512)))]
}

function checkTenants(kind: OrganizationKind, ids: readonly string[]): string[] {
  if (kind !== 'partner') throw bad('tenants', 'Only roles of a partner are limited to customers.')
  if (ids.length === 0 || ids.length > 1000 || !ids.every(isId))
    throw bad('tenants', 'tenants must have 1 to 1,000 tenant ids, as UUIDs in lower case.')
  return [...new Set(ids)]
}

/** A row after a change, checked. A list that limits nothing is refused: it would look like a limit. */
function changed(kind: OrganizationKind, row: OwnRolesTable, change: RoleChange): OwnRolesTable {
  const { permissions, groupTags, tenants, description } = change
  const next = {
    ...row,
    ...(description !== undefined && { description: optionalText(description, 'description', 1000) }),
    ...(permissions !== undefined && { permissions: JSON.stringify(checkPermissions(kind, permissions)) }),
    ...(groupTags !== undefined && { group_tags: groupTags === null ? null : JSON.stringify(checkTags(groupTags)) }),
    ...(tenants !== undefined && {
      tenants: tenants === null ? null : JSON.stringify(checkTenants(kind, tenants)),
    }),
  }
  const has: Permission[] = JSON.parse(next.permissions)
  if (next.group_tags !== null && !has.some(isAboutDevices))
    throw bad('groupTags', 'The role has no permission about devices, so group tags would limit nothing.')
  if (next.tenants !== null && !has.some(isAboutCustomers))
    throw bad('tenants', 'The role has no permission about customers, so tenants would limit nothing.')
  return next
}

function toRole(row: OwnRolesTable): OrganizationRole {
  const written = toWritten(row)
  return {
    ...written,
    builtIn: false,
    takesGroupTags: written.permissions.some(isAboutDevices),
    ...(row.description !== null && { description: row.description }),
  }
}

function builtIn(name: Role, written: OwnRolesTable | undefined): OrganizationRole {
  const { meaning, permissions } = roles[name]
  const tags = written?.group_tags
  return {
    name,
    builtIn: true,
    description: meaning,
    permissions,
    takesGroupTags: builtInRole(name)?.tagged !== undefined,
    ...(tags && { groupTags: JSON.parse(tags) }),
  }
}

const isPart = (list: readonly string[] | undefined, of: readonly string[] | undefined): boolean =>
  of === undefined || (list?.every(each => of.includes(each)) ?? false)

/** Whether the principal itself has everything that is granted, as far as it reaches. */
function holds(principal: Principal, grants: readonly Grant[]): boolean {
  if (principal.kind === 'system') return true
  return grants.every(given =>
    [...given.permissions].every(permission =>
      principal.grants.some(
        own =>
          own.permissions.has(permission) &&
          isPart(given.groupTags, own.groupTags) &&
          isPart(given.tenants, own.tenants),
      ),
    ),
  )
}

/** Operators give people of other organizations their first roles, and have none of these permissions themselves. */
const isOperatorOf = (principal: Principal, organizationId: string): boolean =>
  principal.organization.id !== organizationId && may(principal, 'organization.manage')

/**
 * Whoever manages people without `roles.manage` deals only with people and applications that may do no more than itself: it could make
 * itself one of them otherwise.
 * @throws forbidden.
 */
export async function requireMayGive(
  db: Store['db'],
  principal: Principal,
  organizationId: string,
  names: readonly string[],
): Promise<void> {
  if (may(principal, 'roles.manage') || isOperatorOf(principal, organizationId)) return
  if (holds(principal, grantsOf(names, await findWrittenRoles(db, organizationId)))) return
  throw new RegistryError('forbidden', 'This needs roles.manage: the roles may do more than you may yourself.')
}

/**
 * The person, for whoever is about to act as it could: to make a token or a link to sign in.
 * @throws not_found; forbidden when the person may do more than the principal, which does not manage roles.
 */
export async function requireManageable(
  db: Store['db'],
  principal: Principal,
  organizationId: string,
  personId: string,
): Promise<void> {
  const person = await scopeTo(db, organizationId)
    .selectFrom('people')
    .select('roles')
    .where('id', '=', personId)
    .executeTakeFirst()
  if (!person) throw new RegistryError('not_found')
  if (principal.id !== personId) await requireMayGive(db, principal, organizationId, JSON.parse(person.roles))
}

/**
 * Roles of a request, checked against those that the organization has, and against what the principal may give.
 * @throws invalid_request, forbidden.
 */
export async function requireRoles(
  db: Store['db'],
  principal: Principal,
  organization: Organization,
  wanted: readonly string[],
): Promise<string[]> {
  const own = (await findRoleRows(db, organization.id)).map(row => row.name)
  const known = new Set<string>([...rolesFor(organization.kind), ...own])
  const unknown = wanted.find(role => !known.has(role))
  if (unknown !== undefined)
    throw bad('roles', `${unknown} is no role of this ${organization.kind}; there are ${[...known].join(', ')}.`)
  await requireMayGive(db, principal, organization.id, wanted)
  return [...new Set(wanted)]
}

async function requireRoleRights(registry: Registry, principal: Principal, organizationId: string) {
  requirePermission(principal, 'roles.manage')
  return requireOrganization(registry, principal, organizationId)
}

/** Nobody hands on more than it has itself. @throws forbidden, naming what was to be handed on. */
export function requireHolds(principal: Principal, grants: readonly Grant[], what: string): void {
  if (!holds(principal, grants))
    throw new RegistryError('forbidden', `${what} cannot hold more than you may do yourself.`, { field: 'permissions' })
}

function requireRoleHeld(principal: Principal, organization: Organization, row: OwnRolesTable): void {
  if (isOperatorOf(principal, organization.id)) return
  const role = toWritten(row)
  requireHolds(principal, limitedGrants(role.permissions, role), 'A role')
}

/** A person of the organization, or a role that its people can have. @throws not_found. */
export async function requireAssignable(
  db: Store['db'],
  organizationId: string,
  { kind, id }: { kind: 'person' | 'role'; id: string },
): Promise<void> {
  if (kind === 'role') {
    if (!builtInRole(id) && !(await rowOf(db, organizationId, id))) throw new RegistryError('not_found')
    return
  }
  const names = isId(id) ? await personNames(db, organizationId, [id]) : new Map()
  if (!names.has(id)) throw new RegistryError('not_found')
}

async function journalRole(
  tx: Tx,
  registry: Registry,
  principal: Principal,
  organizationId: string,
  action: EventKind,
  values: { before?: OrganizationRole; after?: OrganizationRole },
): Promise<void> {
  const subjectId = (values.after ?? values.before)?.name ?? ''
  await appendJournal(tx, principal, registry.now(), [
    { organizationId, action, subjectKind: 'role', subjectId, ...values },
  ])
}

/** Makes a role. @throws conflict when there is one of this name; forbidden when it would hold more than its maker. */
export async function createRole(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  input: RoleChange & { name: string; permissions: readonly string[] },
): Promise<OrganizationRole> {
  const organization = await requireRoleRights(registry, principal, organizationId)
  const { name } = input
  if (!/^[a-z][a-z0-9-]{1,63}$/.test(name))
    throw bad('name', 'name must be 2 to 64 lower-case letters, digits or hyphens, beginning with a letter.')
  const now = registry.now()
  const empty: OwnRolesTable = {
    organization_id: organizationId,
    name,
    description: null,
    permissions: '[]',
    group_tags: null,
    tenants: null,
    created_at: now,
    updated_at: now,
  }
  const row = changed(organization.kind, empty, input)
  requireRoleHeld(principal, organization, row)
  return registry.store.write(async tx => {
    const own = await findRoleRows(tx.db, organizationId)
    if (builtInRole(name) || own.some(each => each.name === name))
      throw new RegistryError('conflict', `There is a role ${name} already.`, { field: 'name' })
    if (own.length >= rolesPerOrganization)
      throw new RegistryError('conflict', `An organization makes at most ${rolesPerOrganization} roles.`)
    await tx.db.insertInto('own_roles').values(row).execute()
    await journalRole(tx, registry, principal, organizationId, 'role.created', { after: toRole(row) })
    return toRole(row)
  })
}

/** All roles that the organization's people can have, by name. */
export async function listRoles(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  page: PageRequest & { builtIn?: boolean } = {},
): Promise<Page<OrganizationRole>> {
  requirePermission(principal, 'people.read')
  const { kind } = await requireOrganization(registry, principal, organizationId)
  const rows = await findRoleRows(registry.store.db, organizationId)
  const limit = pageLimit(page.limit, registry.limits.pageSize)
  const after = decodeCursor(page.cursor, 1)
  const all = [
    ...rolesFor(kind).map(name =>
      builtIn(
        name,
        rows.find(row => row.name === name),
      ),
    ),
    ...rows.filter(row => !builtInRole(row.name)).map(toRole),
  ]
  const wanted = all
    .filter(role => page.builtIn === undefined || role.builtIn === page.builtIn)
    .filter(role => after === undefined || role.name > String(after[0]))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  return toPage(
    wanted.slice(0, limit + 1),
    limit,
    role => role,
    role => [role.name],
  )
}

/** One role. @throws not_found. */
export async function getRole(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  name: string,
): Promise<OrganizationRole> {
  requirePermission(principal, 'people.read')
  const { kind } = await requireOrganization(registry, principal, organizationId)
  return requireRole(registry.store.db, { id: organizationId, kind }, name)
}

async function requireRole(db: Store['db'], { id, kind }: Organization, name: string): Promise<OrganizationRole> {
  const row = await rowOf(db, id, name)
  if ((rolesFor(kind) as string[]).includes(name)) return builtIn(name as Role, row)
  if (!row) throw new RegistryError('not_found')
  return toRole(row)
}

function rowOf(db: Store['db'], organizationId: string, name: string): Promise<OwnRolesTable | undefined> {
  return scopeTo(db, organizationId).selectFrom('own_roles').selectAll().where('name', '=', name).executeTakeFirst()
}

/** The row by which the group tags of a built-in role are kept. @throws conflict for all other changes of built-in roles. */
function tagsOfBuiltIn(organization: Organization, name: string, change: RoleChange, now: number): OwnRolesTable {
  const role = builtInRole(name)
  if (!role || !(rolesFor(organization.kind) as string[]).includes(name)) throw new RegistryError('not_found')
  const others = [change.description, change.permissions, change.tenants].some(each => each !== undefined)
  if (role.tagged === undefined || others)
    throw new RegistryError('conflict', `${name} is the same for everybody; make a role of your own.`)
  return {
    organization_id: organization.id,
    name,
    description: null,
    permissions: JSON.stringify(role.tagged),
    group_tags: null,
    tenants: null,
    created_at: now,
    updated_at: now,
  }
}

/**
 * Changes a role, effective with the next request of everybody who has it. Of built-in roles, only the group tags of `tag-editor`.
 * @throws not_found; conflict for built-in roles; forbidden when it holds, or would hold, more than who changes it; last_administrator.
 */
export async function updateRole(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  name: string,
  change: RoleChange,
): Promise<OrganizationRole> {
  const organization = await requireRoleRights(registry, principal, organizationId)
  const now = registry.now()
  return registry.store.write(async tx => {
    const stored = builtInRole(name) ? undefined : await rowOf(tx.db, organizationId, name)
    const row = stored ?? tagsOfBuiltIn(organization, name, change, now)
    const before = await requireRole(tx.db, organization, name)
    const next = { ...changed(organization.kind, row, change), updated_at: now }
    if (stored) requireRoleHeld(principal, organization, stored)
    requireRoleHeld(principal, organization, next)
    const atRisk = await risksAdministration(tx.db, organization, [name])
    const own = scopeTo(tx.db, organizationId)
    await own.deleteFrom('own_roles').where('name', '=', name).execute()
    await own.insertInto('own_roles').values(next).execute()
    if (atRisk) await requireAdministrator(tx, principal, organization)
    const after = await requireRole(tx.db, organization, name)
    await journalRole(tx, registry, principal, organizationId, 'role.changed', { before, after })
    return after
  })
}

/** Deletes a role. @throws not_found; conflict for built-in roles, and while somebody has it. */
export async function deleteRole(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  name: string,
): Promise<void> {
  const organization = await requireRoleRights(registry, principal, organizationId)
  await registry.store.write(async tx => {
    const before = await requireRole(tx.db, organization, name)
    if (before.builtIn) throw new RegistryError('conflict', `${name} is a role of every ${organization.kind}.`)
    const own = scopeTo(tx.db, organizationId)
    // Names have no characters that JSON or a pattern would treat specially.
    const named = `%"${name}"%`
    const person = await own.selectFrom('people').select('id').where('roles', 'like', named).limit(1).executeTakeFirst()
    const application = await tx.db
      .selectFrom('applications')
      .select('id')
      .where('organization_id', '=', organizationId)
      .where('revoked_at', 'is', null)
      .where('roles', 'like', named)
      .limit(1)
      .executeTakeFirst()
    const member = await own
      .selectFrom('delegation_members')
      .select('delegation_id')
      .where('subject_kind', '=', 'role')
      .where('subject_id', '=', name)
      .limit(1)
      .executeTakeFirst()
    if (member) throw new RegistryError('conflict', `The role uses the delegation ${member.delegation_id}.`)
    const holder = person ? `person ${person.id}` : application && `application ${application.id}`
    if (holder) throw new RegistryError('conflict', `The role is still in use, by ${holder} for one.`)
    await own.deleteFrom('own_roles').where('name', '=', name).execute()
    await journalRole(tx, registry, principal, organizationId, 'role.deleted', { before })
  })
}
