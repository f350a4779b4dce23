import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { noteRuleChange, removeGroup, requireGroup } from '../groups/index.ts'
import { appendJournal, type EventKind } from '../journal/index.ts'
import { type Principal, requireTenant } from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { type ProfileAssignmentsTable, scopeTo, type Tx } from '../store/index.ts'
import { requireProfile } from './manage.ts'

/** Stands for all devices where the id of a group belongs, as in Microsoft Graph. */
export const allDevicesId = 'adadadad-808e-44e2-905a-0b7873a8a531'

/** Assignments per tenant. */
export const assignmentsPerTenant = 2_000

/** Whom a profile is for, or (exclusion) not for. */
export type Target =
  | { readonly kind: 'group' | 'exclusion'; readonly groupId: string }
  | { readonly kind: 'allDevices' }

export interface Assignment {
  /** `{profileId}_{groupId}_0`, as in Microsoft Graph. */
  readonly id: string
  readonly profileId: string
  readonly target: Target
  readonly createdAt: number
}

const toAssignment = (row: ProfileAssignmentsTable): Assignment => ({
  id: `${row.profile_id}_${row.group_id}_0`,
  profileId: row.profile_id,
  target:
    row.kind === 'allDevices'
      ? { kind: 'allDevices' }
      : { kind: row.kind as 'group' | 'exclusion', groupId: row.group_id },
  createdAt: row.created_at,
})

const idPattern = /^([0-9a-f-]{36})_([0-9a-f-]{36})_0$/

function groupOf(profileId: string, assignmentId: string): string {
  const [, profile, group] = idPattern.exec(assignmentId.toLowerCase()) ?? []
  if (group === undefined || profile !== profileId) throw new RegistryError('assignment_not_found')
  return group
}

const entry = (
  action: EventKind,
  tenantId: string,
  profileId: string,
  values: { before?: object; after?: object },
) => ({
  organizationId: tenantId,
  action,
  subjectKind: 'profile',
  subjectId: profileId,
  ...values,
})

async function requireTarget(tx: Tx, tenantId: string, profileId: string, target: Target): Promise<string> {
  if (target.kind !== 'allDevices') return (await requireGroup(tx.db, tenantId, target.groupId)).id
  const other = await scopeTo(tx.db, tenantId)
    .selectFrom('profile_assignments')
    .select('profile_id')
    .where('group_id', '=', allDevicesId)
    .where('profile_id', '!=', profileId)
    .executeTakeFirst()
  if (other)
    throw new RegistryError(
      'all_devices_taken',
      `Another Profile ${other.profile_id} is already assigned to All Devices.`,
    )
  return allDevicesId
}

async function insertAssignment(
  tx: Tx,
  tenantId: string,
  profileId: string,
  target: Target,
  now: number,
): Promise<Assignment> {
  const own = scopeTo(tx.db, tenantId)
  const groupId = await requireTarget(tx, tenantId, profileId, target)
  const row = { tenant_id: tenantId, profile_id: profileId, group_id: groupId, kind: target.kind, created_at: now }
  const made = toAssignment(row)
  const there = await own
    .selectFrom('profile_assignments')
    .select('kind')
    .where('profile_id', '=', profileId)
    .where('group_id', '=', groupId)
    .executeTakeFirst()
  if (there) throw new RegistryError('conflict', `The profile has the assignment ${made.id} (${there.kind}) already.`)
  const { count } = await own
    .selectFrom('profile_assignments')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  if (count >= assignmentsPerTenant)
    throw new RegistryError('conflict', `A tenant has at most ${assignmentsPerTenant} assignments.`)
  await own.insertInto('profile_assignments').values(row).execute()
  return made
}

async function takeAssignment(tx: Tx, tenantId: string, profileId: string, id: string): Promise<Assignment> {
  const own = scopeTo(tx.db, tenantId)
  const groupId = groupOf(profileId, id)
  const row = await own
    .selectFrom('profile_assignments')
    .selectAll()
    .where('profile_id', '=', profileId)
    .where('group_id', '=', groupId)
    .executeTakeFirst()
  if (!row) throw new RegistryError('assignment_not_found')
  await own
    .deleteFrom('profile_assignments')
    .where('profile_id', '=', profileId)
    .where('group_id', '=', groupId)
    .execute()
  return toAssignment(row)
}

/**
 * Assigns a profile to a group or to all devices, or excludes a group from it. It counts from the next first boot.
 * @throws profile_not_found, group_not_found, all_devices_taken, conflict when it is assigned so already.
 */
export async function addAssignment(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  profileId: string,
  target: Target,
): Promise<Assignment> {
  requireTenant(principal, tenantId, 'profile.write')
  return registry.store.write(async tx => {
    await requireProfile(tx.db, tenantId, profileId)
    const now = registry.now()
    const after = await insertAssignment(tx, tenantId, profileId, target, now)
    await noteRuleChange(tx, tenantId)
    await appendJournal(tx, principal, now, [entry('profile.assigned', tenantId, profileId, { after })])
    return after
  })
}

