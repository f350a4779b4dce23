import {
  type ActiveSession,
  addPasskey,
  addTotp,
  findOrganizationName,
  makeRecoveryCodes,
  passkeyCreation,
  RegistryError,
  removePasskey,
  removeTotp,
} from '@hailport/registry'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { relyingParty } from '../browser/flow.ts'
import { fieldOf } from '../browser/forms.ts'
import type { PageDeps } from '../browser/page-deps.ts'
import { html } from '../pages/html.ts'
import { changing, checking, home, shown } from './options.ts'
import { codesPage, totpForm } from './set-up.ts'

/** Factors are changed only so long after the sign-in, ms. */
const recentMs = 900_000

/** @throws recent_sign_in_needed */
function requireRecent({ registry }: PageDeps, session: ActiveSession): void {
  if (session.authTime + recentMs <= registry.now()) throw new RegistryError('recent_sign_in_needed')
}

async function recentForm(deps: PageDeps, request: FastifyRequest): Promise<ActiveSession> {
  const session = await deps.requireSessionForm(request)
  requireRecent(deps, session)
  return session
}

async function appPage(deps: PageDeps, request: FastifyRequest, reply: FastifyReply, sent?: { secret: string }) {
  const session = await deps.requireSession(request)
  requireRecent(deps, session)
  const reader = deps.member(request)
  const { texts } = reader
  const organizationName = await findOrganizationName(deps.registry, session.principal.organization)
  const form = { action: '/account/authenticator-app', email: session.email, organizationName }
  const body = html`${totpForm(reader, { ...form, ...(sent && { ...sent, failed: true }) })}
<p><a href="${home}">${texts.backToAccount}</a></p>`
  return deps.send(reply, reader, { title: texts.setUpApp, body }, { session, status: sent ? 400 : 200 })
}

function appRoutes(deps: PageDeps): void {
  const { app, registry } = deps
  app.get('/account/authenticator-app', shown, (request, reply) => appPage(deps, request, reply))
  app.post('/account/authenticator-app', checking, async (request, reply) => {
    const session = await recentForm(deps, request)
    const secret = fieldOf(request.body, 'secret')
    try {
      await addTotp(registry, session.principal, session, secret, fieldOf(request.body, 'code'))
    } catch (error) {
      if (!(error instanceof RegistryError && error.code === 'sign_in_failed')) throw error
      return appPage(deps, request, reply, { secret })
    }
    return showNewCodes(deps, request, reply, session)
  })
  app.post('/account/authenticator-app/remove', changing, async (request, reply) => {
    const session = await recentForm(deps, request)
    await removeTotp(registry, session.principal, session)
    return reply.redirect(home, 303)
  })
}

async function showNewCodes(deps: PageDeps, request: FastifyRequest, reply: FastifyReply, session: ActiveSession) {
  const codes = await makeRecoveryCodes(deps.registry, session.principal, session)
  const reader = deps.member(request)
  const back = html`<p><a class="button" href="${home}">${reader.texts.backToAccount}</a></p>`
  return codesPage(deps, reply, reader, codes, back, { session })
}

interface PasskeyParams {
  readonly passkeyId: string
}

/** Changing the second factors. */
export function accountFactorRoutes(deps: PageDeps): void {
  const { app, registry, baseUrl, cookies } = deps
  appRoutes(deps)
  app.post('/account/recovery-codes', changing, async (request, reply) =>
    showNewCodes(deps, request, reply, await recentForm(deps, request)),
  )
  app.post('/account/passkeys/options', changing, async request => {
    const session = await recentForm(deps, request)
    return passkeyCreation(registry, relyingParty(baseUrl), session, cookies.read(request, 'session') ?? '')
  })
  app.post('/account/passkeys', checking, async request => {
    const session = await recentForm(deps, request)
    const { response } = request.body as { response?: unknown }
    const made = { holder: cookies.read(request, 'session') ?? '', response, name: fieldOf(request.body, 'name') }
    await addPasskey(registry, relyingParty(baseUrl), session.principal, session, made)
    return { location: home }
  })
  app.post('/account/passkeys/:passkeyId/remove', changing, async (request, reply) => {
    const session = await recentForm(deps, request)
    await removePasskey(registry, session.principal, session, (request.params as PasskeyParams).passkeyId)
    return reply.redirect(home, 303)
  })
}
