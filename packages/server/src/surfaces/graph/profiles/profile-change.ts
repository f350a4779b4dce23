import type { Profile, ProfileChange } from '@hailport/registry'
import type { Members } from '../body/read-members.ts'

type Values = Readonly<Record<string, unknown>>

/** Members by their new names, with the old ones. */
const oldNames = {
  locale: 'language',
  hardwareHashExtractionEnabled: 'extractHardwareHash',
  preprovisioningAllowed: 'enableWhiteGlove',
} as const
const oldExperienceNames = {
  privacySettingsHidden: 'hidePrivacySettings',
  eulaHidden: 'hideEULA',
  keyboardSelectionPageSkipped: 'skipKeyboardSelectionPage',
  escapeLinkHidden: 'hideEscapeLink',
  userType: 'userType',
  deviceUsageType: 'deviceUsageType',
} as const

const isGiven = (value: unknown): boolean => value !== undefined && value !== null

/** Members that were given: what cannot be null and is, was not. */
const givenOf = (values: Values): Values => Object.fromEntries(Object.entries(values).filter(([, v]) => isGiven(v)))

/**
 * One value of the two that a body may give under both names. Scripts read a profile, edit one name, and send both back: the one that
 * differs from what is stored is meant; the new name where both do.
 */
const meant = (fresh: unknown, old: unknown, stored: unknown): unknown => {
  const given = [fresh, old].filter(isGiven)
  return given.find(value => value !== stored) ?? given[0]
}

const meantAll = (names: Readonly<Record<string, string>>, fresh: Values, old: Values, stored: Values): Values =>
  Object.fromEntries(Object.entries(names).map(([name, was]) => [name, meant(fresh[name], old[was], stored[name])]))

/** Texts that null clears. */
const clearable = ['description', 'deviceNameTemplate', 'managementServiceAppId'] as const

/** The change that members of a body ask for. @param stored the profile as it is; absent for a new one. */
export function toProfileChange(members: Members, stored?: Profile): ProfileChange {
  const part = (name: string) => (members[name] ?? {}) as Values
  const screen = members['enrollmentStatusScreenSettings'] as Values | null | undefined
  const experience = givenOf(
    meantAll(
      oldExperienceNames,
      part('outOfBoxExperienceSetting'),
      part('outOfBoxExperienceSettings'),
      (stored?.outOfBoxExperienceSetting ?? {}) as Values,
    ),
  )
  const plain = ['displayName', 'deviceType', 'roleScopeTagIds', 'hybridAzureADJoinSkipConnectivityCheck']
  const change: Values = {
    ...givenOf(Object.fromEntries(plain.map(name => [name, members[name]]))),
    ...givenOf(meantAll(oldNames, members, members, (stored ?? {}) as Values)),
    ...Object.fromEntries(clearable.flatMap(name => (members[name] === undefined ? [] : [[name, members[name]]]))),
    ...(Object.keys(experience).length > 0 && { outOfBoxExperienceSetting: experience }),
    ...(screen !== undefined && { enrollmentStatusScreenSettings: screen === null ? null : givenOf(screen) }),
  }
  return change as ProfileChange
}
