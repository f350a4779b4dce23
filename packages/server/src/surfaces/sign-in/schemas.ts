import Type from 'typebox'

const tags = ['Sign-in']
const security: [] = []
const Document = Type.Record(Type.String(), Type.Unknown())

export const discoverySchema = {
  tags,
  security,
  operationId: 'getOpenIdConfiguration',
  summary: 'Discovery document',
  description: 'OpenID Connect Discovery.',
  response: { 200: Document },
}

export const keysSchema = {
  tags,
  security,
  operationId: 'getKeys',
  summary: 'Public keys',
  description: 'The JSON Web Key set that verifies access tokens.',
  response: { 200: Document },
}

const TokenRequest = Type.Object(
  {
    grant_type: Type.Enum(['client_credentials']),
    client_id: Type.Optional(Type.String()),
    client_secret: Type.Optional(Type.String()),
    client_assertion_type: Type.Optional(Type.String()),
    client_assertion: Type.Optional(Type.String()),
  },
  { examples: [{ grant_type: 'client_credentials' }] },
)

const TokenAnswer = Type.Object({
  access_token: Type.String({ description: 'A JWT for this API.' }),
  expires_in: Type.Integer(),
  token_type: Type.String(),
})

const TokenError = Type.Object({ error: Type.String(), error_description: Type.Optional(Type.String()) })

export const tokenSchema = {
  tags,
  security,
  operationId: 'getAccessToken',
  summary: 'Get an access token',
  description:
    'Client credentials (RFC 6749) with client_secret_basic, client_secret_post or private_key_jwt. The client id is the id of the application.',
  body: { content: { 'application/x-www-form-urlencoded': { schema: TokenRequest } } },
  response: { 200: TokenAnswer, 400: TokenError, 401: TokenError },
}
