import type { Kysely } from 'kysely'
import type { ConsentsTable, Database } from '../store/index.ts'
import { currentConsent } from './current.ts'
import { consentState } from './state.ts'

/** Consents that a customer gave, or took back, to resellers that work with this provider: live ones first, then the latest. */
async function throughResellers(
  db: Kysely<Database>,
  tenantId: string,
  providerId: string,
  now: number,
): Promise<ConsentsTable | undefined> {
  const rows = await db
    .selectFrom('partner_links')
    .innerJoin('consents', 'consents.partner_id', 'partner_links.other_id')
    .selectAll('consents')
    .where('partner_links.partner_id', '=', providerId)
    .where('partner_links.kind', '=', 'csp-indirect-provider')
    .where('partner_links.state', '=', 'active')
    .where('consents.tenant_id', '=', tenantId)
    .where('consents.state', 'in', ['granted', 'revoked'])
    .orderBy('consents.state')
    .orderBy('consents.id', 'desc')
    .limit(100)
    .execute()
  return rows.find(row => consentState(row, now) === 'granted') ?? rows[0]
}

/**
 * The consent by which a partner may register for a tenant: its own, or, for an indirect provider, the one of a reseller that works with
 * it. Limits and counts are those of that consent. A no to the provider itself holds until a later yes to a reseller.
 */
export async function effectiveConsent(
  db: Kysely<Database>,
  tenantId: string,
  partnerId: string,
  now: number,
): Promise<ConsentsTable | undefined> {
  const own = await currentConsent(db, tenantId, partnerId)
  if (own && consentState(own, now) === 'granted') return own
  const through = await throughResellers(db, tenantId, partnerId, now)
  if (own === undefined || through === undefined) return own ?? through
  const saidNo = (own.revoked_at ?? own.decided_at ?? 0) > (through.decided_at ?? 0)
  return consentState(through, now) === 'granted' && !saidNo ? through : own
}
