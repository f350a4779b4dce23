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

/** Takes the policies of devices from them. */
export async function forgetPolicies(
  { textIn }: Store,
  tx: Tx,
  tenantId: string,
  deviceIds: readonly string[],
): Promise<void> {
  await scopeTo(tx.db, tenantId)
    .deleteFrom('device_policies')
    .where(textIn<'device_policies'>('device_id', deviceIds))
    .execute()
}

/** Gives devices policies that have none. */
export async function insertPolicies(
  tx: Tx,
  tenantId: string,
  given: readonly { readonly deviceId: string; readonly policyId: string }[],
): Promise<void> {
  await tx.insertMany(
    'device_policies',
    ['tenant_id', 'device_id', 'policy_id'],
    given.map(({ deviceId, policyId }) => [tenantId, deviceId, policyId]),
  )
}
