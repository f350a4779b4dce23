export {
  type Assignment,
  type AssignmentFilter,
  addAssignment,
  allDevicesId,
  assignmentsByProfile,
  assignmentsPerTenant,
  changeAssignment,
  deleteAssignment,
  deleteGroup,
  getAssignment,
  listAllAssignments,
  listAssignments,
  type Target,
} from './assignments.ts'
export { checkNameTemplate, expectedName, type NamedDevice, nameFor } from './device-name.ts'
export { assignDevices, forgetGiven, type GivenProfile, giveAgain, givenProfiles, unassignDevices } from './direct.ts'
export {
  type Effective,
  effectiveProfile,
  type ProfiledDevice,
  type ProfileRule,
  type Step,
} from './effective.ts'
export { effectiveProfileSql } from './effective-sql.ts'
export { exportProfile } from './export.ts'
export {
  createProfile,
  deleteProfile,
  getProfile,
  listProfiles,
  type ProfileFilter,
  profilesPerTenant,
  updateProfile,
} from './manage.ts'
export { type OfflineProfile, offlineProfile } from './offline-profile.ts'
export { type ProfilePreview, previewProfile } from './preview.ts'
export { deviceTypes, type Profile, type ProfileSettings } from './profile.ts'
export { type ProfileRules, type RuledProfile, readProfileRules, rulesByVersion } from './rules.ts'
export { changeContent, newProfile, type ProfileChange } from './settings.ts'
export { type DeviceProfileState, profileState, type StatedDevice, settleMs } from './status.ts'
export { profileStatusSql } from './status-sql.ts'
