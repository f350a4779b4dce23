import { SignInFault } from './fault.ts'
import { type AskedScopes, everything, readScopes } from './scopes.ts'

const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code'

/** What the provider is handed on; it has no use for the rest of what clients send along. */
const handedOn = [
  'client_id',
  'client_secret',
  'client_assertion',
  'client_assertion_type',
  'code',
  'code_verifier',
  'redirect_uri',
  'refresh_token',
] as const

/** A token request, read. */
export interface TokenRequest {
  readonly grantType: string
  readonly scopes: AskedScopes
  /** Header of the client's assertion, when it sent one. */
  readonly assertion?: Record<string, unknown>
  readonly clientInfo: boolean
  /** The request as the provider understands it. */
  readonly parameters: URLSearchParams
}

/** @throws SignInFault when a parameter comes twice: which one counts would be a matter of who reads it. */
export function refuseDoubles(form: URLSearchParams): void {
  for (const name of form.keys())
    if (form.getAll(name).length > 1)
      throw new SignInFault('invalid_request', 90100, `The parameter ${name.slice(0, 100)} was sent more than once.`)
}

/** The header of a signed assertion; whether the rest is worth anything is for the provider to find out. */
export function headerOf(assertion: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(Buffer.from(assertion.split('.')[0] ?? '', 'base64url').toString())
    return typeof header === 'object' && header !== null ? { ...header } : {}
  } catch {
    return {}
  }
}

/** Turns a request in the words of Entra ID, of either version, into one in the words of OAuth. */
export function readTokenRequest(form: URLSearchParams, audiences: readonly string[]): TokenRequest {
  refuseDoubles(form)
  const text = (name: string) => form.get(name) ?? undefined
  const asked = text('grant_type')
  const grantType = asked === 'device_code' ? deviceCode : (asked ?? '')
  if (grantType === '')
    throw new SignInFault(
      'invalid_request',
      900144,
      "The request body must contain the following parameter: 'grant_type'.",
    )
  const scopes = readScopes({ scope: text('scope'), resource: text('resource') }, audiences)
  if (grantType === 'client_credentials' && scopes.names.some(name => name !== everything))
    throw new SignInFault(
      'invalid_scope',
      1002012,
      'Client credential flows must have a scope value with /.default suffixed to the resource identifier.',
    )
  const parameters = new URLSearchParams({ grant_type: grantType })
  for (const name of handedOn) {
    const value = text(name)
    if (value !== undefined) parameters.set(name, value)
  }
  if (grantType === deviceCode) {
    // The first version of the protocol calls it `code`.
    const value = text('device_code') ?? text('code')
    parameters.delete('code')
    if (value !== undefined) parameters.set('device_code', value)
  }
  if (scopes.audience !== undefined) parameters.set('resource', scopes.audience)
  const assertion = text('client_assertion')
  return {
    grantType,
    scopes,
    ...(assertion !== undefined && { assertion: headerOf(assertion) }),
    clientInfo: text('client_info') === '1',
    parameters,
  }
}
