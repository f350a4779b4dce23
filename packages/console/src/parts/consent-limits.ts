import type { Consent, ConsentLimits } from '../api/generated/operations.ts'

/** The limits of a consent as they are typed. */
export interface LimitFields {
  readonly devices: string
  /** A day, YYYY-MM-DD. */
  readonly until: string
  /** Parted by commas. */
  readonly tags: string
}

/** What stands in the fields at first: what is in force, or what the partner proposes. */
export function readLimits({ state, limits, proposed }: Consent): LimitFields {
  const { deviceLimit, expiresAt, groupTags } = state === 'requested' ? { ...limits, ...proposed } : limits
  return {
    devices: deviceLimit === null || deviceLimit === undefined ? '' : String(deviceLimit),
    until: expiresAt?.slice(0, 10) ?? '',
    tags: groupTags?.join(', ') ?? '',
  }
}

/** The limits that the fields stand for; an empty one is no limit. */
export function limitsOf({ devices, until, tags }: LimitFields): ConsentLimits {
  const list = tags
    .split(',')
    .map(tag => tag.trim())
    .filter(tag => tag !== '')
  return {
    deviceLimit: devices.trim() === '' ? null : Number(devices),
    // Until the end of that day, as the clock here has it.
    expiresAt: until === '' ? null : new Date(`${until}T23:59:59`).toISOString(),
    groupTags: list.length === 0 ? null : list,
  }
}
