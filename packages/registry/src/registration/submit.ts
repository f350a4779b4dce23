import { createHash } from 'node:crypto'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { dropJobs, enqueueJob, finishJob, type Lease, renewLease } from '../jobs/index.ts'
import type { Principal } from '../organizations/index.ts'
import type { RowFormat } from '../rows/index.ts'
import { type BatchesTable, type Store, scopeTo, type Tx } from '../store/index.ts'
import { type Batch, type BatchOptions, deleteBatch, insertBatch, newBatch, toBatch } from './batch.ts'
import type { ItemDefaults } from './item.ts'
import { hashed, type KeptRows, keepRows, type RowsInput, requireReceiving } from './keep-rows.ts'
import { askForConsent, requireConsent, requireSubmitter, toSubmission } from './submission.ts'

export interface BatchInput extends BatchOptions {
  readonly format: RowFormat
  readonly body: AsyncIterable<Uint8Array>
  readonly defaults?: ItemDefaults | undefined
  /** Rows at most; `limits.batchRows` when absent. */
  readonly maxRows?: number
  /** What is to be true together with the batch: runs in the transaction that acknowledges it. What it throws refuses the batch. */
  readonly alongside?: (tx: Tx, batch: Pick<Batch, 'id' | 'createdAt'> & { readonly total: number }) => Promise<void>
}

/** The batch that an idempotency key of this submitter stands for. */
export async function findBatchByKey(
  db: Store['db'],
  tenantId: string,
  submitterId: string,
  key: string | undefined,
): Promise<BatchesTable | undefined> {
  if (key === undefined) return undefined
  return scopeTo(db, tenantId)
    .selectFrom('batches')
    .selectAll()
    .where('submitter_id', '=', submitterId)
    .where('idempotency_key', '=', key)
    .executeTakeFirst()
}

/** @throws idempotency_key_reused when the key came with another body before. */
export function requireSameBody(batch: BatchesTable, digest: Uint8Array): void {
  if (batch.digest === null || Buffer.compare(batch.digest, digest) !== 0)
    throw new RegistryError('idempotency_key_reused')
}

/**
 * Takes a batch as it streams in and answers when every row is kept durably; a job decides the rows afterwards.
 * With an idempotency key, sending the same again returns the same batch; an upload that broke off starts anew.
 * @throws unreadable_body, body_too_large: nothing is kept then.
 */
export async function submitBatch(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  input: BatchInput,
): Promise<Batch> {
  const submitter = await requireSubmitter(registry, principal, tenantId)
  const digestOf = JSON.stringify([input.dryRun ?? false, input.onMissingConsent ?? 'refuse', input.defaults ?? {}])
  // Before the consent is looked at: the upload that is repeated may be the one that used it up.
  const earlier = await findBatchByKey(registry.store.db, tenantId, submitter.id, input.idempotencyKey)
  if (earlier && earlier.state !== 'receiving') return repeat(earlier, input.body, digestOf)
  await requireConsent(registry, tenantId, submitter, input.onMissingConsent)
  const row = newBatch(registry, principal, tenantId, submitter, input, 'receiving')
  const meanwhile = await begin(registry, row)
  if (meanwhile) return repeat(meanwhile, input.body, digestOf)
  try {
    const rows: RowsInput = {
      row: { tenant_id: row.tenant_id, id: row.id, dry_run: row.dry_run },
      format: input.format,
      defaults: input.defaults ?? {},
      maxRows: input.maxRows ?? registry.limits.batchRows,
      ...(input.idempotencyKey !== undefined && { digestOf }),
    }
    const kept = await (registry.helper?.run<KeptRows>('keep-rows', rows, input.body) ??
      keepRows(registry, rows, input.body))
    const sealed = await seal(registry, principal, row, kept, input.alongside)
    registry.wake()
    return sealed
  } catch (error) {
    await registry.store.write(tx => dropBatch(tx, row))
    throw error
  }
}

async function repeat(earlier: BatchesTable, body: AsyncIterable<Uint8Array>, digestOf: string): Promise<Batch> {
  const digest = createHash('sha256').update(digestOf)
  for await (const _ of hashed(body, digest));
  requireSameBody(earlier, digest.digest())
  return toBatch(earlier)
}

/** An upload that has not ended after this time has broken off with its process; nobody was told that it is kept. */
const uploadMs = 24 * 3_600_000

/** Makes room for the rows to come. @returns the batch of the same key when that one was acknowledged meanwhile. */
async function begin(registry: Registry, row: BatchesTable): Promise<BatchesTable | undefined> {
  return registry.store.write(async tx => {
    const earlier = await findBatchByKey(tx.db, row.tenant_id, row.submitter_id, row.idempotency_key ?? undefined)
    if (earlier && earlier.state !== 'receiving') return earlier
    if (earlier) await dropBatch(tx, earlier)
    await insertBatch(tx, row)
    const job = { kind: 'drop-upload', organizationId: row.tenant_id, subjectId: row.id } as const
    await enqueueJob(tx, registry.now(), job, uploadMs)
    return undefined
  })
}

type BatchKey = Pick<BatchesTable, 'tenant_id' | 'id'>

/** Removes a batch that was never acknowledged, with its rows. One that was is left alone. */
async function dropBatch(tx: Tx, { tenant_id, id }: BatchKey): Promise<void> {
  const own = scopeTo(tx.db, tenant_id)
  const batch = await own
    .selectFrom('batches')
    .select(['state', 'submitter_kind', 'submitter_id'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (batch && batch.state !== 'receiving') return
  if (batch) await deleteBatch(tx, { ...batch, tenant_id, id })
  await dropJobs(tx, 'drop-upload', tenant_id, id)
}

/** Job: removes what is left of an upload that broke off together with its process. */
export async function dropUpload(registry: Registry, lease: Lease): Promise<void> {
  await registry.store.write(async tx => {
    await renewLease(tx, registry, lease)
    await dropBatch(tx, { tenant_id: lease.organizationId, id: lease.subjectId })
    await finishJob(tx, lease)
  })
}

async function seal(
  registry: Registry,
  principal: Principal,
  row: BatchesTable,
  { total, digest }: KeptRows,
  alongside: BatchInput['alongside'],
): Promise<Batch> {
  return registry.store.write(async tx => {
    const change = { state: 'queued', sealed_at: registry.now(), total, digest }
    await requireReceiving(tx, row)
    await alongside?.(tx, { id: row.id, createdAt: row.created_at, total })
    await scopeTo(tx.db, row.tenant_id).updateTable('batches').set(change).where('id', '=', row.id).execute()
    await dropJobs(tx, 'drop-upload', row.tenant_id, row.id)
    if (row.dry_run === 0) await askForConsent(tx, registry, principal, toSubmission(row))
    await enqueueJob(tx, registry.now(), { kind: 'process-batch', organizationId: row.tenant_id, subjectId: row.id })
    return toBatch({ ...row, ...change })
  })
}
