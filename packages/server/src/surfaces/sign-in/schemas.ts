import Type from 'typebox'

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
