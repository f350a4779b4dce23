import {
  checkCode,
  checkPasskey,
  nextStep,
  passkeyRequest,
  RegistryError,
  type SignInStep,
  updatePending,
} from '@hailport/registry'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { networkOf } from '../../../http/network.ts'
import { toRegistryError } from '../../../http/to-registry-error.ts'
import { advance, goOn, pendingOf, relyingParty } from '../browser/flow.ts'
import { fieldOf } from '../browser/forms.ts'
import type { PageDeps } from '../browser/page-deps.ts'
import { waitText } from '../browser/page-errors.ts'
import { html } from '../pages/html.ts'
import { field, formToken, notice, passkeyButton } from '../pages/parts.ts'
import { checking, shown } from './options.ts'

type PersonStep = Exclude<SignInStep, { step: 'organization' }>

/** The sign-in of the browser, when the person is known. @throws sign_in_expired when it is not at this step. */
export async function atStep(deps: PageDeps, request: FastifyRequest, step: 'second-factor' | 'set-up') {
  const { secret, pending } = await pendingOf(deps, request)
  const next = await nextStep(deps.registry, pending)
  if (next.step !== step) throw new RegistryError('sign_in_expired')
  return { secret, pending, next: next as PersonStep }
}

function page(deps: PageDeps, request: FastifyRequest, reply: FastifyReply, next: PersonStep, error?: RegistryError) {
  const reader = deps.visitor(request, reply)
  const { texts, formToken: token, language } = reader
  const { account, factors } = next
  const told =
    error && (error.code === 'sign_in_delayed' ? texts.signInDelayed(waitText(error, language)) : texts.codeFailed)
  if (error?.retryAfterSeconds !== undefined) reply.header('retry-after', error.retryAfterSeconds)
  const options = '/sign-in/second-factor/passkey/options'
  const button = { options, answer: '/sign-in/second-factor/passkey', label: texts.usePasskey, token }
  const body = html`${notice('error', told)}<p>${texts.secondFactorText(account.name, account.organizationName)}</p>
${factors.passkeys > 0 && html`${passkeyButton(texts, button)}<p>${texts.or}</p>`}
<form method="post" action="/sign-in/second-factor">${formToken(token)}
${field({ name: 'code', label: texts.codeLabel, type: 'text', autocomplete: 'one-time-code', autofocus: true })}
<button>${texts.confirm}</button></form><p class="hint">${texts.forgotten}</p>`
  const passkeys = factors.passkeys > 0
  return deps.send(reply, reader, { title: texts.secondFactor, body, passkeys }, { status: error?.entry.status ?? 200 })
}

/** The second factor of a sign-in: a code, a recovery code, or a passkey. */
export function secondFactorRoutes(deps: PageDeps): void {
  const { app, registry, baseUrl } = deps
  app.get('/sign-in/second-factor', shown, async (request, reply) => {
    const { next } = await atStep(deps, request, 'second-factor')
    return page(deps, request, reply, next)
  })
  app.post('/sign-in/second-factor', checking, async (request, reply) => {
    deps.requireVisitForm(request)
    const { secret, pending, next } = await atStep(deps, request, 'second-factor')
    try {
      await checkCode(registry, next.account, {
        code: fieldOf(request.body, 'code'),
        network: networkOf(request.ip),
        requestId: request.id,
      })
    } catch (error) {
      const problem = toRegistryError(error)
      if (problem.code !== 'sign_in_failed' && problem.code !== 'sign_in_delayed') throw error
      return page(deps, request, reply, next, problem)
    }
    const amr = [...pending.amr, 'otp', 'mfa']
    return goOn(deps, request, reply, secret, await updatePending(registry, secret, { amr, chosen: next.account }))
  })
  app.post('/sign-in/second-factor/passkey/options', checking, async request => {
    deps.requireVisitForm(request)
    const { secret, next } = await atStep(deps, request, 'second-factor')
    return passkeyRequest(registry, relyingParty(baseUrl), secret, next.account)
  })
  app.post('/sign-in/second-factor/passkey', checking, async (request, reply) => {
    deps.requireVisitForm(request)
    const { secret, pending, next } = await atStep(deps, request, 'second-factor')
    const { response } = request.body as { response?: unknown }
    await checkPasskey(registry, relyingParty(baseUrl), secret, response, next.account)
    const amr = [...pending.amr, 'pop', 'user', 'mfa']
    const state = await updatePending(registry, secret, { amr, chosen: next.account })
    return { location: await advance(deps, request, reply, secret, state) }
  })
}
