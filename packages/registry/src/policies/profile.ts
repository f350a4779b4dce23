import { changeContent, newProfile, type RuledProfile } from '../profiles/index.ts'
import type { PolicySetting } from './policy.ts'

/** What first boot reads of a policy, with the time at which it came to be as it is. */
export interface StoredPolicy {
  readonly id: string
  readonly name: string
  /** `PolicySetting[]` as JSON. */
  readonly settings: string
  readonly at: number
}

/**
 * A policy as the profile that a device is told (partner-api 3.7). Registration with the maker is always left out, and programs of the
 * maker are not removed: first boot has no word for that.
 */
export function policyProfile({ id, name, settings, at }: StoredPolicy): RuledProfile {
  const given: readonly PolicySetting[] = JSON.parse(settings)
  const content = changeContent(newProfile, {
    displayName: name,
    outOfBoxExperienceSetting: {
      userType: given.includes('oobe_user_not_local_admin') ? 'standard' : 'administrator',
      privacySettingsHidden: given.includes('skip_express_settings'),
      eulaHidden: given.includes('skip_eula'),
    },
  })
  return { profile: { ...content, id, createdAt: at, updatedAt: at }, groups: [], excluded: [] }
}
