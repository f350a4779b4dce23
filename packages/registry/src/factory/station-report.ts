import type { Registry } from '../context.ts'
import { allKeys, keyText, productKeyIdKey, tupleKey } from '../identity/index.ts'
import type { Actor } from '../journal/index.ts'
import { unpackOutcomes } from '../outcome-page.ts'
import type { Row } from '../rows/index.ts'
import { type BuildReportsTable, type Store, scopeTo, type Tx } from '../store/index.ts'
import { type RejectedRow, type ReportItem, readReportRow } from './decide.ts'
import { findFactoryRecords, type ReportedDevice } from './find.ts'
import { type BuildReport, closeReport, newReport, storeOutcomes, toBuildReport } from './report.ts'
import { type ReportOutcome, settleReportChunk } from './write.ts'

/** A device that a station of the factory line captured. */
export interface StationRow {
  readonly row: Row
  /** Number of the entry in the queue of the station. */
  readonly sequence: number
  /** By our clock. */
  readonly capturedAt: number
}

/** Another record that a device has something in common with: it was captured before, or a label or number was used twice. */
export interface EarlierRecord {
  /** What they share; `device`: they are one and the same. */
  readonly sharing: 'device' | 'serialNumber' | 'productKeyId'
  readonly recordId: string
  /** The report that brought it first. */
  readonly reportId: string
  /** The station that the report came from, if any. */
  readonly stationId?: string
}

/** What became of one entry of a station's report. */
export interface StationOutcome extends ReportOutcome {
  readonly sequence: number
  readonly capturedAt: number
  readonly earlier?: EarlierRecord
}

/** A report as a station sends it. */
export interface StationReport {
  readonly partnerId: string
  readonly stationId: string
  readonly name: string
  /** At least one, their numbers without a gap. */
  readonly rows: readonly StationRow[]
  readonly clockSkewMs: number
  /** Of what was signed. */
  readonly digest: Uint8Array
}

/** A stored report with its outcomes. */
export interface SettledStationReport {
  readonly report: BuildReport
  readonly results: StationOutcome[]
}

/** Decides and writes the whole report, in the caller's transaction. */
export async function settleStationReport(
  tx: Tx,
  registry: Registry,
  actor: Actor,
  input: StationReport,
): Promise<SettledStationReport> {
  const { partnerId, rows } = input
  const row: BuildReportsTable = {
    ...newReport(registry, actor, partnerId, { name: input.name, format: 'line' }),
    station_id: input.stationId,
    first_sequence: rows[0]?.sequence ?? 0,
    last_sequence: rows.at(-1)?.sequence ?? 0,
    clock_skew: input.clockSkewMs,
  }
  await tx.db.insertInto('build_reports').values(row).execute()
  const items = rows.map(each => readReportRow(each.row))
  const outcomes = await settleReportChunk(tx, registry, actor, { partnerId, id: row.id }, items, 0)
  const earlier = await findEarlier(registry.store, tx, partnerId, items, outcomes)
  const results = outcomes.map((outcome, at): StationOutcome => {
    const { sequence, capturedAt } = rows[at] as StationRow
    const other = earlier[at]
    return { ...outcome, sequence, capturedAt, ...(other && { earlier: other }) }
  })
  await storeOutcomes(tx, row, 0, 0, results)
  return { report: await closeReport(tx, registry, actor, row, input.digest), results }
}

const labelKeys = ({ read, row }: ReportItem) => {
  const { manufacturer, model, serial, productKeyId = row.productKeyId } = read.facts
  return {
    productKeyId: productKeyId === undefined ? undefined : productKeyIdKey(productKeyId),
    serialNumber:
      manufacturer !== undefined && model !== undefined && serial !== undefined
        ? tupleKey(manufacturer, model, serial)
        : undefined,
  }
}

/** For each item the record that it has something in common with; two queries for all of them. */
async function findEarlier(
  store: Store,
  tx: Tx,
  partnerId: string,
  items: readonly (ReportItem | RejectedRow)[],
  outcomes: readonly ReportOutcome[],
): Promise<(EarlierRecord | undefined)[]> {
  const keys = items.flatMap(item =>
    'code' in item ? [] : [...allKeys(item.read.keys), ...Object.values(labelKeys(item)).filter(key => !!key)],
  )
  const found = await findFactoryRecords(store, tx.db, keys, partnerId)
  const pairs = items.map((item, at) => sharedRecord(item, outcomes[at] as ReportOutcome, found))
  const reportIds = [...new Set(pairs.flatMap(pair => (pair ? [pair.record.first_report_id] : [])))]
  const reports =
    reportIds.length === 0
      ? []
      : await scopeTo(tx.db, partnerId)
          .selectFrom('build_reports')
          .select(['id', 'station_id'])
          .where(store.textIn<'build_reports'>('id', reportIds))
          .execute()
  const stations = new Map(reports.map(({ id, station_id }) => [id, station_id]))
  return pairs.map(pair => {
    if (!pair) return undefined
    const { id, first_report_id } = pair.record
    const stationId = stations.get(first_report_id)
    return { sharing: pair.sharing, recordId: id, reportId: first_report_id, ...(stationId && { stationId }) }
  })
}

/** The strongest reason for a person to look: a number that two devices have, before a device that was reported twice. */
function sharedRecord(
  item: ReportItem | RejectedRow,
  { recordId, status }: ReportOutcome,
  found: ReadonlyMap<string, readonly ReportedDevice[]>,
): { sharing: EarlierRecord['sharing']; record: ReportedDevice['row'] } | undefined {
  if ('code' in item || recordId === undefined) return undefined
  for (const [sharing, key] of Object.entries(labelKeys(item))) {
    const other = key && found.get(keyText(key))?.find(({ row }) => row.id !== recordId)
    if (other) return { sharing: sharing as EarlierRecord['sharing'], record: other.row }
  }
  if (status !== 'known') return undefined
  const own = allKeys(item.read.keys).flatMap(key => found.get(keyText(key)) ?? [])
  const same = own.find(({ row }) => row.id === recordId)
  return same && { sharing: 'device', record: same.row }
}

/** The report that begins with this entry of the station, and its digest. */
export async function findStationReport(
  registry: Registry,
  db: Store['db'],
  key: { partnerId: string; stationId: string; firstSequence: number },
): Promise<(SettledStationReport & { digest: Uint8Array | null }) | undefined> {
  const own = scopeTo(db, key.partnerId)
  const row = await own
    .selectFrom('build_reports')
    .selectAll()
    .where('station_id', '=', key.stationId)
    .where('first_sequence', '=', key.firstSequence)
    .executeTakeFirst()
  if (!row) return undefined
  const chunks = await own
    .selectFrom('build_report_chunks')
    .select('outcomes')
    .where('report_id', '=', row.id)
    .orderBy('number')
    .execute()
  return {
    report: toBuildReport(row, registry.now()),
    results: chunks.flatMap(chunk => unpackOutcomes<StationOutcome>(chunk.outcomes)),
    digest: row.digest,
  }
}
