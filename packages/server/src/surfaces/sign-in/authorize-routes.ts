import type { Registry } from '@hailport/registry'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { actingPersonReader } from '../../http/acting-person.ts'
import { type AuthorizeRequest, readAuthorizeRequest } from './authorize-request.ts'
import type { BrowserSessionReader } from './browser/browser-session.ts'
import { findIssuer, type NamedIssuer } from './find-issuer.ts'
import type { SignIn } from './mount.ts'
import { shown } from './routes/options.ts'
import { authorizeSchema, deviceCodeSchema } from './schemas.ts'
import { headerOf } from './token-request.ts'
import { endpointsOf, handOver, namedIn } from './token-routes.ts'

/** Our note in the address to come back to: when the person was sent to sign in anew, s. */
const sentAt = 'hailport_sent_at'

/** Between scripts and styles that may run, the one that sends a form to the client is let through by its digest. */
const formsPolicy = "default-src 'none';script-src;frame-ancestors 'none'"

type Session = NonNullable<Awaited<ReturnType<BrowserSessionReader>>>

/** What OAuth asks for is for the provider to check. */
const unchecked = () => (value: unknown) => ({ value })

const parametersOf = (request: FastifyRequest): URLSearchParams =>
  request.method === 'POST'
    ? ((request.body as URLSearchParams | undefined) ?? new URLSearchParams())
    : new URL(request.url, 'http://here').searchParams

/** Whether the person has to sign in (again) before the request can go on. */
function mustSignIn(
  session: Session | undefined,
  belongs: boolean,
  asked: AuthorizeRequest,
  sent: number,
  now: number,
): boolean {
  if (asked.silent) return false
  if (!session || !belongs) return true
  if (asked.maxAge !== undefined && now - session.authTime > asked.maxAge * 1000) return true
  return asked.again && !(sent > 0 && session.authTime >= sent * 1000)
}

/** The sign-in page, from which the browser comes back here. */
function toSignIn(
  reply: FastifyReply,
  issuer: NamedIssuer,
  parameters: URLSearchParams,
  asked: AuthorizeRequest,
  now: number,
): FastifyReply {
  const back = new URLSearchParams(parameters)
  back.set(sentAt, String(Math.floor(now / 1000)))
  const page = new URLSearchParams({ continue: `/${issuer.asWritten}/oauth2/v2.0/authorize?${back}` })
  if (!issuer.any) page.set('organization', issuer.asWritten)
  if (asked.again || asked.maxAge !== undefined) page.set('prompt', 'login')
  const hint = parameters.get('login_hint')
  if (hint !== null) page.set('login_hint', hint)
  return reply.redirect(`/sign-in?${page}`, 303)
}

/** Makes the function that tells whether a session can answer: one of the organization, or of a partner's person who may act in it. */
function sessionMatcher(registry: Registry) {
  const actingAs = actingPersonReader(registry)
  return async ({ organizationId: homeId, personId }: Session, { any, organizationId: tenantId }: NamedIssuer) => {
    if (any || homeId === tenantId) return true
    return tenantId !== undefined && (await actingAs({ homeId, personId, tenantId })) !== undefined
  }
}

/** Codes for who signs in in a browser, and device codes for who does so elsewhere. */
export function authorizeRoutes(app: FastifyInstance, signIn: SignIn, readSession: BrowserSessionReader): void {
  const { registry, audiences, baseUrl, keyRing } = signIn
  const issuerOfRequest = (request: FastifyRequest) =>
    findIssuer(registry, keyRing.cookieKeys[0] ?? '', namedIn(request))

  const isFor = sessionMatcher(registry)

  const authorize = async (request: FastifyRequest, reply: FastifyReply) => {
    const issuer = await issuerOfRequest(request)
    const given = parametersOf(request)
    const sent = Number(given.get(sentAt) ?? 0)
    const asked = readAuthorizeRequest(given, audiences)
    const session = await readSession(request)
    const belongs = session !== undefined && (await isFor(session, issuer))
    if (mustSignIn(session, belongs, asked, sent, registry.now()))
      return toSignIn(reply, issuer, given, asked, registry.now())
    const organizationId = belongs || issuer.any ? session?.organizationId : issuer.organizationId
    reply.header('content-security-policy', formsPolicy)
    await handOver(
      signIn,
      request,
      reply,
      { organizationId, path: '/oauth2/v2.0/authorize', parameters: asked.parameters },
      { scopes: asked.scopes, ...(belongs && { session }) },
    )
  }

  const resume = async (request: FastifyRequest, reply: FastifyReply) => {
    const session = await readSession(request)
    const { uid } = request.params as { uid: string }
    const { organizationId } = await issuerOfRequest(request)
    const path = `/oauth2/v2.0/authorize/${encodeURIComponent(uid)}`
    reply.header('content-security-policy', formsPolicy)
    await handOver(
      signIn,
      request,
      reply,
      { organizationId, path, parameters: new URLSearchParams() },
      { ...(session?.organizationId === organizationId && { session }) },
    )
  }

  const startDevice = async (request: FastifyRequest, reply: FastifyReply) => {
    const issuer = await issuerOfRequest(request)
    const given = parametersOf(request)
    const { scopes, parameters } = readAuthorizeRequest(given, audiences)
    const assertion = given.get('client_assertion')
    await handOver(
      signIn,
      request,
      reply,
      { organizationId: issuer.organizationId, path: '/oauth2/v2.0/devicecode', parameters },
      {
        scopes,
        endpoints: endpointsOf(baseUrl, issuer),
        address: request.ip,
        ...(assertion !== null && { assertion: headerOf(assertion) }),
      },
    )
  }

  for (const version of [1, 2] as const) {
    const place = version === 1 ? '' : '/v2.0'
    for (const method of ['GET', 'POST'] as const)
      app.route({
        method,
        url: `/:organization/oauth2${place}/authorize`,
        config: { access: 'public', rate: 'token' },
        schema: authorizeSchema(version, method),
        validatorCompiler: unchecked,
        handler: authorize,
      })
    app.post(
      `/:organization/oauth2${place}/devicecode`,
      { config: { access: 'public', rate: 'token' }, schema: deviceCodeSchema(version), validatorCompiler: unchecked },
      startDevice,
    )
  }
  app.get('/:organization/oauth2/v2.0/authorize/:uid', shown, resume)
}
