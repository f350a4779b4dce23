import type { Registry } from '../context.ts'
import { insertClaims, packFacts } from '../identity/index.ts'
import { newId } from '../ids.ts'
import { type Actor, appendJournal, type Entry } from '../journal/index.ts'
import { type RegistrationsTable, scopeTo, type Tx } from '../store/index.ts'
import type { Decision, HeldDevice, ResolvedDevice } from './decide.ts'
import type { Submission } from './submission.ts'

const columns = [
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
  'registered_at',
  'updated_at',
] as const satisfies readonly (keyof RegistrationsTable)[]

type Bound = Decision & { bind: ResolvedDevice; deviceId: string }

function registrationRow(submission: Submission, consentId: string | null, decision: Bound, now: number): unknown[] {
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
    JSON.stringify(bind.flags),
    packFacts(bind.facts),
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
    },
  }
}

/** Stores what was decided: registrations, identities, hashes and journal entries of one chunk. */
export async function writeDecisions(
  tx: Tx,
  registry: Registry,
  actor: Actor,
  submission: Submission,
  consentId: string | null,
  decisions: readonly (Decision & { deviceId?: string })[],
): Promise<void> {
  const now = registry.now()
  const { tenantId } = submission
  const bound = decisions.filter(
    (decision): decision is Bound => decision.bind !== undefined && decision.deviceId !== undefined,
  )
  await tx.insertMany(
    'registrations',
    columns,
    bound.map(decision => registrationRow(submission, consentId, decision, now)),
  )
  await insertClaims(
    tx,
    bound.map(({ bind, deviceId }) => ({ tenantId, deviceId, keys: bind.keys })),
  )
  await tx.insertMany(
    'registration_hashes',
    ['tenant_id', 'device_id', 'sealed'],
    bound.flatMap(({ bind, deviceId }) =>
      bind.read ? [[tenantId, deviceId, registry.vault.seal(bind.read.bytes, `device/${deviceId}`)]] : [],
    ),
  )
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
  await recordConflicts(tx, now, decisions)
}

/** What its owner needs to judge a conflict: the facts that were presented, never who presented them if that is another organization. */
export function presentedFacts(presented: ResolvedDevice): object {
  const { facts, serialNumber, manufacturer, model, productKeyId } = presented
  return {
    serialNumber,
    manufacturer,
    model,
    productKeyId,
    smbiosUuid: facts.uuid ?? null,
    macs: facts.macs,
    diskSerials: facts.disks,
    endorsementKey: facts.ek ? Buffer.from(facts.ek).toString('hex') : null,
  }
}

async function recordConflicts(tx: Tx, now: number, decisions: readonly Decision[]): Promise<void> {
  const conflicts = decisions.flatMap(decision => (decision.conflict ? [decision.conflict] : []))
  for (const { device, reason, presented } of conflicts)
    await recordConflict(tx, now, device, reason, presentedFacts(presented), 'registration')
}

/** Opens a conflict for the owner to review, unless the same one is open. Conflicts are rare: one query each is affordable. */
export async function recordConflict(
  tx: Tx,
  now: number,
  device: Pick<HeldDevice, 'tenantId' | 'deviceId'>,
  reason: string,
  presented: object,
  source: 'registration' | 'first-boot',
): Promise<void> {
  const own = scopeTo(tx.db, device.tenantId)
  const open = await own
    .selectFrom('identity_conflicts')
    .select('id')
    .where('device_id', '=', device.deviceId)
    .where('reason', '=', reason)
    .where('state', '=', 'open')
    .executeTakeFirst()
  if (open) return
  const id = newId(now)
  await tx.db
    .insertInto('identity_conflicts')
    .values({
      tenant_id: device.tenantId,
      id,
      device_id: device.deviceId,
      reason,
      presented: JSON.stringify(presented),
      source,
      recorded_at: now,
      state: 'open',
    })
    .execute()
  const registryActor: Actor = { kind: 'system', id: 'hailport', organization: { kind: 'tenant', id: device.tenantId } }
  await appendJournal(tx, registryActor, now, [
    {
      organizationId: device.tenantId,
      action: 'identity-conflict.recorded',
      subjectKind: 'device',
      subjectId: device.deviceId,
      after: { conflictId: id, reason, source },
    },
  ])
}
