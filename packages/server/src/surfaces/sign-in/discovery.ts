import { issuerOf } from '../../http/issuers.ts'
import { openIdScopes } from './scopes.ts'

/** What an application may sign its assertions with. */
export const assertionAlgorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'PS384', 'PS512']

/** Names under which people of any organization sign in. */
export const anyOrganization: readonly string[] = ['organizations', 'common']

/**
 * The OpenID configuration of an organization.
 * @param name its id, or one of `anyOrganization`: then the issuer depends on who signs in.
 */
export function discoveryDocument(baseUrl: string, name: string): Record<string, unknown> {
  const any = anyOrganization.includes(name)
  const endpoint = `${baseUrl}/${name}/oauth2/v2.0`
  return {
    issuer: issuerOf(baseUrl, any ? '{tenantid}' : name),
    authorization_endpoint: `${endpoint}/authorize`,
    token_endpoint: `${endpoint}/token`,
    device_authorization_endpoint: `${endpoint}/devicecode`,
    userinfo_endpoint: `${baseUrl}/oidc/userinfo`,
    end_session_endpoint: `${endpoint}/logout`,
    jwks_uri: `${baseUrl}/${name}/discovery/v2.0/keys`,
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    grant_types_supported: [
      'authorization_code',
      'refresh_token',
      'urn:ietf:params:oauth:grant-type:device_code',
      ...(any ? [] : ['client_credentials']),
    ],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: openIdScopes,
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic', 'private_key_jwt', 'none'],
    token_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    claims_supported: [
      'sub',
      'iss',
      'aud',
      'exp',
      'iat',
      'auth_time',
      'nonce',
      'amr',
      'oid',
      'tid',
      'ver',
      'name',
      'preferred_username',
      'email',
    ],
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    authorization_response_iss_parameter_supported: true,
  }
}
