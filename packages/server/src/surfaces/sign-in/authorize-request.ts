import { graphPermissions } from '@hailport/registry'
import { SignInFault } from './fault.ts'
import { consentAsked } from './interactions.ts'
import { type AskedScopes, anyLater, everything, impersonation, readScopes } from './scopes.ts'
import { refuseDoubles } from './token-request.ts'

const handedOn = [
  'client_id',
  'client_secret',
  'client_assertion',
  'client_assertion_type',
  'redirect_uri',
  'response_type',
  'response_mode',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'login_hint',
  'id_token_hint',
] as const

/** A request for a code, or for a device code, read. */
export interface AuthorizeRequest {
  readonly scopes: AskedScopes
  /** The request as the provider understands it. */
  readonly parameters: URLSearchParams
  /** Whether the client wants to be answered without anybody being asked. */
  readonly silent: boolean
  /** Whether the person has to sign in anew. */
  readonly again: boolean
  /** Seconds that the sign-in may be old. */
  readonly maxAge?: number
}

const known = new Map(
  [...Object.keys(graphPermissions), everything, impersonation].map(name => [name.toLowerCase(), name]),
)

/** Names as they are written here; ones that nobody has here are left out, and the answer tells which were given. */
function knownNames(names: readonly string[]): string[] {
  const found = names.map(name => known.get(name.toLowerCase())).filter(name => name !== undefined)
  if (names.length > 0 && found.length === 0)
    throw new SignInFault(
      'invalid_scope',
      70011,
      `None of the permissions is known here: ${names.join(' ').slice(0, 200)}.`,
    )
  return found
}

function readMaxAge(text: string | null): { maxAge?: number } {
  if (text === null) return {}
  if (!/^\d{1,9}$/.test(text)) throw new SignInFault('invalid_request', 90014, 'max_age must be a number of seconds.')
  return { maxAge: Number(text) }
}

/**
 * Turns a request in the words of Entra ID, of either version, into one in the words of OAuth.
 * @param audiences our own address first.
 */
export function readAuthorizeRequest(asked: URLSearchParams, audiences: readonly string[]): AuthorizeRequest {
  refuseDoubles(asked)
  const text = (name: string) => asked.get(name) ?? undefined
  const scopes = readScopes({ scope: text('scope'), resource: text('resource') }, audiences)
  const parameters = new URLSearchParams()
  for (const name of handedOn) {
    const value = text(name)
    if (value !== undefined) parameters.set(name, value)
  }
  parameters.set('scope', [...scopes.openId, ...knownNames(scopes.names), anyLater].join(' '))
  // All of them are this API: what is signed in for one may come for another later.
  const first = scopes.audience ?? (audiences[0] as string)
  for (const audience of [first, ...audiences.filter(each => each !== first)]) parameters.append('resource', audience)
  const prompts = new Set((text('prompt') ?? '').split(' ').filter(part => part !== ''))
  const silent = prompts.has('none')
  if (silent) parameters.set('prompt', 'none')
  else if (scopes.openId.includes('offline_access') || prompts.has('consent')) parameters.set('prompt', 'consent')
  if (prompts.has('consent')) parameters.set(consentAsked, '1')
  return {
    scopes,
    parameters,
    silent,
    again: prompts.has('login') || prompts.has('select_account'),
    ...readMaxAge(asked.get('max_age')),
  }
}
