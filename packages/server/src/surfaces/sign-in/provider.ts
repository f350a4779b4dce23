import { findSignInPerson, graphPermissions, noteCredentialUse, type Registry } from '@hailport/registry'
import Provider, { type Client, type Context, errors, type Token } from 'oidc-provider'
import { issuerOf } from '../../http/issuers.ts'
import type { KeyRing } from '../../keys/key-ring.ts'
import { accessTokenClaims } from './access-token-claims.ts'
import { askedOf } from './asked.ts'
import { clientAdapter, secretMatches } from './clients.ts'
import { deviceFlow } from './device-pages.ts'
import { assertionAlgorithms } from './discovery.ts'

import { makeGrant, resourceScopes, tokenScopes } from './grants.ts'
import { consentAsked, policy } from './interactions.ts'
import { showError } from './provider-pages.ts'
import { unusedCookie, useBrowserSession } from './provider-session.ts'
import { openIdScopes } from './scopes.ts'
import { stateAdapter } from './state-adapter.ts'
import { useOnce } from './use-once.ts'

/** What all providers of a registry have in common. */
export interface ProviderDeps {
  readonly registry: Registry
  readonly keyRing: KeyRing
  readonly baseUrl: string
  /** What access tokens may be for, our own address first. */
  readonly audiences: readonly string[]
  /** Whether people may sign in to the well-known public clients. */
  readonly wellKnownClients: boolean
}

/** Life of an access token. */
const accessTokenSeconds = 3600
const deviceCodeSeconds = 900

const ttl = {
  AccessToken: accessTokenSeconds,
  AuthorizationCode: 60,
  ClientCredentials: accessTokenSeconds,
  DeviceCode: deviceCodeSeconds,
  Grant: 90 * 86_400,
  IdToken: accessTokenSeconds,
  Interaction: 600,
  RefreshToken: 90 * 86_400,
  Session: 86_400,
}

function resourceIndicators({ audiences }: ProviderDeps): object {
  const scope = resourceScopes(Object.keys(graphPermissions))
  return {
    enabled: true,
    // The one that was asked for first; a grant is good for all of them, since all are this API.
    defaultResource: (_context: unknown, _client: unknown, among?: string[]) => among?.[0] ?? audiences[0],
    useGrantedResource: () => true,
    getResourceServerInfo(_context: unknown, resource: string) {
      if (!audiences.includes(resource)) throw new errors.InvalidTarget()
      return {
        scope,
        accessTokenTTL: accessTokenSeconds,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'RS256' } },
      }
    },
  }
}

/** Writes into an access token what our APIs and the clients of the original read. */
function tokenWriter({ registry, baseUrl }: ProviderDeps, organizationId: string) {
  const scopesOf = tokenScopes(registry)
  return async (context: Context, token: Token, jwt: { payload: Record<string, unknown> }) => {
    const client = token.client as Client
    const { accountId } = token
    const person = accountId === undefined ? undefined : await findSignInPerson(registry, organizationId, accountId)
    const holder = {
      organizationId,
      personId: accountId,
      clientId: client.clientId,
      granted: (token.scope ?? '').split(' ').filter(name => name !== ''),
    }
    const { payload } = jwt
    delete payload['scope']
    const { actIn } = askedOf(context.req)
    if (actIn !== undefined) payload['iss'] = issuerOf(baseUrl, actIn)
    Object.assign(
      payload,
      accessTokenClaims({
        subject: person ? { kind: 'person', ...person } : { kind: 'application' },
        organizationId,
        actIn,
        clientId: client.clientId,
        clientName: client.clientName,
        confidential: client.clientAuthMethod !== 'none',
        scopes: await scopesOf(context, holder),
        notBefore: Number(payload['iat']),
      }),
    )
  }
}

