import {
  answerBatch,
  type Batch,
  getBatch,
  isId,
  listBatchResults,
  listHeldBatches,
  may,
  type Page,
  type Principal,
  type Registry,
  RegistryError,
} from '@hailport/registry'
import { fieldOf } from '../sign-in/browser/forms.ts'
import type { PageDeps } from '../sign-in/browser/page-deps.ts'
import { type Html, html } from '../sign-in/pages/html.ts'
import { formToken, hidden, notice } from '../sign-in/pages/parts.ts'
import { time } from '../sign-in/pages/time.ts'
import { changing } from '../sign-in/routes/options.ts'
import type { View } from './parts.ts'

/** Batches and devices of each that the page shows; the API lists all. */
const shownBatches = 10
const shownDevices = 20

/** A batch that somebody of the customer is to accept, with the names of its first devices. */
interface WaitingBatch {
  readonly batch: Batch
  readonly devices: readonly string[]
}

/** Batches of a partner that the reader may accept, oldest first; none for who may not. */
export async function waitingBatches(
  registry: Registry,
  principal: Principal,
  submitterId: string,
): Promise<Page<WaitingBatch>> {
  const { organization } = principal
  if (organization.kind !== 'tenant' || !may(principal, 'batch.accept')) return { items: [] }
  const filter = { submitterId, waitsFor: 'acceptance', order: 'asc', limit: shownBatches } as const
  const page = await listHeldBatches(registry, principal, filter)
  const withDevices = async (batch: Batch) => {
    const asked = { status: 'held', limit: shownDevices } as const
    const { items } = await listBatchResults(registry, principal, organization.id, batch.id, asked)
    return { batch, devices: items.map(item => item.serialNumber ?? item.productKeyId ?? `#${item.position}`) }
  }
  return { ...page, items: await Promise.all(page.items.map(withDevices)) }
}

/** The batches that wait, each with its devices and the answers. */
export function batchesPart(
  { texts, reader, code }: View,
  { items, nextCursor }: Page<WaitingBatch>,
): Html | undefined {
  if (items.length === 0) return undefined
  // Two forms: the Enter key in the reason must not accept.
  const form = (answer: string, id: string, rest: Html) =>
    html`<form method="post" action="/consent/${code}/answer">${formToken(reader.formToken)}${hidden('batch', id)}${hidden('answer', answer)}${rest}</form>`
  const one = ({ batch, devices }: WaitingBatch) => {
    const waiting = batch.awaitingAcceptance ?? 0
    const more = waiting > devices.length && html`<li>${texts.moreDevices(waiting - devices.length)}</li>`
    return html`<h3>${batch.name}</h3><p>${texts.waiting(waiting)} ${batch.heldAt !== undefined && time(batch.heldAt, reader.language)}</p>
<details><summary>${texts.itsDevices}</summary><ul>${devices.map(name => html`<li><code>${name}</code></li>`)}${more}</ul></details>
${form('accepted', batch.id, html`<button>${texts.acceptBatch}</button>`)}
${form(
  'refused',
  batch.id,
  html`<div class="field"><label for="reason-${batch.id}">${texts.reason}</label>
<input id="reason-${batch.id}" name="reason" type="text" maxlength="1000" autocomplete="off"></div>
<button class="second">${texts.refuseBatch}</button>`,
)}`
  }
  return html`<h2>${texts.waitingTitle}</h2>${items.map(one)}${nextCursor && html`<p>${texts.moreBatches}</p>`}`
}

/** What was answered for a batch, as it is stored. */
export async function batchNews(
  registry: Registry,
  principal: Principal,
  { texts }: View,
  batchId: string,
): Promise<Html | undefined> {
  const { organization } = principal
  if (!isId(batchId) || organization.kind !== 'tenant' || !may(principal, 'batch.accept')) return undefined
  const { name, answer } = await getBatch(registry, principal, organization.id, batchId)
  return answer && notice('done', texts.answered[answer.answer](name))
}

/** The form that accepts or refuses a batch. */
export function batchAnswerRoute({ app, registry, requireSessionForm }: PageDeps): void {
  app.post('/consent/:code/answer', changing, async (request, reply) => {
    const { principal } = await requireSessionForm(request)
    const { code } = request.params as { code: string }
    const { body } = request
    const batchId = fieldOf(body, 'batch')
    if (!isId(batchId)) throw new RegistryError('not_found')
    const answer = fieldOf(body, 'answer') === 'accepted' ? 'accepted' : 'refused'
    const reason = fieldOf(body, 'reason')
    await answerBatch(registry, principal, principal.organization.id, batchId, {
      answer,
      ...(reason !== '' && { reason }),
    })
    return reply.redirect(`/consent/${encodeURIComponent(code)}?batch=${encodeURIComponent(batchId)}`, 303)
  })
}
