import type { ErrorCode } from '../errors.ts'
import { type ConflictReason, type IdentityFacts, type MatchedBy, matchIdentity } from '../identity/index.ts'
import {
  effectiveProfile,
  type NamedDevice,
  type OfflineProfile,
  offlineProfile,
  type ProfiledDevice,
  type ProfileRule,
  type ProfileRules,
} from '../profiles/index.ts'

/** What a device is told at first boot. */
export interface BootAnswer {
  readonly status: 'registered' | 'not_registered' | 'conflict'
  readonly correlationId: string
  readonly tenantId?: string
  readonly tenantDomain?: string
  /** null: registered, but no profile is assigned and there is no default. */
  readonly profile?: OfflineProfile | null
}

/** A registered device with what its answer is made of. */
export interface BootDevice extends ProfiledDevice, NamedDevice {
  readonly facts: IdentityFacts
  readonly tenantId: string
  readonly domain: string
  /** Of its tenant. */
  readonly rules: ProfileRules
}

/** Why the answer is what it is: every rule that was applied, in order. */
export interface DecisionTrace {
  readonly candidates: number
  /** Of the error catalogue, when the device gets no profile. */
  readonly code?: Extract<ErrorCode, 'device_not_registered' | 'identity_conflict' | 'no_profile'>
  readonly matchedBy?: MatchedBy
  readonly conflict?: ConflictReason
  readonly deviceId?: string
  readonly groupTag?: string | null
  readonly profileRule?: ProfileRule
  readonly profileId?: string
  readonly profileName?: string
  /** The group that brought the profile, when a group did. */
  readonly groupId?: string
  readonly groupName?: string
}

/** The first-boot rule: the read side of the same identity rules by which devices are registered. */
export function decideAnswer(
  presented: IdentityFacts,
  known: readonly BootDevice[],
  correlationId: string,
): { answer: BootAnswer; trace: DecisionTrace; device?: BootDevice } {
  const match = matchIdentity(presented, known)
  const candidates = known.length
  if (match.kind === 'new') {
    const trace = { candidates, code: 'device_not_registered' } as const
    return { answer: { status: 'not_registered', correlationId }, trace }
  }
  const { device } = match
  if (match.kind === 'conflict') {
    const trace = { candidates, code: 'identity_conflict', conflict: match.reason, deviceId: device.deviceId } as const
    return { answer: { status: 'conflict', correlationId }, trace, device }
  }
  const { profile: found, rule, groupId } = effectiveProfile(device, device.rules)
  const profile = found?.profile
  const tenant = { id: device.tenantId, domain: device.domain }
  const group = groupId === undefined ? undefined : device.rules.groups.get(groupId)
  return {
    answer: {
      status: 'registered',
      correlationId,
      tenantId: tenant.id,
      tenantDomain: tenant.domain,
      profile: profile ? offlineProfile(profile, tenant, correlationId, device) : null,
    },
    trace: {
      candidates,
      ...(!profile && { code: 'no_profile' }),
      matchedBy: match.by,
      deviceId: device.deviceId,
      groupTag: device.groupTag,
      profileRule: rule,
      ...(profile && { profileId: profile.id, profileName: profile.displayName }),
      ...(group && { groupId: group.id, groupName: group.displayName }),
    },
    device,
  }
}
