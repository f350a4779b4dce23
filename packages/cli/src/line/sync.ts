import type { EntryResult, RememberedUnit } from './queue.ts'
import { LineService, type Patience, type RecordAnswer } from './service.ts'
import type { Station } from './station.ts'

/** Entries of one report; the service takes as many (`lineEntries` of its limits). */
const reportEntries = 500
const dayMs = 86_400_000

/** What a sync came to. */
export interface SyncOutcome {
  /** Entries that were taken, in all of its reports. */
  readonly sent: number
  /** Of these, devices that were reported before. */
  readonly known: number
  readonly rejected: readonly EntryResult[]
  /** Entries whose device shares a number with another one. */
  readonly shared: readonly EntryResult[]
  /** Devices that the station had not known. */
  readonly learned: number
  /** How far the clock of the station is behind that of the service, ms; absent when nothing was sent. */
  readonly clockSkewMs?: number
}

/**
 * Sends what waits, report by report, keeps what the registry says of each entry, and learns what others have brought meanwhile.
 * May be ended at any moment: what was sent without an answer is sent again as it was, and the registry takes it once.
 */
export async function syncStation(station: Station, patience: Patience): Promise<SyncOutcome> {
  const service = new LineService(station, patience)
  const results: EntryResult[] = []
  let clockSkewMs: number | undefined
  for (;;) {
    const entries = station.queue.nextReport(reportEntries)
    if (entries.length === 0) break
    const answer = await service.report(entries.map(({ signed }) => signed))
    station.queue.settle(answer.results)
    results.push(...answer.results)
    clockSkewMs = answer.report.station.clockSkewMs
  }
  const learned = await learn(station, service)
  station.queue.note('synced', String(Date.now()))
  return {
    sent: results.length,
    known: results.filter(({ status }) => status === 'known').length,
    rejected: results.filter(({ status }) => status === 'rejected'),
    shared: results.filter(({ earlier }) => earlier !== undefined && earlier.sharing !== 'device'),
    learned,
    ...(clockSkewMs !== undefined && { clockSkewMs }),
  }
}

async function learn({ queue, settings }: Station, service: LineService): Promise<number> {
  let learned = 0
  for (;;) {
    const cursor = queue.noted('cursor')
    const since = new Date(Date.now() - settings.rememberDays * dayMs).toISOString()
    const page = await service.records(cursor === undefined ? { since } : { cursor })
    learned += queue.learn(page.items.map(toUnit), page.cursor)
    if (!page.more) return learned
  }
}

const toUnit = (item: RecordAnswer['items'][number]): RememberedUnit => ({
  id: item.id,
  // A UUIDv7 begins with its time.
  at: Number.parseInt(item.id.replaceAll('-', '').slice(0, 12), 16),
  facts: item.facts,
  serial_number: item.serialNumber,
  manufacturer: item.manufacturer,
  model: item.model,
  product_key_id: item.productKeyId,
})
