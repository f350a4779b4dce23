export { effectiveProfile, type ProfileRule } from './effective.ts'
export {
  createProfile,
  deleteProfile,
  getProfile,
  listProfiles,
  type ProfileInput,
  profilesPerTenant,
  updateProfile,
} from './manage.ts'
export { type OfflineProfile, offlineProfile } from './offline-profile.ts'
export type { Profile, ProfileSettings, ProfileSettingsInput } from './profile.ts'
