export * from './applications.ts'
export { may, requirePartner, requirePermission, requireTenant } from './authorize.ts'
export { bootstrapOperator, systemPrincipal } from './bootstrap.ts'
export { listJournal } from './journal.ts'
export * from './partners.ts'
export { createPerson, listPeople, type NewPerson, type Person, requireRoles, updatePerson } from './people.ts'
export * from './principal.ts'
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
