import { createHash } from 'node:crypto'
import type { Registry } from '@hailport/registry'
import type { Count } from './rate-counter.ts'

/** Rows that one look writes: more callers wait for the next one. */
const callersAtOnce = 1_000
/** Callers that are shared at all; a flood of addresses must fill neither the memory nor the store. */
const maxCallers = 10_000
const tidyMs = 60_000

/** The window of a caller, as the counter of this process goes on counting in it. */
type Window = { -readonly [K in keyof Count]: Count[K] }

interface Entry {
  readonly window: Window
  readonly max: number
  /** Requests to all servers when the store was last looked at; 0 before. */
  known: number
}

interface Sent extends Entry {
  readonly entry: Entry
  readonly key: Uint8Array
  readonly hits: number
}

/** Adds up what the servers of one registry count, through the store: once for many requests, never while one waits. */
export interface SharedRates {
  /** This caller is worth sharing; `share` writes what it has counted into the window, and into the window what others have. */
  note(caller: string, window: Count, max: number): void
  /** Adds the new counts of this process to the store and takes over the sums. */
  share(now: number): Promise<void>
}

const digestOf = (caller: string): Uint8Array => createHash('sha256').update(caller).digest().subarray(0, 16)

/** Makes the exchange. Windows count time in their own way, which `now` tells; the store by the registry's clock. */
export function sharedRates(registry: Registry): SharedRates {
  const entries = new Map<string, Entry>()
  let tidied = Number.NEGATIVE_INFINITY

  /** What has grown since the last look. Who is over the limit is known to be, and costs nothing more. */
  const grown = (now: number): Sent[] => {
    const sent: Sent[] = []
    // A copy, because those that are sent go to the end.
    for (const [caller, entry] of [...entries]) {
      const { window, max, known } = entry
      if (window.endsAt <= now) entries.delete(caller)
      else if (window.hits > known && known <= max && sent.length < callersAtOnce) {
        sent.push({ entry, window, max, known, hits: window.hits, key: digestOf(caller) })
        // So that everybody has a turn.
        entries.delete(caller)
        entries.set(caller, entry)
      }
    }
    // In one order in every process, so that none waits for another in a circle.
    return sent.sort((a, b) => Buffer.compare(a.key, b.key))
  }

  return {
    note(caller, window, max) {
      const known = entries.get(caller)
      if (known?.window === window || (known === undefined && entries.size >= maxCallers)) return
      entries.set(caller, { window, max, known: 0 })
    },
    async share(now) {
      const toWall = registry.now() - now
      const sent = grown(now)
      if (sent.length === 0) return
      const isTidy = now - tidied < tidyMs
      const rows = await exchange(registry, sent, toWall, isTidy)
      if (!isTidy) tidied = now
      const found = new Map(rows.map(row => [Buffer.from(row.key).toString('hex'), row]))
      for (const { entry, key, hits } of sent) {
        const row = found.get(Buffer.from(key).toString('hex'))
        if (row === undefined) continue
        // What came in while the store worked is counted on top.
        entry.window.hits += row.hits - hits
        entry.window.endsAt = row.ends_at - toWall
        entry.known = row.hits
      }
    },
  }
}

async function exchange(registry: Registry, sent: readonly Sent[], toWall: number, isTidy: boolean) {
  const at = registry.now()
  return registry.store.write(
    async tx => {
      if (!isTidy)
        await tx.db
          .deleteFrom('rate_counts')
          .where('ends_at', '<=', at - tidyMs)
          .execute()
      await tx.runMany(
        (db, p: { key: Uint8Array; hits: number; endsAt: number; at: number }) =>
          db
            .insertInto('rate_counts')
            .values({ key: p.key, hits: p.hits, ends_at: p.endsAt })
            .onConflict(conflict =>
              conflict.column('key').doUpdateSet(eb => ({
                hits: eb
                  .case()
                  .when('rate_counts.ends_at', '>', p.at)
                  .then(eb('rate_counts.hits', '+', eb.ref('excluded.hits')))
                  .else(eb.ref('excluded.hits'))
                  .end(),
                ends_at: eb
                  .case()
                  .when('rate_counts.ends_at', '>', p.at)
                  .then(eb.ref('rate_counts.ends_at'))
                  .else(eb.ref('excluded.ends_at'))
                  .end(),
              })),
            ),
        sent.map(({ key, hits, known, window }) => ({
          key,
          hits: hits - known,
          endsAt: Math.round(window.endsAt + toWall),
          at,
        })),
      )
      const mine = registry.store.keyIn<'rate_counts'>(
        'key',
        sent.map(one => one.key),
      )
      return tx.db.selectFrom('rate_counts').selectAll().where(mine).execute()
    },
    // Counts of a minute need not outlive a power cut.
    { unsynced: true },
  )
}
