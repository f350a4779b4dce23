import type { Registry } from '../context.ts'
import { getTenant, type Principal, requireTenant } from '../organizations/index.ts'
import { expectedName, nameFor } from './device-name.ts'
import { type OfflineProfile, offlineProfile } from './offline-profile.ts'
import { changeContent, newProfile, type ProfileChange, type ProfileContent } from './settings.ts'

/** What a device would be told with settings that nobody has saved yet. */
export interface ProfilePreview {
  /** All of them, with what is as in Autopilot. */
  readonly settings: ProfileContent
  readonly told: OfflineProfile
  /** The name that it is told, and what Windows makes of it. */
  readonly deviceName?: { readonly told: string; readonly expected: string }
}

/** Stands where each answer has an id of its own. */
const noCorrelation = '00000000-0000-0000-0000-000000000000'

/** Checks settings and tells what a device would be told with them; nothing is kept. @throws invalid_request naming the field. */
export async function previewProfile(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  { serialNumber, displayName, ...input }: ProfileChange & { readonly serialNumber?: string },
): Promise<ProfilePreview> {
  requireTenant(principal, tenantId, 'profile.read')
  const profile = changeContent({ ...newProfile, displayName: displayName?.trim() || '-' }, input)
  const tenant = await getTenant(registry, principal, tenantId)
  const device = serialNumber === undefined ? undefined : { displayName: null, serialNumber }
  const told = nameFor(profile, device)
  return {
    settings: { ...profile, displayName: displayName ?? '' },
    told: offlineProfile(profile, tenant, noCorrelation, device),
    ...(told !== undefined && { deviceName: { told, expected: expectedName(told, serialNumber ?? null) } }),
  }
}
