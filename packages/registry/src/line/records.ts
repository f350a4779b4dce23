import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { type RecognisableRecord, readRecordsAfter } from '../factory/index.ts'
import { firstIdAt, isId } from '../ids.ts'
import { pageLimit } from '../page.ts'
import type { StationCaller } from './authenticate.ts'

/** Devices of the maker that a station should know, and where to go on. */
export interface LineRecords {
  readonly items: RecognisableRecord[]
  /** Ask for what comes after this next time. */
  readonly cursor: string
  /** Whether there is more already. */
  readonly more: boolean
}

/** Ids are made before they are committed: what is younger than this may still be joined by something older, ms. */
const settlingMs = 120_000

/** The maker's records from whatever source, oldest first, for the stations' own list. The last minutes may be told twice. */
export async function listLineRecords(
  registry: Registry,
  station: StationCaller,
  page: { readonly cursor?: string; readonly since?: number; readonly limit?: number },
): Promise<LineRecords> {
  const limit = pageLimit(page.limit, registry.limits.pageSize)
  const start = page.cursor ?? firstIdAt(Math.max(0, page.since ?? 0))
  if (!isId(start))
    throw new RegistryError('invalid_request', 'The cursor is not one that this list returned.', { field: 'cursor' })
  const found = await readRecordsAfter(registry.store.db, station.organization.id, start, limit + 1)
  const items = found.slice(0, limit)
  const more = found.length > limit
  const last = items.at(-1)?.id ?? start
  const settled = firstIdAt(registry.now() - settlingMs)
  // With more to come the next page has to move on; only the end is held back, and never behind where it began.
  const held = [start, [last, settled].sort()[0] as string].sort()[1] as string
  return { items, more, cursor: more ? last : held }
}
