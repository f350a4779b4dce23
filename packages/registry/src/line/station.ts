import type { LineStationsTable } from '../store/index.ts'

/** A station of a maker's factory line: a key that signs what is captured there. */
export interface LineStation {
  readonly id: string
  readonly name: string
  /** The line that it stands at. */
  readonly line?: string
  /** Names its key (RFC 7638). */
  readonly thumbprint: string
  readonly createdAt: number
  readonly revokedAt?: number
  readonly revokedReason?: string
  /** Entries that were taken so far. */
  readonly lastSequence: number
  readonly lastReportAt?: number
  /** How far its clock was behind ours at the last report, ms; negative when it was ahead. */
  readonly clockSkewMs?: number
}

export const toLineStation = (row: LineStationsTable): LineStation => ({
  id: row.id,
  name: row.name,
  ...(row.line !== null && { line: row.line }),
  thumbprint: row.thumbprint,
  createdAt: row.created_at,
  ...(row.revoked_at !== null && { revokedAt: row.revoked_at }),
  ...(row.revoked_reason !== null && { revokedReason: row.revoked_reason }),
  lastSequence: row.last_sequence,
  ...(row.last_report_at !== null && { lastReportAt: row.last_report_at }),
  ...(row.clock_skew !== null && { clockSkewMs: row.clock_skew }),
})
