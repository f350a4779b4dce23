import { type ExpressionBuilder, type ExpressionWrapper, type SqlBool, sql } from 'kysely'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { conditionSql, inGroupSql, parseRule, readGroupRules } from '../groups/index.ts'
import { isId } from '../ids.ts'
import { type Principal, requireTenant } from '../organizations/index.ts'
import { effectiveProfileSql, readProfileRules } from '../profiles/index.ts'
import type { Database, Store } from '../store/index.ts'
import type { DeviceConditions } from './device-filter.ts'

/** Which devices a list is narrowed to, by profiles and groups. */
export interface ProfileNarrowing {
  /** Devices that get this profile; `none`: that get none. */
  readonly profileId?: string
  readonly groupId?: string
  /** Devices that this membership rule would take in. */
  readonly rule?: string
}

/** Conditions on devices: on what they are, and on the profiles and groups that they have now. */
export interface DeviceCriteria extends DeviceConditions, ProfileNarrowing {}

type Builder = ExpressionBuilder<Database, 'registrations'>
type Narrow = (eb: Builder) => ExpressionWrapper<Database, 'registrations', SqlBool>

async function byProfile(store: Store, tenantId: string, profileId: string): Promise<Narrow> {
  const rules = await readProfileRules(store, tenantId)
  const none = profileId === 'none'
  if (!none && !rules.byId.has(profileId)) throw new RegistryError('profile_not_found')
  return eb => eb(effectiveProfileSql(eb, rules), none ? 'is' : '=', none ? null : profileId)
}

async function byGroup(store: Store, tenantId: string, groupId: string): Promise<Narrow> {
  const groups = await readGroupRules(store, tenantId, isId(groupId) ? [groupId] : [])
  if (!groups.has(groupId)) throw new RegistryError('group_not_found')
  return eb => eb.and([inGroupSql(eb, groups, [groupId])])
}

/**
 * The narrowing as SQL over `registrations`, by the rules of this moment; for code that has checked who asks.
 * @throws group_not_found, profile_not_found, group_rule_not_supported.
 */
async function compileNarrowing(
  store: Store,
  tenantId: string,
  { profileId, groupId, rule }: ProfileNarrowing,
): Promise<Narrow> {
  const condition = rule === undefined ? undefined : parseRule(rule).condition
  const parts = [
    ...(profileId === undefined ? [] : [await byProfile(store, tenantId, profileId)]),
    ...(groupId === undefined ? [] : [await byGroup(store, tenantId, groupId)]),
  ]
  return eb => eb.and([...parts.map(part => part(eb)), ...(condition === undefined ? [] : [conditionSql(condition)])])
}

/** As `compileNarrowing`, for a principal. @throws also as `requireTenant` for those who may not see profiles or groups. */
export async function narrowingOf(
  { store }: Registry,
  principal: Principal,
  tenantId: string,
  narrowing: ProfileNarrowing,
): Promise<Narrow> {
  if (narrowing.profileId !== undefined) requireTenant(principal, tenantId, 'profile.read')
  if (narrowing.groupId !== undefined || narrowing.rule !== undefined) requireTenant(principal, tenantId, 'group.read')
  return compileNarrowing(store, tenantId, narrowing)
}

/** As `compileNarrowing`; what names a profile or a group that is gone by now narrows to nothing. */
export async function compilePresentNarrowing(
  store: Store,
  tenantId: string,
  narrowing: ProfileNarrowing,
): Promise<Narrow> {
  try {
    return await compileNarrowing(store, tenantId, narrowing)
  } catch (error) {
    const gone = error instanceof RegistryError && ['profile_not_found', 'group_not_found'].includes(error.code)
    if (!gone) throw error
    return eb => eb.and([sql<SqlBool>`1 = 0`])
  }
}
