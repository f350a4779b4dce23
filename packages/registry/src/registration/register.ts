import { createHash } from 'node:crypto'
import type { Registry } from '../context.ts'
import { type ErrorCode, RegistryError } from '../errors.ts'
import { DeviceIndex } from '../identity/index.ts'
import type { Principal } from '../organizations/index.ts'
import { packOutcomes, unpackOutcomes } from '../outcome-page.ts'
import { toRow } from '../rows/index.ts'
import { type BatchesTable, type Store, scopeTo, type Tx } from '../store/index.ts'
import {
  addCounts,
  type Batch,
  type BatchOptions,
  chunkState,
  type DeviceResult,
  insertBatch,
  newBatch,
  toBatch,
  toResult,
} from './batch.ts'
import { batchActor, closeBatch } from './finish.ts'
import { refusalOf } from './import-batches.ts'
import { type Item, toItem } from './item.ts'
import { countDelta, type Outcome } from './outcome.ts'
import { packItems } from './payload.ts'
import { prepareRows } from './prepare.ts'
import { type IdentifiedRows, identifiedRows } from './prepared.ts'
import { type Rehearsal, rehearseChunk, settleChunk } from './settle.ts'
import { askForConsent, requireConsent, requireSubmitter, type Submission, toSubmission } from './submission.ts'
import { findBatchByKey, requireSameBody } from './submit.ts'

export interface RegisterInput extends BatchOptions {
  /** Devices as an upload has them; see `DeviceRow`. */
  readonly devices: readonly unknown[]
}

export interface RegisterAnswer {
  readonly batch: Batch
  readonly results: DeviceResult[]
}

/**
 * Registers up to `limits.devicesPerCall` devices and waits for the results, in the order of the devices: the same path as a batch,
 * in one transaction.
 * @throws body_too_large, consent errors; faults of single devices are in their results.
 */
export async function registerDevices(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  input: RegisterInput,
): Promise<RegisterAnswer> {
  const submitter = await requireSubmitter(registry, principal, tenantId)
  requireSome(registry, input.devices)
  const digest = createHash('sha256')
    .update(JSON.stringify([input.dryRun ?? false, input.onMissingConsent ?? 'refuse', input.devices]))
    .digest()
  // Before the consent is looked at: the call that is repeated may be the one that used it up.
  const earlier = await findBatchByKey(registry.store.db, tenantId, submitter.id, input.idempotencyKey)
  if (earlier) return repeat(registry.store.db, earlier, digest)
  await requireConsent(registry, tenantId, submitter, input.onMissingConsent)
  const items = input.devices.map(device => toItem(toRow(device)))
  const row: BatchesTable = {
    ...newBatch(registry, principal, tenantId, submitter, input, 'processing'),
    sealed_at: registry.now(),
    started_at: registry.now(),
    total: items.length,
    digest,
  }
  const submission = toSubmission(row)
  const placed = items.map((item, position) => ({ item, position }))
  const prepared = prepareRows(registry, row.id, placed, !input.dryRun)
  const identified = identifiedRows(prepared, submitter.kind === 'tenant')
  if (input.dryRun) return rehearse(registry, row, submission, identified)
  return write(registry, principal, row, submission, items, identified)
}

/** @throws invalid_request, body_too_large. */
function requireSome({ limits }: Registry, devices: readonly unknown[]): void {
  if (devices.length === 0)
    throw new RegistryError('invalid_request', 'devices must have at least one device.', { field: 'devices' })
  if (devices.length > limits.devicesPerCall)
    throw new RegistryError(
      'body_too_large',
      `At most ${limits.devicesPerCall} devices a call; send more as a batch.`,
      { field: 'devices' },
    )
}

/** Whether the principal may register for the tenant, and what would become of each device, in their order. */
export interface Validation {
  readonly mayRegister: boolean
  /** Why not; with the words of the catalogue. */
  readonly code?: ErrorCode
  readonly message?: string
  readonly remedy?: string
  readonly results: DeviceResult[]
}

