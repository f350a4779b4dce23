import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { isId, newId } from '../ids.ts'
import { appendJournal, type EventKind } from '../journal/index.ts'
import {
  getPartner,
  limitedGrants,
  type Principal,
  requireHolds,
  requirePermission,
  tenantExists,
} from '../organizations/index.ts'
import { type DelegationsTable, scopeTo, type Tx } from '../store/index.ts'
import { optionalText, requireText } from '../text.ts'
import {
  checkTerms,
  type Delegation,
  type DelegationTerms,
  delegationState,
  type Terms,
  viewDelegation,
} from './delegation.ts'
import { requireDelegation } from './find.ts'

/** Rights that are asked for, or offered: everything that a delegation has from the start. */
export interface NewDelegation extends DelegationTerms {
  readonly permissions: readonly string[]
  readonly expiresAt: number
  readonly reason: string
}

function customerOf(principal: Principal): string {
  if (principal.organization.kind !== 'tenant' || principal.onBehalfOf !== undefined)
    throw new RegistryError('forbidden', 'Only the customer itself decides who acts in its tenant.')
  requirePermission(principal, 'delegation.manage')
  return principal.organization.id
}

/** Nobody hands on more than it has. @throws forbidden. */
function requireTermsHeld(principal: Principal, { permissions, group_tags }: Terms): void {
  const limits = group_tags === null ? {} : { groupTags: JSON.parse(group_tags) as string[] }
  requireHolds(principal, limitedGrants(JSON.parse(permissions), limits), 'A delegation')
}

const termsOf = ({ permissions, group_tags, expires_at }: Terms) => ({
  permissions: JSON.parse(permissions),
  ...(group_tags !== null && { groupTags: JSON.parse(group_tags) }),
  expiresAt: expires_at,
})

interface Told {
  readonly action: EventKind
  readonly reason?: string | null
  readonly before?: object
  readonly after?: object
}

/** Journals for both sides. The partner learns what happened, not which person of the customer did it, and the other way round. */
async function tellBoth(tx: Tx, registry: Registry, principal: Principal, row: DelegationsTable, told: Told) {
  const { reason, ...rest } = told
  const entry = { subjectKind: 'delegation', subjectId: row.id, ...rest, ...(reason != null && { reason }) }
  const { organization } = principal
  const side = { kind: organization.kind, id: organization.id, organization }
  for (const organizationId of [row.tenant_id, row.partner_id]) {
    const own = organizationId === organization.id
    // A partner may name a tenant that is not there: nobody has such a journal.
    if (!own && organizationId === row.tenant_id && !(await tenantExists(tx, organizationId))) continue
    await appendJournal(tx, own ? principal : side, registry.now(), [{ organizationId, ...entry }])
  }
}

async function insert(tx: Tx, row: DelegationsTable): Promise<void> {
  await tx.db.insertInto('delegations').values(row).execute()
  const link = { partner_id: row.partner_id, delegation_id: row.id, tenant_id: row.tenant_id }
  await tx.db.insertInto('partner_delegations').values(link).execute()
}

function newRow(registry: Registry, tenantId: string, partnerId: string, input: NewDelegation): DelegationsTable {
  const { permissions, group_tags = null, expires_at } = checkTerms(registry, input)
  const now = registry.now()
  return {
    tenant_id: tenantId,
    id: newId(now),
    partner_id: partnerId,
    state: 'requested',
    permissions: permissions as string,
    group_tags,
    expires_at: expires_at as number,
    reason: requireText(input.reason, 'reason', 1000),
    requested_at: now,
    decided_at: null,
    decided_by: null,
    ended_at: null,
  }
}

/**
 * A partner asks for rights in a tenant. The answer is the same whether there is such a tenant or not.
 * @throws conflict while an earlier request of the partner to this tenant is open.
 */
export async function requestDelegation(
  registry: Registry,
  principal: Principal,
  input: NewDelegation & { tenantId: string },
): Promise<Delegation> {
  if (principal.organization.kind !== 'partner')
    throw new RegistryError('forbidden', 'Only a partner asks for a delegation.')
  requirePermission(principal, 'delegation.request')
  const partnerId = principal.organization.id
  if (!isId(input.tenantId))
    throw new RegistryError('invalid_request', 'tenantId must be a UUID in lower case.', { field: 'tenantId' })
  const row = newRow(registry, input.tenantId, partnerId, input)
  await registry.store.write(async tx => {
    const open = await scopeTo(tx.db, row.tenant_id)
      .selectFrom('delegations')
      .select('id')
      .where('partner_id', '=', partnerId)
      .where('state', '=', 'requested')
      .where('expires_at', '>', registry.now())
      .executeTakeFirst()
    if (open) throw new RegistryError('conflict', `The request ${open.id} is still open.`)
    await insert(tx, row)
    await tellBoth(tx, registry, principal, row, { action: 'delegation.requested', after: termsOf(row) })
  })
  return viewDelegation(registry, row)
}

