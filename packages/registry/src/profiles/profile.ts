import { RegistryError } from '../errors.ts'
import type { ProfilesTable } from '../store/index.ts'
import { requireText } from '../text.ts'

/** What the device is told about its first boot. Names follow Autopilot's deployment profile. */
export interface ProfileSettings {
  readonly outOfBoxExperience: {
    readonly privacySettingsHidden: boolean
    readonly eulaHidden: boolean
    readonly oemRegistrationHidden: boolean
    /** Rights of the person who signs in first. */
    readonly userType: 'administrator' | 'standard'
  }
  /** Directory that the device joins: entra, or hybrid (Active Directory as well). */
  readonly joinMethod: 'entra' | 'hybrid'
  /** Whether enrolment cannot be skipped. */
  readonly forcedEnrollment: boolean
  /** Name template with %SERIAL% and %RAND:x%; the name has at most 15 characters. */
  readonly deviceNameTemplate?: string
}

/** A deployment profile of a tenant: for one group tag, or the default. */
export interface Profile {
  readonly id: string
  readonly name: string
  /** null on the default profile. */
  readonly groupTag: string | null
  readonly settings: ProfileSettings
  readonly createdAt: number
  readonly updatedAt: number
}

export const toProfile = (row: ProfilesTable): Profile => ({
  id: row.id,
  name: row.name,
  groupTag: row.group_tag,
  settings: JSON.parse(row.settings),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

/** Settings as wanted, the rest as Autopilot's defaults: a standard user who sees neither licence nor privacy pages. */
export type ProfileSettingsInput = Partial<Omit<ProfileSettings, 'outOfBoxExperience'>> & {
  outOfBoxExperience?: Partial<ProfileSettings['outOfBoxExperience']>
}

const macros = /%SERIAL%|%RAND:([1-9]|1[0-5])%/g

/** A computer name has at most 15 characters and is not a number: what %SERIAL% makes of that is for Windows to cut. */
function checkTemplate(input: string): string {
  const template = requireText(input, 'settings.deviceNameTemplate', 64)
  const fixed = template.replaceAll(macros, '')
  const random = [...template.matchAll(macros)].reduce((sum, [, digits]) => sum + Number(digits ?? 0), 0)
  const named = template.includes('%SERIAL%') || /[A-Za-z-]/.test(fixed)
  const serial = template.includes('%SERIAL%') ? 1 : 0
  if (!/^[A-Za-z0-9-]*$/.test(fixed) || fixed.length + random + serial > 15 || !named)
    throw new RegistryError(
      'invalid_request',
      'deviceNameTemplate takes letters, digits and hyphens with %SERIAL% and %RAND:1% to %RAND:15%; the name has at most 15 characters and is not digits alone.',
      { field: 'settings.deviceNameTemplate' },
    )
  return template
}

function oneOf<T>(value: T | undefined, known: readonly T[], fallback: T, field: string): T {
  if (value === undefined) return fallback
  if (known.includes(value)) return value
  throw new RegistryError('invalid_request', `${field} must be one of ${known.join(', ')}.`, {
    field: `settings.${field}`,
  })
}

const flag = (value: boolean | undefined, field: string): boolean => oneOf(value, [true, false], true, field)

/** The complete settings of a request. @throws invalid_request naming the field. */
export function completeSettings(input: ProfileSettingsInput): ProfileSettings {
  const oobe = input.outOfBoxExperience ?? {}
  const page = (name: 'privacySettingsHidden' | 'eulaHidden' | 'oemRegistrationHidden') =>
    flag(oobe[name], `outOfBoxExperience.${name}`)
  return {
    outOfBoxExperience: {
      privacySettingsHidden: page('privacySettingsHidden'),
      eulaHidden: page('eulaHidden'),
      oemRegistrationHidden: page('oemRegistrationHidden'),
      userType: oneOf(oobe.userType, ['administrator', 'standard'], 'standard', 'outOfBoxExperience.userType'),
    },
    joinMethod: oneOf(input.joinMethod, ['entra', 'hybrid'], 'entra', 'joinMethod'),
    forcedEnrollment: flag(input.forcedEnrollment, 'forcedEnrollment'),
    ...(input.deviceNameTemplate !== undefined && { deviceNameTemplate: checkTemplate(input.deviceNameTemplate) }),
  }
}
