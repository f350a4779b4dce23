import { consentVerdict, currentConsent } from '../consent/index.ts'
import type { Registry } from '../context.ts'
import { DeviceIndex } from '../identity/index.ts'
import { finishJob, type Lease, otherJobDue, renewLease, yieldJob } from '../jobs/index.ts'
import { type BatchChunksTable, type BatchesTable, scopeTo, type Tx } from '../store/index.ts'
import { addCounts, chunkState } from './batch.ts'
import { batchActor, closeBatch } from './finish.ts'
import { countDelta, type Outcome } from './outcome.ts'
import { unpackItems } from './payload.ts'
import { type IdentifiedItem, identify, type Rehearsal, rehearseChunk, settleChunk } from './settle.ts'
import { toSubmission } from './submission.ts'

type QueuedChunk = BatchChunksTable & { payload: Uint8Array }

/** The next chunk with rows to decide, of those that nobody has looked at (queued) or of those that were held before. */
async function nextChunk(
  registry: Registry,
  batch: BatchesTable,
  state: 'queued' | 'held',
  after: number,
): Promise<QueuedChunk | undefined> {
  const chunk = await scopeTo(registry.store.db, batch.tenant_id)
    .selectFrom('batch_chunks')
    .selectAll()
    .where('batch_id', '=', batch.id)
    .where('state', '=', state)
    .where('number', '>', after)
    .orderBy('number')
    .limit(1)
    .executeTakeFirst()
  if (chunk && chunk.payload === null)
    throw new Error(`Chunk ${chunk.number} of batch ${batch.id} is ${chunk.state} without a payload.`)
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
    const written = JSON.stringify(outcomes)
    // A chunk whose rows all wait on is left as it is: its payload is large.
    if (state === chunk.state && written === chunk.outcomes) return
    await scopeTo(tx.db, batch.tenant_id)
      .updateTable('batch_chunks')
      .set({ outcomes: written, state, ...(state === 'done' && !rehearsal && { payload: null }) })
      .where('batch_id', '=', batch.id)
      .where('number', '=', chunk.number)
      .execute()
    await addCounts(tx, batch, countDelta(outcomes, before))
  })
}

/** After this time a batch lets other jobs go first. */
const sliceMs = 2000

/**
 * Job: decides every open chunk of a batch, in order; then, if they need not wait any more, those that were held. `stopped` is asked
 * between chunks. A large batch gives its job back now and then when others are due, so that small ones need not wait for it.
 */
export async function processBatch(registry: Registry, lease: Lease, stopped: () => boolean): Promise<void> {
  const batch = await begin(registry, lease)
  if (!batch) return
  // A dry run remembers what it would have bound; after a restart it begins again, so that it forgets nothing.
  const rehearsal: Rehearsal | undefined = batch.dry_run === 1 ? { devices: new DeviceIndex(), used: 0 } : undefined
  const sliceEnd = registry.now() + sliceMs
  let state: 'queued' | 'held' = 'queued'
  for (;;) {
    for (let after = -1; ; ) {
      if (stopped()) return
      const chunk = await nextChunk(registry, batch, state, after)
      if (!chunk) break
      await processChunk(registry, lease, batch, chunk, rehearsal)
      after = chunk.number
      // Lets requests in between two chunks.
      await new Promise(resolve => setImmediate(resolve))
      // Not a dry run: it would begin again.
      if (!rehearsal && registry.now() >= sliceEnd && (await otherJobDue(registry, lease)))
        return yieldJob(registry, lease)
    }
    if (await end(registry, lease, batch)) return
    state = 'held'
  }
}

/** Marks the batch as being processed. @returns undefined, and ends the job, when there is no such batch. */
async function begin(registry: Registry, lease: Lease): Promise<BatchesTable | undefined> {
  return registry.store.write(async tx => {
    await renewLease(tx, registry, lease)
    const own = scopeTo(tx.db, lease.organizationId)
    const batch = await own.selectFrom('batches').selectAll().where('id', '=', lease.subjectId).executeTakeFirst()
    if (!batch) {
      await finishJob(tx, lease)
      return undefined
    }
    const change = { state: 'processing', started_at: batch.started_at ?? registry.now() }
    await own.updateTable('batches').set(change).where('id', '=', batch.id).execute()
    if (batch.dry_run === 1) await requeueAll(tx, batch)
    return batch
  })
}

/** Closes the batch and ends the job. @returns false when rows are held that need not wait any more. */
async function end(registry: Registry, lease: Lease, batch: BatchesTable): Promise<boolean> {
  return registry.store.write(async tx => {
    await renewLease(tx, registry, lease)
    if (await mayGoOn(tx, registry, batch)) return false
    if (batch.dry_run === 1)
      await scopeTo(tx.db, batch.tenant_id)
        .updateTable('batch_chunks')
        .set({ payload: null })
        .where('batch_id', '=', batch.id)
        .execute()
    await closeBatch(tx, registry, batch.tenant_id, batch.id)
    await finishJob(tx, lease)
    return true
  })
}

/** Whether the consent has changed since rows were held, behind the back of this run: nobody else would decide them again. */
async function mayGoOn(tx: Tx, registry: Registry, batch: BatchesTable): Promise<boolean> {
  if (batch.dry_run === 1) return false
  const { held } = await scopeTo(tx.db, batch.tenant_id)
    .selectFrom('batches')
    .select('held')
    .where('id', '=', batch.id)
    .executeTakeFirstOrThrow()
  if (held === 0) return false
  const verdict = consentVerdict(await currentConsent(tx.db, batch.tenant_id, batch.submitter_id), registry.now())
  return verdict.live || !verdict.mayHold
}

async function requeueAll(tx: Tx, batch: BatchesTable): Promise<void> {
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
}
