import { type Relationship, requireRelationship } from '../consent/index.ts'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { isId, newId } from '../ids.ts'
import { appendJournal, type Entry } from '../journal/index.ts'
import type { Principal } from '../organizations/index.ts'
import { type PoliciesTable, type Store, scopeTo, type Tx } from '../store/index.ts'
import { checkPolicy, type Policy, type PolicyInput, toPolicy } from './policy.ts'

/** Policies that a partner may have for one tenant: as many as the tenant may have profiles. */
const policiesPerCustomer = 350

/** A policy, and how many devices have it. */
export type CountedPolicy = Policy & { readonly devices: number }

/** @throws profiles_not_allowed, when the consent does not reach so far; see `requireRelationship`. */
export async function requirePolicyConsent(
  registry: Registry,
  principal: Principal,
  tenantId: string,
): Promise<Relationship> {
  const relationship = await requireRelationship(registry, principal, tenantId, 'profile.write')
  if (relationship.consent.may_give_profiles !== 1) throw new RegistryError('profiles_not_allowed')
  return relationship
}

async function requirePolicy(db: Store['db'], tenantId: string, partnerId: string, id: string): Promise<PoliciesTable> {
  const row = isId(id)
    ? await scopeTo(db, tenantId)
        .selectFrom('policies')
        .selectAll()
        .where('id', '=', id)
        .where('partner_id', '=', partnerId)
        .executeTakeFirst()
    : undefined
  if (!row) throw new RegistryError('profile_not_found')
  return row
}

async function withCounts(
  { db, textIn }: Store,
  tenantId: string,
  rows: readonly PoliciesTable[],
): Promise<CountedPolicy[]> {
  const counts = await scopeTo(db, tenantId)
    .selectFrom('device_policies')
    .select(eb => ['policy_id', eb.fn.countAll<number>().as('count')])
    .where(
      textIn<'device_policies'>(
        'policy_id',
        rows.map(row => row.id),
      ),
    )
    .groupBy('policy_id')
    .execute()
  const byId = new Map(counts.map(one => [one.policy_id, Number(one.count)]))
  return rows.map(row => ({ ...toPolicy(row), devices: byId.get(row.id) ?? 0 }))
}

const entries = (tenantId: string, partnerId: string, entry: Omit<Entry, 'organizationId' | 'subjectKind'>): Entry[] =>
  [tenantId, partnerId].map(organizationId => ({ ...entry, organizationId, subjectKind: 'policy' }))

/** Makes a policy. @throws invalid_request, profiles_not_allowed, conflict. */
export async function createPolicy(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  input: PolicyInput,
): Promise<CountedPolicy> {
  const { partnerId } = await requirePolicyConsent(registry, principal, tenantId)
  const now = registry.now()
  const times = { created_at: now, updated_at: now }
  const row: PoliciesTable = {
    tenant_id: tenantId,
    id: newId(now),
    partner_id: partnerId,
    ...checkPolicy(input),
    ...times,
  }
  await registry.store.write(async tx => {
    const { count } = await scopeTo(tx.db, tenantId)
      .selectFrom('policies')
      .select(eb => eb.fn.countAll<number>().as('count'))
      .where('partner_id', '=', partnerId)
      .executeTakeFirstOrThrow()
    if (count >= policiesPerCustomer)
      throw new RegistryError('conflict', `A partner has at most ${policiesPerCustomer} policies for a customer.`)
    await tx.db.insertInto('policies').values(row).execute()
    const entry = { action: 'policy.created', subjectId: row.id, after: toPolicy(row) } as const
    await appendJournal(tx, principal, now, entries(tenantId, partnerId, entry))
  })
  return { ...toPolicy(row), devices: 0 }
}

/** The partner's policies for a tenant, oldest first; there are at most `policiesPerCustomer`. */
export async function listPolicies(
  registry: Registry,
  principal: Principal,
  tenantId: string,
): Promise<CountedPolicy[]> {
  const { partnerId } = await requireRelationship(registry, principal, tenantId, 'profile.read')
  const rows = await scopeTo(registry.store.db, tenantId)
    .selectFrom('policies')
    .selectAll()
    .where('partner_id', '=', partnerId)
    .orderBy('id')
    .execute()
  return withCounts(registry.store, tenantId, rows)
}

/** One policy of the partner. @throws profile_not_found. */
export async function getPolicy(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<CountedPolicy> {
  const { partnerId } = await requireRelationship(registry, principal, tenantId, 'profile.read')
  const row = await requirePolicy(registry.store.db, tenantId, partnerId, id)
  const [policy] = await withCounts(registry.store, tenantId, [row])
  return policy as CountedPolicy
}

/** Replaces a policy. Devices are told the new one at their next first boot. @throws as `createPolicy`; profile_not_found. */
export async function replacePolicy(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
  input: PolicyInput,
): Promise<CountedPolicy> {
  const { partnerId } = await requirePolicyConsent(registry, principal, tenantId)
  const change = { ...checkPolicy(input), updated_at: registry.now() }
  await registry.store.write(async tx => {
    const row = await requirePolicy(tx.db, tenantId, partnerId, id)
    await scopeTo(tx.db, tenantId).updateTable('policies').set(change).where('id', '=', id).execute()
    const values = { before: toPolicy(row), after: toPolicy({ ...row, ...change }) }
    const entry = { action: 'policy.updated', subjectId: id, ...values } as const
    await appendJournal(tx, principal, change.updated_at, entries(tenantId, partnerId, entry))
  })
  return getPolicy(registry, principal, tenantId, id)
}

/** Deletes a policy that no device has. @throws profile_not_found, conflict. */
export async function deletePolicy(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<void> {
  const { partnerId } = await requireRelationship(registry, principal, tenantId, 'profile.write')
  await registry.store.write(async tx => {
    const row = await requirePolicy(tx.db, tenantId, partnerId, id)
    await requireUnused(tx, tenantId, id)
    await scopeTo(tx.db, tenantId).deleteFrom('policies').where('id', '=', id).execute()
    const entry = { action: 'policy.deleted', subjectId: id, before: toPolicy(row) } as const
    await appendJournal(tx, principal, registry.now(), entries(tenantId, partnerId, entry))
  })
}

async function requireUnused(tx: Tx, tenantId: string, id: string): Promise<void> {
  const used = await scopeTo(tx.db, tenantId)
    .selectFrom('device_policies')
    .select('device_id')
    .where('policy_id', '=', id)
    .limit(1)
    .executeTakeFirst()
  if (used)
    throw new RegistryError('conflict', `Devices have the policy, such as ${used.device_id}; take it from them first.`)
}
