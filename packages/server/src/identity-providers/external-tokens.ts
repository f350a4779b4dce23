import {
  graphPermissions,
  isId,
  type Registry,
  readTokenClaims,
  type TrustedToken,
  trustedTokenReader,
} from '@hailport/registry'
import type { FastifyBaseLogger } from 'fastify'
import { decodeJwt, errors, jwtVerify } from 'jose'
import type { AccessToken } from '../http/access-token.ts'
import { externalAudiences } from '../http/issuers.ts'
import type { ProviderClient } from './provider-client.ts'
import { ProviderKeys } from './provider-keys.ts'

/** Signatures by public keys only: `none`, and keys that both sides know, prove nothing about the issuer. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']
/** `typ` of access tokens, as RFC 9068 and older providers write it. Other tokens of the same issuer are for other things. */
const types = ['jwt', 'at+jwt', 'application/at+jwt']
const clockToleranceSeconds = 60
/** Older tokens are refused, whatever their expiry. */
const maxAgeSeconds = 86_400

/** Whether a token names anything that this API knows as a permission. Scopes such as `openid` say nothing about it. */
const namesPermissions = (names: readonly string[]): boolean =>
  names.some(name => name === 'user_impersonation' || Object.hasOwn(graphPermissions, name))

function toAccessToken({ provider, applicationId, personId, permissions }: TrustedToken): AccessToken {
  const { organizationId } = provider
  if (personId !== undefined) return { organizationId, applicationId, personId, scopes: permissions }
  const scopes = permissions !== undefined && namesPermissions(permissions) ? permissions : undefined
  return { organizationId, applicationId, scopes, narrows: true }
}

/**
 * Makes the function that verifies an access token of an external issuer which an organization trusts.
 * @returns undefined for anything that is not such a token, made for this service and still valid.
 */
export function externalTokenVerifier(
  registry: Registry,
  providers: ProviderClient,
  baseUrl: string,
  log: Pick<FastifyBaseLogger, 'warn'>,
): (token: string) => Promise<AccessToken | undefined> {
  const keys = new ProviderKeys(providers, registry.now)
  const organizationNamed = (audience: string): string | undefined => {
    const id = audience.startsWith(`${baseUrl}/`) ? audience.slice(baseUrl.length + 1) : ''
    return isId(id) ? id : undefined
  }
  const find = trustedTokenReader(registry, id => externalAudiences(baseUrl, id), organizationNamed)
  const decode = (token: string) => {
    try {
      return readTokenClaims(decodeJwt(token))
    } catch {
      return undefined
    }
  }
  return async token => {
    const claims = decode(token)
    const trusted = claims && (await find(claims))
    if (!trusted) return undefined
    const { provider, audiences } = trusted
    const onFault = (err: unknown) => log.warn({ err, issuer: provider.issuer }, 'keys of an issuer cannot be read')
    try {
      const { protectedHeader } = await jwtVerify(token, keys.keyFor(provider, onFault), {
        issuer: provider.issuer,
        audience: [...audiences],
        algorithms,
        requiredClaims: ['sub', 'exp', 'iat'],
        currentDate: new Date(registry.now()),
        clockTolerance: clockToleranceSeconds,
        maxTokenAge: maxAgeSeconds,
      })
      return types.includes((protectedHeader.typ ?? 'JWT').toLowerCase()) ? toAccessToken(trusted) : undefined
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) onFault(error)
      return undefined
    }
  }
}
