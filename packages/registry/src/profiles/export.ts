import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { getTenant, type Principal, requireTenant } from '../organizations/index.ts'
import { requireProfile } from './manage.ts'
import { offlineProfile, offlineProfileText } from './offline-profile.ts'
import { toProfile } from './profile.ts'

/**
 * `AutopilotConfigurationFile.json` of a profile, for devices that set themselves up without asking. Its correlation id is the profile's.
 * @throws profile_not_found; profile_not_offline for self-deploying ones, which have to attest online.
 */
export async function exportProfile(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<string> {
  requireTenant(principal, tenantId, 'profile.read')
  const profile = toProfile(await requireProfile(registry.store.db, tenantId, id))
  if (profile.outOfBoxExperienceSetting.deviceUsageType === 'shared') throw new RegistryError('profile_not_offline')
  const tenant = await getTenant(registry, principal, tenantId)
  return offlineProfileText(offlineProfile(profile, tenant, id))
}
