export { findApplicationConsent, giveApplicationConsent } from './application-consents.ts'
export {
  type ApplicationCredential,
  addApplicationCredential,
  credentialsPerApplication,
  type NewCredential,
  removeApplicationCredential,
} from './application-credentials.ts'
export * from './applications.ts'
export {
  may,
  permissionsOf,
  type Reach,
  reaches,
  reachOf,
  requirePartner,
  requirePermission,
  requireReach,
  requireRegistry,
  requireTenant,
  requireTenantReach,
} from './authorize.ts'
export { bootstrapOperator, systemPrincipal } from './bootstrap.ts'
export { countMembers, countOrganizations } from './counts.ts'
export { endSignIns } from './end-sign-ins.ts'
export { type ActingPerson, findActingPerson, findPersonByEmail, findPersonRoles } from './find-person.ts'
export { builtInGrants, limitedGrants } from './grants.ts'
export {
  type GraphPermission,
  graphPermissions,
  graphScopesOf,
  narrowedToGraph,
  permissionsOfGraph,
} from './graph-permissions.ts'
export { findHolders } from './holders.ts'
export { listJournal } from './journal.ts'
export { noteCredentialUse, type UsedCredential } from './last-use.ts'
export { getLinkCodeBetween } from './link-code-between.ts'
export {
  agreeLink,
  endLink,
  type LinkState,
  linkStates,
  listLinks,
  type PartnerLink,
  providersOf,
  resellersOf,
  worksWith,
} from './links.ts'
export { type ApplicationFilter, getApplication, listApplications } from './list-applications.ts'
export { getPerson, listPeople, type PersonFilter } from './list-people.ts'
export { findTenantDomain } from './named-by-others.ts'
export { type OrganizationName, organizationNames } from './names.ts'
export { noteSigningKey } from './note-signing-key.ts'
export { findOrganizationById, type Organization, requireOrganization } from './organization.ts'
export { findOrganizationName, registryName } from './organization-name.ts'
export {
  createRole,
  deleteRole,
  getRole,
  listRoles,
  type OrganizationRole,
  type RoleChange,
  requireAssignable,
  requireHolds,
  requireManageable,
  requireMayGive,
  requireRoles,
  rolesPerOrganization,
  updateRole,
} from './own-roles.ts'
export * from './partners.ts'
export { addPerson, createPerson, type NewPerson, type Person, updatePerson } from './people.ts'
export { findPersonForSignIn, type KnownPerson, rolesThatExist, setRolesBySignIn } from './people-by-sign-in.ts'
export { personNames } from './people-names.ts'
export {
  delegablePermissions,
  type Permission,
  type PermissionEntry,
  permissions,
  permissionsFor,
  permissionTable,
} from './permissions.ts'
export { findPersonApplications, type PersonApplication, removePersonApplication } from './person-applications.ts'
export * from './principal.ts'
export { principalReader } from './principal-reader.ts'
export { removePerson } from './remove-person.ts'
export { renamePerson } from './rename-person.ts'
export { type Role, type RoleEntry, roles, rolesFor } from './roles.ts'
export { findSignInClient, type SignInClient } from './sign-in-clients.ts'
export { findOrganization, findSignInPerson, personAuthenticator, type SignInPerson } from './sign-in-people.ts'
export * from './tenants.ts'
export {
  type AccessToken,
  createAccessToken,
  digestSecret,
  listAccessTokens,
  type NewAccessToken,
  revokeAccessToken,
  tokenAuthenticator,
  tokensPerPerson,
} from './tokens.ts'
