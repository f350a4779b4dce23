import type { Registry } from '../context.ts'
import { unpackOutcomes } from '../outcome-page.ts'
import { type BatchesTable, scopeTo } from '../store/index.ts'
import type { Outcome } from './outcome.ts'
import { unpackItems } from './payload.ts'
import { type PreparedRows, prepareRows } from './prepare.ts'

/** Which chunk of a batch is to be prepared: the first after a number, of those that nobody has looked at or of those that were held. */
export interface ChunkQuestion {
  readonly batch: Pick<BatchesTable, 'tenant_id' | 'id' | 'dry_run'>
  readonly state: 'queued' | 'held'
  readonly after: number
}

/** A chunk with its rows that are still to be decided: all, or those that were held. */
export interface PreparedChunk {
  readonly number: number
  readonly state: string
  /** What was decided before, as it is stored. */
  readonly outcomes: Uint8Array | null
  readonly rows: PreparedRows
}

/** Fetches a chunk and prepares its rows. Needs no transaction: only whoever holds the batch's lease changes its chunks. */
export async function prepareChunk(
  registry: Registry,
  { batch, state, after }: ChunkQuestion,
): Promise<PreparedChunk | undefined> {
  const chunk = await scopeTo(registry.store.db, batch.tenant_id)
    .selectFrom('batch_chunks')
    .selectAll()
    .where('batch_id', '=', batch.id)
    .where('state', '=', state)
    .where('number', '>', after)
    .orderBy('number')
    .limit(1)
    .executeTakeFirst()
  if (!chunk) return undefined
  const { number, first_position, payload, outcomes } = chunk
  if (payload === null) throw new Error(`Chunk ${number} of batch ${batch.id} is ${state} without a payload.`)
  const items = unpackItems(registry.vault.open(payload, `batch/${batch.id}/${number}`))
  const before = unpackOutcomes<Outcome>(outcomes)
  const open = items
    .map((item, index) => ({ item, position: first_position + index }))
    .filter((_, index) => before.length === 0 || before[index]?.status === 'held')
  return { number, state, outcomes, rows: prepareRows(registry, batch.id, open, batch.dry_run === 0) }
}

/** The open chunks of a batch in their order; while one is being decided, the next is prepared. */
export async function* preparedChunks(
  registry: Registry,
  { tenant_id, id, dry_run }: ChunkQuestion['batch'],
  state: ChunkQuestion['state'],
): AsyncGenerator<PreparedChunk> {
  const prepare = (after: number): Promise<PreparedChunk | undefined> => {
    const question: ChunkQuestion = { batch: { tenant_id, id, dry_run }, state, after }
    return registry.helper?.run('prepare-chunk', question) ?? prepareChunk(registry, question)
  }
  let next = prepare(-1)
  try {
    for (;;) {
      const chunk = await next
      if (!chunk) return
      next = prepare(chunk.number)
      // Its failure counts when its turn has come.
      next.catch(() => undefined)
      yield chunk
    }
  } finally {
    // The store may be closed when this is over.
    await next.catch(() => undefined)
  }
}
