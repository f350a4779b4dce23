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
import { checking, shown } from './options.ts'
import { signInPage, type Wanted, wantedOf } from './sign-in-page.ts'

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
    return signInPage(deps, reply, reader, wanted, { status: problem.entry.status, error: text })
  }
}

/** Where every sign-in begins. */
export function signInRoutes(deps: PageDeps): void {
  deps.app.get('/sign-in', shown, async (request, reply) => {
    const wanted = wantedOf(request.query, deps.baseUrl)
    const session = wanted.again ? undefined : await deps.readSession(request)
    if (session && (await fits(deps, session, wanted))) return reply.redirect(wanted.continue, 303)
    return signInPage(deps, reply, deps.visitor(request, reply), wanted)
  })
  deps.app.post('/sign-in', checking, (request, reply) => checkPassword(deps, request, reply))
}
