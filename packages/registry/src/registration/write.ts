import type { Registry } from '../context.ts'
import { type Counted, Tally, writeCounts } from '../daily-counts/index.ts'
import { describeIdentity, insertClaims } from '../identity/index.ts'
import { type Actor, appendJournal, type Entry } from '../journal/index.ts'
import { insertPolicies } from '../policies/index.ts'
import { type RegistrationsTable, scopeTo, type Tx } from '../store/index.ts'
import type { Decision, ResolvedDevice } from './decide.ts'
import { type HashBlock, keepSome } from './hash-blocks.ts'
import { recordConflicts } from './record-conflicts.ts'
import type { Submission } from './submission.ts'

/** Columns of a registration, in the order in which they are written. */
export const registrationColumns = [
  'tenant_id',
  'id',
  'serial_number',
  'manufacturer',
  'model',
  'product_key_id',
  'group_tag',
  'purchase_order',
  'order_id',
  'assigned_user',
  'display_name',
  'registrar_kind',
  'registrar_id',
  'consent_id',
  'batch_id',
  'source',
  'factory_partner_id',
  'factory_record_id',
  'quality',
  'flags',
  'facts',
  'hash_block',
  'registered_at',
  'updated_at',
] as const satisfies readonly (keyof RegistrationsTable)[]

type Bound = Decision & { bind: ResolvedDevice; deviceId: string }

function registrationRow(
  submission: Submission,
  consentId: string | null,
  decision: Bound,
  hashBlock: number | null,
  now: number,
): unknown[] {
  const { bind, item, deviceId } = decision
  const { row } = item
  return [
    submission.tenantId,
    deviceId,
    bind.serialNumber,
    bind.manufacturer,
    bind.model,
    // A reseller may know the product key id of a device whose hash has none.
    bind.productKeyId ?? row.productKeyId ?? null,
    row.groupTag ?? null,
    row.purchaseOrder ?? null,
    row.orderId ?? null,
    row.assignedUser ?? null,
    row.displayName ?? null,
    submission.submitter.kind,
    submission.submitter.id,
    consentId,
    submission.batchId,
    bind.source,
    bind.record?.row.partner_id ?? null,
    bind.record?.row.id ?? null,
    bind.quality,
    JSON.stringify(decision.flags),
    bind.packedFacts,
    hashBlock,
    now,
    now,
  ]
}

function registeredEntry(submission: Submission, decision: Bound): Entry {
  const { bind, item } = decision
  return {
    organizationId: submission.tenantId,
    action: 'device.registered',
    subjectKind: 'device',
    subjectId: decision.deviceId,
    after: {
      ...(bind.serialNumber !== null && { serialNumber: bind.serialNumber }),
      source: bind.source,
      batchId: submission.batchId,
      ...(item.row.groupTag !== undefined && { groupTag: item.row.groupTag }),
      ...(item.row.policyId !== undefined && { policyId: item.row.policyId }),
    },
  }
}

/** Stores the hashes of the devices that are bound, and of no others. @returns the block of each device. */
async function writeHashes(
  tx: Tx,
  registry: Registry,
  submission: Submission,
  decisions: readonly (Decision & { deviceId?: string })[],
  blocks: readonly HashBlock[],
): Promise<Map<string, number>> {
  const { tenantId, batchId } = submission
  const blockOf = new Map<string, number>()
  const rows: unknown[][] = []
  for (const block of blocks) {
    const members = decisions.slice(block.first, block.end).filter(one => one.item.identifier.by === 'hash')
    const bound = members.filter(one => one.deviceId !== undefined)
    const number = bound[0]?.item.position
    if (number === undefined) continue
    const ids = new Set(bound.map(one => one.item.deviceId))
    for (const id of ids) blockOf.set(id, number)
    const sealed =
      bound.length === members.length ? block.sealed : keepSome(registry.vault, batchId, block, number, ids)
    rows.push([tenantId, batchId, number, sealed])
  }
  await tx.insertMany('registration_hashes', ['tenant_id', 'batch_id', 'number', 'sealed'], rows)
  return blockOf
}

/** Stores what was decided: registrations, identities, hashes and journal entries of one chunk. */
export async function writeDecisions(
  tx: Tx,
  registry: Registry,
  actor: Actor,
  submission: Submission,
  consentId: string | null,
  decisions: readonly (Decision & { deviceId?: string })[],
  blocks: readonly HashBlock[],
): Promise<void> {
  const now = registry.now()
  const { tenantId } = submission
  const bound = decisions.filter(
    (decision): decision is Bound => decision.bind !== undefined && decision.deviceId !== undefined,
  )
  const hashBlocks = await writeHashes(tx, registry, submission, decisions, blocks)
  await tx.insertMany(
    'registrations',
    registrationColumns,
    bound.map(decision => {
      const block = hashBlocks.get(decision.deviceId) ?? null
      return registrationRow(submission, consentId, decision, block, now)
    }),
  )
  await insertClaims(
    tx,
    bound.map(({ bind, deviceId }) => ({ tenantId, deviceId, keys: bind.keys })),
  )
  const given = bound.flatMap(({ deviceId, item }) => {
    const { policyId } = item.row
    return policyId === undefined ? [] : [{ deviceId, policyId }]
  })
  if (given.length > 0) await insertPolicies(tx, tenantId, given)
  await appendJournal(
    tx,
    actor,
    now,
    bound.map(decision => registeredEntry(submission, decision)),
  )
  if (consentId !== null && bound.length > 0) {
    await scopeTo(tx.db, tenantId)
      .updateTable('consents')
      .set(eb => ({ devices_used: eb('devices_used', '+', bound.length) }))
      .where('id', '=', consentId)
      .execute()
  }
  const conflicts = decisions.flatMap(({ conflict }) =>
    conflict ? [{ ...conflict, presented: describeIdentity(conflict.presented) }] : [],
  )
  await recordConflicts(registry.store, tx, now, conflicts, 'registration')
  await writeCounts(tx, countsOf(submission, decisions, now))
}

/** What is counted of a chunk: for the tenant by what its devices were recognised, for who submitted them what came of them. */
function countsOf(submission: Submission, decisions: readonly Decision[], now: number): Counted[] {
  const { tenantId, submitter } = submission
  const tally = new Tally()
  for (const { status, code, bind } of decisions) {
    if (status === 'rejected' && code !== undefined) tally.add(submitter.id, 'rejections', now, code)
    if (status !== 'registered' || bind === undefined) continue
    tally.add(tenantId, 'registrations', now, bind.source)
    if (submitter.kind !== 'tenant') tally.add(submitter.id, 'customers', now, tenantId)
  }
  return tally.take()
}
