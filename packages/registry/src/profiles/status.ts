import { effectiveProfile, type ProfiledDevice, type ProfileRule } from './effective.ts'
import type { DeviceType } from './profile.ts'
import type { ProfileRules, RuledProfile } from './rules.ts'

/**
 * For this long after a profile was assigned, a first boot that was being answered meanwhile may still be told what was so before, ms.
 */
export const settleMs = 2_000

/** A device, as far as the status of its profile depends on it. */
export interface StatedDevice extends Omit<ProfiledDevice, 'groupIds'> {
  /** Static groups, with the time at which it was added. */
  readonly groupIds: ReadonlyMap<string, number>
  /** When it was given the profile by name. */
  readonly givenAt: number
  readonly registeredAt: number
  readonly model: string | null
  /** Whether a TPM is known of it. */
  readonly hasTpm: boolean
  /** What it was told last, and when; null: it never booted, or was told none. */
  readonly toldProfileId: string | null
  readonly toldAt: number | null
}

/** Names are those of Microsoft Graph. */
export interface DeviceProfileState {
  /**
   * notAssigned: none. pending: assigned within the last `settleMs`. assignedInSync: every first boot is told it. failed: assigned and
   * told, but this device cannot carry it out; `detailedStatus` says why.
   */
  readonly status: 'notAssigned' | 'pending' | 'assignedInSync' | 'failed'
  readonly detailedStatus:
    | 'none'
    | 'hardwareRequirementsNotMet'
    | 'surfaceHubProfileNotSupported'
    | 'holoLensProfileNotSupported'
    | 'windowsPcProfileNotSupported'
    | 'surfaceHub2SProfileNotSupported'
  readonly rule: ProfileRule
  /** What it would be told now. */
  readonly intendedProfile: { readonly id: string; readonly displayName: string } | null
  /** Since when the assignment that decided has been for this device. */
  readonly assignedAt?: number
  /** What it was told at its last first boot; without a name when that profile is gone. */
  readonly toldProfile?: { readonly id: string; readonly displayName?: string; readonly at: number }
}

/** What kind of device a model is: Microsoft's special ones by their names, anything else a PC. */
function kindOf(model: string | null): DeviceType {
  if (/^HoloLens\b/i.test(model ?? '')) return 'holoLens'
  const [, suffix] = /^Surface Hub 2(S?)/i.exec(model ?? '') ?? []
  if (suffix === undefined) return 'windowsPc'
  return suffix === '' ? 'surfaceHub2' : 'surfaceHub2S'
}

const unsupported = {
  windowsPc: 'windowsPcProfileNotSupported',
  virtualMachine: 'windowsPcProfileNotSupported',
  holoLens: 'holoLensProfileNotSupported',
  surfaceHub2: 'surfaceHubProfileNotSupported',
  surfaceHub2S: 'surfaceHub2SProfileNotSupported',
} as const

function detailOf({ profile }: RuledProfile, device: StatedDevice): DeviceProfileState['detailedStatus'] {
  const wanted = profile.deviceType === 'virtualMachine' ? 'windowsPc' : profile.deviceType
  if (wanted !== kindOf(device.model)) return unsupported[profile.deviceType]
  const selfDeploying = profile.outOfBoxExperienceSetting.deviceUsageType === 'shared'
  return selfDeploying && !device.hasTpm ? 'hardwareRequirementsNotMet' : 'none'
}

/** The status of the profile of a device: pure, like what decides it. */
export function profileState(device: StatedDevice, rules: ProfileRules, now: number): DeviceProfileState {
  const { profile, rule, groupId } = effectiveProfile(device, rules)
  const told = device.toldProfileId
  const toldName = told === null ? undefined : rules.byId.get(told)?.profile.displayName
  const last = told !== null &&
    device.toldAt !== null && {
      toldProfile: { id: told, ...(toldName !== undefined && { displayName: toldName }), at: device.toldAt },
    }
  if (!profile) return { status: 'notAssigned', detailedStatus: 'none', rule, intendedProfile: null, ...last }
  const assignedAt = Math.max(device.registeredAt, assignedSince(device, rules, profile, rule, groupId))
  const detailedStatus = detailOf(profile, device)
  const settled = now - assignedAt >= settleMs ? 'assignedInSync' : 'pending'
  return {
    status: detailedStatus === 'none' ? settled : 'failed',
    detailedStatus,
    rule,
    intendedProfile: { id: profile.profile.id, displayName: profile.profile.displayName },
    assignedAt,
    ...last,
  }
}

function assignedSince(
  device: StatedDevice,
  rules: ProfileRules,
  { profile, groups, allDevicesAt = 0 }: RuledProfile,
  rule: ProfileRule,
  groupId = '',
): number {
  if (rule === 'device') return device.givenAt
  if (rule === 'allDevices') return allDevicesAt
  if (rule !== 'group') return profile.createdAt
  const assigned = groups.find(group => group.id === groupId)?.at ?? 0
  const group = rules.groups.get(groupId)
  const inside = group?.condition === undefined ? device.groupIds.get(groupId) : group.changedAt
  return Math.max(assigned, inside ?? 0)
}
