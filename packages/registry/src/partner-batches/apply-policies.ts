import { createHash } from 'node:crypto'
import type { Relationship } from '../consent/index.ts'
import type { Registry } from '../context.ts'
import { type ErrorCode, RegistryError } from '../errors.ts'
import { isId, newId } from '../ids.ts'
import { appendJournal } from '../journal/index.ts'
import type { Principal } from '../organizations/index.ts'
import { packOutcomes } from '../outcome-page.ts'
import {
  forgetPolicies,
  insertPolicies,
  knownPolicies,
  policiesOfDevices,
  requirePolicyConsent,
} from '../policies/index.ts'
import type { Outcome } from '../registration/index.ts'
import { scopeTo, type Tx } from '../store/index.ts'

/** The policy that a device is to have; null for none, undefined when the request did not say. */
export interface PolicyChange {
  readonly deviceId: string
  readonly policyId: string | null | undefined
}

export interface PolicyUpdate {
  readonly changes: readonly PolicyChange[]
  /** As in `PartnerSubmission`. */
  readonly requestId?: string | undefined
}

/**
 * Gives devices that the partner registered policies of its own, or takes them away; what is wrong with one device is told in its result.
 * @returns the id that tracks the work, which is done already. @throws invalid_request, profiles_not_allowed.
 */
export async function updateDevicePolicies(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  { changes, requestId }: PolicyUpdate,
): Promise<string> {
  const relationship = await requirePolicyConsent(registry, principal, tenantId)
  const { devicesPerCall } = registry.limits
  if (changes.length === 0 || changes.length > devicesPerCall)
    throw new RegistryError('invalid_request', `A call has 1 to ${devicesPerCall} devices.`, { field: 'devices' })
  const digest = createHash('sha256').update(JSON.stringify(changes)).digest('base64url')
  const key = requestId === undefined ? null : `request:${requestId}:${digest}`
  return registry.store.write(async tx => {
    const earlier = key === null ? undefined : await findByKey(tx, tenantId, relationship.partnerId, key)
    if (earlier !== undefined) return earlier
    const outcomes = await applyPolicies(tx, registry, principal, tenantId, relationship, changes)
    const now = registry.now()
    const id = newId(now)
    const row = { tenant_id: tenantId, id, partner_id: relationship.partnerId, idempotency_key: key, done_at: now }
    await tx.db
      .insertInto('policy_jobs')
      .values({ ...row, outcomes: packOutcomes(outcomes) })
      .execute()
    return id
  })
}

async function findByKey(tx: Tx, tenantId: string, partnerId: string, key: string): Promise<string | undefined> {
  const row = await scopeTo(tx.db, tenantId)
    .selectFrom('policy_jobs')
    .select('id')
    .where('partner_id', '=', partnerId)
    .where('idempotency_key', '=', key)
    .executeTakeFirst()
  return row?.id
}

/** Of these, the devices that the partner has registered and that the principal may see. */
async function ownDevices(
  tx: Tx,
  registry: Registry,
  tenantId: string,
  { partnerId, reach }: Relationship,
  ids: readonly string[],
): Promise<Map<string, { serial_number: string | null; product_key_id: string | null }>> {
  const query = scopeTo(tx.db, tenantId)
    .selectFrom('registrations')
    .select(['id', 'serial_number', 'product_key_id'])
    .where('registrar_id', '=', partnerId)
    .where(registry.store.textIn<'registrations'>('id', ids))
  const { groupTags } = reach
  const rows = await (groupTags === undefined ? query : query.where('group_tag', 'in', [...groupTags])).execute()
  return new Map(rows.map(row => [row.id, row]))
}

/** Applies changes in the order in which they are given, in the caller's transaction; the last one of a device counts. */
export async function applyPolicies(
  tx: Tx,
  registry: Registry,
  principal: Principal,
  tenantId: string,
  relationship: Relationship,
  changes: readonly PolicyChange[],
): Promise<Outcome[]> {
  const { store } = registry
  const ids = [...new Set(changes.map(change => change.deviceId).filter(isId))]
  const devices = await ownDevices(tx, registry, tenantId, relationship, ids)
  const wanted = [...new Set(changes.flatMap(({ policyId }) => (policyId && isId(policyId) ? [policyId] : [])))]
  const known = await knownPolicies(store, tx.db, tenantId, relationship.partnerId, wanted)
  const before = await policiesOfDevices(store, tx.db, tenantId, [...devices.keys()])
  const next = new Map<string, string | null>()
  const outcomes = changes.map(({ deviceId, policyId }, position): Outcome => {
    const device = devices.get(deviceId)
    const reject = (code: ErrorCode): Outcome => ({ position, status: 'rejected', code })
    if (!device) return reject('device_not_registered')
    if (policyId === undefined) return reject('invalid_item')
    if (policyId !== null && !known.has(policyId)) return reject('profile_not_found')
    next.set(deviceId, policyId)
    return {
      position,
      status: 'registered',
      deviceId,
      ...(device.serial_number !== null && { serialNumber: device.serial_number }),
      ...(device.product_key_id !== null && { productKeyId: device.product_key_id }),
    }
  })
  const changed = [...next].filter(([deviceId, policyId]) => (before.get(deviceId) ?? null) !== policyId)
  await forgetPolicies(
    store,
    tx,
    tenantId,
    changed.map(([deviceId]) => deviceId),
  )
  const given = changed.flatMap(([deviceId, policyId]) => (policyId === null ? [] : [{ deviceId, policyId }]))
  await insertPolicies(tx, tenantId, given)
  const entries = changed.map(([deviceId, policyId]) => ({
    organizationId: tenantId,
    action: 'device.policy_changed' as const,
    subjectKind: 'device',
    subjectId: deviceId,
    before: { policyId: before.get(deviceId) ?? null },
    after: { policyId },
  }))
  await appendJournal(tx, principal, registry.now(), entries)
  return outcomes
}
