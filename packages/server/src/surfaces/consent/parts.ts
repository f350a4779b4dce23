import type { Consent, ConsentLink } from '@hailport/registry'
import type { Reader } from '../sign-in/browser/page-deps.ts'
import { type Html, html } from '../sign-in/pages/html.ts'
import { formToken, hidden } from '../sign-in/pages/parts.ts'
import { time } from '../sign-in/pages/time.ts'
import { type LimitFields, limitsPart } from './limits-form.ts'
import type { ConsentTexts } from './texts-en.ts'

/** What the parts of the page are made from. */
export interface View {
  readonly reader: Reader
  readonly texts: ConsentTexts
  readonly code: string
  readonly link: ConsentLink
  /** Name of the organization of who reads. */
  readonly organization: string
}

/** Who asks, as operators entered it, and what it wrote. */
export function whoPart({ texts, link: { partner, request }, reader }: View): Html {
  const { name, kind, manufacturers } = partner
  return html`<h2>${texts.who}</h2><dl><dt>${texts.name}</dt><dd>${name}</dd><dt>${texts.kind}</dt><dd>${texts.kinds[kind]}</dd>
${manufacturers.length > 0 && html`<dt>${texts.manufacturers}</dt><dd>${manufacturers.join(', ')}</dd>`}
${request && html`<dt>${texts.asked}</dt><dd>${time(request.requestedAt, reader.language)}</dd>`}
${request?.lapsesAt !== undefined && html`<dt>${texts.lapses}</dt><dd>${time(request.lapsesAt, reader.language)}</dd>`}
${request?.message && html`<dt>${texts.message}</dt><dd>${request.message}</dd>`}</dl>
<p class="hint">${texts.checked}</p>`
}

/** What consent means: what the partner may do by it, and what not. */
export function meaningPart({ texts, link: { partner }, organization }: View): Html {
  return html`<h2>${texts.may}</h2><ul><li>${texts.mayRegister(organization)}</li><li>${texts.maySee}</li>
${partner.kind === 'oem' && html`<li>${texts.mayMaker}</li>`}
${partner.kind === 'csp-indirect-reseller' && html`<li>${texts.mayProviders}</li>`}</ul>
<h2>${texts.mayNot}</h2><ul><li><strong>${texts.mayNotAdmin}</strong></li><li>${texts.mayNotSee}</li><li>${texts.mayNotLearn}</li></ul>`
}

/** The answer that counts: what was agreed, by whom and when. */
export function agreedPart({ texts, reader: { language }, link }: View, consent: Consent): Html {
  const { limits } = consent
  const isInForce = consent.state === 'granted'
  const when = (ms: number | undefined) => ms !== undefined && time(ms, language)
  const agreed = html`<dt>${texts.used}</dt><dd>${consent.devicesUsed}</dd>
<dt>${texts.devices}</dt><dd>${limits.deviceLimit ?? texts.none}</dd>
<dt>${texts.lastDay}</dt><dd>${limits.expiresAt === null ? texts.none : time(limits.expiresAt - 1, language)}</dd>
<dt>${texts.tags}</dt><dd>${limits.groupTags?.join(', ') ?? texts.none}</dd>
<dt>${texts.profiles}</dt><dd>${limits.mayGiveProfiles ? texts.yes : texts.no}</dd>
<dt>${texts.eachBatch}</dt><dd>${texts.batches[limits.eachBatch]}</dd>
<dt>${texts.ended}</dt><dd>${texts.whenAbsent}: ${texts[limits.whenAbsent]}</dd>`
  return html`<h2>${isInForce ? texts.agreed : texts.wasDecided}</h2><dl><dt>${texts.state}</dt><dd><strong>${texts.states[consent.state]}</strong></dd>
<dt>${texts.decided}</dt><dd>${when(consent.decidedAt)}${link.decidedByName && ` ${texts.by} ${link.decidedByName}`}</dd>
${consent.revokedAt !== undefined && html`<dt>${texts.revokedAt}</dt><dd>${when(consent.revokedAt)}</dd>`}
${consent.state !== 'declined' && agreed}
<dt>${texts.number}</dt><dd><code>${consent.id}</code></dd></dl>${isInForce && html`<p>${texts.keep}</p>`}`
}

/** What was sent and refused, so that the form is shown as it was. */
export interface Refused {
  readonly fields: LimitFields
  readonly fault: string
}

/** The form that grants, or changes the limits of `consent`. */
export function limitsForm(
  { texts, reader, code }: View,
  act: 'grant' | 'change',
  fields: LimitFields,
  more: { fault?: string; consent?: Consent; title: string; proposed?: boolean },
): Html {
  return html`<h2>${more.title}</h2><form method="post" action="/consent/${code}/${act}">${formToken(reader.formToken)}
${hidden('consent', more.consent?.id)}${more.proposed && html`<p>${texts.proposed}</p>`}${limitsPart(texts, fields, more.fault)}<p><button>${texts[act]}</button></p></form>`
}

/** The form that declines, or revokes `consent`. */
export function refusalForm(view: View, act: 'decline' | 'revoke', consent?: Consent): Html {
  const { texts, reader, code, link } = view
  const [title, text] =
    act === 'decline'
      ? [texts.declineTitle, texts.declineText(link.partner.name)]
      : [texts.revokeTitle, texts.revokeText(link.partner.name)]
  return html`<h2>${title}</h2><p>${text}</p><form method="post" action="/consent/${code}/${act}">${formToken(reader.formToken)}
${hidden('consent', consent?.id)}<div class="field"><label for="reason">${texts.reason}</label>
<input id="reason" name="reason" type="text" maxlength="1000" autocomplete="off"></div>
<button class="second">${texts[act]}</button></form>`
}

/** What people read who may not answer: why, and who may. */
export function notYouPart({ texts, link, organization, code }: View, isOwnLink: boolean, kind: string): Html {
  const otherSignIn = html`<p><a href="/sign-in?prompt=login&amp;continue=${encodeURIComponent(`/consent/${code}`)}">${texts.otherSignIn}</a></p>`
  if (kind !== 'tenant') {
    const text = kind === 'registry' ? texts.operatorsNot : isOwnLink ? texts.ownLink : texts.partnersNot
    return html`<p class="notice" role="status">${text}</p>${otherSignIn}`
  }
  const { approvers = [] } = link
  return html`<p class="notice error" role="alert">${texts.notYou(organization)}</p>${
    approvers.length === 0
      ? html`<p>${texts.nobody}</p>`
      : html`<p>${texts.ask}</p><ul>${approvers.map(name => html`<li>${name}</li>`)}</ul>`
  }${otherSignIn}`
}
