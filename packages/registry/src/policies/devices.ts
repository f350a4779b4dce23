import type { RuledProfile } from '../profiles/index.ts'
import { type Store, scopeTo, type Tx } from '../store/index.ts'
import { policyProfile } from './profile.ts'

/** Which of these are policies of the partner for this tenant. */
export async function knownPolicies(
  { textIn }: Store,
  db: Store['db'],
  tenantId: string,
  partnerId: string,
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await scopeTo(db, tenantId)
    .selectFrom('policies')
    .select('id')
    .where('partner_id', '=', partnerId)
    .where(textIn<'policies'>('id', ids))
    .execute()
  return new Set(rows.map(row => row.id))
}

/** The policies of devices; for code that has checked who asks. */
export async function policiesOfDevices(
  { textIn }: Store,
  db: Store['db'],
  tenantId: string,
  deviceIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await scopeTo(db, tenantId)
    .selectFrom('device_policies')
    .select(['device_id', 'policy_id'])
    .where(textIn<'device_policies'>('device_id', deviceIds))
    .execute()
  return new Map(rows.map(row => [row.device_id, row.policy_id]))
}

/** What partners have given to devices, as profiles; for code that has checked who asks. */
export async function partnerProfiles(
  { db, textIn }: Store,
  tenantId: string,
  deviceIds: readonly string[],
): Promise<Map<string, RuledProfile>> {
  const rows = await scopeTo(db, tenantId)
    .selectFrom('device_policies')
    .innerJoin('policies', join =>
      join
        .onRef('policies.tenant_id', '=', 'device_policies.tenant_id')
        .onRef('policies.id', '=', 'device_policies.policy_id'),
    )
    .select([
      'device_policies.device_id',
      'policies.id',
      'policies.name',
      'policies.settings',
      'policies.updated_at as at',
    ])
    .where(textIn<'device_policies'>('device_policies.device_id', deviceIds))
    .execute()
  return new Map(rows.map(({ device_id, ...policy }) => [device_id, policyProfile(policy)]))
}

/** A policy of a device. */
export interface PolicyOfDevice {
  readonly deviceId: string
  readonly policyId: string
}

/** Takes the policies of devices from them. @returns what they had. */
export async function forgetPolicies(
  { textIn }: Store,
  tx: Tx,
  tenantId: string,
  deviceIds: readonly string[],
): Promise<PolicyOfDevice[]> {
  return scopeTo(tx.db, tenantId)
    .deleteFrom('device_policies')
    .where(textIn<'device_policies'>('device_id', deviceIds))
    .returning(['device_id as deviceId', 'policy_id as policyId'])
    .execute()
}

/** Gives devices back what they had, as far as the policies are still there. */
export async function givePoliciesAgain(
  { textIn }: Store,
  tx: Tx,
  tenantId: string,
  given: readonly PolicyOfDevice[],
): Promise<void> {
  if (given.length === 0) return
  const rows = await scopeTo(tx.db, tenantId)
    .selectFrom('policies')
    .select('id')
    .where(textIn<'policies'>('id', [...new Set(given.map(one => one.policyId))]))
    .execute()
  const there = new Set(rows.map(row => row.id))
  await insertPolicies(
    tx,
    tenantId,
    given.filter(one => there.has(one.policyId)),
  )
}

/** Gives devices policies that have none. */
export async function insertPolicies(tx: Tx, tenantId: string, given: readonly PolicyOfDevice[]): Promise<void> {
  await tx.insertMany(
    'device_policies',
    ['tenant_id', 'device_id', 'policy_id'],
    given.map(({ deviceId, policyId }) => [tenantId, deviceId, policyId]),
  )
}
