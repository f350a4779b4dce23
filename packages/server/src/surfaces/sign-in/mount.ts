import { RegistryError } from '@hailport/registry'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { toRegistryError } from '../../http/to-registry-error.ts'
import type { App } from '../surface.ts'
import { authorizeRoutes } from './authorize-routes.ts'
import { browserSessionReader } from './browser/browser-session.ts'
import { deleteExpired } from './delete-expired.ts'
import { deviceRoutes } from './device-routes.ts'
import { faultBody, SignInFault } from './fault.ts'
import { idsOf } from './inner-request.ts'
import { html } from './pages/html.ts'
import { languageOf, textsOf } from './pages/language.ts'
import { sendPage } from './pages/render-page.ts'
import type { ProviderDeps } from './provider.ts'
import { type OrganizationProvider, providersOf } from './providers.ts'
import { tokenRoutes } from './token-routes.ts'
import { userinfoRoute } from './userinfo.ts'

/** What the routes of signing in work with. */
export interface SignIn extends ProviderDeps {
  readonly base: URL
  providerOf(organizationId: string | undefined): OrganizationProvider
}

const cleanUpMs = 600_000
/** Bytes of a form; the largest thing in one is an assertion with its certificate. */
const formBytes = 65_536

/** Faults of the service in the words that clients of token endpoints know. */
function asFault(error: unknown): SignInFault {
  if (error instanceof SignInFault) return error
  const { code, entry, message } = toRegistryError(error)
  if (code === 'rate_limited') return new SignInFault('temporarily_unavailable', 90055, message, entry.status)
  if (entry.status === 500) return new SignInFault('server_error', 90000, entry.cause, entry.status)
  if (entry.status >= 500) return new SignInFault('temporarily_unavailable', 90033, message, entry.status)
  return new SignInFault('invalid_request', 90013, message, entry.status)
}

/** For who reads it in a browser. */
function faultPage(fault: SignInFault, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const language = languageOf(request.headers['accept-language'])
  const texts = textsOf(language)
  const body = html`<p lang="en">${fault.message}</p>
<dl><dt>${texts.errorCode}</dt><dd><code>AADSTS${fault.number}</code> <code>${fault.error}</code></dd>
<dt>${texts.requestId}</dt><dd><code>${request.id}</code></dd></dl>`
  return sendPage(reply, { title: texts.error, body, language }, fault.status)
}

function useFaults(app: FastifyInstance, { registry, baseUrl }: ProviderDeps): void {
  app.setErrorHandler((error, request, reply) => {
    const fault = asFault(error)
    const { retryAfterSeconds } = error instanceof RegistryError ? error : {}
    if (fault.status >= 500) request.log.error({ err: error }, 'sign-in failed')
    if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds)
    else if (fault.status === 503) reply.header('retry-after', 5)
    if (/\btext\/html\b/.test(request.headers.accept ?? '')) return faultPage(fault, request, reply)
    return reply
      .code(fault.status)
      .header('cache-control', 'no-store')
      .send(faultBody(fault, idsOf(request), registry.now(), baseUrl))
  })
}

function useForms(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: formBytes },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  )
}

/** Clients compare the id that they sent with the one that comes back. */
function useClientRequestIds(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-ms-request-id', request.id).header('client-request-id', idsOf(request).correlation)
    done()
  })
}

/** The OpenID providers of all organizations, under addresses as those of Entra ID. */
export async function mountSignIn(app: App, deps: ProviderDeps): Promise<SignIn> {
  const failed = (err: Error) => app.log.error({ err }, 'sign-in failed')
  const signIn: SignIn = { ...deps, base: new URL(deps.baseUrl), providerOf: providersOf(deps, failed) }
  const timer = setInterval(() => {
    deleteExpired(deps.registry).catch(error => app.log.error({ err: error }, 'expired sign-in state was not deleted'))
  }, cleanUpMs)
  timer.unref()
  app.addHook('onClose', async () => clearInterval(timer))
  await app.register(async scope => {
    useForms(scope)
    useFaults(scope, deps)
    useClientRequestIds(scope)
    tokenRoutes(scope, signIn)
    const readSession = browserSessionReader(deps)
    authorizeRoutes(scope, signIn, readSession)
    deviceRoutes(scope, signIn, readSession)
  })
  userinfoRoute(app, deps)
  return signIn
}
