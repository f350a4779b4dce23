import { findOrganizationName } from '@hailport/registry'
import type { PageDeps } from '../browser/page-deps.ts'
import { html } from '../pages/html.ts'
import { shown } from './options.ts'

/** The person's own page. */
export function accountRoutes(deps: PageDeps): void {
  deps.app.get('/account', shown, async (request, reply) => {
    const session = await deps.requireSession(request)
    const reader = deps.member(request)
    const { texts } = reader
    const organizationName = await findOrganizationName(deps.registry, session.principal.organization)
    const body = html`<p>${texts.signedInAs(session.email, organizationName)}</p>`
    return deps.send(reply, reader, { title: texts.account, body, wide: true }, { session })
  })
}
