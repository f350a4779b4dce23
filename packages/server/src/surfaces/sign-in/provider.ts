import type { Registry } from '@hailport/registry'
import Provider, { errors } from 'oidc-provider'
import { audienceOf, issuerOf } from '../../http/access-token.ts'
import type { SigningKeys } from '../../keys/signing-keys.ts'
import { clientAdapter, matchesDigest } from './client.ts'
import { stateAdapter } from './state-adapter.ts'
import { useOnce } from './use-once.ts'

/** Life of an access token. */
const accessTokenSeconds = 3600

const assertionAlgorithms = ['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'PS256', 'PS384', 'PS512', 'RS256']

/** The provider announces flows for people as well; there are none. */
const discoveryCorrections = {
  authorization_endpoint: undefined,
  code_challenge_methods_supported: undefined,
  grant_types_supported: ['client_credentials'],
  response_modes_supported: undefined,
  response_types_supported: [],
}

function resourceServers(audience: string): object {
  return {
    enabled: true,
    defaultResource: () => audience,
    useGrantedResource: () => true,
    getResourceServerInfo(_context: unknown, resource: string) {
      if (resource !== audience) throw new errors.InvalidTarget(`The only resource is ${audience}.`)
      return {
        audience,
        scope: '',
        accessTokenTTL: accessTokenSeconds,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'ES256' } },
      }
    },
  }
}

/** The embedded OpenID provider: client credentials for the registry's applications, JWT access tokens for this API. */
export function makeProvider(registry: Registry, keys: SigningKeys, baseUrl: string): Provider {
  const provider = new Provider(issuerOf(baseUrl), {
    adapter: (model: string) => (model === 'Client' ? clientAdapter(registry) : stateAdapter(registry, model)),
    jwks: { keys: keys.keys },
    cookies: { keys: keys.cookieKeys },
    scopes: [],
    claims: {},
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    enabledJWA: { idTokenSigningAlgValues: ['ES256'], clientAuthSigningAlgValues: assertionAlgorithms },
    clientDefaults: { id_token_signed_response_alg: 'ES256', redirect_uris: [], response_types: [] },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: resourceServers(audienceOf(baseUrl)),
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    ttl: { ClientCredentials: accessTokenSeconds },
    renderError(context: { type: string; body: unknown }, out: object) {
      context.type = 'json'
      context.body = out
    },
  })
  // The provider's own comparison would need the secret in plain text, and its own replay check leaves a gap between look and note.
  provider.Client.prototype.compareClientSecret = function compare(actual) {
    return matchesDigest(this.clientSecret, actual)
  }
  provider.ReplayDetection.unique = (issuer, jti, expiresAt) => useOnce(registry, issuer, jti, expiresAt)
  provider.use(async (context, next) => {
    await next()
    if (context.oidc?.route === 'discovery') Object.assign(context.body as object, discoveryCorrections)
  })
  provider.proxy = true
  return provider
}
