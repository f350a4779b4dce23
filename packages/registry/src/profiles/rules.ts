import { readGroupRules, readRuleVersion } from '../groups/index.ts'
import { type ProfileAssignmentsTable, type Store, scopeTo } from '../store/index.ts'
import { allDevicesId } from './assignments.ts'
import { type Profile, toProfile } from './profile.ts'

type GroupRules = Awaited<ReturnType<typeof readGroupRules>>

/** A profile with what it is assigned to. */
export interface RuledProfile {
  readonly profile: Profile
  /** Groups that it is for, with the time of the assignment. */
  readonly groups: readonly { readonly id: string; readonly at: number }[]
  readonly excluded: readonly string[]
  /** Since when it is for all devices, ms. */
  readonly allDevicesAt?: number
}

/** Everything of a tenant that decides which device gets which profile. */
export interface ProfileRules {
  readonly version: number
  readonly byId: ReadonlyMap<string, RuledProfile>
  /** Profiles that are assigned to groups, oldest first. */
  readonly byGroup: readonly RuledProfile[]
  readonly forAll: RuledProfile | undefined
  readonly byDefault: RuledProfile | undefined
  readonly groups: GroupRules
  /** Whether a static group counts, so that the members matter. */
  readonly usesMembers: boolean
}

const none: ProfileRules = {
  version: 0,
  byId: new Map(),
  byGroup: [],
  forAll: undefined,
  byDefault: undefined,
  groups: new Map(),
  usesMembers: false,
}

/**
 * The rules of a tenant as they are at one moment: when somebody changes them meanwhile, they are read again.
 * For code that has checked who asks.
 */
export async function readProfileRules(store: Store, tenantId: string): Promise<ProfileRules> {
  for (let version = await readRuleVersion(store.db, tenantId); ; ) {
    if (version === 0) return none
    const rules = await readOnce(store, tenantId, version)
    const now = await readRuleVersion(store.db, tenantId)
    if (now === version) return rules
    version = now
  }
}

async function readOnce(store: Store, tenantId: string, version: number): Promise<ProfileRules> {
  const own = scopeTo(store.db, tenantId)
  const profiles = await own.selectFrom('profiles').selectAll().orderBy('created_at').orderBy('id').execute()
  const assignments = await own
    .selectFrom('profile_assignments')
    .selectAll()
    .orderBy('created_at')
    .orderBy('group_id')
    .execute()
  const groupIds = new Set(assignments.map(row => row.group_id))
  groupIds.delete(allDevicesId)
  const groups = await readGroupRules(store, tenantId, [...groupIds])
  const byProfile = Map.groupBy(assignments, row => row.profile_id)
  const ruled = profiles.map(row => withAssignments(toProfile(row), byProfile.get(row.id) ?? []))
  return {
    version,
    byId: new Map(ruled.map(one => [one.profile.id, one])),
    byGroup: ruled.filter(one => one.groups.length > 0),
    forAll: ruled.find(one => one.allDevicesAt !== undefined),
    byDefault: ruled.find(one => one.profile.isDefault),
    groups,
    usesMembers: [...groups.values()].some(group => group.condition === undefined),
  }
}

function withAssignments(profile: Profile, rows: readonly ProfileAssignmentsTable[]): RuledProfile {
  const allDevices = rows.find(row => row.kind === 'allDevices')
  return {
    profile,
    groups: rows.filter(row => row.kind === 'group').map(row => ({ id: row.group_id, at: row.created_at })),
    excluded: rows.filter(row => row.kind === 'exclusion').map(row => row.group_id),
    ...(allDevices && { allDevicesAt: allDevices.created_at }),
  }
}

/** Profiles that are kept, of all tenants together. */
const mostKept = 20_000

/** Keeps the rules of tenants by their version: who knows the present version is never told an older one. */
export function rulesByVersion(store: Store): (tenantId: string, version: number) => Promise<ProfileRules> {
  const kept = new Map<string, ProfileRules>()
  let profiles = 0
  const drop = (tenantId: string) => {
    profiles -= (kept.get(tenantId)?.byId.size ?? 0) + 1
    kept.delete(tenantId)
  }
  return async (tenantId, version) => {
    if (version === 0) return none
    const known = kept.get(tenantId)
    if (known?.version === version) return known
    const rules = await readProfileRules(store, tenantId)
    if (kept.has(tenantId)) drop(tenantId)
    kept.set(tenantId, rules)
    profiles += rules.byId.size + 1
    // The first of a map was put in first.
    for (const oldest of kept.keys()) if (profiles > mostKept && oldest !== tenantId) drop(oldest)
    return rules
  }
}
