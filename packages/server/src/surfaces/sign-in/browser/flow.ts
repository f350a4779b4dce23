import { endPending, nextStep, openSession, type PendingSignIn, readPending } from '@hailport/registry'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { PageDeps } from './page-deps.ts'

const pathOf = { organization: '/sign-in/organization' } as const

/** Goes on with a sign-in: to the page of its next step, or into a session and to where the browser wanted to go. */
export async function goOn(
  { registry, cookies }: PageDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  secret: string,
  pending: PendingSignIn,
): Promise<FastifyReply> {
  const next = await nextStep(registry, pending)
  if (next.step !== 'done') {
    cookies.set(reply, 'sign-in', secret)
    return reply.redirect(pathOf[next.step], 303)
  }
  const session = await openSession(registry, {
    person: { organizationId: next.account.organizationId, personId: next.account.personId },
    people: pending.people,
    amr: pending.amr,
    at: pending.at,
    address: request.ip,
    userAgent: request.headers['user-agent'] ?? '',
    requestId: request.id,
  })
  await endPending(registry, secret)
  cookies.set(reply, 'session', session)
  cookies.remove(reply, 'sign-in')
  cookies.remove(reply, 'visit')
  return reply.redirect(pending.continue, 303)
}

/** The sign-in that the browser is in the middle of. @throws sign_in_expired */
export async function pendingOf(
  { registry, cookies }: PageDeps,
  request: FastifyRequest,
): Promise<{ secret: string; pending: PendingSignIn }> {
  const secret = cookies.read(request, 'sign-in')
  const pending = await readPending(registry, secret)
  return { secret: secret ?? '', pending }
}
