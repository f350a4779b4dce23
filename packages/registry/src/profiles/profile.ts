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
  /** Name template with %SERIAL% and %RAND:x%; at most 15 characters beside the macros. */
  readonly deviceNameTemplate?: string
  /** A language tag, or os-default. */
  readonly locale?: string
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

const templatePattern = /^[A-Za-z0-9-]+$/
const macros = /%SERIAL%|%RAND:([1-9]|1[0-5])%/g

function checkTemplate(template: string): string {
  const literal = requireText(template, 'settings.deviceNameTemplate', 64).replaceAll(macros, '')
  const hasMacro = literal !== template
  if (literal.length > 15 || (literal !== '' && !templatePattern.test(literal)) || (!hasMacro && /^\d+$/.test(literal)))
    throw new RegistryError(
      'invalid_request',
      'deviceNameTemplate takes letters, digits and hyphens (at most 15, not digits alone) with %SERIAL% and %RAND:1% to %RAND:15%.',
      { field: 'settings.deviceNameTemplate' },
    )
  return template
}

/** The complete settings of a request. @throws invalid_request naming the field. */
export function completeSettings(input: ProfileSettingsInput): ProfileSettings {
  const oobe = input.outOfBoxExperience ?? {}
  return {
    outOfBoxExperience: {
      privacySettingsHidden: oobe.privacySettingsHidden ?? true,
      eulaHidden: oobe.eulaHidden ?? true,
      oemRegistrationHidden: oobe.oemRegistrationHidden ?? true,
      userType: oobe.userType ?? 'standard',
    },
    joinMethod: input.joinMethod ?? 'entra',
    forcedEnrollment: input.forcedEnrollment ?? true,
    ...(input.deviceNameTemplate !== undefined && { deviceNameTemplate: checkTemplate(input.deviceNameTemplate) }),
    ...(input.locale !== undefined && { locale: requireText(input.locale, 'settings.locale', 35) }),
  }
}
