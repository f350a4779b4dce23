import type { Registry } from '../context.ts'
import { scopeTo } from '../store/index.ts'
import type { EventKind } from './kinds.ts'
import { type JournalEntry, toEntry } from './list.ts'

/** Entries of one journal by their ids, in that order. For code that has checked who may see them. */
export async function readEntries(
  { store }: Registry,
  organizationId: string,
  ids: readonly string[],
): Promise<JournalEntry[]> {
  const rows = await scopeTo(store.db, organizationId)
    .selectFrom('journal')
    .selectAll()
    .where(store.textIn<'journal'>('id', ids))
    .execute()
  const byId = new Map(rows.map(row => [row.id, row]))
  return ids.flatMap(id => {
    const row = byId.get(id)
    return row === undefined ? [] : [toEntry(row)]
  })
}

/** A stretch of a journal, to be walked part by part: ids after the one, up to and with the other. */
export interface Stretch {
  readonly after: string
  readonly until: string
}

/** Entries that one part looks at. */
const partSize = 2_000

/**
 * The next entries of these kinds in a stretch. Looks at so many entries at most, so it may find none although there are more.
 * @returns `after` of the part that follows; absent at the end of the stretch.
 */
export async function nextInStretch(
  { store }: Registry,
  organizationId: string,
  { after, until }: Stretch,
  kinds: readonly EventKind[] | undefined,
  most: number,
): Promise<{ readonly found: readonly { readonly id: string; readonly at: number }[]; readonly after?: string }> {
  const rows = await scopeTo(store.db, organizationId)
    .selectFrom('journal')
    .select(['id', 'at', 'action'])
    .where('id', '>', after)
    .where('id', '<=', until)
    .orderBy('id')
    .limit(partSize)
    .execute()
  const wanted = kinds && new Set<string>(kinds)
  const found = rows.filter(row => wanted?.has(row.action) ?? true)
  if (found.length > most) return { found: found.slice(0, most), after: String(found[most - 1]?.id) }
  return { found, ...(rows.length === partSize && { after: String(rows.at(-1)?.id) }) }
}
