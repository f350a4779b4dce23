import { appendJournal } from '../journal/index.ts'
import type { Tx } from '../store/index.ts'
import type { Principal } from './principal.ts'

/**
 * Ends all that a person has signed in to: the sessions of browsers, and what applications would go on with (codes, refresh tokens). What
 * the person has allowed applications stays allowed, for the next sign-in.
 * @param keptSession the session that stays.
 */
export async function endSignIns(
  tx: Tx,
  principal: Principal,
  now: number,
  { organizationId, personId }: { organizationId: string; personId: string },
  keptSession?: string,
): Promise<void> {
  const all = tx.db
    .deleteFrom('sessions')
    .where('organization_id', '=', organizationId)
    .where('person_id', '=', personId)
  const ending = keptSession === undefined ? all : all.where('id', '<>', keptSession)
  const sessions = await ending.executeTakeFirst()
  const { applications } = await tx.db
    .selectFrom('oidc_state')
    .select(({ fn }) => fn.count('lookup').distinct().as('applications'))
    .where('organization_id', '=', organizationId)
    .where('person_id', '=', personId)
    .where('model', '=', 'RefreshToken')
    .executeTakeFirstOrThrow()
  await tx.db
    .deleteFrom('oidc_state')
    .where('organization_id', '=', organizationId)
    .where('person_id', '=', personId)
    .execute()
  const ended = { sessions: Number(sessions.numDeletedRows), applications: Number(applications) }
  if (ended.sessions + ended.applications === 0) return
  await appendJournal(tx, principal, now, [
    { organizationId, action: 'session.ended', subjectKind: 'person', subjectId: personId, after: ended },
  ])
}
