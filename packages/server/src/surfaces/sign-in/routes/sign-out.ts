import { closeSession } from '@hailport/registry'
import type { PageDeps } from '../browser/page-deps.ts'
import { html } from '../pages/html.ts'
import { changing, shown } from './options.ts'

/** Signing out, and the page afterwards. */
export function signOutRoutes(deps: PageDeps): void {
  deps.app.post('/sign-out', changing, async (request, reply) => {
    const session = await deps.readSession(request)
    if (session) await closeSession(deps.registry, await deps.requireSessionForm(request))
    deps.cookies.remove(reply, 'session')
    return reply.redirect('/signed-out', 303)
  })
  deps.app.get('/signed-out', shown, async (request, reply) => {
    const reader = deps.visitor(request, reply)
    const { texts } = reader
    const body = html`<p>${texts.signedOutText}</p><p><a class="button" href="/sign-in">${texts.signInAgain}</a></p>`
    return deps.send(reply, reader, { title: texts.signedOut, body })
  })
}
