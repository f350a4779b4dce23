import type { ErrorCode } from '../errors.ts'
import { type ConflictReason, type IdentityFacts, type MatchedBy, matchIdentity } from '../identity/index.ts'
import {
  effectiveProfile,
  type OfflineProfile,
  offlineProfile,
  type ProfileRule,
  type ProfileSettings,
} from '../profiles/index.ts'

/** What a device is told at first boot. */
export interface BootAnswer {
  readonly status: 'registered' | 'not_registered' | 'conflict'
  readonly correlationId: string
  readonly tenantId?: string
  readonly tenantDomain?: string
  /** null: registered, but no profile fits and there is no default. */
  readonly profile?: OfflineProfile | null
}

/** A registered device with what its answer is made of. */
export interface BootDevice {
  readonly facts: IdentityFacts
  readonly tenantId: string
  readonly deviceId: string
  readonly domain: string
  readonly groupTag: string | null
  readonly profiles: readonly BootProfileRow[]
}

export interface BootProfileRow {
  readonly id: string
  readonly name: string
  readonly group_tag: string | null
  readonly settings: string
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
  const { profile, rule } = effectiveProfile(device.groupTag, device.profiles)
  const tenant = { id: device.tenantId, domain: device.domain }
  const settings = profile && (JSON.parse(profile.settings) as ProfileSettings)
  return {
    answer: {
      status: 'registered',
      correlationId,
      tenantId: tenant.id,
      tenantDomain: tenant.domain,
      profile: profile && settings ? offlineProfile({ name: profile.name, settings }, tenant, correlationId) : null,
    },
    trace: {
      candidates,
      ...(!profile && { code: 'no_profile' }),
      matchedBy: match.by,
      deviceId: device.deviceId,
      groupTag: device.groupTag,
      profileRule: rule,
      ...(profile && { profileId: profile.id, profileName: profile.name }),
    },
    device,
  }
}
