import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { newId } from '../ids.ts'
import { appendJournal, type Entry, type EventKind } from '../journal/index.ts'
import { type Principal, requireTenant } from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { type GroupsTable, type Store, scopeTo, type Tx } from '../store/index.ts'
import { optionalText, requireText } from '../text.ts'
import { type Group, toGroup } from './group.ts'
import { parseRule } from './parse-rule.ts'
import { noteRuleChange } from './versions.ts'

/** Groups per tenant. */
export const groupsPerTenant = 1_000

export interface GroupInput {
  readonly displayName: string
  readonly description?: string | null
  /** The membership rule; absent or null: a static group. */
  readonly rule?: string | null
}

export async function requireGroup(db: Store['db'], tenantId: string, id: string): Promise<GroupsTable> {
  const row = await scopeTo(db, tenantId).selectFrom('groups').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new RegistryError('group_not_found')
  return row
}

const entry = (action: EventKind, tenantId: string, id: string, values: Pick<Entry, 'before' | 'after'>): Entry => ({
  organizationId: tenantId,
  action,
  subjectKind: 'group',
  subjectId: id,
  ...values,
})

/** Makes a group. @throws group_rule_not_supported. */
export async function createGroup(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  input: GroupInput,
): Promise<Group> {
  requireTenant(principal, tenantId, 'group.write')
  const now = registry.now()
  const row: GroupsTable = {
    tenant_id: tenantId,
    id: newId(now),
    display_name: requireText(input.displayName, 'displayName', 256),
    description: optionalText(input.description, 'description', 1024),
    rule: input.rule == null ? null : parseRule(input.rule).rule,
    rule_changed_at: now,
    created_at: now,
    updated_at: now,
  }
  const group = toGroup(row)
  await registry.store.write(async tx => {
    const own = scopeTo(tx.db, tenantId)
    const { count } = await own
      .selectFrom('groups')
      .select(eb => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    if (count >= groupsPerTenant) throw new RegistryError('conflict', `A tenant has at most ${groupsPerTenant} groups.`)
    await own.insertInto('groups').values(row).execute()
    await appendJournal(tx, principal, now, [entry('group.created', tenantId, row.id, { after: group })])
  })
  return group
}

export interface GroupFilter extends PageRequest {
  readonly displayName?: string
  readonly kind?: Group['kind']
  readonly sort?: 'displayName' | 'createdAt'
  readonly order?: 'asc' | 'desc'
}

/** Groups of the tenant, oldest first unless asked otherwise. */
export async function listGroups(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  filter: GroupFilter,
): Promise<Page<Group>> {
  requireTenant(principal, tenantId, 'group.read')
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 2)
  const order = filter.order ?? 'asc'
  const byName = filter.sort === 'displayName'
  let query = scopeTo(registry.store.db, tenantId).selectFrom('groups').selectAll()
  if (filter.displayName !== undefined) query = query.where('display_name', '=', filter.displayName)
  if (filter.kind !== undefined) query = query.where('rule', filter.kind === 'static' ? 'is' : 'is not', null)
  if (after !== undefined) {
    const [name, id] = after.map(String) as [string, string]
    const beyond = order === 'asc' ? '>' : '<'
    query = byName
      ? query.where(eb =>
          eb.or([eb('display_name', beyond, name), eb.and([eb('display_name', '=', name), eb('id', beyond, id)])]),
        )
      : query.where('id', beyond, id)
  }
  if (byName) query = query.orderBy('display_name', order)
  const rows = await query
    .orderBy('id', order)
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, toGroup, row => [row.display_name, row.id])
}

/** One group. @throws group_not_found. */
export async function getGroup(registry: Registry, principal: Principal, tenantId: string, id: string): Promise<Group> {
  requireTenant(principal, tenantId, 'group.read')
  return toGroup(await requireGroup(registry.store.db, tenantId, id))
}

/** Changes what is given; null clears the description. A group stays static, or dynamic. @throws group_not_found. */
export async function updateGroup(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
  change: Partial<GroupInput>,
): Promise<Group> {
  requireTenant(principal, tenantId, 'group.write')
  const rule = change.rule == null ? change.rule : parseRule(change.rule).rule
  return registry.store.write(async tx => {
    const row = await requireGroup(tx.db, tenantId, id)
    if (rule !== undefined && (rule === null) !== (row.rule === null))
      throw new RegistryError('conflict', 'A group stays static or dynamic; make another one.', { field: 'rule' })
    const now = registry.now()
    const ruleChanges = rule !== undefined && rule !== row.rule
    const next: GroupsTable = {
      ...row,
      ...(change.displayName !== undefined && { display_name: requireText(change.displayName, 'displayName', 256) }),
      ...(change.description !== undefined && { description: optionalText(change.description, 'description', 1024) }),
      ...(ruleChanges && { rule, rule_changed_at: now }),
    }
    if (JSON.stringify(next) === JSON.stringify(row)) return toGroup(row)
    next.updated_at = now
    const { tenant_id: _tenant, id: _id, ...values } = next
    await scopeTo(tx.db, tenantId).updateTable('groups').set(values).where('id', '=', id).execute()
    // The name is in traces.
    await noteRuleChange(tx, tenantId)
    await appendJournal(tx, principal, now, [
      entry('group.updated', tenantId, id, { before: toGroup(row), after: toGroup(next) }),
    ])
    return toGroup(next)
  })
}

/**
 * Deletes a group and its list of members; the devices stay.
 * @param isAssigned whether profiles are assigned to it, asked in the same transaction. @throws group_not_found, group_in_use.
 */
export async function removeGroup(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
  isAssigned: (tx: Tx) => Promise<string | undefined>,
): Promise<void> {
  requireTenant(principal, tenantId, 'group.write')
  await registry.store.write(async tx => {
    const group = toGroup(await requireGroup(tx.db, tenantId, id))
    const profileId = await isAssigned(tx)
    if (profileId !== undefined)
      throw new RegistryError(
        'group_in_use',
        `Profile ${profileId} is assigned to the group; delete its assignment ${profileId}_${id}_0 first.`,
      )
    const own = scopeTo(tx.db, tenantId)
    await own.deleteFrom('group_members').where('group_id', '=', id).execute()
    await own.deleteFrom('groups').where('id', '=', id).execute()
    await appendJournal(tx, principal, registry.now(), [entry('group.deleted', tenantId, id, { before: group })])
  })
}
