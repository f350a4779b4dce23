import {
  everywhere,
  listParticipants,
  type Page,
  type Participant,
  type PartnerKind,
  partnerKinds,
} from '@hailport/registry'
import type { FastifyRequest } from 'fastify'
import { toRegistryError } from '../../http/to-registry-error.ts'
import { fieldOf } from '../sign-in/browser/forms.ts'
import type { PageDeps } from '../sign-in/browser/page-deps.ts'
import { type Html, html } from '../sign-in/pages/html.ts'
import type { Language } from '../sign-in/pages/language.ts'
import { notice } from '../sign-in/pages/parts.ts'
import { shown } from '../sign-in/routes/options.ts'
import { german } from './texts-de.ts'
import { english, type ParticipantTexts } from './texts-en.ts'

const catalogues = { en: english, de: german } as const
const perPage = 50

/** What the reader asks for, as the form has it. */
interface Wish {
  readonly kind: string
  readonly region: string
  readonly desk: boolean
  readonly cursor: string
}

const wishOf = ({ query }: FastifyRequest): Wish => ({
  kind: fieldOf(query, 'kind'),
  region: fieldOf(query, 'region').trim().toUpperCase(),
  desk: fieldOf(query, 'desk') === 'yes',
  cursor: fieldOf(query, 'cursor'),
})

const isKind = (kind: string): kind is PartnerKind => (partnerKinds as readonly string[]).includes(kind)

const filterOf = ({ kind, region, desk, cursor }: Wish) => ({
  limit: perPage,
  ...(isKind(kind) && { kind }),
  ...(region !== '' && { region }),
  ...(desk && { desk }),
  ...(cursor !== '' && { cursor }),
})

/** A form that changes nothing: what it asks for stands in the address. */
function filterPart(texts: ParticipantTexts, { kind, region, desk }: Wish, isRegionWrong: boolean): Html {
  const option = (value: string, label: string) =>
    html`<option value="${value}"${value === kind && html` selected`}>${label}</option>`
  return html`<form method="get" action="/participants"><h2>${texts.filter}</h2>
<div class="field"><label for="kind">${texts.kind}</label>
<select id="kind" name="kind">${option('', texts.any)}${partnerKinds.map(one => option(one, texts.kinds[one]))}</select></div>
<div class="field"><label for="region">${texts.region}</label><p class="hint" id="region-hint">${texts.regionHint}</p>
<input id="region" name="region" type="text" maxlength="2" autocomplete="country" aria-describedby="region-hint" value="${region}"${
    isRegionWrong && html` aria-invalid="true"`
  }></div>
<label class="option"><input type="checkbox" name="desk" value="yes"${desk && html` checked`}> ${texts.deskOnly}</label>
<p><button>${texts.apply}</button></p></form>`
}

function regionsOf(regions: readonly string[], texts: ParticipantTexts, language: Language): string {
  if (regions.includes(everywhere)) return texts.everywhere
  const names = new Intl.DisplayNames([language], { type: 'region' })
  return regions
    .map(code => names.of(code) ?? code)
    .sort(new Intl.Collator(language).compare)
    .join(', ')
}

function participantPart(one: Participant, texts: ParticipantTexts, language: Language): Html {
  const { contactEmail, contactUrl, consentLinkCode, services } = one
  const link = (address: string, text: string) => html`<a href="${address}" rel="noopener noreferrer">${text}</a>`
  const names = services.map(service => texts.serviceNames[service]).join('; ')
  return html`<section aria-labelledby="p-${one.id}"><h2 id="p-${one.id}">${one.name}</h2>
${one.description && html`<p>${one.description}</p>`}
<dl><dt>${texts.kind}</dt><dd>${texts.kinds[one.kind]}</dd>
<dt>${texts.services}</dt><dd>${names || texts.none}</dd>
${one.kind === 'oem' && html`<dt>${texts.desk}</dt><dd>${one.desk ? texts.yes : texts.no}</dd>`}
<dt>${texts.regions}</dt><dd>${regionsOf(one.regions, texts, language)}</dd>
${contactEmail && html`<dt>${texts.contact}</dt><dd>${link(`mailto:${contactEmail}`, contactEmail)}</dd>`}
${contactUrl && html`<dt>${texts.website}</dt><dd>${link(contactUrl, contactUrl)}</dd>`}
${one.desk && html`<dt>${texts.id}</dt><dd><code>${one.id}</code></dd>`}</dl>
${consentLinkCode && html`<p>${link(`/consent/${consentLinkCode}`, texts.consent(one.name))}</p>`}</section>`
}

function morePart({ kind, region, desk }: Wish, cursor: string, texts: ParticipantTexts): Html {
  const query = new URLSearchParams({ kind, region, ...(desk && { desk: 'yes' }), cursor })
  return html`<p><a href="/participants?${query.toString()}" rel="next">${texts.more}</a></p>`
}

const nobody: Page<Participant> = { items: [] }

/** The directory of participants, for everybody: no sign-in, no script. */
export function participantPageRoute(deps: PageDeps): void {
  deps.app.get('/participants', shown, async (request, reply) => {
    const reader = deps.member(request)
    const { language } = reader
    const texts = catalogues[language]
    const wish = wishOf(request)
    let isRegionWrong = false
    const page = await listParticipants(deps.registry, filterOf(wish)).catch(error => {
      if (toRegistryError(error).field !== 'region') throw error
      isRegionWrong = true
      return nobody
    })
    const list = page.items.map(one => participantPart(one, texts, language))
    const body = html`${notice('error', isRegionWrong ? texts.regionWrong : undefined)}<p>${texts.intro}</p>
${filterPart(texts, wish, isRegionWrong)}
${list.length > 0 ? list : !isRegionWrong && html`<p role="status">${texts.nobody}</p>`}
${page.nextCursor !== undefined && morePart(wish, page.nextCursor, texts)}`
    return deps.send(reply, reader, { title: texts.title, body, wide: true }, { status: isRegionWrong ? 400 : 200 })
  })
}
