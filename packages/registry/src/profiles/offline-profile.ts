import type { ProfileSettings } from './profile.ts'

/** The fields of `AutopilotConfigurationFile.json` (autopilot: existing devices), which is also what a device is told at first boot. */
export interface OfflineProfile {
  readonly Comment_File: string
  /** Format number; 2049 in Microsoft's samples. */
  readonly Version: number
  readonly CloudAssignedTenantId: string
  readonly CloudAssignedTenantDomain: string
  /** Bits: 1 SkipCortanaOptIn, 2 OobeUserNotLocalAdmin, 4 SkipExpressSettings, 8 SkipOemRegistration, 16 SkipEula. */
  readonly CloudAssignedOobeConfig: number
  /** 0 Entra, 1 hybrid. */
  readonly CloudAssignedDomainJoinMethod: number
  readonly CloudAssignedForcedEnrollment: number
  readonly ZtdCorrelationId: string
  /** JSON in a string, as the format has it. */
  readonly CloudAssignedAadServerData: string
  readonly CloudAssignedDeviceName?: string
}

function oobeConfig(oobe: ProfileSettings['outOfBoxExperience']): number {
  return (
    1 |
    (oobe.userType === 'standard' ? 2 : 0) |
    (oobe.privacySettingsHidden ? 4 : 0) |
    (oobe.oemRegistrationHidden ? 8 : 0) |
    (oobe.eulaHidden ? 16 : 0)
  )
}

/** The answer for a device of `tenant` with this profile. */
export function offlineProfile(
  profile: { name: string; settings: ProfileSettings },
  tenant: { id: string; domain: string },
  correlationId: string,
): OfflineProfile {
  const { settings } = profile
  const forced = settings.forcedEnrollment ? 1 : 0
  const serverData = {
    ZeroTouchConfig: { CloudAssignedTenantUpn: '', ForcedEnrollment: forced, CloudAssignedTenantDomain: tenant.domain },
  }
  return {
    // Windows reads the file as ASCII and silently passes over any other.
    Comment_File: `Profile ${profile.name.replaceAll(/[^\x20-\x7e]/gu, '?')}`,
    Version: 2049,
    CloudAssignedTenantId: tenant.id,
    CloudAssignedTenantDomain: tenant.domain,
    CloudAssignedOobeConfig: oobeConfig(settings.outOfBoxExperience),
    CloudAssignedDomainJoinMethod: settings.joinMethod === 'hybrid' ? 1 : 0,
    CloudAssignedForcedEnrollment: forced,
    ZtdCorrelationId: correlationId,
    CloudAssignedAadServerData: JSON.stringify(serverData),
    ...(settings.deviceNameTemplate !== undefined && { CloudAssignedDeviceName: settings.deviceNameTemplate }),
  }
}
