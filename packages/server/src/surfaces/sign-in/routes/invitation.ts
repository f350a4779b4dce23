import { type LinkOwner, lookAtSignInLink, passwordLength, RefusedPassword, usePasswordLink } from '@hailport/registry'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { fieldOf } from '../browser/forms.ts'
import type { PageDeps, Reader } from '../browser/page-deps.ts'
import { html } from '../pages/html.ts'
import { field, formToken, hidden, notice } from '../pages/parts.ts'
import { checking, shown } from './options.ts'

interface Params {
  readonly secret: string
}

const secretOf = (request: FastifyRequest) => (request.params as Params).secret

function passwordPage(deps: PageDeps, reply: FastifyReply, reader: Reader, at: LinkPage, status = 200, error?: string) {
  const { texts } = reader
  const { owner, secret } = at
  const body = html`${notice('error', error)}<p>${texts.invitation(owner.name, owner.organizationName)}</p>
${owner.resetsSecondFactors && html`<p>${texts.resetsFactors}</p>`}
<form method="post" action="/invitation/${secret}">${formToken(reader.formToken)}${hidden('username', owner.email)}
<dl><dt>${texts.email}</dt><dd>${owner.email}</dd></dl>
${field({ name: 'password', label: texts.newPassword, type: 'password', autocomplete: 'new-password', hint: texts.passwordHint(passwordLength.min), autofocus: true })}
${field({ name: 'again', label: texts.repeatPassword, type: 'password', autocomplete: 'new-password' })}
<button>${texts.save}</button></form>`
  return deps.send(reply, reader, { title: texts.setPassword, body }, { status })
}

interface LinkPage {
  readonly owner: LinkOwner
  readonly secret: string
}

/** The page of an invitation, where a person sets a password. Looking at it uses nothing up: mail programs open links to check them. */
export function invitationRoutes(deps: PageDeps): void {
  const { app, registry } = deps
  app.get('/invitation/:secret', { ...shown, config: checking.config }, async (request, reply) => {
    const secret = secretOf(request)
    const owner = await lookAtSignInLink(registry, secret)
    return passwordPage(deps, reply, deps.visitor(request, reply), { owner, secret })
  })
  app.post('/invitation/:secret', checking, async (request, reply) => {
    deps.requireVisitForm(request)
    const reader = deps.visitor(request, reply)
    const secret = secretOf(request)
    const page = { owner: await lookAtSignInLink(registry, secret), secret }
    const password = fieldOf(request.body, 'password')
    if (password !== fieldOf(request.body, 'again'))
      return passwordPage(deps, reply, reader, page, 400, reader.texts.passwordsDiffer)
    try {
      await usePasswordLink(registry, secret, password, request.id)
    } catch (error) {
      if (!(error instanceof RefusedPassword)) throw error
      return passwordPage(deps, reply, reader, page, 400, reader.texts.passwordFault[error.fault])
    }
    return reply.redirect(`/sign-in?prompt=login&done=password&login_hint=${encodeURIComponent(page.owner.email)}`, 303)
  })
}
