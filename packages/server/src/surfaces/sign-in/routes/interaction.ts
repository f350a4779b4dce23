import { giveApplicationConsent } from '@hailport/registry'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type Provider from 'oidc-provider'
import { fieldOf } from '../browser/forms.ts'
import type { PageDeps } from '../browser/page-deps.ts'
import { findClient } from '../clients.ts'
import { permissionNames } from '../grants.ts'
import { html } from '../pages/html.ts'
import { formToken } from '../pages/parts.ts'
import { everything, impersonation } from '../scopes.ts'
import { changing, shown } from './options.ts'

/** Asks people whether an application may act for them, and tells the provider. */
export function interactionRoutes(deps: PageDeps, providerOf: (organizationId: string) => Provider): void {
  const { registry } = deps
  const read = async (request: FastifyRequest, reply: FastifyReply, organizationId: string) => {
    const provider = providerOf(organizationId)
    const { params, uid } = await provider.interactionDetails(request.raw, reply.raw)
    const scope = (params['scope'] ?? '').split(' ')
    return { provider, uid, clientId: String(params['client_id']), scope, names: permissionNames(scope) }
  }
  deps.app.get('/sign-in/interaction/:uid', shown, async (request, reply) => {
    const session = await deps.requireSession(request)
    const { uid, clientId, scope, names } = await read(request, reply, session.organizationId)
    const client = await findClient(deps, clientId, true)
    const reader = deps.member(request)
    const { texts } = reader
    const all = names.includes(everything) || names.includes(impersonation)
    const lines = [
      texts.allowSignIn,
      ...(all ? [texts.allowEverything] : names),
      ...(scope.includes('offline_access') ? [texts.allowOffline] : []),
    ]
    const body = html`<p>${texts.allowText(client?.name ?? clientId, session.email)}</p>
<ul>${lines.map(line => html`<li>${line}</li>`)}</ul>
<form method="post" action="/sign-in/interaction/${uid}">${formToken(reader.formToken)}
<button name="answer" value="allow">${texts.allow}</button> <button class="quiet" name="answer" value="deny">${texts.deny}</button></form>`
    return deps.send(reply, reader, { title: texts.allowTitle, body }, { session })
  })
  deps.app.post('/sign-in/interaction/:uid', changing, async (request, reply) => {
    const session = await deps.requireSessionForm(request)
    const { provider, clientId, names } = await read(request, reply, session.organizationId)
    const allowed = fieldOf(request.body, 'answer') === 'allow'
    if (allowed) await giveApplicationConsent(registry, session.principal, clientId, names)
    const result = allowed
      ? { consent: {} }
      : { error: 'access_denied', error_description: 'AADSTS65004: The person declined.' }
    return reply.redirect(await provider.interactionResult(request.raw, reply.raw, result), 303)
  })
}
