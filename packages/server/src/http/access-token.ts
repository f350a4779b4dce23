import type { JSONWebKeySet } from 'jose'
import { createLocalJWKSet, jwtVerify } from 'jose'
import type { SigningKeys } from '../keys/signing-keys.ts'

/** Where access tokens come from, and what they are for. */
export const issuerOf = (baseUrl: string): string => `${baseUrl}/oidc`
export const audienceOf = (baseUrl: string): string => `${baseUrl}/api`

/** The set without its private parts. */
function publicKeys({ keys }: SigningKeys): JSONWebKeySet {
  return {
    keys: keys.map(({ kty, crv, x, y, kid, alg, use }) => ({ kty, crv, x, y, kid, alg, use })) as JSONWebKeySet['keys'],
  }
}

/**
 * Makes the function that verifies an access token of the embedded OpenID provider.
 * @returns the client id, or undefined for anything that is not such a token, made for this API and still valid.
 */
export function accessTokenVerifier(
  keys: SigningKeys,
  baseUrl: string,
  now: () => number,
): (token: string) => Promise<string | undefined> {
  const keySet = createLocalJWKSet(publicKeys(keys))
  return async token => {
    try {
      const { payload } = await jwtVerify(token, keySet, {
        issuer: issuerOf(baseUrl),
        audience: audienceOf(baseUrl),
        algorithms: ['ES256'],
        typ: 'at+jwt',
        requiredClaims: ['sub', 'exp', 'client_id'],
        currentDate: new Date(now()),
      })
      return payload.sub === payload['client_id'] ? payload.sub : undefined
    } catch {
      return undefined
    }
  }
}
