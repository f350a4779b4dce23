import { createHash } from 'node:crypto'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import {
  type EarlierRecord,
  findStationReport,
  type SettledStationReport,
  type StationOutcome,
  type StationRow,
  settleStationReport,
} from '../factory/index.ts'
import { toRow } from '../rows/index.ts'
import { type LineStationsTable, type Store, scopeTo, type Tx } from '../store/index.ts'
import type { StationCaller } from './authenticate.ts'
import { digestOfEntry, type LineEntry, readEntry } from './entry.ts'

/** What became of an entry, with the name of the station that captured the other device. */
export type LineResult = Omit<StationOutcome, 'earlier'> & {
  readonly earlier?: EarlierRecord & { readonly stationName?: string }
}

export interface LineReport {
  readonly report: SettledStationReport['report']
  readonly results: LineResult[]
}

/** Entries that were verified and follow on each other. */
interface VerifiedEntries {
  readonly entries: readonly LineEntry[]
  readonly first: LineEntry
  readonly last: { readonly sequence: number; readonly digest: string }
  readonly digest: Uint8Array
}

/**
 * Takes what a station has queued: all of it, or nothing. The numbers that the station signed make sending twice harmless: the very
 * same report is answered as it was the first time.
 * @throws station_revoked, line_entry_refused, line_sequence_broken, invalid_request.
 */
export async function receiveLineReport(
  registry: Registry,
  station: StationCaller,
  signed: readonly string[],
): Promise<LineReport> {
  const verified = await verify(registry, station, signed)
  const settled = await registry.store.write(tx => settle(tx, registry, station, verified))
  return { report: settled.report, results: await named(registry, station, settled.results) }
}

async function verify(registry: Registry, station: StationCaller, signed: readonly string[]): Promise<VerifiedEntries> {
  const { lineEntries } = registry.limits
  if (signed.length === 0 || signed.length > lineEntries)
    throw new RegistryError('invalid_request', `A report has 1 to ${lineEntries} entries.`, { field: 'entries' })
  const entries: LineEntry[] = []
  const digests: string[] = []
  for (const [at, each] of signed.entries()) {
    const entry = await readEntry(each, station.key)
    if ('wrong' in entry)
      throw new RegistryError('line_entry_refused', `Entry ${at + 1} of this report is refused: ${entry.wrong}.`)
    const before = entries.at(-1)
    if (before && (entry.sequence !== before.sequence + 1 || entry.previous !== digests.at(-1)))
      throw new RegistryError(
        'line_sequence_broken',
        `Entry ${entry.sequence} does not follow on entry ${before.sequence}.`,
      )
    entries.push(entry)
    digests.push(digestOfEntry(each))
  }
  const digest = createHash('sha256').update(digests.join()).digest()
  const first = entries[0] as LineEntry
  const last = { sequence: (entries.at(-1) as LineEntry).sequence, digest: digests.at(-1) as string }
  return { entries, first, last, digest }
}

async function settle(
  tx: Tx,
  registry: Registry,
  station: StationCaller,
  { entries, first, last, digest }: VerifiedEntries,
): Promise<SettledStationReport> {
  const partnerId = station.organization.id
  const own = scopeTo(tx.db, partnerId)
  const row = await own.selectFrom('line_stations').selectAll().where('id', '=', station.id).executeTakeFirstOrThrow()
  if (row.revoked_at !== null) throw new RegistryError('station_revoked')
  if (first.sequence <= row.last_sequence) return repeated(registry, tx.db, row, first.sequence, digest)
  if (first.sequence !== row.last_sequence + 1 || first.previous !== row.last_digest)
    throw new RegistryError(
      'line_sequence_broken',
      `The last entry that was taken is ${row.last_sequence}; entry ${first.sequence} does not follow on it.`,
    )
  const now = registry.now()
  const rows: StationRow[] = entries.map(({ sequence, at, device }) => ({
    row: toRow(device),
    sequence,
    capturedAt: clampedTime(at + station.clockSkewMs, now),
  }))
  const settled = await settleStationReport(tx, registry, station, {
    partnerId,
    stationId: station.id,
    name: `${station.name}, entries ${first.sequence} to ${last.sequence}`,
    rows,
    clockSkewMs: station.clockSkewMs,
    digest,
  })
  await own
    .updateTable('line_stations')
    .set({
      last_sequence: last.sequence,
      last_digest: last.digest,
      last_report_at: now,
      clock_skew: station.clockSkewMs,
    })
    .where('id', '=', station.id)
    .execute()
  return settled
}

/** A clock that was set in between leaves times that cannot be: nothing is captured after it has arrived, or before there were times. */
const clampedTime = (at: number, now: number): number => Math.min(Math.max(at, 0), now)

async function repeated(
  registry: Registry,
  db: Store['db'],
  row: LineStationsTable,
  firstSequence: number,
  digest: Uint8Array,
): Promise<SettledStationReport> {
  const key = { partnerId: row.partner_id, stationId: row.id, firstSequence }
  const earlier = await findStationReport(registry, db, key)
  if (!earlier?.digest || Buffer.compare(earlier.digest, digest) !== 0)
    throw new RegistryError(
      'line_sequence_broken',
      `Entry ${firstSequence} was taken before, in another report or with other content.`,
    )
  const { report, results } = earlier
  return { report, results }
}

async function named(
  registry: Registry,
  station: StationCaller,
  results: readonly StationOutcome[],
): Promise<LineResult[]> {
  const ids = [...new Set(results.flatMap(({ earlier }) => (earlier?.stationId ? [earlier.stationId] : [])))]
  if (ids.length === 0) return [...results]
  const rows = await scopeTo(registry.store.db, station.organization.id)
    .selectFrom('line_stations')
    .select(['id', 'name'])
    .where(registry.store.textIn<'line_stations'>('id', ids))
    .execute()
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  return results.map(result => {
    const { earlier } = result
    const stationName = names.get(earlier?.stationId ?? '')
    return earlier && stationName !== undefined ? { ...result, earlier: { ...earlier, stationName } } : result
  })
}
