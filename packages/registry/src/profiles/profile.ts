import type { ProfilesTable } from '../store/index.ts'

export const deviceTypes = ['windowsPc', 'holoLens', 'surfaceHub2', 'surfaceHub2S', 'virtualMachine'] as const
export type DeviceType = (typeof deviceTypes)[number]

/** What people see while the device sets itself up. */
export interface OutOfBoxExperience {
  readonly privacySettingsHidden: boolean
  readonly eulaHidden: boolean
  readonly keyboardSelectionPageSkipped: boolean
  /** Whether enrolment cannot be escaped ("change account" is hidden). */
  readonly escapeLinkHidden: boolean
  /** Rights of the person who signs in first. */
  readonly userType: 'administrator' | 'standard'
  /** shared: self-deploying, nobody signs in; needs a TPM that attests. */
  readonly deviceUsageType: 'singleUser' | 'shared'
}

/** The enrolment status screen. Kept for whatever manages the device; first boot does not carry it. */
export interface EnrollmentStatusScreen {
  readonly hideInstallationProgress: boolean
  readonly allowDeviceUseBeforeProfileAndAppInstallComplete: boolean
  readonly blockDeviceSetupRetryByUser: boolean
  readonly allowLogCollectionOnInstallFailure: boolean
  readonly customErrorMessage: string | null
  readonly installProgressTimeoutInMinutes: number
  readonly allowDeviceUseOnInstallFailure: boolean
}

/** What a profile says. Names are those of Microsoft Graph's windowsAutopilotDeploymentProfile, the new ones where there are two. */
export interface ProfileSettings {
  /** Directory that the device joins: entra, or hybrid (Active Directory as well). */
  readonly joinMethod: 'entra' | 'hybrid'
  /** Hybrid join only: whether the device may set itself up without a domain controller in reach. */
  readonly hybridAzureADJoinSkipConnectivityCheck: boolean
  readonly deviceType: DeviceType
  /** A language tag; `os-default`: as the system is; empty: the user chooses. */
  readonly locale: string
  /** Template of the computer name, see `checkNameTemplate`. */
  readonly deviceNameTemplate: string | null
  /** Whether devices that get the profile are to be registered, too ("convert all targeted devices"). */
  readonly hardwareHashExtractionEnabled: boolean
  readonly preprovisioningAllowed: boolean
  readonly outOfBoxExperienceSetting: OutOfBoxExperience
  readonly enrollmentStatusScreenSettings: EnrollmentStatusScreen | null
  readonly managementServiceAppId: string | null
  readonly roleScopeTagIds: readonly string[]
}

/** A deployment profile of a tenant. */
export interface Profile extends ProfileSettings {
  readonly id: string
  readonly displayName: string
  readonly description: string | null
  /** Whether devices for which nothing else is meant get it. At most one profile of a tenant. */
  readonly isDefault: boolean
  readonly createdAt: number
  readonly updatedAt: number
}

export const toProfile = (row: ProfilesTable): Profile => ({
  id: row.id,
  displayName: row.display_name,
  description: row.description,
  isDefault: row.is_default === 1,
  ...(JSON.parse(row.settings) as ProfileSettings),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})
