import Type from 'typebox'
import { answers } from '../schemas/common.ts'

const tags = ['Sign-in']
const security: [] = []
const Document = Type.Record(Type.String(), Type.Unknown())

/** Of every address of an organization. */
const Organization = Type.Object({
  organization: Type.String({
    maxLength: 253,
    description: 'Id of the organization, or the domain of a tenant; `organizations` or `common` where people sign in.',
  }),
})

const Fault = Type.Object({
  error: Type.String(),
  error_description: Type.String(),
  error_codes: Type.Array(Type.Integer(), { description: 'The number after AADSTS.' }),
  timestamp: Type.String(),
  trace_id: Type.String(),
  correlation_id: Type.String(),
  error_uri: Type.String(),
})

const faults = { 400: Fault, 401: Fault, 429: Fault, 503: Fault }

/** The discovery document; `version` is that of the protocol in whose place it stands. */
export const discoverySchema = (version: 1 | 2) => ({
  tags,
  security,
  operationId: version === 2 ? 'getOpenIdConfiguration' : 'getOpenIdConfigurationV1',
  summary: 'Discovery document',
  description:
    'OpenID Connect Discovery. Every well-formed name has one: the answer does not tell whether there is such an organization.',
  params: Organization,
  response: { 200: Document, 400: Fault },
})

export const keysSchema = (version: 1 | 2) => ({
  tags,
  security,
  operationId: version === 2 ? 'getKeys' : 'getKeysV1',
  summary: 'Public keys',
  description: 'The JSON Web Key set that verifies tokens. New keys stand here before they sign.',
  params: Organization,
  response: { 200: Document },
})

const optional = Type.Optional(Type.String())

const TokenRequest = Type.Object(
  {
    grant_type: Type.String({
      description:
        'client_credentials, authorization_code, refresh_token, or device_code (also as the URN of RFC 8628).',
    }),
    client_id: optional,
    client_secret: optional,
    client_assertion_type: optional,
    client_assertion: optional,
    scope: Type.Optional(Type.String({ description: 'Such as https://hailport.example/.default.' })),
    resource: Type.Optional(
      Type.String({ description: 'In place of a scope, as in the first version of the protocol.' }),
    ),
    code: optional,
    code_verifier: optional,
    redirect_uri: optional,
    device_code: optional,
    refresh_token: optional,
  },
  { examples: [{ grant_type: 'client_credentials' }] },
)

const TokenAnswer = Type.Object({
  token_type: Type.String(),
  expires_in: Type.Integer(),
  ext_expires_in: Type.Integer(),
  access_token: Type.String({ description: 'A JWT for this API.' }),
  scope: optional,
  refresh_token: optional,
  id_token: optional,
  client_info: optional,
})

const form = <T>(schema: T) => ({ content: { 'application/x-www-form-urlencoded': { schema } } })

export const tokenSchema = (version: 1 | 2) => ({
  tags,
  security,
  operationId: version === 2 ? 'getAccessToken' : 'getAccessTokenV1',
  summary: 'Get an access token',
  description:
    'RFC 6749, with client_secret_post, client_secret_basic, a signed assertion, or nothing for public clients. The client id is the id of the application.',
  params: Organization,
  body: form(TokenRequest),
  response: { 200: TokenAnswer, ...faults },
})

/** Where browsers are sent to sign in. */
export const authorizeSchema = (version: 1 | 2, method: 'GET' | 'POST') => ({
  tags,
  security,
  operationId: `authorize${method === 'GET' ? '' : 'ByForm'}${version === 2 ? '' : 'V1'}`,
  summary: 'Sign in in a browser',
  description:
    'Authorization code (RFC 6749) with PKCE by S256, which public clients must use. Shows the sign-in page where it is needed, then leads to the redirect URI.',
  params: Organization,
  response: {
    303: Type.Null({ description: 'To the sign-in page, or to the redirect URI with a code or an error.' }),
    400: Fault,
  },
})

/** Where browsers are sent to sign out. */
export const logoutSchema = (method: 'GET' | 'POST') => ({
  tags,
  security,
  operationId: `logout${method === 'GET' ? '' : 'ByForm'}`,
  summary: 'Sign out in a browser',
  description:
    'OpenID Connect RP-Initiated Logout. With an id token about the person who is signed in, the session ends at once; otherwise a page asks.',
  params: Organization,
  response: {
    303: Type.Null({ description: 'To a redirect URI of the application, or to the page that says so.' }),
  },
})

export const deviceCodeSchema = (version: 1 | 2) => ({
  tags,
  security,
  operationId: version === 2 ? 'startDeviceCode' : 'startDeviceCodeV1',
  summary: 'Start a sign-in on another device',
  description:
    'RFC 8628. The person opens the page, enters the code, and the token endpoint gives tokens from then on.',
  params: Organization,
  body: form(Type.Object({ client_id: Type.String(), scope: optional }, { examples: [{ client_id: 'id' }] })),
  response: {
    200: Type.Object({
      user_code: Type.String(),
      device_code: Type.String(),
      verification_uri: Type.String(),
      verification_uri_complete: Type.String(),
      expires_in: Type.Integer(),
      interval: Type.Integer(),
      message: Type.String(),
    }),
    ...faults,
  },
})

export const userinfoSchema = {
  tags,
  operationId: 'getUserinfo',
  summary: 'Who am I, in the words of OpenID Connect',
  description: "For a person's access token.",
  response: answers({
    200: Type.Object({
      sub: Type.String(),
      oid: Type.String(),
      tid: Type.String(),
      name: Type.String(),
      preferred_username: Type.String(),
      email: Type.String(),
    }),
  }),
}
