import type { Registry } from '../context.ts'
import { scopeTo, type Tx } from '../store/index.ts'

/** An application that acts, or may act, for a person. */
export interface PersonApplication {
  readonly applicationId: string
  /** Absent on applications that belong to the service, and on those that are gone. */
  readonly name?: string
  /** What the person has allowed it; absent when the person was not asked. */
  readonly scopes?: string[]
  readonly consentedAt?: number
  /** It goes on without the person being there until then, and longer each time that it does; absent when it is signed in nowhere. */
  readonly expiresAt?: number
}

interface Owner {
  readonly organizationId: string
  readonly personId: string
}

/** Applications of a person by id, those after `after`. */
export async function findPersonApplications(
  registry: Registry,
  { organizationId, personId }: Owner,
  after: string,
  limit: number,
): Promise<PersonApplication[]> {
  const { db } = registry.store
  const consents = await scopeTo(db, organizationId)
    .selectFrom('application_consents')
    .select(['application_id', 'scopes', 'granted_at'])
    .where('person_id', '=', personId)
    .where('application_id', '>', after)
    .orderBy('application_id')
    .limit(limit)
    .execute()
  const signedIn = await db
    .selectFrom('oidc_state')
    .select(({ fn }) => ['lookup', fn.max('expires_at').as('expires_at')])
    .where('organization_id', '=', organizationId)
    .where('person_id', '=', personId)
    .where('model', '=', 'RefreshToken')
    .where('expires_at', '>', registry.now())
    .where('lookup', '>', after)
    .groupBy('lookup')
    .orderBy('lookup')
    .limit(limit)
    .execute()
  const until = new Map(signedIn.map(row => [row.lookup ?? '', Number(row.expires_at)]))
  const consented = new Map(consents.map(row => [row.application_id, row]))
  const ids = [...new Set([...until.keys(), ...consented.keys()])].sort().slice(0, limit)
  if (ids.length === 0) return []
  const named = await db.selectFrom('applications').select(['id', 'name']).where('id', 'in', ids).execute()
  const names = new Map(named.map(row => [row.id, row.name]))
  return ids.map(id => {
    const name = names.get(id)
    const consent = consented.get(id)
    const expiresAt = until.get(id)
    return {
      applicationId: id,
      ...(name !== undefined && { name }),
      ...(consent && { scopes: JSON.parse(consent.scopes), consentedAt: consent.granted_at }),
      ...(expiresAt !== undefined && { expiresAt }),
    }
  })
}

/** Takes back what a person has allowed an application, and ends its sign-ins. @returns whether there was anything. */
export async function removePersonApplication(
  tx: Tx,
  { organizationId, personId }: Owner,
  applicationId: string,
): Promise<boolean> {
  const consents = await scopeTo(tx.db, organizationId)
    .deleteFrom('application_consents')
    .where('person_id', '=', personId)
    .where('application_id', '=', applicationId)
    .executeTakeFirst()
  const grants = () =>
    tx.db
      .selectFrom('oidc_state')
      .select('id')
      .where('organization_id', '=', organizationId)
      .where('person_id', '=', personId)
      .where('model', '=', 'Grant')
      .where('lookup', '=', applicationId)
  const tokens = await tx.db.deleteFrom('oidc_state').where('grant_id', 'in', grants()).executeTakeFirst()
  const ended = await tx.db
    .deleteFrom('oidc_state')
    .where('organization_id', '=', organizationId)
    .where('person_id', '=', personId)
    .where('model', '=', 'Grant')
    .where('lookup', '=', applicationId)
    .executeTakeFirst()
  return consents.numDeletedRows + tokens.numDeletedRows + ended.numDeletedRows > 0n
}
