/** Stations of the factory line: table of migration 0013. */

export interface LineStationsTable {
  partner_id: string
  id: string
  name: string
  line: string | null
  /** Names the key (RFC 7638, SHA-256, base64url). */
  thumbprint: string
  /** The member `x` of the Ed25519 key. */
  public_key: string
  created_at: number
  created_by: string
  revoked_at: number | null
  revoked_reason: string | null
  /** Number of the last entry that was taken; 0 before the first. */
  last_sequence: number
  /** Its digest; empty before the first. */
  last_digest: string
  last_report_at: number | null
  /** How far the clock of the station was behind ours at its last report, ms. */
  clock_skew: number | null
}

export interface LineTables {
  line_stations: LineStationsTable
}

export const lineScopes = { line_stations: 'partner_id' } as const satisfies Partial<Record<keyof LineTables, string>>
