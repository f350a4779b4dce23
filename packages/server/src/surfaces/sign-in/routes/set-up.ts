import {
  addPasskey,
  addTotp,
  makeRecoveryCodes,
  newTotpSecret,
  type PendingSignIn,
  passkeyCreation,
  RegistryError,
  totpUri,
  updatePending,
} from '@hailport/registry'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { advance, goOn, pendingOf, relyingParty } from '../browser/flow.ts'
import { fieldOf } from '../browser/forms.ts'
import type { PageDeps, Reader } from '../browser/page-deps.ts'
import { type Html, html } from '../pages/html.ts'
import { field, formToken, hidden, notice, passkeyButton } from '../pages/parts.ts'
import { qrCode } from '../pages/qr-code.ts'
import { changing, checking, shown } from './options.ts'
import { atStep } from './second-factor.ts'

interface TotpForm {
  readonly action: string
  readonly email: string
  readonly organizationName: string
  /** Of the form that was sent, when its code was wrong: the app may have it already. */
  readonly secret?: string
  readonly failed?: boolean
}

/** The form that sets up an authenticator app. The secret goes along with it: it is nobody's until the code has proved it. */
export function totpForm({ texts, formToken: token }: Reader, form: TotpForm): Html {
  const secret = form.secret ?? newTotpSecret()
  const uri = totpUri(secret, form.email, form.organizationName)
  return html`${notice('error', form.failed ? texts.codeFailed : undefined)}<p>${texts.scan}</p>${qrCode(uri, texts.qrCode)}
<dl><dt>${texts.key}</dt><dd class="secret">${secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</dd></dl>
<form method="post" action="${form.action}">${formToken(token)}${hidden('secret', secret)}
${field({ name: 'code', label: texts.codeFromApp, type: 'text', autocomplete: 'one-time-code', inputmode: 'numeric' })}
<button>${texts.setUp}</button></form>`
}

/** Recovery codes, shown this once, and where to go on. */
export function codesPage(deps: PageDeps, reply: FastifyReply, reader: Reader, codes: string[], next: Html, page = {}) {
  const { texts } = reader
  const body = html`<p>${texts.recoveryCodesText}</p><ul class="codes">${codes.map(
    code => html`<li><code>${code}</code></li>`,
  )}</ul>${next}`
  return deps.send(reply, reader, { title: texts.recoveryCodes, body }, page)
}

async function setUpPage(deps: PageDeps, request: FastifyRequest, reply: FastifyReply, sent?: { secret: string }) {
  const { next } = await atStep(deps, request, 'set-up')
  const reader = deps.visitor(request, reply)
  const { texts } = reader
  const { email, organizationName } = next.account
  const form = { action: '/sign-in/set-up', email, organizationName, ...(sent && { ...sent, failed: true }) }
  const body = html`<p>${texts.setUpNeededText(organizationName)}</p>
<h2>${texts.authenticatorApp}</h2>${totpForm(reader, form)}
<h2>${texts.passkeys}</h2><p>${texts.passkeysText}</p>${passkeyButton(texts, {
    options: '/sign-in/set-up/passkey/options',
    answer: '/sign-in/set-up/passkey',
    label: texts.addPasskey,
    token: reader.formToken,
    name: { label: texts.passkeyName, value: texts.passkeyDefault },
  })}`
  return deps.send(reply, reader, { title: texts.setUpNeeded, body, passkeys: true }, { status: sent ? 400 : 200 })
}

/** Sets up an authenticator app, and shows recovery codes before the sign-in goes on. */
async function setUpTotp(deps: PageDeps, request: FastifyRequest, reply: FastifyReply) {
  const { registry } = deps
  deps.requireVisitForm(request)
  const { secret: holder, pending, next } = await atStep(deps, request, 'set-up')
  const secret = fieldOf(request.body, 'secret')
  try {
    await addTotp(registry, next.principal, next.account, secret, fieldOf(request.body, 'code'))
  } catch (error) {
    if (!(error instanceof RegistryError && error.code === 'sign_in_failed')) throw error
    return setUpPage(deps, request, reply, { secret })
  }
  await updatePending(registry, holder, withFactor(pending, ['otp', 'mfa'], next.account))
  const reader = deps.visitor(request, reply)
  const codes = await makeRecoveryCodes(registry, next.principal, next.account)
  const goOnForm = html`<form method="post" action="/sign-in/next">${formToken(reader.formToken)}<button>${reader.texts.goOn}</button></form>`
  return codesPage(deps, reply, reader, codes, goOnForm)
}

const withFactor = (
  { amr }: PendingSignIn,
  more: string[],
  { organizationId, personId }: PendingSignIn['people'][0],
) => ({
  amr: [...amr, ...more],
  chosen: { organizationId, personId },
})

/** Setting up the second factor that an organization requires, in the middle of a sign-in. */
export function setUpRoutes(deps: PageDeps): void {
  const { app, registry, baseUrl } = deps
  app.get('/sign-in/set-up', shown, (request, reply) => setUpPage(deps, request, reply))
  app.post('/sign-in/set-up', checking, (request, reply) => setUpTotp(deps, request, reply))
  app.post('/sign-in/next', changing, async (request, reply) => {
    deps.requireVisitForm(request)
    const { secret, pending } = await pendingOf(deps, request)
    return goOn(deps, request, reply, secret, pending)
  })
  app.post('/sign-in/set-up/passkey/options', checking, async request => {
    deps.requireVisitForm(request)
    const { secret, next } = await atStep(deps, request, 'set-up')
    return passkeyCreation(registry, relyingParty(baseUrl), next.account, secret)
  })
  app.post('/sign-in/set-up/passkey', checking, async (request, reply) => {
    deps.requireVisitForm(request)
    const { secret, pending, next } = await atStep(deps, request, 'set-up')
    const { response } = request.body as { response?: unknown }
    const made = { holder: secret, response, name: fieldOf(request.body, 'name') }
    await addPasskey(registry, relyingParty(baseUrl), next.principal, next.account, made)
    const change = withFactor(pending, ['pop', 'user', 'mfa'], next.account)
    const state = await updatePending(registry, secret, change)
    return { location: await advance(deps, request, reply, secret, state) }
  })
}