/**
 * Answers what registering these devices would answer at this moment, each with its own reason, and changes nothing. Without consent every
 * device is answered with that alone: nothing is told of devices, nor whether there is such a tenant.
 * @throws forbidden, invalid_request, body_too_large.
 */
export async function validateDevices(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  input: Pick<RegisterInput, 'devices' | 'onMissingConsent'>,
): Promise<Validation> {
  const submitter = await requireSubmitter(registry, principal, tenantId)
  requireSome(registry, input.devices)
  const refusal = await refusalOf(registry, { tenantId, submitter, onMissingConsent: 'refuse' })
  const row = newBatch(registry, principal, tenantId, submitter, { ...input, dryRun: true }, 'processing')
  const placed = input.devices.map((device, position) => ({ item: toItem(toRow(device)), position }))
  const identified = identifiedRows(prepareRows(registry, row.id, placed, false), submitter.kind === 'tenant')
  const { results } = await rehearse(registry, row, toSubmission(row), identified)
  const { code, entry } = refusal ?? {}
  return {
    mayRegister: refusal === undefined,
    ...(code && entry && { code, message: entry.cause, remedy: entry.remedy }),
    results,
  }
}

async function repeat(db: Store['db'], earlier: BatchesTable, digest: Uint8Array): Promise<RegisterAnswer> {
  requireSameBody(earlier, digest)
  const chunks = await scopeTo(db, earlier.tenant_id)
    .selectFrom('batch_chunks')
    .select('outcomes')
    .where('batch_id', '=', earlier.id)
    .orderBy('number')
    .execute()
  const outcomes = chunks.flatMap(chunk => unpackOutcomes<Outcome>(chunk.outcomes))
  return { batch: toBatch(earlier), results: outcomes.map(toResult) }
}

async function rehearse(
  registry: Registry,
  row: BatchesTable,
  submission: Submission,
  items: IdentifiedRows,
): Promise<RegisterAnswer> {
  const rehearsal: Rehearsal = { devices: new DeviceIndex(), used: 0 }
  const { outcomes } = await rehearseChunk(registry, registry.store.db, submission, items, rehearsal)
  const batch = toBatch({ ...row, ...countDelta(outcomes), state: 'finished', finished_at: registry.now() })
  return { batch, results: outcomes.map(toResult) }
}

async function write(
  registry: Registry,
  principal: Principal,
  row: BatchesTable,
  submission: Submission,
  items: readonly Item[],
  identified: IdentifiedRows,
): Promise<RegisterAnswer> {
  return registry.store.write(async tx => {
    // The same call may have come twice at once.
    const earlier = await findBatchByKey(tx.db, row.tenant_id, row.submitter_id, row.idempotency_key ?? undefined)
    if (earlier) return repeat(tx.db, earlier, row.digest as Uint8Array)
    await insertBatch(tx, row)
    await askForConsent(tx, registry, principal, submission)
    return settleBatch(tx, registry, principal, row, submission, items, identified)
  })
}

/** Decides and writes a batch of one chunk, whose row is there, and closes it. */
export async function settleBatch(
  tx: Tx,
  registry: Registry,
  principal: Principal,
  row: BatchesTable,
  submission: Submission,
  items: readonly Item[],
  identified: IdentifiedRows,
): Promise<RegisterAnswer> {
  const actor = { ...batchActor(row), ...requestOf(principal) }
  const outcomes = await settleChunk(tx, registry, actor, submission, identified)
  const state = chunkState(outcomes)
  const payload = state === 'held' ? registry.vault.seal(packItems(items), `batch/${row.id}/0`) : null
  await tx.insertMany(
    'batch_chunks',
    ['tenant_id', 'batch_id', 'number', 'first_position', 'item_count', 'payload', 'outcomes', 'state'],
    [[row.tenant_id, row.id, 0, 0, items.length, payload, packOutcomes(outcomes), state]],
  )
  await addCounts(tx, row, countDelta(outcomes))
  const closed = await closeBatch(tx, registry, row.tenant_id, row.id)
  return { batch: toBatch(closed), results: outcomes.map(toResult) }
}

const requestOf = (principal: Principal) =>
  principal.requestId === undefined ? {} : { requestId: principal.requestId }
