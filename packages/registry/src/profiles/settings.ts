import { RegistryError } from '../errors.ts'
import { optionalText, requireText } from '../text.ts'
import { checkNameTemplate } from './device-name.ts'
import {
  deviceTypes,
  type EnrollmentStatusScreen,
  type OutOfBoxExperience,
  type Profile,
  type ProfileSettings,
} from './profile.ts'

/** What a caller gives of a profile: what is absent stays, or is as in Autopilot when the profile is new. */
export type ProfileChange = Partial<
  Omit<ProfileSettings, 'outOfBoxExperienceSetting' | 'enrollmentStatusScreenSettings'>
> & {
  readonly displayName?: string
  readonly description?: string | null
  readonly isDefault?: boolean
  readonly outOfBoxExperienceSetting?: Partial<OutOfBoxExperience>
  /** null: none. */
  readonly enrollmentStatusScreenSettings?: Partial<EnrollmentStatusScreen> | null
}

export type ProfileContent = Omit<Profile, 'id' | 'createdAt' | 'updatedAt'>

/** Autopilot's defaults: a standard user who sees neither licence nor privacy pages and cannot leave enrolment. */
export const newProfile: ProfileContent = {
  displayName: '',
  description: null,
  isDefault: false,
  joinMethod: 'entra',
  hybridAzureADJoinSkipConnectivityCheck: false,
  deviceType: 'windowsPc',
  locale: 'os-default',
  deviceNameTemplate: null,
  hardwareHashExtractionEnabled: false,
  preprovisioningAllowed: false,
  outOfBoxExperienceSetting: {
    privacySettingsHidden: true,
    eulaHidden: true,
    keyboardSelectionPageSkipped: false,
    escapeLinkHidden: true,
    userType: 'standard',
    deviceUsageType: 'singleUser',
  },
  enrollmentStatusScreenSettings: null,
  managementServiceAppId: null,
  roleScopeTagIds: ['0'],
}

const newStatusScreen: EnrollmentStatusScreen = {
  hideInstallationProgress: false,
  allowDeviceUseBeforeProfileAndAppInstallComplete: false,
  blockDeviceSetupRetryByUser: false,
  allowLogCollectionOnInstallFailure: true,
  customErrorMessage: null,
  installProgressTimeoutInMinutes: 60,
  allowDeviceUseOnInstallFailure: false,
}

const refuse = (field: string, detail: string): never => {
  throw new RegistryError('invalid_request', `${field} ${detail}`, { field })
}

type Check = (value: unknown, field: string) => unknown

const flag: Check = (value, field) => (typeof value === 'boolean' ? value : refuse(field, 'must be true or false.'))
const oneOf =
  (...known: readonly string[]): Check =>
  (value, field) =>
    known.includes(value as string) ? value : refuse(field, `must be one of ${known.join(', ')}.`)
const orNull =
  (max: number): Check =>
  (value, field) =>
    optionalText(value, field, max)
const minutes: Check = (value, field) =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 1440
    ? value
    : refuse(field, 'must be a whole number of minutes from 0 to 1440.')
const locale: Check = (value, field) =>
  typeof value === 'string' && /^[A-Za-z0-9-]{0,64}$/.test(value)
    ? value
    : refuse(field, 'must be a language tag such as de-DE, os-default, or empty.')
const scopeTags: Check = (value, field) =>
  Array.isArray(value) && value.length <= 100
    ? [...new Set(value.map(tag => requireText(tag, field, 64)))]
    : refuse(field, 'must be a list of at most 100 texts.')

type Checks<T> = { readonly [K in keyof T]-?: Check }

/** The members of `change` that `checks` knows, checked, over those of `base`. */
function merge<T extends object>(base: T, change: object, checks: Partial<Checks<T>>, path = ''): T {
  const checked = Object.entries(checks as Record<string, Check>).flatMap(([name, check]) => {
    const value = (change as Record<string, unknown>)[name]
    return value === undefined ? [] : [[name, check(value, path + name)]]
  })
  return { ...base, ...Object.fromEntries(checked) }
}

const experience: Checks<OutOfBoxExperience> = {
  privacySettingsHidden: flag,
  eulaHidden: flag,
  keyboardSelectionPageSkipped: flag,
  escapeLinkHidden: flag,
  userType: oneOf('administrator', 'standard'),
  deviceUsageType: oneOf('singleUser', 'shared'),
}

const statusScreen: Checks<EnrollmentStatusScreen> = {
  hideInstallationProgress: flag,
  allowDeviceUseBeforeProfileAndAppInstallComplete: flag,
  blockDeviceSetupRetryByUser: flag,
  allowLogCollectionOnInstallFailure: flag,
  customErrorMessage: orNull(1000),
  installProgressTimeoutInMinutes: minutes,
  allowDeviceUseOnInstallFailure: flag,
}

const plain: Partial<Checks<ProfileContent>> = {
  displayName: (value, field) => requireText(value, field, 200),
  description: orNull(1500),
  isDefault: flag,
  joinMethod: oneOf('entra', 'hybrid'),
  hybridAzureADJoinSkipConnectivityCheck: flag,
  deviceType: oneOf(...deviceTypes),
  locale,
  deviceNameTemplate: value => (value === null || value === '' ? null : checkNameTemplate(value)),
  hardwareHashExtractionEnabled: flag,
  preprovisioningAllowed: flag,
  managementServiceAppId: orNull(64),
  roleScopeTagIds: scopeTags,
}

/** The profile with what is wanted changed. @throws invalid_request naming the field. */
export function changeContent(base: ProfileContent, change: ProfileChange): ProfileContent {
  const { outOfBoxExperienceSetting: oobe, enrollmentStatusScreenSettings: screen } = change
  const next = merge(base, change, plain)
  const content: ProfileContent = {
    ...next,
    ...(oobe !== undefined && {
      outOfBoxExperienceSetting: merge(next.outOfBoxExperienceSetting, oobe, experience, 'outOfBoxExperienceSetting.'),
    }),
    ...(screen === null && { enrollmentStatusScreenSettings: null }),
    ...(screen && {
      enrollmentStatusScreenSettings: merge(
        next.enrollmentStatusScreenSettings ?? newStatusScreen,
        screen,
        statusScreen,
        'enrollmentStatusScreenSettings.',
      ),
    }),
  }
  if (content.hybridAzureADJoinSkipConnectivityCheck && content.joinMethod !== 'hybrid')
    refuse('hybridAzureADJoinSkipConnectivityCheck', 'is for joinMethod hybrid only.')
  return content
}