function accounts({ registry }: ProviderDeps, organizationId: string | undefined) {
  return async (_context: unknown, id: string) => {
    const person = organizationId === undefined ? undefined : await findSignInPerson(registry, organizationId, id)
    return (
      person && {
        accountId: id,
        claims: async () => ({
          sub: id,
          oid: id,
          tid: organizationId,
          ver: '2.0',
          name: person.name,
          preferred_username: person.email,
          email: person.email,
        }),
      }
    )
  }
}

const routes = {
  authorization: '/oauth2/v2.0/authorize',
  token: '/oauth2/v2.0/token',
  device_authorization: '/oauth2/v2.0/devicecode',
  code_verification: '/devicelogin',
}

function configuration(deps: ProviderDeps, organizationId: string | undefined): object {
  const { registry, keyRing, wellKnownClients } = deps
  const clients = clientAdapter(deps, organizationId, wellKnownClients)
  return {
    adapter: (model: string) => (model === 'Client' ? clients : stateAdapter(registry, model, organizationId)),
    jwks: { keys: keyRing.keys.map(key => ({ ...key })) },
    routes,
    cookies: {
      keys: [...keyRing.cookieKeys],
      names: { session: unusedCookie, interaction: 'hailport_consent', resume: 'hailport_resume' },
      long: { httpOnly: true, sameSite: 'lax', signed: true },
      short: { httpOnly: true, sameSite: 'lax', signed: true },
    },
    scopes: [...openIdScopes],
    claims: { openid: ['sub', 'oid', 'tid', 'ver'], profile: ['name', 'preferred_username'], email: ['email'] },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
    enabledJWA: {
      idTokenSigningAlgValues: ['RS256'],
      clientAuthSigningAlgValues: assertionAlgorithms,
    },
    responseTypes: ['code'],
    extraParams: [consentAsked],
    pkce: { required: (_context: unknown, client: Client) => client.clientAuthMethod === 'none' },
    features: {
      clientCredentials: { enabled: true },
      deviceFlow,
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: resourceIndicators(deps),
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    ttl,
    clockTolerance: 60,
    rotateRefreshToken: true,
    expiresWithSession: () => false,
    loadExistingGrant: (context: Context) => makeGrant(deps, organizationId, context),
    findAccount: accounts(deps, organizationId),
    formats: { customizers: { jwt: tokenWriter(deps, organizationId ?? '') } },
    renderError: showError,
    interactions: { policy: policy(), url: (_: unknown, { uid }: { uid: string }) => `/sign-in/interaction/${uid}` },
    clientBasedCORS: (_: unknown, origin: string, client: Client) =>
      client.clientAuthMethod === 'none' && client.redirectUris.some(uri => new URL(uri).origin === origin),
  }
}

/**
 * The OpenID provider of an organization, or of nobody: that one starts device codes before it is known who will confirm them.
 * @throws when the configuration is not one that oidc-provider takes.
 */
export function makeProvider(deps: ProviderDeps, organizationId: string | undefined): Provider {
  const { registry, baseUrl } = deps
  const provider = new Provider(
    issuerOf(baseUrl, organizationId ?? 'organizations'),
    configuration(deps, organizationId),
  )
  // The provider's own comparison would need the secret in plain text, and its own replay check leaves a gap between look and note.
  provider.Client.prototype.compareClientSecret = function compare(actual) {
    return secretMatches(this.clientSecret, actual, askedOf(Provider.ctx?.req))
  }
  provider.ReplayDetection.unique = (issuer, jti, expiresAt) => useOnce(registry, issuer, jti, expiresAt)
  provider.OIDCContext.prototype.clientJwtAuthExpectedAudience = () => new Set(askedOf(Provider.ctx?.req).endpoints)
  provider.on('grant.success', ({ oidc, req }) => {
    const { presented } = askedOf(req)
    // A token that was given stays given when the store cannot write at this moment.
    if (oidc?.client && presented)
      void noteCredentialUse(registry, oidc.client.clientId, presented).catch(() => undefined)
  })
  useBrowserSession(provider)
  provider.proxy = true
  return provider
}
