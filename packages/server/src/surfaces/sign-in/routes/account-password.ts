import {
  changePassword,
  findOrganizationName,
  mayUsePassword,
  passwordLength,
  RefusedPassword,
  RegistryError,
  samePerson,
  signInWithPassword,
} from '@hailport/registry'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { networkOf } from '../../../http/network.ts'
import { toRegistryError } from '../../../http/to-registry-error.ts'
import { fieldOf } from '../browser/forms.ts'
import type { PageDeps } from '../browser/page-deps.ts'
import { html } from '../pages/html.ts'
import { field, formToken, hidden, notice } from '../pages/parts.ts'
import { checking, home, shown } from './options.ts'
import { failureText } from './sign-in.ts'

async function page(deps: PageDeps, request: FastifyRequest, reply: FastifyReply, error?: string, status = 400) {
  const session = await deps.requireSession(request)
  if (!(await mayUsePassword(deps.registry, session))) throw new RegistryError('external_sign_in_needed')
  const reader = deps.member(request)
  const { texts } = reader
  const body = html`${notice('error', error)}<form method="post" action="/account/password">${formToken(reader.formToken)}
${hidden('username', session.email)}
${field({ name: 'current', label: texts.currentPassword, type: 'password', autocomplete: 'current-password', autofocus: true })}
${field({ name: 'password', label: texts.newPassword, type: 'password', autocomplete: 'new-password', hint: texts.passwordHint(passwordLength.min) })}
${field({ name: 'again', label: texts.repeatPassword, type: 'password', autocomplete: 'new-password' })}
<button>${texts.changePassword}</button></form><p><a href="${home}">${texts.backToAccount}</a></p>`
  const options = { session, status: error === undefined ? 200 : status }
  return deps.send(reply, reader, { title: texts.changePassword, body }, options)
}

/** Changing one's own password, with the one before. */
export function accountPasswordRoutes(deps: PageDeps): void {
  const { app, registry } = deps
  app.get('/account/password', shown, (request, reply) => page(deps, request, reply))
  app.post('/account/password', checking, async (request, reply) => {
    const session = await deps.requireSessionForm(request)
    const reader = deps.member(request)
    const password = fieldOf(request.body, 'password')
    if (password !== fieldOf(request.body, 'again')) return page(deps, request, reply, reader.texts.passwordsDiffer)
    const { email, organizationId, personId, principal, sessionId } = session
    try {
      const proved = await signInWithPassword(registry, {
        email,
        password: fieldOf(request.body, 'current'),
        network: networkOf(request.ip),
        organization: organizationId,
        requestId: request.id,
      })
      if (!proved.some(account => samePerson(account, session)))
        return page(deps, request, reply, reader.texts.signInFailed)
      const organizationName = await findOrganizationName(registry, principal.organization)
      await changePassword(
        registry,
        principal,
        { email, organizationName, organizationId, personId },
        password,
        sessionId,
      )
    } catch (error) {
      if (error instanceof RefusedPassword) return page(deps, request, reply, reader.texts.passwordFault[error.fault])
      const problem = toRegistryError(error)
      const text = failureText(problem, reader)
      if (text === undefined) throw error
      return page(deps, request, reply, text, problem.entry.status)
    }
    return reply.redirect(`${home}?done=password`, 303)
  })
}
