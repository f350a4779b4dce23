import {
  closeSession,
  endPending,
  nextStep,
  openSession,
  type PendingSignIn,
  type RelyingParty,
  readPending,
  type SignInStep,
} from '@hailport/registry'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { PageDeps } from './page-deps.ts'

const pathOf = {
  organization: '/sign-in/organization',
  'second-factor': '/sign-in/second-factor',
  'set-up': '/sign-in/set-up',
} as const satisfies Record<Exclude<SignInStep['step'], 'done'>, string>

/**
 * Goes on with a sign-in. When nothing is missing a session begins, under a new secret; one that the browser had before ends.
 * @returns where the browser goes: to the page of the next step, or to where it wanted to go.
 */
export async function advance(
  deps: PageDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  secret: string,
  pending: PendingSignIn,
): Promise<string> {
  const { registry, cookies } = deps
  const next = await nextStep(registry, pending)
  if (next.step !== 'done') {
    cookies.set(reply, 'sign-in', secret)
    return pathOf[next.step]
  }
  const before = await deps.readSession(request)
  const session = await openSession(registry, {
    person: { organizationId: next.account.organizationId, personId: next.account.personId },
    people: pending.people,
    amr: pending.amr,
    at: pending.at,
    address: request.ip,
    userAgent: request.headers['user-agent'] ?? '',
    requestId: request.id,
  })
  if (before) await closeSession(registry, before)
  await endPending(registry, secret)
  cookies.set(reply, 'session', session)
  cookies.remove(reply, 'sign-in')
  cookies.remove(reply, 'visit')
  return pending.continue
}

/** As `advance`, for a form. */
export async function goOn(...step: Parameters<typeof advance>): Promise<FastifyReply> {
  return step[2].redirect(await advance(...step), 303)
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

/** Where passkeys of this service are good. */
export function relyingParty(baseUrl: string): RelyingParty {
  const { hostname, origin } = new URL(baseUrl)
  return { id: hostname, origin }
}
