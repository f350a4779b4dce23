import { isId } from '@hailport/registry'
import { decodeJwt, jwtVerify } from 'jose'
import type { KeyRing } from '../keys/key-ring.ts'
import { issuerOf } from './issuers.ts'

/** What a verified access token says. Whether its holder is still there is for the caller to find out. */
export interface AccessToken {
  readonly organizationId: string
  readonly applicationId: string
  /** The person for whom the application acts; absent when it acts by itself. */
  readonly personId?: string
  /** The partner whose person it is, when it acts in a customer's tenant by delegation. */
  readonly homeId?: string
  /** Permissions in the words of Microsoft Graph: `scp` or `roles`. Undefined when an external issuer leaves them to this service. */
  readonly scopes: readonly string[] | undefined
  /** Whether an application, too, may do no more than they say, as they do not follow from what it may do here. */
  readonly narrows?: true
}

/** Claim that names the partner of a person who acts in a customer's tenant. */
export const homeClaim = 'home_tid'

const clockToleranceSeconds = 60

/** Whether a token claims to be of an issuer of this service; nothing is verified. */
export function isOwnToken(token: string, baseUrl: string): boolean {
  try {
    return decodeJwt(token).iss?.startsWith(`${baseUrl}/`) === true
  } catch {
    return false
  }
}

/**
 * Makes the function that verifies an access token of the embedded OpenID provider.
 * @param audiences what tokens may be for.
 * @returns undefined for anything that is not such a token, made for this API and still valid.
 */
export function accessTokenVerifier(
  keyRing: Pick<KeyRing, 'keyFor'>,
  baseUrl: string,
  audiences: readonly string[],
  now: () => number,
): (token: string) => Promise<AccessToken | undefined> {
  return async token => {
    try {
      const { payload } = await jwtVerify(token, keyRing.keyFor, {
        audience: [...audiences],
        algorithms: ['RS256'],
        typ: 'at+jwt',
        requiredClaims: ['sub', 'exp', 'nbf', 'tid', 'appid', 'idtyp'],
        currentDate: new Date(now()),
        clockTolerance: clockToleranceSeconds,
      })
      const { tid, appid, sub, idtyp, iss } = payload as Record<string, string>
      if (tid === undefined || appid === undefined || sub === undefined || !isId(tid)) return undefined
      if (iss !== issuerOf(baseUrl, tid)) return undefined
      if (idtyp === 'app' && sub === appid)
        return { organizationId: tid, applicationId: appid, scopes: payload['roles'] as string[] }
      if (idtyp !== 'user') return undefined
      const scopes = String(payload['scp'])
        .split(' ')
        .filter(name => name !== '')
      const { [homeClaim]: homeId } = payload as Record<string, string>
      return {
        organizationId: tid,
        applicationId: appid,
        personId: sub,
        ...(homeId !== undefined && { homeId }),
        scopes,
      }
    } catch {
      return undefined
    }
  }
}
