export {
  type BegunSignIn,
  beginExternalSignIn,
  deleteExpiredExternalSignIns,
  takeExternalSignIn,
} from './begun-sign-ins.ts'
export { checkIdentityProvider } from './check-provider.ts'
export { readClaims } from './claims.ts'
export { deleteIdentityProvider } from './delete-provider.ts'
export { type ExternalToken, readTokenClaims, type TrustedToken, trustedTokenReader } from './external-tokens.ts'
export { providersOfDomain, providersOfOrganization } from './find-providers.ts'
export { linkExternalIdentity, listExternalIdentities, unlinkExternalIdentities } from './identities.ts'
export { getIdentityProvider, listIdentityProviders } from './list-providers.ts'
export {
  type IdentityProvider,
  type OpenedProvider,
  openIdentityProvider,
  type ProviderRef,
} from './provider.ts'
export {
  createIdentityProvider,
  type NewProvider,
  type ProviderChange,
  type ProviderCheck,
  updateIdentityProvider,
} from './save-provider.ts'
export { signInExternally } from './sign-in-externally.ts'
