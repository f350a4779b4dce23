import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { dropJobs, enqueueJob } from '../jobs/index.ts'
import type { Principal } from '../organizations/index.ts'
import { unpackOutcomes } from '../outcome-page.ts'
import type { Row } from '../rows/index.ts'
import { type Store, scopeTo, type Tx } from '../store/index.ts'
import { deleteBatch, insertBatch, newBatch } from './batch.ts'
import { type ItemDefaults, toItem } from './item.ts'
import { ChunkWriter } from './keep-rows.ts'
import type { Outcome } from './outcome.ts'
import { askForConsent, type EntitledSubmitter, requireConsent, type Submitter, toSubmission } from './submission.ts'

/** A batch by its tenant and id. */
export interface BatchRef {
  readonly tenantId: string
  readonly batchId: string
}

/** A batch of an import as its rows come: a dry run, which may be carried out later. */
export class ImportIntake {
  readonly batchId: string
  readonly #writer: ChunkWriter
  readonly #defaults: ItemDefaults

  constructor(batchId: string, writer: ChunkWriter, defaults: ItemDefaults) {
    this.batchId = batchId
    this.#writer = writer
    this.#defaults = defaults
  }

  add(row: Row): Promise<void> | undefined {
    return this.#writer.add(toItem(row, this.#defaults))
  }

  /** Rows that are in memory. */
  get waiting(): number {
    return this.#writer.waiting
  }

  flush(): Promise<void> {
    return this.#writer.flush()
  }

  finish(): Promise<void> {
    return this.#writer.finish()
  }
}

export interface ImportBatchInput {
  readonly by: Principal
  readonly submitter: EntitledSubmitter
  readonly tenantId: string
  readonly name: string
  readonly onMissingConsent: 'hold' | 'refuse'
  readonly defaults: ItemDefaults
  readonly import: { readonly organizationId: string; readonly id: string }
}

/** Why no batch of this submitter for this tenant would be taken; nothing when one would. */
export async function refusalOf(
  registry: Registry,
  {
    tenantId,
    submitter,
    onMissingConsent,
  }: Pick<ImportBatchInput, 'tenantId' | 'onMissingConsent'> & { readonly submitter: Submitter },
): Promise<RegistryError | undefined> {
  try {
    await requireConsent(registry, tenantId, submitter, onMissingConsent)
    return undefined
  } catch (error) {
    if (error instanceof RegistryError) return error
    throw error
  }
}

/**
 * Begins a batch of an import. Who may do that was asked when the file came in.
 * @param alongside what else is to be written with the batch, and with each chunk of it.
 */
export async function beginImportBatch(
  registry: Registry,
  input: ImportBatchInput,
  alongside: { begin(tx: Tx, batchId: string): Promise<void>; chunk(tx: Tx): Promise<void> },
): Promise<ImportIntake> {
  const { by, submitter, tenantId, name, onMissingConsent, defaults } = input
  const options = { name, onMissingConsent, dryRun: true, import: input.import }
  const row = newBatch(registry, by, tenantId, submitter, options, 'receiving')
  await registry.store.write(async tx => {
    await alongside.begin(tx, row.id)
    await insertBatch(tx, row)
  })
  return new ImportIntake(row.id, new ChunkWriter(registry, row, alongside.chunk), defaults)
}

const decide = (tx: Tx, registry: Registry, { tenantId, batchId }: BatchRef) =>
  enqueueJob(tx, registry.now(), { kind: 'process-batch', organizationId: tenantId, subjectId: batchId })

/** Has batches decided whose every row is kept. */
export async function queueImportBatches(
  tx: Tx,
  registry: Registry,
  batches: readonly (BatchRef & { readonly total: number })[],
): Promise<void> {
  for (const batch of batches) {
    await scopeTo(tx.db, batch.tenantId)
      .updateTable('batches')
      .set({ state: 'queued', sealed_at: registry.now(), total: batch.total })
      .where('id', '=', batch.batchId)
      .execute()
    await decide(tx, registry, batch)
  }
}

/** Carries dry runs out: the same rows are decided again, for good. */
export async function carryOutImportBatches(
  tx: Tx,
  registry: Registry,
  principal: Principal,
  batches: readonly BatchRef[],
): Promise<void> {
  for (const batch of batches) {
    const own = scopeTo(tx.db, batch.tenantId)
    await own
      .updateTable('batch_chunks')
      .set({ state: 'queued', outcomes: null })
      .where('batch_id', '=', batch.batchId)
      .execute()
    const row = await own
      .updateTable('batches')
      .set({
        state: 'queued',
        dry_run: 0,
        started_at: null,
        finished_at: null,
        registered: 0,
        already_registered: 0,
        held: 0,
        rejected: 0,
        awaiting: 0,
      })
      .where('id', '=', batch.batchId)
      .returningAll()
      .executeTakeFirstOrThrow()
    await askForConsent(tx, registry, principal, toSubmission(row))
    await decide(tx, registry, batch)
  }
}

/** Removes dry runs with their rows; batches that were carried out stay. */
export async function dropImportBatches(tx: Tx, batches: readonly BatchRef[]): Promise<void> {
  for (const batch of batches) {
    const { tenantId: tenant_id, batchId: id } = batch
    const own = scopeTo(tx.db, tenant_id)
    const row = await own
      .selectFrom('batches')
      .select(['dry_run', 'submitter_kind', 'submitter_id'])
      .where('id', '=', id)
      .executeTakeFirst()
    if (row?.dry_run !== 1) continue
    await dropJobs(tx, 'process-batch', tenant_id, id)
    await deleteBatch(tx, { ...row, tenant_id, id })
  }
}

/** What became of the rows of a batch in a chunk that holds a position. @returns undefined when that is not decided. */
export async function outcomesAround(
  db: Store['db'],
  { tenantId, batchId }: BatchRef,
  position: number,
): Promise<{ readonly first: number; readonly outcomes: readonly Outcome[] } | undefined> {
  const chunk = await scopeTo(db, tenantId)
    .selectFrom('batch_chunks')
    .select(['first_position', 'outcomes'])
    .where('batch_id', '=', batchId)
    .where('first_position', '<=', position)
    .orderBy('first_position', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!chunk || chunk.outcomes === null) return undefined
  return { first: chunk.first_position, outcomes: unpackOutcomes<Outcome>(chunk.outcomes) }
}
