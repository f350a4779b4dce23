import {
  type ActiveSession,
  changeConsentLimits,
  declineByLink,
  findOrganizationName,
  grantByLink,
  openConsentLink,
  revokeConsent,
} from '@hailport/registry'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { toRegistryError } from '../../http/to-registry-error.ts'
import { fieldOf } from '../sign-in/browser/forms.ts'
import type { PageDeps } from '../sign-in/browser/page-deps.ts'
import { type Html, html } from '../sign-in/pages/html.ts'
import { notice } from '../sign-in/pages/parts.ts'
import { changing, shown } from '../sign-in/routes/options.ts'
import { batchAnswerRoute, batchesPart, batchNews, waitingBatches } from './batches.ts'
import { fieldsOf, limitsOfFields, sentFields } from './limits-form.ts'
import {
  agreedPart,
  limitsForm,
  meaningPart,
  notYouPart,
  type Refused,
  refusalForm,
  type View,
  whoPart,
} from './parts.ts'
import { german } from './texts-de.ts'
import { type ConsentTexts, english } from './texts-en.ts'

const catalogues = { en: english, de: german } as const

const codeOf = (request: FastifyRequest) => (request.params as { code: string }).code

async function viewOf(deps: PageDeps, request: FastifyRequest, session: ActiveSession): Promise<View> {
  const { registry } = deps
  const { principal } = session
  const reader = deps.member(request)
  const code = codeOf(request)
  const link = await openConsentLink(registry, principal, code)
  const organization = await findOrganizationName(registry, principal.organization)
  return { reader, texts: catalogues[reader.language], code, link, organization }
}

/** The forms for who may decide, by what stands between the two. */
function formsPart(view: View, refused?: Refused): Html {
  const { texts, link } = view
  const { consent, request } = link
  if (link.ended) return html``
  const proposed = consent?.state === 'granted' ? undefined : request?.proposed
  const fields = refused?.fields ?? fieldsOf({ ...consent?.limits, ...proposed })
  const fault = refused && { fault: refused.fault }
  if (consent?.state === 'granted')
    return html`${limitsForm(view, 'change', fields, { ...fault, consent, title: texts.changeTitle })}
${refusalForm(view, 'revoke', consent)}`
  const title = consent ? texts.again : texts.limits
  const hasEnded = consent?.state === 'expired' || consent?.state === 'exhausted'
  return html`${limitsForm(view, 'grant', fields, { ...fault, title, proposed: proposed !== undefined })}
${hasEnded ? refusalForm(view, 'revoke', consent) : (request || !consent) && refusalForm(view, 'decline')}`
}

async function showPage(
  deps: PageDeps,
  reply: FastifyReply,
  session: ActiveSession,
  view: View,
  { news, refused, status }: { news?: Html | undefined; refused?: Refused; status?: number } = {},
): Promise<FastifyReply> {
  const { texts, link, organization, reader } = view
  const waiting = batchesPart(view, await waitingBatches(deps.registry, session.principal, link.partner.id))
  const { kind, id } = session.principal.organization
  const isOwnLink = id === link.partner.id
  const isAsked = !link.ended && (link.request !== undefined || link.consent === undefined)
  const body = html`${news}${link.ended && notice('error', texts.closed[link.ended])}${!link.ended && !link.mayDecide && notYouPart(view, isOwnLink, kind)}
${kind === 'tenant' && isAsked && html`<p>${texts.asks(link.partner.name, organization)}</p>`}
${waiting}${link.consent && agreedPart(view, link.consent)}${whoPart(view)}
${kind === 'tenant' && meaningPart(view)}${link.mayDecide && formsPart(view, refused)}`
  const code = status ?? (link.mayDecide || isOwnLink || waiting ? 200 : 403)
  return deps.send(
    reply,
    reader,
    { title: texts.title(link.partner.name), body, wide: true },
    { session, status: code },
  )
}

/** Errors that the page shows itself, by the member that they name. */
function faultOf(error: unknown, texts: ConsentTexts): { field: string; text: string; status: number } | undefined {
  const { code, entry, field } = toRegistryError(error)
  const text = field === undefined ? undefined : texts.faults[field]
  return code === 'invalid_request' && field !== undefined && text !== undefined
    ? { field, text, status: entry.status }
    : undefined
}

type Act = (request: FastifyRequest, session: ActiveSession) => Promise<unknown>

/** A form of the page: acts, and leads back to the page with the news. */
function form(deps: PageDeps, name: string, done: keyof ConsentTexts['done'], act: Act): void {
  deps.app.post(`/consent/:code/${name}`, changing, async (request, reply) => {
    const session = await deps.requireSessionForm(request)
    try {
      await act(request, session)
    } catch (error) {
      const texts = catalogues[deps.member(request).language]
      const fault = faultOf(error, texts)
      if (!fault) throw error
      const view = await viewOf(deps, request, session)
      const refused = { fields: sentFields(request.body), fault: fault.field }
      const news = notice('error', fault.text)
      const isLimits = name === 'grant' || name === 'change'
      return showPage(deps, reply, session, view, { news, status: fault.status, ...(isLimits && { refused }) })
    }
    return reply.redirect(`/consent/${encodeURIComponent(codeOf(request))}?done=${done}`, 303)
  })
}

/** What has just been done, when the page bears it out: an address alone says nothing. */
function newsOf({ texts, link }: View, done: string): Html | undefined {
  const state = link.consent?.state
  const isSo = {
    granted: state === 'granted',
    changed: state === 'granted',
    declined: state !== undefined && state !== 'granted' && !link.request,
    revoked: state === 'revoked',
  }
  if (!link.mayDecide || !Object.hasOwn(isSo, done)) return undefined
  const act = done as keyof typeof isSo
  return isSo[act] ? notice('done', texts.done[act]) : undefined
}

/** The page that a customer opens from a partner's consent link: grants, declines, changes and revokes; then it is the receipt. */
export function consentPageRoutes(deps: PageDeps): void {
  const { registry } = deps
  deps.app.get('/consent/:code', shown, async (request, reply) => {
    const session = await deps.requireSession(request)
    const view = await viewOf(deps, request, session)
    const batchId = fieldOf(request.query, 'batch')
    const answered = await batchNews(registry, session.principal, view, batchId)
    return showPage(deps, reply, session, view, { news: answered ?? newsOf(view, fieldOf(request.query, 'done')) })
  })
  form(deps, 'grant', 'granted', (request, { principal }) =>
    grantByLink(registry, principal, codeOf(request), limitsOfFields(sentFields(request.body))),
  )
  batchAnswerRoute(deps)
  form(deps, 'decline', 'declined', (request, { principal }) =>
    declineByLink(registry, principal, codeOf(request), fieldOf(request.body, 'reason')),
  )
  form(deps, 'change', 'changed', async (request, { principal }) => {
    const { consent } = await openConsentLink(registry, principal, codeOf(request))
    const limits = limitsOfFields(sentFields(request.body), consent?.limits)
    return changeConsentLimits(registry, principal, fieldOf(request.body, 'consent'), limits)
  })
  form(deps, 'revoke', 'revoked', (request, { principal }) =>
    revokeConsent(registry, principal, fieldOf(request.body, 'consent'), fieldOf(request.body, 'reason')),
  )
}
