export {
  forgetPolicies,
  givePoliciesAgain,
  insertPolicies,
  knownPolicies,
  type PolicyOfDevice,
  partnerProfiles,
  policiesOfDevices,
} from './devices.ts'
export {
  type CountedPolicy,
  createPolicy,
  deletePolicy,
  getPolicy,
  listPolicies,
  replacePolicy,
  requirePolicyConsent,
} from './manage.ts'
export { type PolicyInput, type PolicySetting, policySettings } from './policy.ts'
export { policyProfile } from './profile.ts'
