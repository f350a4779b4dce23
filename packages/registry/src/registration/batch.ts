import type { Registry } from '../context.ts'
import { catalogue } from '../errors.ts'
import { newId } from '../ids.ts'
import type { Principal } from '../organizations/index.ts'
import { type BatchesTable, scopeTo, type Tx } from '../store/index.ts'
import { optionalText } from '../text.ts'
import type { Counts, Outcome } from './outcome.ts'
import type { EntitledSubmitter, Submitter } from './submission.ts'

/** A submission of devices and what became of it. */
export interface Batch {
  readonly id: string
  readonly name: string
  /** receiving, queued, processing, held (decided but for rows that wait for consent), finished. */
  readonly state: 'receiving' | 'queued' | 'processing' | 'held' | 'finished'
  readonly dryRun: boolean
  readonly submitter: Submitter
  readonly counts: {
    readonly total: number
    readonly registered: number
    readonly alreadyRegistered: number
    readonly held: number
    readonly rejected: number
  }
  /** Those of the held rows that the customer is to accept; absent when there are none. */
  readonly awaitingAcceptance?: number
  /** Since when rows wait. */
  readonly heldAt?: number
  /** What the customer answered for the whole batch. */
  readonly answer?: BatchAnswer
  readonly createdAt: number
  readonly startedAt?: number
  readonly finishedAt?: number
  /** Present when its job fails again and again: what went wrong last. It is being tried again. */
  readonly problem?: string
}

/** A customer's answer to the rows of a batch that wait. */
export interface BatchAnswer {
  readonly answer: 'accepted' | 'refused'
  readonly answeredAt: number
  readonly reason?: string
}

/** A batch with the last error of its job, if that has failed often. */
export type BatchRow = BatchesTable & { readonly last_error?: string | null }

export const toBatch = (row: BatchRow): Batch => ({
  id: row.id,
  name: row.name,
  state: row.state as Batch['state'],
  dryRun: row.dry_run === 1,
  submitter: { kind: row.submitter_kind as Submitter['kind'], id: row.submitter_id },
  counts: {
    total: row.total,
    registered: row.registered,
    alreadyRegistered: row.already_registered,
    held: row.held,
    rejected: row.rejected,
  },
  ...((row.awaiting ?? 0) > 0 && { awaitingAcceptance: row.awaiting as number }),
  ...(row.held_since !== null && row.held > 0 && { heldAt: row.held_since }),
  ...(row.answer !== null && { answer: JSON.parse(row.answer) as BatchAnswer }),
  createdAt: row.created_at,
  ...(row.started_at !== null && { startedAt: row.started_at }),
  ...(row.finished_at !== null && { finishedAt: row.finished_at }),
  ...(row.last_error != null && {
    problem: `It is being tried again; the last error was: ${row.last_error.replace(/^\w*Error: /, '')}`,
  }),
})

/** An outcome with the words of the catalogue, as surfaces show it. */
export interface DeviceResult extends Outcome {
  readonly autopilot?: { readonly name: string; readonly number?: number }
  readonly remedy?: string
}

export function toResult(outcome: Outcome): DeviceResult {
  if (outcome.code === undefined) return outcome
  const entry: { cause: string; remedy: string; autopilot?: { name: string; number?: number } } =
    catalogue[outcome.code]
  return {
    ...outcome,
    message: outcome.message ?? entry.cause,
    remedy: entry.remedy,
    ...(entry.autopilot && { autopilot: entry.autopilot }),
  }
}

export interface BatchOptions {
  readonly name?: string | undefined
  readonly dryRun?: boolean | undefined
  readonly onMissingConsent?: 'hold' | 'refuse' | undefined
  readonly idempotencyKey?: string | undefined
  /** The import of a file that the batch belongs to. */
  readonly import?: { readonly organizationId: string; readonly id: string } | undefined
  /** The transaction of an order that the batch belongs to. */
  readonly orderTransactionId?: string | undefined
}

/** Who submitted a batch, as it is stored. */
export function creatorOf({ kind, id, onBehalfOf }: Principal): string {
  return JSON.stringify({ kind, id, ...(onBehalfOf !== undefined && { onBehalfOf }) })
}

/** The row of a batch that has just begun. */
export function newBatch(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  submitter: EntitledSubmitter,
  options: BatchOptions,
  state: Batch['state'],
): BatchesTable {
  const now = registry.now()
  return {
    tenant_id: tenantId,
    id: newId(now),
    name: optionalText(options.name, 'name', 200) ?? `Batch ${new Date(now).toISOString()}`,
    submitter_kind: submitter.kind,
    submitter_id: submitter.id,
    created_by: creatorOf(principal),
    created_at: now,
    sealed_at: null,
    started_at: null,
    finished_at: null,
    state,
    dry_run: options.dryRun ? 1 : 0,
    on_missing_consent: options.onMissingConsent ?? 'refuse',
    group_tags: submitter.reach.groupTags === undefined ? null : JSON.stringify(submitter.reach.groupTags),
    idempotency_key: options.idempotencyKey ?? null,
    digest: null,
    total: 0,
    registered: 0,
    already_registered: 0,
    held: 0,
    rejected: 0,
    awaiting: 0,
    held_since: null,
    answer: null,
    import_owner: options.import?.organizationId ?? null,
    import_id: options.import?.id ?? null,
    order_transaction_id: options.orderTransactionId ?? null,
  }
}

/** Writes the row of a new batch; a partner's is listed for it beside those for its other customers. */
export async function insertBatch(tx: Tx, row: BatchesTable): Promise<void> {
  await tx.db.insertInto('batches').values(row).execute()
  if (row.submitter_kind === 'tenant') return
  const listed = { partner_id: row.submitter_id, batch_id: row.id, tenant_id: row.tenant_id }
  await tx.db.insertInto('submitted_batches').values(listed).execute()
}

/** Removes a batch that nobody was told of, or that did nothing, with its rows. */
export async function deleteBatch(
  tx: Tx,
  row: Pick<BatchesTable, 'tenant_id' | 'id' | 'submitter_kind' | 'submitter_id'>,
): Promise<void> {
  const own = scopeTo(tx.db, row.tenant_id)
  await own.deleteFrom('batch_chunks').where('batch_id', '=', row.id).execute()
  await own.deleteFrom('batches').where('id', '=', row.id).execute()
  if (row.submitter_kind === 'tenant') return
  await scopeTo(tx.db, row.submitter_id).deleteFrom('submitted_batches').where('batch_id', '=', row.id).execute()
}

/** Adds what a chunk changed to the counts of its batch. */
export async function addCounts(tx: Tx, batch: Pick<BatchesTable, 'tenant_id' | 'id'>, delta: Counts): Promise<void> {
  await scopeTo(tx.db, batch.tenant_id)
    .updateTable('batches')
    .set(eb => ({
      registered: eb('registered', '+', delta.registered),
      already_registered: eb('already_registered', '+', delta.already_registered),
      held: eb('held', '+', delta.held),
      rejected: eb('rejected', '+', delta.rejected),
      awaiting: eb(eb.fn.coalesce('awaiting', eb.lit(0)), '+', delta.awaiting),
    }))
    .where('id', '=', batch.id)
    .execute()
}

/** The chunk state that its outcomes amount to. */
export const chunkState = (outcomes: readonly Outcome[]): 'held' | 'done' =>
  outcomes.some(outcome => outcome.status === 'held') ? 'held' : 'done'
