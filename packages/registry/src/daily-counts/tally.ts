import type { Tx } from '../store/index.ts'

/**
 * What is counted by day. Of a tenant: `first-boots` by answer, `registrations` by source. Of a partner: `customers`, the devices that it
 * registered by tenant id. Of whoever submits: `rejections` by code.
 */
export const dailyCountKinds = ['first-boots', 'registrations', 'customers', 'rejections'] as const
export type DailyCountKind = (typeof dailyCountKinds)[number]

const dayMs = 86_400_000
/** Transactions that count the same thing at the same time run again only when they draw the same one. */
const slots = 8

/** The day of a moment, UTC, since 1970. */
export const dayOf = (at: number): number => Math.floor(at / dayMs)
export const dateOf = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10)

/** How often something happened on a day. */
export interface Counted {
  readonly organizationId: string
  readonly kind: DailyCountKind
  readonly day: number
  readonly name: string
  readonly count: number
}

/** Counts of what one transaction does. */
export class Tally {
  readonly #counts = new Map<string, { -readonly [K in keyof Counted]: Counted[K] }>()

  add(organizationId: string, kind: DailyCountKind, at: number, name: string, count = 1): void {
    this.addCounted({ organizationId, kind, day: dayOf(at), name, count })
  }

  addCounted(counted: Counted): void {
    const key = `${counted.organizationId} ${counted.kind} ${counted.day} ${counted.name}`
    const known = this.#counts.get(key)
    if (known) known.count += counted.count
    else this.#counts.set(key, { ...counted })
  }

  /** Takes the counts out, in one order, so that two transactions that write them do not wait for each other. */
  take(): Counted[] {
    const taken = [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, counted]) => counted)
    this.#counts.clear()
    return taken
  }
}

/** Writes counts in the transaction that did what they count. */
export async function writeCounts(tx: Tx, counts: readonly Counted[]): Promise<void> {
  if (counts.length === 0) return
  const slot = Math.floor(Math.random() * slots)
  await tx.runMany(
    (db, p: Counted & { slot: number }) =>
      db
        .insertInto('daily_counts')
        .values({
          organization_id: p.organizationId,
          kind: p.kind,
          day: p.day,
          name: p.name,
          slot: p.slot,
          count: p.count,
        })
        .onConflict(conflict =>
          conflict
            .columns(['organization_id', 'kind', 'day', 'name', 'slot'])
            .doUpdateSet(eb => ({ count: eb('daily_counts.count', '+', p.count) })),
        ),
    counts.map(counted => ({ ...counted, slot })),
  )
}
