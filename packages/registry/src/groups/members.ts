import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { isId } from '../ids.ts'
import { appendJournal, type EventKind } from '../journal/index.ts'
import { type Principal, requireTenant } from '../organizations/index.ts'
import { type GroupMembersTable, type Store, scopeTo, type Tx } from '../store/index.ts'
import { requireGroup } from './manage.ts'

/** The ids of a request, each once. @throws invalid_request when there are too many, or one is no id. */
export function requireDeviceIds(registry: Registry, ids: readonly string[]): string[] {
  const most = registry.limits.devicesPerCall
  if (ids.length < 1 || ids.length > most || !ids.every(id => typeof id === 'string' && isId(id)))
    throw new RegistryError('invalid_request', `deviceIds takes 1 to ${most} ids of devices, as UUIDs in lower case.`, {
      field: 'deviceIds',
    })
  return [...new Set(ids)].sort()
}

/** @throws device_not_registered, naming the first that the tenant does not have. */
export async function requireRegistered(store: Store, tx: Tx, tenantId: string, ids: readonly string[]): Promise<void> {
  const rows = await scopeTo(tx.db, tenantId)
    .selectFrom('registrations')
    .select('id')
    .where(store.textIn<'registrations'>('id', ids))
    .execute()
  const found = new Set(rows.map(row => row.id))
  const missing = ids.filter(id => !found.has(id))
  if (missing.length > 0)
    throw new RegistryError(
      'device_not_registered',
      `${missing.length} of the ${ids.length} devices are not registered to this tenant, the first of them ${missing[0]}; nothing was changed.`,
      { field: 'deviceIds' },
    )
}

async function requireStatic(tx: Tx, tenantId: string, groupId: string): Promise<void> {
  const group = await requireGroup(tx.db, tenantId, groupId)
  if (group.rule !== null)
    throw new RegistryError('conflict', 'The members of a dynamic group follow from its rule; change the rule.')
}

async function present(store: Store, tx: Tx, tenantId: string, groupId: string, ids: readonly string[]) {
  const rows = await scopeTo(tx.db, tenantId)
    .selectFrom('group_members')
    .select('device_id')
    .where('group_id', '=', groupId)
    .where(store.textIn<'group_members'>('device_id', ids))
    .execute()
  return new Set(rows.map(row => row.device_id))
}

const memberEntries = (tenantId: string, action: EventKind, groupId: string, ids: readonly string[]) =>
  ids.map(id => ({
    organizationId: tenantId,
    action,
    subjectKind: 'device',
    subjectId: id,
    after: { groupId },
  }))

/**
 * Adds devices to a static group; those that are in it already stay.
 * @returns how many were added. @throws group_not_found, device_not_registered (nothing is added then), conflict for a dynamic group.
 */
export async function addMembers(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  groupId: string,
  deviceIds: readonly string[],
): Promise<{ added: number }> {
  requireTenant(principal, tenantId, 'group.write')
  const ids = requireDeviceIds(registry, deviceIds)
  return registry.store.write(async tx => {
    await requireStatic(tx, tenantId, groupId)
    await requireRegistered(registry.store, tx, tenantId, ids)
    const there = await present(registry.store, tx, tenantId, groupId, ids)
    const fresh = ids.filter(id => !there.has(id))
    const now = registry.now()
    await tx.insertMany(
      'group_members',
      ['tenant_id', 'group_id', 'device_id', 'added_at'],
      fresh.map(id => [tenantId, groupId, id, now]),
    )
    await appendJournal(tx, principal, now, memberEntries(tenantId, 'device.added_to_group', groupId, fresh))
    return { added: fresh.length }
  })
}

/**
 * Takes devices out of a static group; those that are not in it are no error.
 * @returns how many were removed. @throws group_not_found, conflict for a dynamic group.
 */
export async function removeMembers(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  groupId: string,
  deviceIds: readonly string[],
): Promise<{ removed: number }> {
  requireTenant(principal, tenantId, 'group.write')
  const ids = requireDeviceIds(registry, deviceIds)
  return registry.store.write(async tx => {
    await requireStatic(tx, tenantId, groupId)
    const there = [...(await present(registry.store, tx, tenantId, groupId, ids))].sort()
    await scopeTo(tx.db, tenantId)
      .deleteFrom('group_members')
      .where('group_id', '=', groupId)
      .where(registry.store.textIn<'group_members'>('device_id', there))
      .execute()
    await appendJournal(
      tx,
      principal,
      registry.now(),
      memberEntries(tenantId, 'device.removed_from_group', groupId, there),
    )
    return { removed: there.length }
  })
}

/** The static groups of devices, with the time at which each was added; for code that has checked who asks. */
export async function membershipsOf(
  store: Store,
  tenantId: string,
  deviceIds: readonly string[],
): Promise<Map<string, Map<string, number>>> {
  const rows = await scopeTo(store.db, tenantId)
    .selectFrom('group_members')
    .select(['device_id', 'group_id', 'added_at'])
    .where(store.textIn<'group_members'>('device_id', deviceIds))
    .execute()
  const found = new Map<string, Map<string, number>>()
  for (const row of rows) {
    const own = found.get(row.device_id) ?? new Map<string, number>()
    found.set(row.device_id, own.set(row.group_id, row.added_at))
  }
  return found
}

/** Membership of a device in a static group. */
export type Membership = Pick<GroupMembersTable, 'group_id' | 'device_id' | 'added_at'>

/** Takes devices out of every static group, in the transaction that releases them. @returns where they were. */
export async function leaveGroups(
  store: Store,
  tx: Tx,
  tenantId: string,
  deviceIds: readonly string[],
): Promise<Membership[]> {
  return scopeTo(tx.db, tenantId)
    .deleteFrom('group_members')
    .where(store.textIn<'group_members'>('device_id', deviceIds))
    .returning(['group_id', 'device_id', 'added_at'])
    .execute()
}

/** Puts devices back into the groups that they left; one that is no more, or has a rule by now, is passed over. */
export async function rejoinGroups(
  store: Store,
  tx: Tx,
  tenantId: string,
  memberships: readonly Membership[],
): Promise<void> {
  if (memberships.length === 0) return
  const groups = await scopeTo(tx.db, tenantId)
    .selectFrom('groups')
    .select('id')
    .where('rule', 'is', null)
    .where(store.textIn<'groups'>('id', [...new Set(memberships.map(one => one.group_id))]))
    .execute()
  const there = new Set(groups.map(group => group.id))
  await tx.insertMany(
    'group_members',
    ['tenant_id', 'group_id', 'device_id', 'added_at'],
    memberships
      .filter(one => there.has(one.group_id))
      .map(one => [tenantId, one.group_id, one.device_id, one.added_at]),
  )
}
