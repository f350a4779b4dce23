import type { Registry } from '../context.ts'
import { DeviceIndex } from '../identity/index.ts'
import { finishJob, type Lease, renewLease } from '../jobs/index.ts'
import { type BatchChunksTable, type BatchesTable, scopeTo } from '../store/index.ts'
import { addCounts, chunkState } from './batch.ts'
import { batchActor, closeBatch } from './finish.ts'
import { countDelta, type Outcome } from './outcome.ts'
import { unpackItems } from './payload.ts'
import { type IdentifiedItem, identify, type Rehearsal, rehearseChunk, settleChunk } from './settle.ts'
import { toSubmission } from './submission.ts'

type QueuedChunk = BatchChunksTable & { payload: Uint8Array }

async function nextChunk(registry: Registry, batch: BatchesTable, after: number): Promise<QueuedChunk | undefined> {
  const chunk = await scopeTo(registry.store.db, batch.tenant_id)
    .selectFrom('batch_chunks')
    .selectAll()
    .where('batch_id', '=', batch.id)
    .where('state', '=', 'queued')
    .where('number', '>', after)
    .orderBy('number')
    .limit(1)
    .executeTakeFirst()
  if (chunk && chunk.payload === null)
    throw new Error(`Chunk ${chunk.number} of batch ${batch.id} is queued without a payload.`)
  return chunk as QueuedChunk | undefined
}

/** The rows of a chunk that are still to be decided: all, or those that were held. */
function openItems(
  registry: Registry,
  batch: BatchesTable,
  chunk: QueuedChunk,
): { items: IdentifiedItem[]; before: Outcome[] } {
  const place = `batch/${batch.id}/${chunk.number}`
  const items = identify(
    toSubmission(batch),
    unpackItems(registry.vault.open(chunk.payload, place)),
    chunk.first_position,
  )
  const before: Outcome[] = chunk.outcomes === null ? [] : JSON.parse(chunk.outcomes)
  const open = before.length === 0 ? items : items.filter((_, index) => before[index]?.status === 'held')
  return { items: open, before }
}

function merge(before: readonly Outcome[], decided: readonly Outcome[]): Outcome[] {
  if (before.length === 0) return [...decided]
  const byPosition = new Map(decided.map(outcome => [outcome.position, outcome]))
  return before.map(outcome => byPosition.get(outcome.position) ?? outcome)
}

/** Decides one chunk; outcomes, journal, counts, lease and the chunk's mark commit together, so it happens exactly once. */
async function processChunk(
  registry: Registry,
  lease: Lease,
  batch: BatchesTable,
  chunk: QueuedChunk,
  rehearsal: Rehearsal | undefined,
): Promise<void> {
  const { items, before } = openItems(registry, batch, chunk)
  const submission = toSubmission(batch)
  await registry.store.write(async tx => {
    await renewLease(tx, registry, lease)
    const decided = rehearsal
      ? await rehearseChunk(registry, tx.db, submission, items, rehearsal)
      : await settleChunk(tx, registry, batchActor(batch), submission, items)
    const outcomes = merge(before, decided)
    const state = rehearsal ? 'done' : chunkState(outcomes)
    await scopeTo(tx.db, batch.tenant_id)
      .updateTable('batch_chunks')
      .set({ outcomes: JSON.stringify(outcomes), state, ...(state === 'done' && !rehearsal && { payload: null }) })
      .where('batch_id', '=', batch.id)
      .where('number', '=', chunk.number)
      .execute()
    await addCounts(tx, batch, countDelta(outcomes, before))
  })
}

/** Job: decides every queued chunk of a batch, in order. `stopped` is asked between chunks. */
export async function processBatch(registry: Registry, lease: Lease, stopped: () => boolean): Promise<void> {
  const own = scopeTo(registry.store.db, lease.organizationId)
  const batch = await own.selectFrom('batches').selectAll().where('id', '=', lease.subjectId).executeTakeFirst()
  if (!batch) return registry.store.write(tx => finishJob(tx, lease))
  await registry.store.write(async tx => {
    await scopeTo(tx.db, batch.tenant_id)
      .updateTable('batches')
      .set({ state: 'processing', started_at: batch.started_at ?? registry.now() })
      .where('id', '=', batch.id)
      .execute()
  })
  // A dry run remembers what it would have bound; after a restart it begins again, so that it forgets nothing.
  const rehearsal: Rehearsal | undefined = batch.dry_run === 1 ? { devices: new DeviceIndex(), used: 0 } : undefined
  if (rehearsal) await requeueAll(registry, batch)
  for (let after = -1; ; ) {
    if (stopped()) return
    const chunk = await nextChunk(registry, batch, after)
    if (!chunk) break
    await processChunk(registry, lease, batch, chunk, rehearsal)
    after = chunk.number
    // Lets requests in between two chunks.
    await new Promise(resolve => setImmediate(resolve))
  }
  await registry.store.write(async tx => {
    await renewLease(tx, registry, lease)
    if (rehearsal)
      await scopeTo(tx.db, batch.tenant_id)
        .updateTable('batch_chunks')
        .set({ payload: null })
        .where('batch_id', '=', batch.id)
        .execute()
    await closeBatch(tx, registry, batch.tenant_id, batch.id)
    await finishJob(tx, lease)
  })
}

async function requeueAll(registry: Registry, batch: BatchesTable): Promise<void> {
  await registry.store.write(async tx => {
    const own = scopeTo(tx.db, batch.tenant_id)
    await own
      .updateTable('batch_chunks')
      .set({ state: 'queued', outcomes: null })
      .where('batch_id', '=', batch.id)
      .execute()
    await own
      .updateTable('batches')
      .set({ registered: 0, already_registered: 0, held: 0, rejected: 0 })
      .where('id', '=', batch.id)
      .execute()
  })
}
