import { meets, physicalIds, type RuledDevice } from '../groups/index.ts'
import type { ProfileRules, RuledProfile } from './rules.ts'

/** What decided, for the decision trace. */
export type ProfileRule = 'device' | 'group' | 'allDevices' | 'partner' | 'default' | 'none'

/** What decides about the profile of a device. */
export interface ProfiledDevice extends RuledDevice {
  /** The profile that it was given by name. */
  readonly givenProfileId: string | null
  /** Static groups that it is a member of. */
  readonly groupIds: { has(id: string): boolean }
  /** What the partner that registered it has given it, as a profile. */
  readonly partnerProfile?: RuledProfile | undefined
}

/** One profile that was looked at on the way to the answer. */
export interface Step {
  readonly profileId: string
  readonly profileName: string
  /** notInGroup: no group of it has the device. excluded: one that it excludes has. */
  readonly outcome: 'applies' | 'notInGroup' | 'excluded'
  /** The group that decided. */
  readonly groupId?: string
}

export interface Effective {
  readonly profile?: RuledProfile
  readonly rule: ProfileRule
  /** The group that brought it, when a group did. */
  readonly groupId?: string
}

/**
 * Which profile a device gets, and why:
 * 1. the one that it was given by name;
 * 2. of the profiles that are assigned to a group with the device in it, and that exclude no such group, the oldest;
 * 3. the one that is assigned to all devices, unless it excludes a group with the device in it;
 * 4. the one that the partner has given it: the customer's own wishes go before it;
 * 5. the tenant's default; else none.
 * @param note is told every profile that is looked at.
 */
export function effectiveProfile(
  device: ProfiledDevice,
  rules: ProfileRules,
  note: (step: Step) => void = () => undefined,
): Effective {
  const given = device.givenProfileId === null ? undefined : rules.byId.get(device.givenProfileId)
  if (given) return decided(given, 'device', undefined, note)
  const ids = physicalIds(device)
  const holds = (groupId: string): boolean => {
    const condition = rules.groups.get(groupId)?.condition
    return condition === undefined ? device.groupIds.has(groupId) : meets(condition, ids)
  }
  for (const profile of rules.byGroup) {
    const groupId = profile.groups.find(({ id }) => holds(id))?.id
    if (groupId === undefined) note({ ...named(profile), outcome: 'notInGroup' })
    else if (!isExcluded(profile, holds, note)) return decided(profile, 'group', groupId, note)
  }
  const { forAll, byDefault } = rules
  if (forAll && !isExcluded(forAll, holds, note)) return decided(forAll, 'allDevices', undefined, note)
  if (device.partnerProfile) return decided(device.partnerProfile, 'partner', undefined, note)
  return byDefault ? decided(byDefault, 'default', undefined, note) : { rule: 'none' }
}

const named = ({ profile }: RuledProfile) => ({ profileId: profile.id, profileName: profile.displayName })

function isExcluded(profile: RuledProfile, holds: (groupId: string) => boolean, note: (step: Step) => void): boolean {
  const groupId = profile.excluded.find(holds)
  if (groupId !== undefined) note({ ...named(profile), outcome: 'excluded', groupId })
  return groupId !== undefined
}

function decided(
  profile: RuledProfile,
  rule: ProfileRule,
  groupId: string | undefined,
  note: (step: Step) => void,
): Effective {
  const by = groupId === undefined ? {} : { groupId }
  note({ ...named(profile), outcome: 'applies', ...by })
  return { profile, rule, ...by }
}
