import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { newId } from '../ids.ts'
import { appendJournal } from '../journal/index.ts'
import { type Principal, requireTenant } from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { type ProfilesTable, scopeTo, type Tx } from '../store/index.ts'
import { optionalText, requireText } from '../text.ts'
import { completeSettings, type Profile, type ProfileSettingsInput, toProfile } from './profile.ts'

/** Profiles per tenant, as in Autopilot. */
export const profilesPerTenant = 350

export interface ProfileInput {
  readonly name: string
  /** Absent or null: the tenant's default profile. */
  readonly groupTag?: string | null
  readonly settings?: ProfileSettingsInput
}

async function requireFree(tx: Tx, tenantId: string, groupTag: string | null, except?: string): Promise<void> {
  let query = scopeTo(tx.db, tenantId).selectFrom('profiles').select('id')
  query = groupTag === null ? query.where('group_tag', 'is', null) : query.where('group_tag', '=', groupTag)
  if (except !== undefined) query = query.where('id', '!=', except)
  if (!(await query.executeTakeFirst())) return
  const which =
    groupTag === null ? 'The tenant has a default profile' : `There is a profile for the group tag ${groupTag}`
  throw new RegistryError('conflict', `${which} already.`, { field: 'groupTag' })
}

async function requireProfile(tx: Tx, tenantId: string, id: string): Promise<ProfilesTable> {
  const row = await scopeTo(tx.db, tenantId).selectFrom('profiles').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new RegistryError('profile_not_found')
  return row
}

/** Makes a profile: the default, or the one for a group tag. @throws conflict when there is one already. */
export async function createProfile(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  input: ProfileInput,
): Promise<Profile> {
  requireTenant(principal, tenantId, 'profile.write')
  const now = registry.now()
  const row: ProfilesTable = {
    tenant_id: tenantId,
    id: newId(now),
    name: requireText(input.name, 'name', 200),
    group_tag: optionalText(input.groupTag, 'groupTag', 512),
    settings: JSON.stringify(completeSettings(input.settings ?? {})),
    created_at: now,
    updated_at: now,
  }
  await registry.store.write(async tx => {
    await requireFree(tx, tenantId, row.group_tag)
    const own = scopeTo(tx.db, tenantId)
    const { count } = await own
      .selectFrom('profiles')
      .select(eb => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    if (count >= profilesPerTenant)
      throw new RegistryError('conflict', `A tenant has at most ${profilesPerTenant} profiles.`)
    await own.insertInto('profiles').values(row).execute()
    await appendJournal(tx, principal, now, [
      {
        organizationId: tenantId,
        action: 'profile.created',
        subjectKind: 'profile',
        subjectId: row.id,
        after: toProfile(row),
      },
    ])
  })
  return toProfile(row)
}

/** Profiles of the tenant, oldest first. */
export async function listProfiles(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  page: PageRequest,
): Promise<Page<Profile>> {
  requireTenant(principal, tenantId, 'profile.read')
  const limit = pageLimit(page.limit, registry.limits.pageSize)
  const after = decodeCursor(page.cursor, 1)
  let query = scopeTo(registry.store.db, tenantId).selectFrom('profiles').selectAll()
  if (after !== undefined) query = query.where('id', '>', String(after[0]))
  return toPage(
    await query
      .orderBy('id')
      .limit(limit + 1)
      .execute(),
    limit,
    toProfile,
    row => [row.id],
  )
}

/** One profile. @throws profile_not_found. */
export async function getProfile(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<Profile> {
  requireTenant(principal, tenantId, 'profile.read')
  const row = await scopeTo(registry.store.db, tenantId)
    .selectFrom('profiles')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new RegistryError('profile_not_found')
  return toProfile(row)
}

/** Replaces a profile. Devices are told the new one at their next first boot. */
export async function updateProfile(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
  input: ProfileInput,
): Promise<Profile> {
  requireTenant(principal, tenantId, 'profile.write')
  return registry.store.write(async tx => {
    const row = await requireProfile(tx, tenantId, id)
    const now = registry.now()
    const next: ProfilesTable = {
      ...row,
      name: requireText(input.name, 'name', 200),
      group_tag: optionalText(input.groupTag, 'groupTag', 512),
      settings: JSON.stringify(completeSettings(input.settings ?? {})),
      updated_at: now,
    }
    await requireFree(tx, tenantId, next.group_tag, id)
    const { name, group_tag, settings, updated_at } = next
    await scopeTo(tx.db, tenantId)
      .updateTable('profiles')
      .set({ name, group_tag, settings, updated_at })
      .where('id', '=', id)
      .execute()
    await appendJournal(tx, principal, now, [
      {
        organizationId: tenantId,
        action: 'profile.updated',
        subjectKind: 'profile',
        subjectId: id,
        before: toProfile(row),
        after: toProfile(next),
      },
    ])
    return toProfile(next)
  })
}

/** Deletes a profile; its devices fall back to the default. */
export async function deleteProfile(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<void> {
  requireTenant(principal, tenantId, 'profile.write')
  await registry.store.write(async tx => {
    const row = await requireProfile(tx, tenantId, id)
    await scopeTo(tx.db, tenantId).deleteFrom('profiles').where('id', '=', id).execute()
    await appendJournal(tx, principal, registry.now(), [
      {
        organizationId: tenantId,
        action: 'profile.deleted',
        subjectKind: 'profile',
        subjectId: id,
        before: toProfile(row),
      },
    ])
  })
}
