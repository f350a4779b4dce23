import type { SelectQueryBuilder } from 'kysely'
import type { Registry } from './context.ts'
import type { Database } from './store/index.ts'

/** How many there are; from `mostCounted` on only that there are more. */
export interface Count {
  readonly count: number
  readonly more: boolean
}

/** So many rows are counted in some ten milliseconds. */
const mostCounted = 100_000

/** Counts the rows of a query, but not beyond `most`: the time that it takes is bounded. */
export async function countUpTo<T extends keyof Database, O>(
  registry: Registry,
  query: SelectQueryBuilder<Database, T, O>,
  most = mostCounted,
): Promise<Count> {
  const { n } = await registry.store.db
    .selectFrom(query.limit(most + 1).as('counted'))
    .select(eb => eb.fn.countAll().as('n'))
    .executeTakeFirstOrThrow()
  return { count: Math.min(Number(n), most), more: Number(n) > most }
}
