import { beginPending, endSessions, revokeAccessToken, revokePersonApplication } from '@hailport/registry'
import { goOn } from '../browser/flow.ts'
import type { PageDeps } from '../browser/page-deps.ts'
import { changing, home } from './options.ts'

/** Ending sessions, revoking applications and tokens, switching to another organization. */
export function accountSessionRoutes(deps: PageDeps): void {
  const { app, registry } = deps
  app.post('/account/sessions/:sessionId/end', changing, async (request, reply) => {
    const session = await deps.requireSessionForm(request)
    const { sessionId } = request.params as { sessionId: string }
    await endSessions(registry, session.principal, session, { only: sessionId })
    return reply.redirect(home, 303)
  })
  app.post('/account/sessions/end-others', changing, async (request, reply) => {
    const session = await deps.requireSessionForm(request)
    await endSessions(registry, session.principal, session, { except: session.sessionId })
    return reply.redirect(home, 303)
  })
  app.post('/account/applications/:applicationId/revoke', changing, async (request, reply) => {
    const session = await deps.requireSessionForm(request)
    const { applicationId } = request.params as { applicationId: string }
    await revokePersonApplication(registry, session.principal, session, applicationId)
    return reply.redirect(`${home}#applications`, 303)
  })
  app.post('/account/tokens/:tokenId/revoke', changing, async (request, reply) => {
    const { principal, organizationId, personId } = await deps.requireSessionForm(request)
    const { tokenId } = request.params as { tokenId: string }
    await revokeAccessToken(registry, principal, organizationId, personId, tokenId)
    return reply.redirect(`${home}#tokens`, 303)
  })
  // Whom else the password proved may be chosen without typing it again; a second factor is asked for each by itself.
  app.post('/account/switch', changing, async (request, reply) => {
    const { people, email, authTime, amr } = await deps.requireSessionForm(request)
    const pending = { people, email, amr: [amr.includes('fed') ? 'fed' : 'pwd'], at: authTime, continue: home }
    deps.visitor(request, reply)
    return goOn(deps, request, reply, await beginPending(registry, pending), pending)
  })
}
