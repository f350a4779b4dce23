import type { Kysely } from 'kysely'
import { type ConsentsTable, type Database, scopeTo } from '../store/index.ts'
import { closedRequests } from './state.ts'

/** The consent that counts between a tenant and a partner: the granted one, else the latest answer or request. */
export async function currentConsent(
  db: Kysely<Database>,
  tenantId: string,
  partnerId: string,
): Promise<ConsentsTable | undefined> {
  return scopeTo(db, tenantId)
    .selectFrom('consents')
    .selectAll()
    .where('partner_id', '=', partnerId)
    .where('state', 'not in', closedRequests)
    .orderBy(eb => eb.case().when('state', '=', 'granted').then(0).else(1).end())
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}
