import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { enqueueJob } from '../jobs/index.ts'
import { appendJournal } from '../journal/index.ts'
import { type Principal, requireTenant } from '../organizations/index.ts'
import { unpackOutcomes } from '../outcome-page.ts'
import { type BatchesTable, scopeTo, type Tx } from '../store/index.ts'
import { optionalText } from '../text.ts'
import { allRows } from './answers.ts'
import { type Batch, type BatchAnswer, toBatch } from './batch.ts'
import type { RowAnswer } from './decide.ts'
import type { BatchRef } from './import-batches.ts'
import type { Outcome } from './outcome.ts'

/** What a customer says of a batch of a partner that waits. */
export interface BatchDecision {
  readonly answer: 'accepted' | 'refused'
  /** Places of the rows that it is about; absent: every row that waits and has no answer of its own. */
  readonly positions?: readonly number[]
  /** Told to the partner. */
  readonly reason?: string
}

/**
 * A customer accepts or refuses what waits of a partner's batch: all of it, or some rows. While a row waits its answer can be changed.
 * Accepting is no consent: its limits hold as before.
 * @throws not_found; conflict when nothing waits, or one of the rows does not.
 */
export async function answerBatch(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  batchId: string,
  { answer, positions, reason }: BatchDecision,
): Promise<Batch> {
  requireTenant(principal, tenantId, 'batch.accept')
  const why = optionalText(reason, 'reason', 1000)
  const rows = positions && checkPositions(positions, registry.limits.listedDevices)
  const batch = await registry.store.write(async tx => {
    const found = await requireWaiting(tx, { tenantId, batchId })
    const ref = { tenantId, batchId }
    await (rows ? requeueRows(tx, ref, rows) : requeueAll(tx, ref))
    await setAnswer(tx, ref, rows ?? [allRows], answer)
    const now = registry.now()
    const told = { answer, answeredAt: now, ...(why !== null && { reason: why }) }
    await journalAnswer(tx, principal, found, told, rows?.length)
    const answered = rows ? found : await keepAnswer(tx, found, told)
    await queue(tx, registry, found)
    return toBatch(answered)
  })
  registry.wake()
  return batch
}

function checkPositions(positions: readonly number[], most: number): number[] {
  const rule = `positions must be 1 to ${most} whole numbers from 0.`
  const isPosition = (one: unknown) => Number.isSafeInteger(one) && (one as number) >= 0
  if (positions.length === 0 || positions.length > most || !positions.every(isPosition))
    throw new RegistryError('invalid_request', rule, { field: 'positions' })
  return [...new Set(positions)].sort((a, b) => a - b)
}

async function requireWaiting(tx: Tx, { tenantId, batchId }: BatchRef): Promise<BatchesTable> {
  const row = await scopeTo(tx.db, tenantId)
    .selectFrom('batches')
    .selectAll()
    .where('id', '=', batchId)
    .executeTakeFirst()
  if (!row || row.submitter_kind === 'tenant') throw new RegistryError('not_found')
  if (row.held_since === null || row.held === 0) throw new RegistryError('conflict', 'Nothing of this batch waits.')
  return row
}

/** Has chunks with these rows decided again. @throws conflict when one of the rows does not wait. */
async function requeueRows(tx: Tx, { tenantId, batchId }: BatchRef, positions: readonly number[]): Promise<void> {
  const own = scopeTo(tx.db, tenantId)
  const chunks = await own
    .selectFrom('batch_chunks')
    .select(['number', 'first_position', 'item_count'])
    .where('batch_id', '=', batchId)
    .where('state', 'in', ['held', 'queued'])
    .execute()
  const chunkOf = (position: number) =>
    chunks.find(chunk => position >= chunk.first_position && position < chunk.first_position + chunk.item_count)
  const named = new Set<number>()
  for (const position of positions) named.add(chunkOf(position)?.number ?? refuseRow(position))
  const found = await own
    .selectFrom('batch_chunks')
    .select('outcomes')
    .where('batch_id', '=', batchId)
    .where('number', 'in', [...named])
    .execute()
  const waiting = new Set(
    found
      .flatMap(chunk => unpackOutcomes<Outcome>(chunk.outcomes))
      .filter(outcome => outcome.status === 'held')
      .map(outcome => outcome.position),
  )
  for (const position of positions) if (!waiting.has(position)) refuseRow(position)
  await own
    .updateTable('batch_chunks')
    .set({ state: 'queued' })
    .where('batch_id', '=', batchId)
    .where('number', 'in', [...named])
    .execute()
}

function refuseRow(position: number): never {
  throw new RegistryError('conflict', `The device at position ${position} does not wait for an answer.`, {
    field: 'positions',
  })
}

async function requeueAll(tx: Tx, { tenantId, batchId }: BatchRef): Promise<void> {
  await scopeTo(tx.db, tenantId)
    .updateTable('batch_chunks')
    .set({ state: 'queued' })
    .where('batch_id', '=', batchId)
    .where('state', '=', 'held')
    .execute()
}

/** Keeps answers for rows; the latest counts. */
export async function setAnswer(
  tx: Tx,
  { tenantId, batchId }: BatchRef,
  positions: readonly number[],
  answer: RowAnswer,
): Promise<void> {
  await scopeTo(tx.db, tenantId)
    .deleteFrom('batch_answers')
    .where('batch_id', '=', batchId)
    .where('position', 'in', [...positions])
    .execute()
  await tx.insertMany(
    'batch_answers',
    ['tenant_id', 'batch_id', 'position', 'answer'],
    positions.map(position => [tenantId, batchId, position, answer]),
  )
}

async function keepAnswer(tx: Tx, batch: BatchesTable, told: BatchAnswer): Promise<BatchesTable> {
  const answer = JSON.stringify(told)
  await scopeTo(tx.db, batch.tenant_id).updateTable('batches').set({ answer }).where('id', '=', batch.id).execute()
  return { ...batch, answer }
}

/** Both sides learn of it; the partner not who it was. */
async function journalAnswer(
  tx: Tx,
  principal: Principal,
  { tenant_id: id, id: subjectId, name, submitter_id, held }: BatchesTable,
  { answer, answeredAt, reason }: BatchAnswer,
  rows: number | undefined,
): Promise<void> {
  const entry = {
    action: `batch.${answer}` as const,
    subjectKind: 'batch',
    subjectId,
    after: { name, devices: rows ?? held },
    ...(reason !== undefined && { reason }),
  }
  await appendJournal(tx, principal, answeredAt, [{ organizationId: id, ...entry }])
  const customer = { kind: 'tenant', id, organization: { kind: 'tenant', id } }
  await appendJournal(tx, customer, answeredAt, [{ organizationId: submitter_id, ...entry }])
}

/** A batch that is being decided finds its chunks by itself. */
async function queue(tx: Tx, registry: Registry, batch: BatchesTable): Promise<void> {
  if (batch.state !== 'held') return
  const { tenant_id: organizationId, id: subjectId } = batch
  await scopeTo(tx.db, organizationId)
    .updateTable('batches')
    .set({ state: 'queued' })
    .where('id', '=', subjectId)
    .execute()
  await enqueueJob(tx, registry.now(), { kind: 'process-batch', organizationId, subjectId })
}

/** Has every row of a batch that waits decided again. */
export async function decideAgain(tx: Tx, registry: Registry, ref: BatchRef): Promise<void> {
  await requeueAll(tx, ref)
  const batch = await scopeTo(tx.db, ref.tenantId)
    .selectFrom('batches')
    .selectAll()
    .where('id', '=', ref.batchId)
    .executeTakeFirst()
  if (batch) await queue(tx, registry, batch)
}
