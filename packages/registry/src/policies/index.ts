export { forgetPolicies, insertPolicies, knownPolicies, policiesOfDevices } from './devices.ts'
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
