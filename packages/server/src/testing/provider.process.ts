/**
 * A second OpenID provider, as a process of its own: oidc-provider over HTTP, which signs in whom `login_hint` names and does what it is
 * told over IPC.
 */
import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decodeJwt, type JWTPayload, SignJWT } from 'jose'
import Provider from 'oidc-provider'

/** What the process is told to do. */
export type ProviderCommand =
  | { readonly do: 'client'; readonly client: object }
  | { readonly do: 'person'; readonly name: string; readonly claims: object }
  /** Claims that ID tokens get in place of the right ones, and whether an unknown key signs them. */
  | { readonly do: 'forge'; readonly claims?: JWTPayload; readonly strangerKey?: boolean }
  | { readonly do: 'rotate' }
  | { readonly do: 'sign'; readonly claims: JWTPayload; readonly header?: object }

const makeKey = () => ({ kid: randomUUID(), key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey })
const stranger = makeKey()
let current = makeKey()
let forge: Extract<ProviderCommand, { do: 'forge' }> | undefined
const stored = new Map<string, Record<string, unknown>>()
const people = new Map<string, object>()
let issuer = ''

const sign = (claims: JWTPayload, header: object = {}, key: { kid: string; key: KeyObject } = current) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: current.kid, ...header }).sign(key.key)

function adapterOf(model: string) {
  const keyOf = (id: string) => `${model} ${id}`
  const by = (name: string, value: string) =>
    [...stored].find(([key, payload]) => key.startsWith(`${model} `) && payload[name] === value)?.[1]
  return {
    upsert: async (id: string, payload: object) => void stored.set(keyOf(id), { ...payload }),
    find: async (id: string) => stored.get(keyOf(id)),
    findByUid: async (uid: string) => by('uid', uid),
    findByUserCode: async (userCode: string) => by('userCode', userCode),
    consume: async (id: string) => void Object.assign(stored.get(keyOf(id)) ?? {}, { consumed: 1 }),
    destroy: async (id: string) => void stored.delete(keyOf(id)),
    revokeByGrantId: async () => undefined,
  }
}

function makeProvider(): Provider {
  const provider: Provider = new Provider(issuer, {
    adapter: adapterOf,
    jwks: { keys: [{ ...current.key.export({ format: 'jwk' }), kid: current.kid, alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['a test has no secrets'] },
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups', '_claim_names'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_context: unknown, accountId: string) => ({
      accountId,
      claims: async () => ({ sub: accountId, ...people.get(accountId) }),
    }),
    async loadExistingGrant(context: { oidc: { client: { clientId: string }; session: { accountId: string } } }) {
      const { client, session } = context.oidc
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
      grant.addOIDCScope('openid profile email')
      await grant.save()
      return grant
    },
  })
  provider.use(async (context, next) => {
    await next()
    const body = context.body as { id_token?: string } | undefined
    if (forge === undefined || body?.id_token === undefined) return
    const claims = { ...decodeJwt(body.id_token), ...forge.claims }
    context.body = { ...body, id_token: await sign(claims, {}, forge.strangerKey ? stranger : current) }
  })
  return provider
}

async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { params } = await provider.interactionDetails(request, response)
  const [accountId = ''] = (params['login_hint'] ?? '').split('@')
  const result = people.has(accountId) ? { login: { accountId } } : { error: 'access_denied' }
  response.writeHead(303, { location: await provider.interactionResult(request, response, result) }).end()
}

let provider: Provider
const server = createServer((request, response) => {
  const work = request.url?.startsWith('/interaction/')
    ? interact(provider, request, response)
    : provider.callback()(request, response)
  work.catch(error => response.writeHead(500).end(String(error)))
})
server.listen(0, '127.0.0.1', () => {
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  provider = makeProvider()
  process.send?.({ issuer })
})

process.on('message', async (command: ProviderCommand) => {
  if (command.do === 'client')
    stored.set(`Client ${(command.client as { client_id: string }).client_id}`, { ...command.client })
  if (command.do === 'person') people.set(command.name, command.claims)
  if (command.do === 'forge') forge = command.claims || command.strangerKey ? command : undefined
  if (command.do === 'rotate') {
    current = makeKey()
    provider = makeProvider()
  }
  const token = command.do === 'sign' ? await sign({ iss: issuer, ...command.claims }, command.header) : undefined
  process.send?.({ done: true, token })
})
process.on('disconnect', () => process.exit())
