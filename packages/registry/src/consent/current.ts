import type { Kysely } from 'kysely'
import { type ConsentsTable, type Database, scopeTo } from '../store/index.ts'

/** The consent that counts between a tenant and a partner: the granted one, else the latest answer or request. */
export async function currentConsent(
  db: Kysely<Database>,
  tenantId: string,
  partnerId: string,
): Promise<ConsentsTable | undefined> {
  const rows = await scopeTo(db, tenantId)
    .selectFrom('consents')
    .selectAll()
    .where('partner_id', '=', partnerId)
    .orderBy('id', 'desc')
    .limit(50)
    .execute()
  return rows.find(row => row.state === 'granted') ?? rows[0]
}
