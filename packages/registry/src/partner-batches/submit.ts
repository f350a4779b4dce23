import { createHash } from 'node:crypto'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { newId } from '../ids.ts'
import { appendJournal } from '../journal/index.ts'
import type { Principal } from '../organizations/index.ts'
import { type Batch, submitBatch } from '../registration/index.ts'
import { scopeTo, type Tx } from '../store/index.ts'
import { findPartnerBatch } from './find.ts'
import { checkBatchName, foldName } from './name.ts'

/** Batches that a partner may have at one customer: the list of them has no pages for most clients. */
export const partnerBatchesPerCustomer = 10_000

export interface PartnerSubmission {
  readonly name: string
  /** Devices with the members of `DeviceRow`, as they came in: what is wrong with one is told in its result. */
  readonly devices: readonly unknown[]
  /** The caller's id of this request: sending it again, with the same content, gives the same submission. */
  readonly requestId?: string | undefined
}

/**
 * Makes a named batch with its first devices. Its name is the group tag of devices that have none.
 * @returns the submission, whose id tracks the work.
 * @throws conflict when there is a batch of this name, or one that differs in capitals only.
 */
export async function createPartnerBatch(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  input: PartnerSubmission,
): Promise<Batch> {
  checkBatchName(input.name)
  return submit(registry, principal, tenantId, input, 'create', async (tx, submission) => {
    const id = newId(submission.createdAt)
    await requireFree(tx, tenantId, principal.organization.id, input.name)
    const row = { tenant_id: tenantId, id, partner_id: principal.organization.id, name: input.name }
    await tx.db
      .insertInto('partner_batches')
      .values({ ...row, folded_name: foldName(input.name), created_at: submission.createdAt })
      .execute()
    const entry = { action: 'partner-batch.created', subjectKind: 'partner-batch', subjectId: id } as const
    await appendJournal(
      tx,
      principal,
      submission.createdAt,
      [tenantId, row.partner_id].map(organizationId => ({ organizationId, ...entry, after: { name: input.name } })),
    )
    return id
  })
}

/** Adds devices to a batch. @throws not_found when the partner has no batch of exactly this name. */
export async function appendToPartnerBatch(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  input: PartnerSubmission,
): Promise<Batch> {
  return submit(registry, principal, tenantId, input, 'append', async tx => {
    const batch = await findPartnerBatch(tx.db, tenantId, principal.organization.id, input.name)
    if (!batch) throw new RegistryError('not_found', 'There is no batch of this name.')
    return batch.id
  })
}

async function requireFree(tx: Tx, tenantId: string, partnerId: string, name: string): Promise<void> {
  const mine = scopeTo(tx.db, tenantId).selectFrom('partner_batches').where('partner_id', '=', partnerId)
  const taken = await mine.select('name').where('folded_name', '=', foldName(name)).executeTakeFirst()
  if (taken)
    throw new RegistryError(
      'conflict',
      taken.name === name
        ? 'There is a batch of this name already; append the devices to it.'
        : `There is a batch ${JSON.stringify(taken.name)}, which differs in capitals only.`,
      { field: 'batchId' },
    )
  const { count } = await mine.select(eb => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
  if (count >= partnerBatchesPerCustomer)
    throw new RegistryError('conflict', `At most ${partnerBatchesPerCustomer} batches for one customer; append to one.`)
}

/** The same request has the same key; a request id that was used for something else does not stand in the way of a new one. */
function keyOf(verb: string, { name, devices, requestId }: PartnerSubmission): string | undefined {
  if (requestId === undefined) return undefined
  const digest = createHash('sha256').update(JSON.stringify([verb, name, devices]))
  return `request:${requestId}:${digest.digest('base64url')}`
}

async function submit(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  input: PartnerSubmission,
  verb: 'create' | 'append',
  batchOf: (tx: Tx, submission: { readonly createdAt: number }) => Promise<string>,
): Promise<Batch> {
  if (principal.organization.kind !== 'partner') throw new RegistryError('forbidden', 'This is for partners.')
  if (input.devices.length === 0)
    throw new RegistryError('invalid_request', 'devices must have at least one device.', { field: 'devices' })
  if (input.devices.length > registry.limits.devicesPerCall)
    throw new RegistryError('invalid_request', `At most ${registry.limits.devicesPerCall} devices a call.`, {
      field: 'devices',
    })
  const lines = input.devices.map(device => `${JSON.stringify(device)}\n`).join('')
  return submitBatch(registry, principal, tenantId, {
    name: input.name,
    format: 'ndjson',
    body: bytes(lines),
    defaults: { groupTag: input.name.trim() },
    idempotencyKey: keyOf(verb, input),
    alongside: async (tx, submission) => {
      const partner_batch_id = await batchOf(tx, submission)
      const job = { tenant_id: tenantId, batch_id: submission.id, partner_id: principal.organization.id }
      await tx.db
        .insertInto('partner_batch_jobs')
        .values({ ...job, partner_batch_id })
        .execute()
    },
  })
}

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}
