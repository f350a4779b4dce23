import { bytesToId, idToBytes, newId } from '../ids.ts'
import { type Millis, type Store, scopeTo, type Tx } from '../store/index.ts'
import type { EventKind } from './kinds.ts'

/** Somebody who takes the entries of a journal one after the other and misses none. */
export interface Follower {
  readonly organizationId: string
  readonly id: string
}

/** Bytes of an id in a list of them. */
const idBytes = 16

/** Ids as they stand in a list of bytes. */
export const packIds = (ids: readonly string[]): Uint8Array => Buffer.concat(ids.map(idToBytes))

/** The ids of such a list. */
export const unpackIds = (bytes: Uint8Array): string[] =>
  Array.from({ length: bytes.length / idBytes }, (_, n) => bytesToId(bytes.subarray(n * idBytes, (n + 1) * idBytes)))

/** From this transaction on, new entries of these kinds (all when absent) wait for the follower; also changes which. */
export async function followJournal(
  tx: Tx,
  follower: Follower,
  kinds: readonly EventKind[] | undefined,
): Promise<void> {
  const row = {
    organization_id: follower.organizationId,
    id: follower.id,
    kinds: kinds === undefined ? null : JSON.stringify(kinds),
  }
  await tx.db
    .insertInto('journal_followers')
    .values(row)
    .onConflict(conflict => conflict.columns(['organization_id', 'id']).doUpdateSet({ kinds: row.kinds }))
    .execute()
}

/** Nothing waits for the follower any more. */
export async function unfollowJournal(tx: Tx, { organizationId, id }: Follower): Promise<void> {
  await tx.db
    .deleteFrom('journal_followers')
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute()
  await scopeTo(tx.db, organizationId).deleteFrom('journal_arrivals').where('follower_id', '=', id).execute()
}

/** Leaves new entries for those who follow their journals, in the transaction that appends them. */
export async function noteArrivals(
  tx: Tx,
  at: Millis,
  entries: readonly { readonly organizationId: string; readonly action: EventKind }[],
  ids: readonly string[],
): Promise<void> {
  if (entries.length === 0) return
  const followers = await tx.db
    .selectFrom('journal_followers')
    .selectAll()
    .where('organization_id', 'in', [...new Set(entries.map(entry => entry.organizationId))])
    .execute()
  const rows = followers.flatMap(({ organization_id, id, kinds }) => {
    const wanted: ReadonlySet<string> | undefined = kinds === null ? undefined : new Set<string>(JSON.parse(kinds))
    const fresh = ids.filter((_, n) => {
      const entry = entries[n]
      return entry?.organizationId === organization_id && (wanted?.has(entry.action) ?? true)
    })
    return fresh.length === 0 ? [] : [[organization_id, id, newId(at), at, packIds(fresh)]]
  })
  if (rows.length > 0)
    await tx.insertMany('journal_arrivals', ['organization_id', 'follower_id', 'id', 'at', 'entries'], rows)
}

/** Entries that a follower may take. */
export interface Arrived {
  /** Ids of the entries, in their order. */
  readonly ids: readonly string[]
  /** When the first of them was appended. */
  readonly firstAt: Millis
  /** Takes them, in the transaction of whatever is done with them. */
  take(tx: Tx): Promise<void>
}

/**
 * The next entries that wait for a follower, at most so many. Only one may take at a time; who that is, is for callers to know.
 * @returns undefined when nothing waits.
 */
export async function nextArrived(store: Store, follower: Follower, most: number): Promise<Arrived | undefined> {
  const rows = await scopeTo(store.db, follower.organizationId)
    .selectFrom('journal_arrivals')
    .select(['id', 'at', 'entries'])
    .where('follower_id', '=', follower.id)
    .orderBy('id')
    .limit(most)
    .execute()
  const [first] = rows
  if (!first) return undefined
  const ids: string[] = []
  const done: string[] = []
  let rest: { readonly id: string; readonly entries: Uint8Array } | undefined
  for (const { id, entries } of rows) {
    const room = most - ids.length
    if (room === 0) break
    const there = unpackIds(entries)
    ids.push(...there.slice(0, room))
    if (there.length <= room) done.push(id)
    else rest = { id, entries: entries.slice(room * idBytes) }
  }
  return {
    ids,
    firstAt: first.at,
    async take(tx) {
      const own = scopeTo(tx.db, follower.organizationId)
      if (done.length > 0)
        await own
          .deleteFrom('journal_arrivals')
          .where('follower_id', '=', follower.id)
          .where('id', 'in', done)
          .execute()
      if (rest)
        await own
          .updateTable('journal_arrivals')
          .set({ entries: rest.entries })
          .where('follower_id', '=', follower.id)
          .where('id', '=', rest.id)
          .execute()
    },
  }
}
