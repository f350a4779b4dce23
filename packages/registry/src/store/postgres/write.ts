import { Kysely, sql } from 'kysely'
import { type Capabilities, type EngineName, engines } from '../engines.ts'
import type { Database } from '../schema.ts'
import { scopeGuard } from '../scope.ts'
import type { Store, Tx } from '../store.ts'
import { CommitUnknownError, writeDialect } from './driver.ts'
import { dropOldMarks, wasCommitted } from './marks.ts'
import type { Pool } from './pool.ts'
import { retrying } from './retry.ts'
import { makeTx } from './transaction.ts'

const dropMarksEveryMs = 600_000

/**
 * How often a transaction may lose against others before it waits until it is alone. Large ones would lose for ever against a stream of
 * small ones, each of which touches something that the large one has read.
 */
const chances = 4

/** What write transactions begin with: side by side, one large one at a time, and alone. */
function beginnings({ writes, tableLocks }: Capabilities): { together: string; inTurn: string; alone: string } {
  if (writes === 'in-turn') {
    const begin = 'begin isolation level read committed; update write_turn set taken = taken + 1'
    return { together: begin, inTurn: begin, alone: begin }
  }
  const begin = 'begin isolation level serializable'
  if (!tableLocks) return { together: begin, inTurn: begin, alone: begin }
  // The lock comes before the snapshot is taken, so that who waited sees what the one before has done.
  const lock = (mode: string) => `${begin}; lock table write_turn in ${mode} mode`
  // The second keeps out its like, the third everybody.
  return { together: lock('row share'), inTurn: lock('share row exclusive'), alone: lock('exclusive') }
}

/** Runs the work in one transaction, and makes sure of its end when the connection is lost under the commit. */
async function attempt<T>(
  pool: Pool,
  on: Kysely<Database>,
  unsynced: boolean,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  let result: T | undefined
  try {
    await on.transaction().execute(async transaction => {
      if (unsynced) await sql`set local synchronous_commit = off`.execute(transaction)
      result = await work(makeTx(transaction))
    })
  } catch (error) {
    if (!(error instanceof CommitUnknownError)) throw error
    const happened = await retrying(() => pool.withClient(client => wasCommitted(client, error.mark)))
    if (!happened) throw error.cause
  }
  return result as T
}

/** The writing side of a store. `settled` resolves when nothing is under way any more. */
export function writer(pool: Pool, engine: EngineName): { write: Store['write']; settled(): Promise<void> } {
  const begin = beginnings(engines[engine])
  const plugins = [scopeGuard]
  const together = new Kysely<Database>({ dialect: writeDialect(pool.connect, begin.together), plugins })
  const inTurns = new Kysely<Database>({ dialect: writeDialect(pool.connect, begin.inTurn), plugins })
  const alone = new Kysely<Database>({ dialect: writeDialect(pool.connect, begin.alone), plugins })
  const underWay = new Set<Promise<unknown>>()
  let marksDropped = Date.now()
  const track = async <T>(promise: Promise<T>): Promise<T> => {
    underWay.add(promise)
    try {
      return await promise
    } finally {
      underWay.delete(promise)
    }
  }
  const dropMarks = () => {
    const now = Date.now()
    if (now - marksDropped < dropMarksEveryMs) return
    marksDropped = now
    // They take room, nothing else: when it fails, it is done at another time.
    track(pool.withClient(client => dropOldMarks(client, now)).catch(() => undefined))
  }
  return {
    async write(work, { inTurn = false, unsynced = false } = {}) {
      const lazy = unsynced && engines[engine].unsyncedCommits
      const on = (conflicts: number) => (conflicts >= chances ? alone : inTurn ? inTurns : together)
      const result = await track(retrying(conflicts => attempt(pool, on(conflicts), lazy, work)))
      dropMarks()
      return result
    },
    async settled() {
      await Promise.allSettled(underWay)
    },
  }
}
