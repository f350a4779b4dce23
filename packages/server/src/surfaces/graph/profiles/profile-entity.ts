import type { Profile } from '@hailport/registry'
import { toTime } from '../times.ts'

/** Concrete types of profiles, by the directory that devices join. */
export const profileTypes = {
  entra: 'azureADWindowsAutopilotDeploymentProfile',
  hybrid: 'activeDirectoryWindowsAutopilotDeploymentProfile',
} as const satisfies Record<Profile['joinMethod'], string>

/** A windowsAutopilotDeploymentProfile (graph-api 3.4): what has an old name and a new one stands under both. */
export function toProfileEntity(profile: Profile) {
  const { outOfBoxExperienceSetting: oobe, joinMethod } = profile
  return {
    '@odata.type': `#microsoft.graph.${profileTypes[joinMethod]}`,
    id: profile.id,
    displayName: profile.displayName,
    description: profile.description,
    createdDateTime: toTime(profile.createdAt),
    lastModifiedDateTime: toTime(profile.updatedAt),
    locale: profile.locale,
    language: profile.locale,
    // Terraform compares with the empty text that it sends.
    deviceNameTemplate: profile.deviceNameTemplate ?? '',
    deviceType: profile.deviceType,
    hardwareHashExtractionEnabled: profile.hardwareHashExtractionEnabled,
    extractHardwareHash: profile.hardwareHashExtractionEnabled,
    preprovisioningAllowed: profile.preprovisioningAllowed,
    enableWhiteGlove: profile.preprovisioningAllowed,
    outOfBoxExperienceSetting: oobe,
    outOfBoxExperienceSettings: {
      hidePrivacySettings: oobe.privacySettingsHidden,
      hideEULA: oobe.eulaHidden,
      skipKeyboardSelectionPage: oobe.keyboardSelectionPageSkipped,
      hideEscapeLink: oobe.escapeLinkHidden,
      userType: oobe.userType,
      deviceUsageType: oobe.deviceUsageType,
    },
    enrollmentStatusScreenSettings: profile.enrollmentStatusScreenSettings,
    managementServiceAppId: profile.managementServiceAppId,
    roleScopeTagIds: profile.roleScopeTagIds,
    ...(joinMethod === 'hybrid' && {
      hybridAzureADJoinSkipConnectivityCheck: profile.hybridAzureADJoinSkipConnectivityCheck,
    }),
  }
}
