import type { Millis } from '../schema.ts'

/** An indirect provider and a reseller that works with it: one row for each side. */
export interface PartnerLinksTable {
  partner_id: string
  other_id: string
  /** What the partner is in it: csp-indirect-provider or csp-indirect-reseller. */
  kind: string
  /** offered (by this side), asked (by the other) or active. */
  state: string
  changed_at: Millis
}

export interface LinkTables {
  partner_links: PartnerLinksTable
}

export const linkScopes = { partner_links: 'partner_id' } as const
