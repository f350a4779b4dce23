import type { Registry } from '../context.ts'
import type { Actor } from '../journal/index.ts'
import type { Row } from '../rows/index.ts'
import type { BuildReportsTable, Tx } from '../store/index.ts'
import { readReportRow } from './decide.ts'
import { closeReport, newReport, storeOutcomes } from './report.ts'
import { type ReportOutcome, rehearseReportChunk, settleReportChunk } from './write.ts'

/** A build report whose rows come from an imported file, chunk by chunk. */
export interface ImportedReport {
  readonly partnerId: string
  readonly id: string
}

const keyOf = ({ partnerId, id }: ImportedReport): Pick<BuildReportsTable, 'partner_id' | 'id'> => ({
  partner_id: partnerId,
  id,
})

/** What a report of these rows would come to; nothing is written. */
export function rehearseReportRows(
  registry: Registry,
  partnerId: string,
  rows: readonly Row[],
  firstPosition: number,
): Promise<ReportOutcome[]> {
  return rehearseReportChunk(registry, partnerId, rows.map(readReportRow), firstPosition)
}

/** Begins a report. Who may do that was asked before. */
export async function beginImportedReport(
  tx: Tx,
  registry: Registry,
  by: Actor,
  partnerId: string,
  input: { readonly name: string; readonly format: string },
): Promise<string> {
  const row = newReport(registry, by, partnerId, input)
  await tx.db.insertInto('build_reports').values(row).execute()
  return row.id
}

/** Decides and writes one chunk, in the caller's transaction. */
export async function addImportedRows(
  tx: Tx,
  registry: Registry,
  actor: Actor,
  report: ImportedReport,
  chunk: { readonly rows: readonly Row[]; readonly number: number; readonly firstPosition: number },
): Promise<ReportOutcome[]> {
  const { rows, number, firstPosition } = chunk
  const outcomes = await settleReportChunk(tx, registry, actor, report, rows.map(readReportRow), firstPosition)
  await storeOutcomes(tx, keyOf(report), number, firstPosition, outcomes)
  return outcomes
}

/** Ends a report whose every row is written. */
export async function endImportedReport(
  tx: Tx,
  registry: Registry,
  actor: Actor,
  report: ImportedReport,
): Promise<void> {
  await closeReport(tx, registry, actor, keyOf(report), null)
}
