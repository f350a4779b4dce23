import { type NamedDevice, nameFor } from './device-name.ts'
import type { Profile } from './profile.ts'

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

/** Cortana and the maker's registration are always passed over, as Autopilot does. */
function oobeConfig(oobe: Profile['outOfBoxExperienceSetting']): number {
  return (
    1 | 8 | (oobe.userType === 'standard' ? 2 : 0) | (oobe.privacySettingsHidden ? 4 : 0) | (oobe.eulaHidden ? 16 : 0)
  )
}

/**
 * What a device of `tenant` with this profile is told.
 * @param device absent in a file that is for any device of the profile.
 */
export function offlineProfile(
  profile: Pick<Profile, 'displayName' | 'joinMethod' | 'deviceNameTemplate' | 'outOfBoxExperienceSetting'>,
  tenant: { readonly id: string; readonly domain: string },
  correlationId: string,
  device?: NamedDevice,
): OfflineProfile {
  const oobe = profile.outOfBoxExperienceSetting
  const forced = oobe.escapeLinkHidden ? 1 : 0
  const name = nameFor(profile, device)
  const serverData = {
    ZeroTouchConfig: { CloudAssignedTenantUpn: '', ForcedEnrollment: forced, CloudAssignedTenantDomain: tenant.domain },
  }
  return {
    Comment_File: `Profile ${profile.displayName}`,
    Version: 2049,
    CloudAssignedTenantId: tenant.id,
    CloudAssignedTenantDomain: tenant.domain,
    CloudAssignedOobeConfig: oobeConfig(oobe),
    CloudAssignedDomainJoinMethod: profile.joinMethod === 'hybrid' ? 1 : 0,
    CloudAssignedForcedEnrollment: forced,
    ZtdCorrelationId: correlationId,
    CloudAssignedAadServerData: JSON.stringify(serverData),
    ...(name !== undefined && { CloudAssignedDeviceName: name }),
  }
}

/** The text of `AutopilotConfigurationFile.json`. Windows passes over a file that is not ASCII, without a word: the rest is escaped. */
export function offlineProfileText(profile: OfflineProfile): string {
  return JSON.stringify(profile, null, 2).replaceAll(
    /[^\n\x20-\x7e]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