/** A customer gives rights to a partner of its own accord; they are in force at once. @throws not_found for no partner. */
export async function offerDelegation(
  registry: Registry,
  principal: Principal,
  input: NewDelegation & { partnerId: string },
): Promise<Delegation> {
  const tenantId = customerOf(principal)
  const partner = await getPartner(registry, principal, input.partnerId)
  const now = registry.now()
  const row = {
    ...newRow(registry, tenantId, partner.id, input),
    state: 'granted',
    decided_at: now,
    decided_by: principal.id,
  }
  requireTermsHeld(principal, row)
  await registry.store.write(async tx => {
    await insert(tx, row)
    await tellBoth(tx, registry, principal, row, { action: 'delegation.granted', after: termsOf(row) })
  })
  return viewDelegation(registry, row)
}

async function change(
  registry: Registry,
  principal: Principal,
  id: string,
  decide: (row: DelegationsTable) => { change: Partial<DelegationsTable>; told: Told },
): Promise<Delegation> {
  const row = await registry.store.write(async tx => {
    const found = await requireDelegation(tx.db, principal, id)
    const { change, told } = decide({ ...found, state: delegationState(found, registry.now()) })
    const next = { ...found, ...change }
    await scopeTo(tx.db, found.tenant_id).updateTable('delegations').set(change).where('id', '=', id).execute()
    await tellBoth(tx, registry, principal, next, told)
    return next
  })
  return viewDelegation(registry, row)
}

function requireState(row: DelegationsTable, wanted: 'requested' | 'granted'): void {
  if (row.state !== wanted)
    throw new RegistryError('conflict', `This needs a delegation that is ${wanted}; this one is ${row.state}.`)
}

const isPart = (list: readonly string[], of: readonly string[]) => list.every(each => of.includes(each))

/** Whether terms stay within what was asked for: whoever grants may narrow, not widen. */
function narrows(next: Terms, asked: Terms): boolean {
  if (!isPart(JSON.parse(next.permissions), JSON.parse(asked.permissions)) || next.expires_at > asked.expires_at)
    return false
  if (asked.group_tags === null) return true
  return next.group_tags !== null && isPart(JSON.parse(next.group_tags), JSON.parse(asked.group_tags))
}

/** Grants a request, narrowed if terms are given. @throws conflict; invalid_request for terms beyond the request; forbidden. */
export async function grantDelegation(
  registry: Registry,
  principal: Principal,
  id: string,
  terms: DelegationTerms = {},
): Promise<Delegation> {
  customerOf(principal)
  const checked = checkTerms(registry, terms)
  return change(registry, principal, id, row => {
    requireState(row, 'requested')
    const next = { ...row, ...checked }
    if (!narrows(next, row))
      throw new RegistryError('invalid_request', 'A grant cannot go beyond the request; offer a delegation instead.')
    requireTermsHeld(principal, next)
    const decided = { ...checked, state: 'granted', decided_at: registry.now(), decided_by: principal.id }
    return { change: decided, told: { action: 'delegation.granted', after: termsOf(next) } }
  })
}

/** Declines a request. */
export async function declineDelegation(
  registry: Registry,
  principal: Principal,
  id: string,
  reason?: string,
): Promise<Delegation> {
  customerOf(principal)
  const why = optionalText(reason, 'reason', 1000)
  return change(registry, principal, id, row => {
    requireState(row, 'requested')
    const decided = { state: 'declined', decided_at: registry.now(), decided_by: principal.id }
    return { change: decided, told: { action: 'delegation.declined', reason: why } }
  })
}

/** Changes the terms of a delegation in force, for the next request of everybody who uses it. */
export async function changeDelegation(
  registry: Registry,
  principal: Principal,
  id: string,
  terms: DelegationTerms,
): Promise<Delegation> {
  customerOf(principal)
  const checked = checkTerms(registry, terms)
  return change(registry, principal, id, row => {
    requireState(row, 'granted')
    const next = { ...row, ...checked }
    requireTermsHeld(principal, next)
    return { change: checked, told: { action: 'delegation.changed', before: termsOf(row), after: termsOf(next) } }
  })
}

/** Ends a delegation, effective with the next request: the customer revokes it, the partner gives it back, or withdraws its request. */
export async function endDelegation(
  registry: Registry,
  principal: Principal,
  id: string,
  reason?: string,
): Promise<Delegation> {
  const byCustomer = principal.organization.kind === 'tenant'
  if (byCustomer) customerOf(principal)
  else requirePermission(principal, 'delegation.request')
  const why = optionalText(reason, 'reason', 1000)
  const state = byCustomer ? 'revoked' : 'ended'
  return change(registry, principal, id, row => {
    if (row.state !== 'requested' || byCustomer) requireState(row, 'granted')
    return { change: { state, ended_at: registry.now() }, told: { action: `delegation.${state}`, reason: why } }
  })
}
