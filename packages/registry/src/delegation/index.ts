export { delegationReader } from './act.ts'
export {
  changeDelegation,
  declineDelegation,
  endDelegation,
  grantDelegation,
  type NewDelegation,
  offerDelegation,
  requestDelegation,
} from './decide.ts'
export { type Delegation, type DelegationState, type DelegationTerms, delegationStates } from './delegation.ts'
export { type DelegationFilter, getDelegation, listDelegations } from './find.ts'
export { assignDelegation, type DelegationMember, listDelegationMembers, unassignDelegation } from './members.ts'
export { type ActingTenant, actingPrincipals, listActingTenants } from './tenants.ts'
