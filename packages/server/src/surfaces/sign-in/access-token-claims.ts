import { randomBytes } from 'node:crypto'
import { homeClaim } from '../../http/access-token.ts'

/** Whom a token is about. */
export type TokenSubject =
  | { readonly kind: 'application' }
  | { readonly kind: 'person'; readonly id: string; readonly email: string; readonly name: string }

/** What an access token says beside issuer, audience and times; in the words of Entra ID, which clients read. */
export function accessTokenClaims(about: {
  readonly subject: TokenSubject
  readonly organizationId: string
  /** The customer's tenant that the person of a partner acts in. */
  readonly actIn?: string | undefined
  readonly clientId: string
  readonly clientName: string
  readonly confidential: boolean
  readonly scopes: readonly string[]
  readonly notBefore: number
}): Record<string, unknown> {
  const { subject, organizationId, actIn, clientId, scopes } = about
  const common = {
    nbf: about.notBefore,
    tid: actIn ?? organizationId,
    appid: clientId,
    azp: clientId,
    appidacr: about.confidential ? '1' : '0',
    azpacr: about.confidential ? '1' : '0',
    app_displayname: about.clientName,
    ver: '2.0',
    uti: randomBytes(16).toString('base64url'),
  }
  if (subject.kind === 'application') return { ...common, oid: clientId, idtyp: 'app', roles: scopes }
  return {
    ...common,
    oid: subject.id,
    idtyp: 'user',
    ...(actIn !== undefined && { [homeClaim]: organizationId }),
    name: subject.name,
    upn: subject.email,
    unique_name: subject.email,
    preferred_username: subject.email,
    scp: scopes.join(' '),
  }
}
