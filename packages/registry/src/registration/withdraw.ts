import type { Registry } from '../context.ts'
import { packOutcomes, unpackOutcomes } from '../outcome-page.ts'
import { type Store, scopeTo, type Tx } from '../store/index.ts'
import { addCounts, chunkState } from './batch.ts'
import { closeBatch } from './finish.ts'
import type { BatchRef } from './import-batches.ts'
import { countDelta, type Outcome } from './outcome.ts'

/**
 * Takes rows of a batch back that wait for consent: they are decided then, as withdrawn.
 * @param positions the rows; those among them that do not wait are left alone, and all while the batch is being decided.
 * @returns those that were withdrawn.
 */
export async function withdrawHeld(
  tx: Tx,
  registry: Registry,
  { tenantId, batchId }: BatchRef,
  positions: ReadonlySet<number>,
): Promise<Set<number>> {
  const own = scopeTo(tx.db, tenantId)
  const batch = await own.selectFrom('batches').select(['state']).where('id', '=', batchId).executeTakeFirstOrThrow()
  const withdrawn = new Set<number>()
  if (batch.state !== 'held' || positions.size === 0) return withdrawn
  const places = [...positions]
  const [first, last] = [places.reduce((a, b) => Math.min(a, b), Infinity), places.reduce((a, b) => Math.max(a, b), -1)]
  const chunks = await own
    .selectFrom('batch_chunks')
    .select(['number', 'outcomes'])
    .where('batch_id', '=', batchId)
    .where('state', '=', 'held')
    .where('first_position', '<=', last)
    .where(eb => eb(eb('first_position', '+', eb.ref('item_count')), '>', first))
    .execute()
  for (const chunk of chunks) {
    const before = unpackOutcomes<Outcome>(chunk.outcomes)
    const after = before.map((outcome): Outcome => {
      if (outcome.status !== 'held' || !positions.has(outcome.position)) return outcome
      withdrawn.add(outcome.position)
      return { ...outcome, status: 'rejected', code: 'row_withdrawn' }
    })
    const delta = countDelta(after, before)
    if (delta.held === 0) continue
    const state = chunkState(after)
    await own
      .updateTable('batch_chunks')
      .set({ outcomes: packOutcomes(after), state, ...(state === 'done' && { payload: null }) })
      .where('batch_id', '=', batchId)
      .where('number', '=', chunk.number)
      .execute()
    await addCounts(tx, { tenant_id: tenantId, id: batchId }, delta)
  }
  if (withdrawn.size > 0) await closeBatch(tx, registry, tenantId, batchId)
  return withdrawn
}

/** What became of rows `first` … `last` of a batch, by position; undefined while it is being decided. */
export async function decidedOutcomes(
  db: Store['db'],
  { tenantId, batchId }: BatchRef,
  first: number,
  last: number,
): Promise<Map<number, Outcome> | undefined> {
  const own = scopeTo(db, tenantId)
  const batch = await own.selectFrom('batches').select('state').where('id', '=', batchId).executeTakeFirstOrThrow()
  if (batch.state !== 'held' && batch.state !== 'finished') return undefined
  const chunks = await own
    .selectFrom('batch_chunks')
    .select('outcomes')
    .where('batch_id', '=', batchId)
    .where('first_position', '<=', last)
    .where(eb => eb(eb('first_position', '+', eb.ref('item_count')), '>', first))
    .execute()
  const outcomes = chunks.flatMap(chunk => unpackOutcomes<Outcome>(chunk.outcomes))
  return new Map(outcomes.map(outcome => [outcome.position, outcome]))
}
