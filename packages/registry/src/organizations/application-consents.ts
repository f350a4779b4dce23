import type { Registry } from '../context.ts'
import { appendJournal } from '../journal/index.ts'
import { scopeTo } from '../store/index.ts'
import type { Principal } from './principal.ts'

/** What a person has let an application of another organization do in their name. @returns undefined when they were never asked. */
export async function findApplicationConsent(
  registry: Registry,
  organizationId: string,
  personId: string,
  applicationId: string,
): Promise<string[] | undefined> {
  const row = await scopeTo(registry.store.db, organizationId)
    .selectFrom('application_consents')
    .select('scopes')
    .where('person_id', '=', personId)
    .where('application_id', '=', applicationId)
    .executeTakeFirst()
  return row && JSON.parse(row.scopes)
}

/** Notes what the person lets the application do, beside what they let it do before. */
export async function giveApplicationConsent(
  registry: Registry,
  person: Principal,
  applicationId: string,
  scopes: readonly string[],
): Promise<void> {
  const organizationId = person.organization.id
  const now = registry.now()
  await registry.store.write(async tx => {
    const own = scopeTo(tx.db, organizationId)
    const before = await own
      .selectFrom('application_consents')
      .select('scopes')
      .where('person_id', '=', person.id)
      .where('application_id', '=', applicationId)
      .executeTakeFirst()
    const all = [...new Set([...(before ? (JSON.parse(before.scopes) as string[]) : []), ...scopes])].sort()
    const values = { scopes: JSON.stringify(all), granted_at: now }
    await own
      .insertInto('application_consents')
      .values({ organization_id: organizationId, person_id: person.id, application_id: applicationId, ...values })
      .onConflict(conflict => conflict.columns(['organization_id', 'person_id', 'application_id']).doUpdateSet(values))
      .execute()
    await appendJournal(tx, person, now, [
      {
        organizationId,
        action: 'application.consented',
        subjectKind: 'application',
        subjectId: applicationId,
        after: { personId: person.id, scopes: all },
      },
    ])
  })
}
