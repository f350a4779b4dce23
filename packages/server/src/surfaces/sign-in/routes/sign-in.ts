import {
  type ActiveSession,
  beginPending,
  findTenantByTarget,
  normalEmail,
  type RegistryError,
  signInWithPassword,
} from '@hailport/registry'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { networkOf } from '../../../http/network.ts'
import { toRegistryError } from '../../../http/to-registry-error.ts'
import { goOn } from '../browser/flow.ts'
import { fieldOf } from '../browser/forms.ts'
import type { PageDeps, Reader } from '../browser/page-deps.ts'
import { waitText } from '../browser/page-errors.ts'
import { sameOriginPath } from '../browser/same-origin-path.ts'
import { html } from '../pages/html.ts'
import { field, formToken, hidden, notice, passkeyButton } from '../pages/parts.ts'
import { checking, home, shown } from './options.ts'

/** What a sign-in was asked for. */
interface Wanted {
  readonly continue: string
  /** Organization by id or domain; empty for any. */
  readonly organization: string
  readonly email: string
  /** Whether to ask even when somebody is signed in. */
  readonly again: boolean
  /** Whether a password was just set. */
  readonly done: boolean
}

function wantedOf(source: unknown, baseUrl: string): Wanted {
  return {
    continue: sameOriginPath(fieldOf(source, 'continue'), baseUrl) ?? home,
    organization: fieldOf(source, 'organization').slice(0, 253),
    email: (fieldOf(source, 'login_hint') || fieldOf(source, 'email')).slice(0, 254),
    again: fieldOf(source, 'prompt') === 'login',
    done: fieldOf(source, 'done') === 'password',
  }
}

function signInPage(deps: PageDeps, reply: FastifyReply, reader: Reader, wanted: Wanted, status = 200, error?: string) {
  const { texts } = reader
  const body = html`${notice('error', error)}${notice('done', wanted.done ? texts.passwordIsSet : undefined)}<form method="post" action="/sign-in">${formToken(reader.formToken)}
${hidden('continue', wanted.continue)}${hidden('organization', wanted.organization)}
${field({ name: 'email', label: texts.email, type: 'email', autocomplete: 'username', value: wanted.email, autofocus: wanted.email === '' })}
${field({ name: 'password', label: texts.password, type: 'password', autocomplete: 'current-password', autofocus: wanted.email !== '' })}
<button>${texts.signIn}</button></form>
<p>${texts.or}</p>${passkeyButton(texts, {
    options: '/sign-in/passkey/options',
    answer: '/sign-in/passkey',
    label: texts.signInWithPasskey,
    token: reader.formToken,
    also: { continue: wanted.continue, organization: wanted.organization },
  })}<p class="hint">${texts.forgotten}</p>`
  return deps.send(reply, reader, { title: texts.signIn, body, passkeys: true }, { status })
}

/** Whether who is signed in belongs to the organization that is wanted. */
async function fits({ registry }: PageDeps, session: ActiveSession, { organization }: Wanted): Promise<boolean> {
  const wanted = organization.toLowerCase()
  if (wanted === '' || session.organizationId === wanted) return true
  return (await findTenantByTarget(registry, wanted)) === session.organizationId
}

/** What the person reads when a password was not taken; other errors get a page of their own. */
export function failureText(error: RegistryError, reader: Reader): string | undefined {
  const { texts, language } = reader
  if (error.code === 'sign_in_failed') return texts.signInFailed
  if (error.code === 'sign_in_delayed') return texts.signInDelayed(waitText(error, language))
  return error.code === 'overloaded' ? texts.overloaded : undefined
}

async function checkPassword(deps: PageDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { registry, baseUrl } = deps
  deps.requireVisitForm(request)
  const wanted = wantedOf(request.body, baseUrl)
  const { organization } = wanted
  try {
    const people = await signInWithPassword(registry, {
      email: wanted.email,
      password: fieldOf(request.body, 'password'),
      network: networkOf(request.ip),
      requestId: request.id,
      ...(organization !== '' && { organization }),
    })
    const pending = {
      people: people.map(({ organizationId, personId }) => ({ organizationId, personId })),
      email: normalEmail(wanted.email),
      amr: ['pwd'],
      at: registry.now(),
      continue: wanted.continue,
    }
    return await goOn(deps, request, reply, await beginPending(registry, pending), pending)
  } catch (error) {
    const problem = toRegistryError(error)
    const reader = deps.visitor(request, reply)
    const text = failureText(problem, reader)
    if (text === undefined) throw error
    if (problem.retryAfterSeconds !== undefined) reply.header('retry-after', problem.retryAfterSeconds)
    return signInPage(deps, reply, reader, wanted, problem.entry.status, text)
  }
}

/** The page where every sign-in begins. */
export function signInRoutes(deps: PageDeps): void {
  deps.app.get('/sign-in', shown, async (request, reply) => {
    const wanted = wantedOf(request.query, deps.baseUrl)
    const session = wanted.again ? undefined : await deps.readSession(request)
    if (session && (await fits(deps, session, wanted))) return reply.redirect(wanted.continue, 303)
    return signInPage(deps, reply, deps.visitor(request, reply), wanted)
  })
  deps.app.post('/sign-in', checking, (request, reply) => checkPassword(deps, request, reply))
}
