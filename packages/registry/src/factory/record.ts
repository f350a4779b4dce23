import type { FactoryRecordsTable } from '../store/index.ts'

/** A device that a maker reported: not owned by anybody through that alone. */
export interface FactoryRecord {
  readonly id: string
  readonly productKeyId?: string
  readonly serialNumber?: string
  readonly manufacturer?: string
  readonly model?: string
  readonly quality: string
  readonly flags: string[]
  readonly firstReportedAt: number
  readonly lastReportedAt: number
  readonly timesReported: number
  readonly firstReportId: string
  readonly lastReportId: string
}

export const toFactoryRecord = (row: FactoryRecordsTable): FactoryRecord => ({
  id: row.id,
  ...(row.product_key_id !== null && { productKeyId: row.product_key_id }),
  ...(row.serial_number !== null && { serialNumber: row.serial_number }),
  ...(row.manufacturer !== null && { manufacturer: row.manufacturer }),
  ...(row.model !== null && { model: row.model }),
  quality: row.quality,
  flags: JSON.parse(row.flags),
  firstReportedAt: row.first_reported_at,
  lastReportedAt: row.last_reported_at,
  timesReported: row.times_reported,
  firstReportId: row.first_report_id,
  lastReportId: row.last_report_id,
})