/** Gives an assignment another target, in one step. Its id changes with the group. @throws as `addAssignment`; assignment_not_found. */
export async function changeAssignment(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  profileId: string,
  id: string,
  target: Target,
): Promise<Assignment> {
  requireTenant(principal, tenantId, 'profile.write')
  return registry.store.write(async tx => {
    await requireProfile(tx.db, tenantId, profileId)
    const now = registry.now()
    const before = await takeAssignment(tx, tenantId, profileId, id)
    const after = await insertAssignment(tx, tenantId, profileId, target, now)
    await noteRuleChange(tx, tenantId)
    await appendJournal(tx, principal, now, [
      entry('profile.assignment_changed', tenantId, profileId, { before, after }),
    ])
    return after
  })
}

/** Takes an assignment back. @throws profile_not_found, assignment_not_found. */
export async function deleteAssignment(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  profileId: string,
  id: string,
): Promise<void> {
  requireTenant(principal, tenantId, 'profile.write')
  await registry.store.write(async tx => {
    await requireProfile(tx.db, tenantId, profileId)
    const before = await takeAssignment(tx, tenantId, profileId, id)
    await noteRuleChange(tx, tenantId)
    await appendJournal(tx, principal, registry.now(), [entry('profile.unassigned', tenantId, profileId, { before })])
  })
}

/** One assignment. @throws profile_not_found, assignment_not_found. */
export async function getAssignment(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  profileId: string,
  id: string,
): Promise<Assignment> {
  requireTenant(principal, tenantId, 'profile.read')
  await requireProfile(registry.store.db, tenantId, profileId)
  const row = await scopeTo(registry.store.db, tenantId)
    .selectFrom('profile_assignments')
    .selectAll()
    .where('profile_id', '=', profileId)
    .where('group_id', '=', groupOf(profileId, id))
    .executeTakeFirst()
  if (!row) throw new RegistryError('assignment_not_found')
  return toAssignment(row)
}

/** Assignments of a profile, by the id of the group. @throws profile_not_found. */
export async function listAssignments(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  profileId: string,
  filter: PageRequest & { readonly kind?: Target['kind'] },
): Promise<Page<Assignment>> {
  requireTenant(principal, tenantId, 'profile.read')
  await requireProfile(registry.store.db, tenantId, profileId)
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 1)
  let query = scopeTo(registry.store.db, tenantId)
    .selectFrom('profile_assignments')
    .selectAll()
    .where('profile_id', '=', profileId)
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind)
  if (after !== undefined) query = query.where('group_id', '>', String(after[0]))
  const rows = await query
    .orderBy('group_id')
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, toAssignment, row => [row.group_id])
}

export interface AssignmentFilter extends PageRequest {
  readonly profileId?: string
  readonly groupId?: string
  readonly kind?: Target['kind']
}

/** Assignments of all profiles of the tenant, by profile, then by the id of the group. */
export async function listAllAssignments(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  { profileId, groupId, kind, ...page }: AssignmentFilter,
): Promise<Page<Assignment>> {
  requireTenant(principal, tenantId, 'profile.read')
  const limit = pageLimit(page.limit, registry.limits.pageSize)
  const after = decodeCursor(page.cursor, 2)
  let query = scopeTo(registry.store.db, tenantId).selectFrom('profile_assignments').selectAll()
  if (profileId !== undefined) query = query.where('profile_id', '=', profileId)
  if (groupId !== undefined) query = query.where('group_id', '=', groupId)
  if (kind !== undefined) query = query.where('kind', '=', kind)
  if (after !== undefined) {
    const [profile, group] = after.map(String) as [string, string]
    query = query.where(eb =>
      eb.or([eb('profile_id', '>', profile), eb.and([eb('profile_id', '=', profile), eb('group_id', '>', group)])]),
    )
  }
  const rows = await query
    .orderBy('profile_id')
    .orderBy('group_id')
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, toAssignment, row => [row.profile_id, row.group_id])
}

/** Assignments of all profiles of the tenant, by profile; profiles without one are absent. */
export async function assignmentsByProfile(
  registry: Registry,
  principal: Principal,
  tenantId: string,
): Promise<Map<string, Assignment[]>> {
  requireTenant(principal, tenantId, 'profile.read')
  const rows = await scopeTo(registry.store.db, tenantId)
    .selectFrom('profile_assignments')
    .selectAll()
    .orderBy('profile_id')
    .orderBy('group_id')
    .execute()
  return Map.groupBy(rows.map(toAssignment), assignment => assignment.profileId)
}

/** Deletes a group to which nothing is assigned; its devices stay. @throws group_not_found, group_in_use. */
export function deleteGroup(registry: Registry, principal: Principal, tenantId: string, id: string): Promise<void> {
  return removeGroup(registry, principal, tenantId, id, async tx => {
    const row = await scopeTo(tx.db, tenantId)
      .selectFrom('profile_assignments')
      .select('profile_id')
      .where('group_id', '=', id)
      .executeTakeFirst()
    return row?.profile_id
  })
}
