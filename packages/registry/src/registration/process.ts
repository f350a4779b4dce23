import { consentVerdict, effectiveConsent } from '../consent/index.ts'
import type { Registry } from '../context.ts'
import { finishJob, type Lease, otherJobDue, renewLease, yieldJob } from '../jobs/index.ts'
import { packOutcomes, unpackOutcomes } from '../outcome-page.ts'
import { type BatchesTable, scopeTo, type Tx } from '../store/index.ts'
import { addCounts, chunkState } from './batch.ts'
import { batchActor, closeBatch } from './finish.ts'
import { countDelta, type Outcome } from './outcome.ts'
import { type PreparedChunk, preparedChunks } from './prepare-chunk.ts'
import { identifiedRows } from './prepared.ts'
import { RehearsedDevices } from './rehearsed-devices.ts'
import { type Rehearsal, rehearseChunk, settleChunk } from './settle.ts'
import { toSubmission } from './submission.ts'

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
  chunk: PreparedChunk,
  rehearsal: Rehearsal | undefined,
): Promise<void> {
  const submission = toSubmission(batch)
  const rows = identifiedRows(chunk.rows, submission.submitter.kind === 'tenant')
  const before = unpackOutcomes<Outcome>(chunk.outcomes)
  let remember = () => {}
  await registry.store.write(
    async tx => {
      await renewLease(tx, registry, lease)
      let decided: Outcome[]
      // This may run again: what the rehearsal learns, it learns when it is written.
      if (rehearsal)
        ({ outcomes: decided, remember } = await rehearseChunk(registry, tx.db, submission, rows, rehearsal))
      else decided = await settleChunk(tx, registry, batchActor(batch), submission, rows)
      const outcomes = merge(before, decided)
      const state = rehearsal ? 'done' : chunkState(outcomes)
      // A chunk whose rows all wait on is left as it is: its payload is large.
      if (state === chunk.state && JSON.stringify(outcomes) === JSON.stringify(before)) return
      await scopeTo(tx.db, batch.tenant_id)
        .updateTable('batch_chunks')
        .set({ outcomes: packOutcomes(outcomes), state, ...(state === 'done' && !rehearsal && { payload: null }) })
        .where('batch_id', '=', batch.id)
        .where('number', '=', chunk.number)
        .execute()
      await addCounts(tx, batch, countDelta(outcomes, before))
    },
    { inTurn: true },
  )
  remember()
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
  if (batch.dry_run === 0) return processChunks(registry, lease, batch, stopped)
  // A dry run remembers what it would have bound; after a restart it begins again, so that it forgets nothing.
  const devices = new RehearsedDevices()
  try {
    await processChunks(registry, lease, batch, stopped, { devices, used: 0 })
  } finally {
    devices.close()
  }
}

async function processChunks(
  registry: Registry,
  lease: Lease,
  batch: BatchesTable,
  stopped: () => boolean,
  rehearsal?: Rehearsal,
): Promise<void> {
  const sliceEnd = registry.now() + sliceMs
  for (let state: 'queued' | 'held' | undefined = 'queued'; state; ) {
    for await (const chunk of preparedChunks(registry, batch, state)) {
      if (stopped()) return
      await processChunk(registry, lease, batch, chunk, rehearsal)
      // Lets requests in between two chunks, where the thread serves some.
      await new Promise(resolve => setImmediate(resolve))
      // Not a dry run: it would begin again.
      if (!rehearsal && registry.now() >= sliceEnd && (await otherJobDue(registry, lease)))
        return yieldJob(registry, lease)
    }
    if (stopped()) return
    state = await end(registry, lease, batch)
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

/** Closes the batch and ends the job, unless chunks are to be decided again: answered meanwhile, or held without need. @returns these. */
async function end(registry: Registry, lease: Lease, batch: BatchesTable): Promise<'queued' | 'held' | undefined> {
  return registry.store.write(async tx => {
    await renewLease(tx, registry, lease)
    const again = await openChunks(tx, registry, batch)
    if (again) return again
    // The dry run of an import may be carried out yet.
    if (batch.dry_run === 1 && batch.import_id === null)
      await scopeTo(tx.db, batch.tenant_id)
        .updateTable('batch_chunks')
        .set({ payload: null })
        .where('batch_id', '=', batch.id)
        .execute()
    await closeBatch(tx, registry, batch.tenant_id, batch.id)
    await finishJob(tx, lease)
    return undefined
  })
}

/** Chunks whose rows nobody else would decide: what the customer answered, or the consent that changed, behind the back of this run. */
async function openChunks(tx: Tx, registry: Registry, batch: BatchesTable): Promise<'queued' | 'held' | undefined> {
  if (batch.dry_run === 1) return undefined
  const own = scopeTo(tx.db, batch.tenant_id)
  const { held, awaiting } = await own
    .selectFrom('batches')
    .select(['held', 'awaiting'])
    .where('id', '=', batch.id)
    .executeTakeFirstOrThrow()
  if (held === 0) return undefined
  const answered = await own
    .selectFrom('batch_chunks')
    .select('number')
    .where('batch_id', '=', batch.id)
    .where('state', '=', 'queued')
    .limit(1)
    .executeTakeFirst()
  if (answered) return 'queued'
  const verdict = consentVerdict(
    await effectiveConsent(tx.db, batch.tenant_id, batch.submitter_id, registry.now()),
    registry.now(),
  )
  const forConsent = held > (awaiting ?? 0) && (verdict.live || !verdict.mayHold)
  const forAcceptance = (awaiting ?? 0) > 0 && !(verdict.live && verdict.holdsBatches)
  return forConsent || forAcceptance ? 'held' : undefined
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
    .set({ registered: 0, already_registered: 0, held: 0, rejected: 0, awaiting: 0 })
    .where('id', '=', batch.id)
    .execute()
}
