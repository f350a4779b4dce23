import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Registry } from '../context.ts'
import { countUpTo } from '../count-up-to.ts'
import { isSameForTag } from '../groups/index.ts'
import { lowestId } from '../ids.ts'
import { effectiveProfile, effectiveProfileSql, type ProfileRules } from '../profiles/index.ts'
import { scopeTo } from '../store/index.ts'

/** How many devices get the profile with this id; null: none. */
type Counts = Map<string | null, number>

/** Devices that one statement counts: a million at once would keep everybody else waiting. */
const slice = 20_000
/** More devices with something of their own, or more group tags, are counted device by device. */
const mostOwn = 20_000
const mostTags = 5_000

const add = (counts: Counts, profileId: string | null, count: number) =>
  counts.set(profileId, (counts.get(profileId) ?? 0) + count)

/** Devices about which something else than their group tag may decide: given a profile by name or by a partner, members of a group. */
function ownDevices({ store }: Registry, tenantId: string, rules: ProfileRules) {
  const own = scopeTo(store.db, tenantId)
  const given = own
    .selectFrom('device_profiles')
    .select('device_profiles.device_id as id')
    .union(own.selectFrom('device_policies').select('device_policies.device_id as id'))
  const listed = [...rules.groups.values()].filter(group => group.condition === undefined).map(group => group.id)
  if (listed.length === 0) return given
  return given.union(
    own
      .selectFrom('group_members')
      .select('group_members.device_id as id')
      .where('group_members.group_id', 'in', listed),
  )
}

/** How many devices have which group tag; undefined when there are too many tags. */
async function countTags({ store }: Registry, tenantId: string, rules: ProfileRules) {
  const devices = scopeTo(store.db, tenantId).selectFrom('registrations')
  const { n } = await devices.select(eb => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()
  const tags = new Map<string | null, number>([[null, Number(n)]])
  if (rules.groups.size === 0) return tags
  const rows = await devices
    .select(eb => ['registrations.group_tag as tag', eb.fn.countAll<number>().as('count')])
    .where('registrations.group_tag', 'is not', null)
    .groupBy('registrations.group_tag')
    .limit(mostTags + 1)
    .execute()
  if (rows.length > mostTags) return undefined
  for (const { tag, count } of rows) {
    tags.set(tag, Number(count))
    // Devices may come between the two statements.
    tags.set(null, Math.max(0, (tags.get(null) as number) - Number(count)))
  }
  return tags
}

/**
 * Counts devices by their tag where nothing else decides, out of an index, and those of which something else may decide one by one.
 * @returns undefined when that would not do.
 */
async function countByTag(registry: Registry, tenantId: string, rules: ProfileRules): Promise<Counts | undefined> {
  const { store } = registry
  const conditions = [...rules.groups.values()].flatMap(({ condition }) => condition ?? [])
  if (!conditions.every(isSameForTag)) return undefined
  const ids = ownDevices(registry, tenantId, rules)
  if ((await countUpTo(registry, ids, mostOwn)).more) return undefined
  const tags = await countTags(registry, tenantId, rules)
  if (!tags) return undefined
  const counts: Counts = new Map()
  const own = await store.db
    .selectFrom(
      scopeTo(store.db, tenantId)
        .selectFrom('registrations')
        .select(eb => ['registrations.group_tag as tag', effectiveProfileSql(eb, rules).as('profile_id')])
        .where('registrations.id', 'in', ids)
        .as('s'),
    )
    .select(eb => ['s.tag', 's.profile_id', eb.fn.countAll<number>().as('count')])
    .groupBy(['s.tag', 's.profile_id'])
    .execute()
  for (const { tag, profile_id, count } of own) {
    const known = rules.groups.size === 0 ? null : tag
    tags.set(known, Math.max(0, (tags.get(known) ?? 0) - Number(count)))
    add(counts, profile_id, Number(count))
  }
  for (const [groupTag, count] of tags) {
    // Any device with that tag, and nothing of its own.
    const device = {
      deviceId: lowestId,
      groupTag,
      purchaseOrder: null,
      givenProfileId: null,
      groupIds: new Set<string>(),
    }
    if (count > 0) add(counts, effectiveProfile(device, rules).profile?.profile.id ?? null, count)
  }
  return counts
}

/** Counts device by device, in slices. */
async function countEach({ store }: Registry, tenantId: string, rules: ProfileRules): Promise<Counts> {
  const counts: Counts = new Map()
  for (let after = lowestId; ; ) {
    const rows = await scopeTo(store.db, tenantId)
      .selectFrom(eb =>
        eb
          .selectFrom('registrations')
          .select(inner => ['registrations.id', effectiveProfileSql(inner, rules).as('profile_id')])
          .where('registrations.id', '>', after)
          .orderBy('registrations.id')
          .limit(slice)
          .as('s'),
      )
      .select('s.profile_id')
      .select(eb => [eb.fn.countAll<number>().as('count'), sql<string>`max(cast(s.id as text))`.as('last')])
      .groupBy('s.profile_id')
      .execute()
    let seen = 0
    for (const row of rows) {
      seen += row.count
      add(counts, row.profile_id, row.count)
      if (row.last > after) after = row.last
    }
    if (seen < slice) return counts
    await setImmediate()
  }
}

/** Devices of the tenant by the profile that they get; for code that has checked who asks. */
export async function countByProfile(registry: Registry, tenantId: string, rules: ProfileRules): Promise<Counts> {
  return (await countByTag(registry, tenantId, rules)) ?? (await countEach(registry, tenantId, rules))
}
