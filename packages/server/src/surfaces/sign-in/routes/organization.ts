import { nextStep, updatePending } from '@hailport/registry'
import { goOn, pendingOf } from '../browser/flow.ts'
import { fieldOf } from '../browser/forms.ts'
import type { PageDeps } from '../browser/page-deps.ts'
import { html } from '../pages/html.ts'
import { formToken } from '../pages/parts.ts'
import { changing, shown } from './options.ts'

/** The choice among the organizations that an e-mail address belongs to. */
export function organizationRoutes(deps: PageDeps): void {
  deps.app.get('/sign-in/organization', shown, async (request, reply) => {
    const { secret, pending } = await pendingOf(deps, request)
    const next = await nextStep(deps.registry, pending)
    if (next.step !== 'organization') return goOn(deps, request, reply, secret, pending)
    const reader = deps.visitor(request, reply)
    const { texts } = reader
    const choices = next.accounts.map(
      ({ organizationId, organizationName, organizationKind, domain }) =>
        html`<button class="choice" name="organization" value="${organizationId}">${organizationName}<span>${
          texts.organizationKind[organizationKind]
        }${domain && html` · ${domain}`}</span></button>`,
    )
    const body = html`<p>${texts.chooseOrganizationText}</p>
<form method="post" action="/sign-in/organization">${formToken(reader.formToken)}${choices}</form>`
    return deps.send(reply, reader, { title: texts.chooseOrganization, body })
  })
  deps.app.post('/sign-in/organization', changing, async (request, reply) => {
    deps.requireVisitForm(request)
    const { secret, pending } = await pendingOf(deps, request)
    const wanted = fieldOf(request.body, 'organization')
    const chosen = pending.people.find(({ organizationId }) => organizationId === wanted)
    if (!chosen) return goOn(deps, request, reply, secret, pending)
    return goOn(deps, request, reply, secret, await updatePending(deps.registry, secret, { chosen }))
  })
}
