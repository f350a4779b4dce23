import type { ProviderError } from 'oidc-provider'
import { SignInFault } from './fault.ts'

interface Row {
  /** OAuth error of the provider. */
  readonly error: string
  /** Part of what the provider says about it. */
  readonly when?: RegExp
  readonly number: number
  readonly message: string
  /** OAuth error of the answer, where Entra ID has another one. */
  readonly as?: string
  readonly status?: number
}

const rows: readonly Row[] = [
  {
    error: 'invalid_client',
    when: /client not found/,
    number: 700016,
    status: 400,
    as: 'unauthorized_client',
    message: 'Application with this identifier was not found in the directory.',
  },
  {
    error: 'invalid_client',
    when: /invalid secret/,
    number: 7000215,
    message:
      'Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not its id.',
  },
  {
    error: 'invalid_client',
    when: /does not match the registered/,
    number: 7000218,
    message: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  },
  {
    error: 'invalid_client',
    when: /only be used once/,
    number: 700028,
    message: 'The client assertion was used before.',
  },
  {
    error: 'invalid_client',
    when: /audience|aud /,
    number: 700023,
    message: 'Client assertion audience claim does not match this token endpoint.',
  },
  {
    error: 'invalid_client',
    when: /iss /,
    number: 700022,
    message: 'Client assertion must name the client as issuer and subject.',
  },
  {
    error: 'invalid_client',
    when: /exp|jti/,
    number: 700024,
    message: 'Client assertion is not within its valid time range, or lacks exp or jti.',
  },
  {
    error: 'invalid_client',
    number: 700027,
    message:
      'The certificate with which the client assertion was signed is not registered on the application, or the signature is not valid.',
  },
  {
    error: 'invalid_request',
    when: /no client authentication/,
    number: 900144,
    message: "The request body must contain the following parameter: 'client_id'.",
  },
  {
    error: 'invalid_request',
    when: /grant type is not allowed/,
    number: 7000014,
    as: 'unauthorized_client',
    message: 'The application may not use this grant here.',
  },
  {
    error: 'invalid_request',
    when: /missing required parameter/,
    number: 900144,
    message: 'The request lacks a required parameter.',
  },
  {
    error: 'invalid_request',
    when: /PKCE/,
    number: 9002325,
    message: 'Proof Key for Code Exchange is required for this authorization code redemption.',
  },
  { error: 'unsupported_grant_type', number: 70003, message: 'The grant type is not supported.' },
  {
    error: 'authorization_pending',
    number: 70016,
    message: 'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
  },
  { error: 'expired_token', number: 70020, message: 'The device code has expired. Start again.' },
  { error: 'access_denied', number: 65004, message: 'The person declined.' },
  { error: 'invalid_scope', number: 70011, message: 'The provided value for the scope is not valid.' },
  {
    error: 'invalid_target',
    number: 500011,
    as: 'invalid_resource',
    message: 'Tokens for this resource are not given here, or not to this sign-in.',
  },
  {
    error: 'invalid_grant',
    when: /code_verifier|code_challenge/,
    number: 501481,
    message: 'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  },
  {
    error: 'invalid_grant',
    when: /already (consumed|used)/,
    number: 54005,
    message: 'The code or refresh token was already redeemed; everything that came of it is revoked. Sign in again.',
  },
  {
    error: 'invalid_grant',
    when: /redirect_uri/,
    number: 50011,
    message: 'The redirect URI differs from the one of the authorization request.',
  },
  {
    error: 'invalid_grant',
    when: /refresh token/,
    number: 700082,
    message: 'The refresh token has expired, is revoked, or was never given to this application.',
  },
  {
    error: 'invalid_grant',
    number: 70008,
    message: 'The code or grant has expired, is revoked, or was never given to this application.',
  },
]

/** What the provider refuses, as Entra ID would say it. */
export function toFault(
  error: Pick<ProviderError, 'cause' | 'error' | 'error_description' | 'error_detail' | 'message' | 'status'>,
): SignInFault {
  const cause = error.cause instanceof Error ? error.cause.message : ''
  const said = `${error.error_detail ?? ''} ${error.error_description ?? ''} ${error.message} ${cause}`
  const row = rows.find(each => each.error === error.error && (each.when?.test(said) ?? true))
  const status = error.status ?? 400
  if (row) return new SignInFault(row.as ?? row.error, row.number, row.message, row.status ?? status)
  return new SignInFault(error.error, 90000, error.error_description ?? error.message, status)
}
