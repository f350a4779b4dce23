import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { noteRuleChange } from '../groups/index.ts'
import { newId } from '../ids.ts'
import { appendJournal, type Entry, type EventKind } from '../journal/index.ts'
import { type Principal, requireTenant } from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { type ProfilesTable, type Store, scopeTo, type Tx } from '../store/index.ts'
import { type Profile, toProfile } from './profile.ts'
import { changeContent, newProfile, type ProfileChange, type ProfileContent } from './settings.ts'

/** Profiles per tenant, as in Autopilot. */
export const profilesPerTenant = 350

const entry = (action: EventKind, tenantId: string, id: string, values: Pick<Entry, 'before' | 'after'>): Entry => ({
  organizationId: tenantId,
  action,
  subjectKind: 'profile',
  subjectId: id,
  ...values,
})

/** @throws profile_not_found. */
export async function requireProfile(db: Store['db'], tenantId: string, id: string): Promise<ProfilesTable> {
  const row = await scopeTo(db, tenantId).selectFrom('profiles').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new RegistryError('profile_not_found')
  return row
}

function columnsOf(content: ProfileContent) {
  const { displayName, description, isDefault, ...settings } = content
  return {
    display_name: displayName,
    description,
    is_default: isDefault ? 1 : 0,
    settings: JSON.stringify(settings),
  }
}

/** A new default takes the place of the one before. */
async function replaceDefault(tx: Tx, principal: Principal, tenantId: string, now: number): Promise<void> {
  const own = scopeTo(tx.db, tenantId)
  const row = await own.selectFrom('profiles').selectAll().where('is_default', '=', 1).executeTakeFirst()
  if (!row) return
  await own.updateTable('profiles').set({ is_default: 0, updated_at: now }).where('id', '=', row.id).execute()
  await appendJournal(tx, principal, now, [
    entry('profile.updated', tenantId, row.id, { before: { isDefault: true }, after: { isDefault: false } }),
  ])
}

/** Makes a profile. It is assigned to nothing yet; as the default (`isDefault`) it takes the place of the one before. */
export async function createProfile(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  input: ProfileChange,
): Promise<Profile> {
  requireTenant(principal, tenantId, 'profile.write')
  const now = registry.now()
  const content = changeContent(newProfile, { ...input, displayName: input.displayName ?? '' })
  const id = newId(now)
  const row: ProfilesTable = { tenant_id: tenantId, id, ...columnsOf(content), created_at: now, updated_at: now }
  await registry.store.write(async tx => {
    const own = scopeTo(tx.db, tenantId)
    const { count } = await own
      .selectFrom('profiles')
      .select(eb => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    if (count >= profilesPerTenant)
      throw new RegistryError('conflict', `A tenant has at most ${profilesPerTenant} profiles.`)
    if (content.isDefault) await replaceDefault(tx, principal, tenantId, now)
    await own.insertInto('profiles').values(row).execute()
    await noteRuleChange(tx, tenantId)
    await appendJournal(tx, principal, now, [entry('profile.created', tenantId, id, { after: toProfile(row) })])
  })
  return toProfile(row)
}

export interface ProfileFilter extends PageRequest {
  readonly displayName?: string
  readonly joinMethod?: Profile['joinMethod']
  readonly sort?: 'createdAt' | 'displayName'
  readonly order?: 'asc' | 'desc'
}

/** Profiles of the tenant, oldest first unless asked otherwise. */
export async function listProfiles(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  filter: ProfileFilter,
): Promise<Page<Profile>> {
  requireTenant(principal, tenantId, 'profile.read')
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 2)
  // There are at most 350, so they are read, then put in order.
  const rows = await scopeTo(registry.store.db, tenantId).selectFrom('profiles').selectAll().execute()
  const sign = filter.order === 'desc' ? -1 : 1
  const keyOf = (profile: Profile): [string, string] => [
    filter.sort === 'displayName' ? profile.displayName : '',
    profile.id,
  ]
  const compare = (a: readonly [string, string], b: readonly [string, string]) =>
    sign * (a[0] === b[0] ? (a[1] < b[1] ? -1 : Number(a[1] > b[1])) : a[0] < b[0] ? -1 : 1)
  const wanted = rows
    .map(toProfile)
    .filter(({ displayName }) => filter.displayName === undefined || displayName === filter.displayName)
    .filter(({ joinMethod }) => filter.joinMethod === undefined || joinMethod === filter.joinMethod)
    .sort((a, b) => compare(keyOf(a), keyOf(b)))
    .filter(one => after === undefined || compare(keyOf(one), [String(after[0]), String(after[1])]) > 0)
  return toPage(wanted, limit, one => one, keyOf)
}

/** One profile. @throws profile_not_found. */
export async function getProfile(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<Profile> {
  requireTenant(principal, tenantId, 'profile.read')
  return toProfile(await requireProfile(registry.store.db, tenantId, id))
}

/** Changes what is given of a profile. Devices are told the new one at their next first boot. @throws profile_not_found. */
export async function updateProfile(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
  change: ProfileChange,
): Promise<Profile> {
  requireTenant(principal, tenantId, 'profile.write')
  return registry.store.write(async tx => {
    const row = await requireProfile(tx.db, tenantId, id)
    const before = toProfile(row)
    const { id: _id, createdAt: _created, updatedAt: _updated, ...content } = before
    const next = changeContent(content, change)
    const columns = columnsOf(next)
    if (JSON.stringify(columns) === JSON.stringify(columnsOf(content))) return before
    const now = registry.now()
    if (next.isDefault && !before.isDefault) await replaceDefault(tx, principal, tenantId, now)
    await scopeTo(tx.db, tenantId)
      .updateTable('profiles')
      .set({ ...columns, updated_at: now })
      .where('id', '=', id)
      .execute()
    await noteRuleChange(tx, tenantId)
    const after = toProfile({ ...row, ...columns, updated_at: now })
    await appendJournal(tx, principal, now, [entry('profile.updated', tenantId, id, { before, after })])
    return after
  })
}

/** What still assigns the profile, and how to undo it; nothing when it is free. */
async function useOf(tx: Tx, tenantId: string, row: ProfilesTable): Promise<string | undefined> {
  const own = scopeTo(tx.db, tenantId)
  const assignment = await own
    .selectFrom('profile_assignments')
    .select('group_id')
    .where('profile_id', '=', row.id)
    .executeTakeFirst()
  if (assignment) return `It has assignments: delete them first, such as ${row.id}_${assignment.group_id}_0.`
  const device = await own
    .selectFrom('device_profiles')
    .select('device_id')
    .where('profile_id', '=', row.id)
    .executeTakeFirst()
  if (device) return `Devices were given it by name: unassign them first, such as ${device.device_id}.`
  return row.is_default === 1
    ? 'It is the default: make another one the default, or set its isDefault to false first.'
    : undefined
}

/** Deletes a profile that is not assigned. @throws profile_not_found, profile_in_use. */
export async function deleteProfile(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<void> {
  requireTenant(principal, tenantId, 'profile.write')
  await registry.store.write(async tx => {
    const row = await requireProfile(tx.db, tenantId, id)
    const use = await useOf(tx, tenantId, row)
    if (use !== undefined) throw new RegistryError('profile_in_use', use)
    await scopeTo(tx.db, tenantId).deleteFrom('profiles').where('id', '=', id).execute()
    await noteRuleChange(tx, tenantId)
    await appendJournal(tx, principal, registry.now(), [
      entry('profile.deleted', tenantId, id, { before: toProfile(row) }),
    ])
  })
}
