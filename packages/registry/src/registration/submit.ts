import { createHash } from 'node:crypto'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { dropJobs, enqueueJob, finishJob, type Lease, renewLease } from '../jobs/index.ts'
import type { Principal } from '../organizations/index.ts'
import { chunked, type RowFormat, readRows } from '../rows/index.ts'
import { type BatchesTable, type Store, scopeTo, type Tx } from '../store/index.ts'
import { type Batch, type BatchOptions, newBatch, toBatch } from './batch.ts'
import { type Item, type ItemDefaults, toItem } from './item.ts'
import { packItems } from './payload.ts'
import { askForConsent, requireConsent, requireSubmitter, toSubmission } from './submission.ts'

export interface BatchInput extends BatchOptions {
  readonly format: RowFormat
  readonly body: AsyncIterable<Uint8Array>
  readonly defaults?: ItemDefaults | undefined
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
  const digest = createHash('sha256').update(
    JSON.stringify([input.dryRun ?? false, input.onMissingConsent ?? 'refuse', input.defaults ?? {}]),
  )
  const body = input.idempotencyKey === undefined ? input.body : hashed(input.body, digest)
  // Before the consent is looked at: the upload that is repeated may be the one that used it up.
  const earlier = await findBatchByKey(registry.store.db, tenantId, submitter.id, input.idempotencyKey)
  if (earlier && earlier.state !== 'receiving') return repeat(earlier, body, digest)
  await requireConsent(registry, tenantId, submitter, input.onMissingConsent)
  const row = newBatch(registry, principal, tenantId, submitter, input, 'receiving')
  const meanwhile = await begin(registry, row)
  if (meanwhile) return repeat(meanwhile, body, digest)
  try {
    const total = await keepRows(registry, row, body, input)
    const sealed = await seal(
      registry,
      principal,
      row,
      total,
      input.idempotencyKey === undefined ? null : digest.digest(),
    )
    registry.wake()
    return sealed
  } catch (error) {
    await registry.store.write(tx => dropBatch(tx, row))
    throw error
  }
}

async function repeat(
  earlier: BatchesTable,
  body: AsyncIterable<Uint8Array>,
  digest: ReturnType<typeof createHash>,
): Promise<Batch> {
  for await (const _ of body);
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
    await tx.db.insertInto('batches').values(row).execute()
    const job = { kind: 'drop-upload', organizationId: row.tenant_id, subjectId: row.id } as const
    await enqueueJob(tx, registry.now(), job, uploadMs)
    return undefined
  })
}

async function* hashed(
  body: AsyncIterable<Uint8Array>,
  digest: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  for await (const piece of body) {
    digest.update(piece)
    yield piece
  }
}

type BatchKey = Pick<BatchesTable, 'tenant_id' | 'id'>

/** Removes a batch that was never acknowledged, with its rows. One that was is left alone. */
async function dropBatch(tx: Tx, { tenant_id, id }: BatchKey): Promise<void> {
  const own = scopeTo(tx.db, tenant_id)
  const batch = await own.selectFrom('batches').select('state').where('id', '=', id).executeTakeFirst()
  if (batch && batch.state !== 'receiving') return
  await own.deleteFrom('batch_chunks').where('batch_id', '=', id).execute()
  await own.deleteFrom('batches').where('id', '=', id).execute()
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

/** @throws conflict when another upload with the same key has taken the place of this one. */
async function requireReceiving(tx: Tx, row: BatchKey): Promise<void> {
  const batch = await scopeTo(tx.db, row.tenant_id)
    .selectFrom('batches')
    .select('state')
    .where('id', '=', row.id)
    .executeTakeFirst()
  if (batch?.state !== 'receiving')
    throw new RegistryError('conflict', 'The same idempotency key was used by another upload meanwhile.')
}

async function keepRows(
  registry: Registry,
  row: BatchesTable,
  body: AsyncIterable<Uint8Array>,
  input: BatchInput,
): Promise<number> {
  const { limits, store, vault } = registry
  const most = row.dry_run === 1 ? Math.min(limits.dryRunRows, limits.batchRows) : limits.batchRows
  let total = 0
  let number = 0
  for await (const rows of chunked(readRows(input.format, body, limits.rowBytes), limits.chunkRows)) {
    if (total + rows.length > most)
      throw new RegistryError(
        'body_too_large',
        `A ${row.dry_run === 1 ? 'dry run' : 'batch'} has at most ${most} rows.`,
      )
    const items: Item[] = rows.map(one => toItem(one, input.defaults))
    const payload = vault.seal(packItems(items), `batch/${row.id}/${number}`)
    const first = total
    const place = number
    await store.write(async tx => {
      await requireReceiving(tx, row)
      await tx.insertMany(
        'batch_chunks',
        ['tenant_id', 'batch_id', 'number', 'first_position', 'item_count', 'payload', 'outcomes', 'state'],
        [[row.tenant_id, row.id, place, first, items.length, payload, null, 'queued']],
      )
    })
    total += rows.length
    number += 1
  }
  if (total === 0) throw new RegistryError('unreadable_body', 'The body has no rows.')
  return total
}

async function seal(
  registry: Registry,
  principal: Principal,
  row: BatchesTable,
  total: number,
  digest: Uint8Array | null,
): Promise<Batch> {
  return registry.store.write(async tx => {
    const change = { state: 'queued', sealed_at: registry.now(), total, digest }
    await requireReceiving(tx, row)
    await scopeTo(tx.db, row.tenant_id).updateTable('batches').set(change).where('id', '=', row.id).execute()
    await dropJobs(tx, 'drop-upload', row.tenant_id, row.id)
    if (row.dry_run === 0) await askForConsent(tx, registry, principal, toSubmission(row))
    await enqueueJob(tx, registry.now(), { kind: 'process-batch', organizationId: row.tenant_id, subjectId: row.id })
    return toBatch({ ...row, ...change })
  })
}
