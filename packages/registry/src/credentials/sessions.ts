import { randomBytes } from 'node:crypto'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { newId } from '../ids.ts'
import { appendJournal } from '../journal/index.ts'
import { digestSecret, findActingPerson, type Principal } from '../organizations/index.ts'
import type { SessionsTable, Tx } from '../store/index.ts'
import { forgetFailures, personKey } from './failures.ts'
import type { PersonRef } from './person-ref.ts'

/** A session is written down as used at most this often, ms. */
const touchMs = 60_000

/** Sessions that one person may have; the one that was used least recently ends when there are more. */
const sessionsPerPerson = 50

/** A session of a browser, as whoever holds its secret sees it. */
export interface BrowserSession {
  readonly sessionId: string
  readonly personId: string
  readonly organizationId: string
  readonly email: string
  readonly name: string
  /** How the person signed in, as in RFC 8176: pwd, otp, pop (a passkey), user, mfa. */
  readonly amr: string[]
  /** When the person signed in, ms. */
  readonly authTime: number
}

/** As `BrowserSession`, with what the pages need to act for the person. */
export interface ActiveSession extends BrowserSession {
  readonly principal: Principal
  /** Everybody whom the first factor proved at the sign-in. */
  readonly people: readonly PersonRef[]
}

/** What a session begins with. */
export interface NewSession {
  readonly person: PersonRef
  readonly people: readonly PersonRef[]
  readonly amr: readonly string[]
  /** When the first factor was proved, ms. */
  readonly at: number
  /** Source address and user agent, which the person sees in the list of sessions. */
  readonly address: string
  readonly userAgent: string
  readonly requestId?: string
}

/**
 * Begins a session: the person has proved all that it has to. Failures are forgotten.
 * @returns the secret, for the browser's cookie.
 * @throws sign_in_failed when the person was disabled meanwhile.
 */
export async function openSession(registry: Registry, input: NewSession): Promise<string> {
  const { organizationId, personId } = input.person
  const person = await findActingPerson(registry, organizationId, personId, input.requestId)
  if (!person) throw new RegistryError('sign_in_failed')
  const secret = randomBytes(32).toString('base64url')
  const now = registry.now()
  const row: SessionsTable = {
    digest: digestSecret(secret),
    id: newId(now),
    organization_id: organizationId,
    person_id: personId,
    people: JSON.stringify(input.people),
    amr: JSON.stringify(input.amr),
    address: input.address.slice(0, 100),
    user_agent: input.userAgent.slice(0, 300),
    created_at: now,
    last_used_at: now,
    expires_at: now + registry.limits.sessionMaxMs,
  }
  await registry.store.write(async tx => {
    await makeRoom(tx, input.person)
    await tx.db.insertInto('sessions').values(row).execute()
    await forgetFailures(tx, personKey(input.person))
    await appendJournal(tx, person.principal, now, [
      {
        organizationId,
        action: 'sign-in.succeeded',
        subjectKind: 'person',
        subjectId: personId,
        after: { sessionId: row.id, methods: input.amr, address: row.address },
      },
    ])
  })
  return secret
}

async function makeRoom(tx: Tx, { organizationId, personId }: PersonRef): Promise<void> {
  const rows = await tx.db
    .selectFrom('sessions')
    .select('digest')
    .where('organization_id', '=', organizationId)
    .where('person_id', '=', personId)
    .orderBy('last_used_at', 'desc')
    .orderBy('id', 'desc')
    .offset(sessionsPerPerson - 1)
    .limit(sessionsPerPerson)
    .execute()
  for (const { digest } of rows) await tx.db.deleteFrom('sessions').where('digest', '=', digest).execute()
}

/**
 * The session of a secret, of an enabled person, and with its present roles.
 * @returns undefined for anything else, also when the session was not used for too long.
 */
export async function readSession(
  registry: Registry,
  secret: string,
  requestId?: string,
): Promise<ActiveSession | undefined> {
  const now = registry.now()
  const digest = digestSecret(secret)
  const row = await registry.store.db.selectFrom('sessions').selectAll().where('digest', '=', digest).executeTakeFirst()
  if (!row || row.expires_at <= now || row.last_used_at + registry.limits.sessionIdleMs <= now) return undefined
  const person = await findActingPerson(registry, row.organization_id, row.person_id, requestId)
  if (!person) return undefined
  if (row.last_used_at + touchMs <= now) await touch(registry, digest, now)
  return {
    sessionId: row.id,
    personId: row.person_id,
    organizationId: row.organization_id,
    email: person.email,
    name: person.name,
    amr: JSON.parse(row.amr),
    authTime: row.created_at,
    principal: person.principal,
    people: JSON.parse(row.people),
  }
}

async function touch(registry: Registry, digest: Uint8Array, now: number): Promise<void> {
  await registry.store.write(
    async tx => {
      await tx.db.updateTable('sessions').set({ last_used_at: now }).where('digest', '=', digest).execute()
    },
    { unsynced: true },
  )
}

/** Ends a session, by whoever has it. */
export async function closeSession(registry: Registry, session: ActiveSession): Promise<void> {
  const { organizationId, personId, sessionId, principal } = session
  const now = registry.now()
  await registry.store.write(async tx => {
    await tx.db
      .deleteFrom('sessions')
      .where('organization_id', '=', organizationId)
      .where('person_id', '=', personId)
      .where('id', '=', sessionId)
      .execute()
    await appendJournal(tx, principal, now, [
      { organizationId, action: 'session.ended', subjectKind: 'person', subjectId: personId, after: { sessionId } },
    ])
  })
}
