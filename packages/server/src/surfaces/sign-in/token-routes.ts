import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { actingPersonReader } from '../../http/acting-person.ts'
import { publicPart } from '../../keys/key-ring.ts'
import { noteAsked } from './asked.ts'
import { discoveryDocument } from './discovery.ts'
import { SignInFault } from './fault.ts'
import { findIssuer, type NamedIssuer } from './find-issuer.ts'
import { innerRequest } from './inner-request.ts'
import type { SignIn } from './mount.ts'
import { discoverySchema, keysSchema, tokenSchema } from './schemas.ts'
import { ownerOfState } from './state-adapter.ts'
import { readTokenRequest, type TokenRequest } from './token-request.ts'

/** Keys may be kept for so long by whoever verifies tokens, s. */
const keysMaxAge = 300

/** What stands in each version of the protocol where. */
const places = { 1: '', 2: '/v2.0' } as const

/** The name in the path; every route here has one. */
export const namedIn = (request: FastifyRequest): string => (request.params as { organization: string }).organization

/** Spellings of an issuer and its token endpoint that assertions are made for. */
export function endpointsOf(baseUrl: string, { name, asWritten }: NamedIssuer): string[] {
  return [...new Set([name, asWritten])].flatMap(each => [
    `${baseUrl}/${each}/oauth2/v2.0/token`,
    `${baseUrl}/${each}/oauth2/token`,
    `${baseUrl}/${each}/v2.0`,
    `${baseUrl}/${each}/`,
    `${baseUrl}/${each}`,
  ])
}

/** What a token endpoint takes, and the model of the provider's state that it stands for. */
const redeemable = [
  ['code', 'AuthorizationCode'],
  ['refresh_token', 'RefreshToken'],
  ['device_code', 'DeviceCode'],
] as const

/** Whose provider answers, and where the person is to act when that is a customer's tenant. */
interface Answering {
  readonly organizationId?: string | undefined
  readonly actIn?: string
}

/**
 * Where people of any organization sign in, the provider of whoever the code or token belongs to. At a customer's tenant also that of a
 * partner whose person may act there; to all others the tenant answers as to any code that is not its own.
 */
async function answering(
  { registry }: SignIn,
  actingAs: ReturnType<typeof actingPersonReader>,
  issuer: NamedIssuer,
  asked: TokenRequest,
): Promise<Answering> {
  const { organizationId: tenantId } = issuer
  if (!issuer.any && tenantId === undefined) return {}
  if (issuer.any && asked.grantType === 'client_credentials')
    throw new SignInFault(
      'invalid_request',
      50059,
      'No tenant-identifying information found. Applications get tokens from the endpoint of their own organization.',
    )
  for (const [parameter, model] of redeemable) {
    const value = asked.parameters.get(parameter)
    if (value === null) continue
    const owner = await ownerOfState(registry, model, value)
    if (tenantId === undefined) return { organizationId: owner?.organizationId ?? undefined }
    const { organizationId: homeId, personId } = owner ?? {}
    if (!homeId || !personId || homeId === tenantId) break
    if (await actingAs({ homeId, personId, tenantId })) return { organizationId: homeId, actIn: tenantId }
    break
  }
  return { organizationId: tenantId }
}

/** Lets the provider of an organization answer. */
export async function handOver(
  signIn: SignIn,
  request: FastifyRequest,
  reply: FastifyReply,
  inner: { organizationId: string | undefined; path: string; parameters: URLSearchParams },
  asked: Parameters<typeof noteAsked>[1],
): Promise<void> {
  const { provider, handle } = signIn.providerOf(inner.organizationId)
  const mount = new URL(provider.issuer).pathname.replace(/\/v2\.0$/, '')
  const made = innerRequest(request, signIn.base, { mount, path: inner.path, parameters: inner.parameters })
  noteAsked(made, asked)
  reply.hijack()
  for (const [name, value] of Object.entries(reply.getHeaders())) reply.raw.setHeader(name, value as string)
  await handle(made, reply.raw)
}

/** How long a browser may keep what a preflight was answered, s. */
const preflightMaxAge = 3_600

/**
 * Answers browsers that ask whether a page of another origin may call the token endpoint. All are answered alike, as nobody is known yet; the
 * token answer itself is for pages of the origins that the client has registered only (`clientBasedCORS`). No cookie is read here.
 */
function preflight(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { origin, 'access-control-request-headers': headers = '' } = request.headers
  reply.header('vary', 'Origin, Access-Control-Request-Headers')
  if (origin !== undefined && request.headers['access-control-request-method'] === 'POST')
    reply.headers({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'POST',
      'access-control-max-age': preflightMaxAge,
      ...(/^[\w, -]{1,500}$/.test(headers) && { 'access-control-allow-headers': headers }),
    })
  return reply.code(204).send(null)
}

/** Discovery, keys and tokens, in both versions of the protocol. */
export function tokenRoutes(app: FastifyInstance, signIn: SignIn): void {
  const { baseUrl, keyRing, audiences } = signIn
  const issuerOfRequest = (request: FastifyRequest) =>
    findIssuer(signIn.registry, keyRing.cookieKeys[0] ?? '', namedIn(request))
  const actingAs = actingPersonReader(signIn.registry)
  const give = async (request: FastifyRequest, reply: FastifyReply) => {
    const issuer = await issuerOfRequest(request)
    const asked = readTokenRequest((request.body as URLSearchParams | undefined) ?? new URLSearchParams(), audiences)
    const { organizationId, actIn } = await answering(signIn, actingAs, issuer, asked)
    const { scopes, assertion, clientInfo, parameters } = asked
    await handOver(
      signIn,
      request,
      reply,
      { organizationId, path: '/oauth2/v2.0/token', parameters },
      {
        scopes,
        clientInfo,
        endpoints: endpointsOf(baseUrl, issuer),
        ...(assertion && { assertion }),
        ...(actIn !== undefined && { actIn }),
      },
    )
  }
  const config = { access: 'public', rate: 'token' } as const
  for (const version of [1, 2] as const) {
    const place = places[version]
    app.get(
      `/:organization${place}/.well-known/openid-configuration`,
      { config: { access: 'public' }, schema: discoverySchema(version) },
      async (request, reply) => {
        reply.header('access-control-allow-origin', '*')
        return discoveryDocument(baseUrl, (await issuerOfRequest(request)).name)
      },
    )
    app.get(
      `/:organization/discovery${place}/keys`,
      { config: { access: 'public' }, schema: keysSchema(version) },
      async (_request, reply) => {
        reply.headers({ 'cache-control': `public, max-age=${keysMaxAge}`, 'access-control-allow-origin': '*' })
        return { keys: keyRing.keys.map(publicPart) }
      },
    )
    app.options(`/:organization/oauth2${place}/token`, { config, schema: { hide: true } }, preflight)
    const unchecked = () => (value: unknown) => ({ value })
    app.post(
      `/:organization/oauth2${place}/token`,
      { config, schema: tokenSchema(version), validatorCompiler: unchecked },
      give,
    )
  }
}
