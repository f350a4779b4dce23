import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { enqueueJob } from '../jobs/index.ts'
import { type Actor, appendJournal, type Entry, type EventKind } from '../journal/index.ts'
import { type Principal, providersOf, requirePermission } from '../organizations/index.ts'
import { type ConsentsTable, scopeTo, type Tx } from '../store/index.ts'
import { optionalText } from '../text.ts'
import {
  type Consent,
  type ConsentLimits,
  checkLimits,
  limitColumns,
  limitsOf,
  partnerKnowsTenant,
  proposalOf,
  tenantConsent,
  viewConsent,
} from './consent.ts'
import { currentConsent } from './current.ts'
import { pendingRequest } from './request.ts'
import { consentState } from './state.ts'

/** The tenant whose consent the principal decides about. @throws forbidden. */
export function requireApprover(principal: Principal): string {
  if (principal.organization.kind !== 'tenant')
    throw new RegistryError('forbidden', 'Only the customer decides about consent.')
  requirePermission(principal, 'consent.decide')
  return principal.organization.id
}

type Change = Partial<ConsentsTable>

/** Writes a change of a consent, journals it for both sides, and has held rows decided again. */
async function applyChange(
  tx: Tx,
  registry: Registry,
  principal: Principal,
  row: ConsentsTable,
  change: Change,
  entry: { action: EventKind; reason: string | null; before?: object; after?: object },
): Promise<ConsentsTable> {
  const now = registry.now()
  await scopeTo(tx.db, row.tenant_id).updateTable('consents').set(change).where('id', '=', row.id).execute()
  const common = {
    action: entry.action,
    subjectKind: 'consent',
    subjectId: row.id,
    ...(entry.reason !== null && { reason: entry.reason }),
    ...(entry.before && { before: entry.before }),
    ...(entry.after && { after: entry.after }),
  }
  await appendJournal(tx, principal, now, [{ organizationId: row.tenant_id, ...common }])
  // The partner learns that it happened, not which person of the customer did it.
  const next = { ...row, ...change }
  const id = partnerKnowsTenant(next) ? row.tenant_id : row.target
  const customer = { kind: 'tenant', id, organization: { kind: 'tenant', id } }
  await appendJournal(tx, customer, now, [{ organizationId: row.partner_id, ...common }])
  for (const subjectId of [row.partner_id, ...(await tellProviders(tx, now, next, customer, common))])
    await enqueueJob(tx, now, { kind: 'reconsider-held', organizationId: row.tenant_id, subjectId })
  return next
}

/** What is decided about a reseller is decided about its providers at the same moment. @returns these. */
async function tellProviders(
  tx: Tx,
  now: number,
  row: ConsentsTable,
  customer: Actor,
  entry: Omit<Entry, 'organizationId'>,
): Promise<string[]> {
  if (row.state === 'declined') return []
  const providers = await providersOf(tx.db, row.partner_id)
  const through = { reseller: row.partner_id }
  const entries = providers.map(organizationId => ({ ...entry, organizationId, after: { ...entry.after, ...through } }))
  await appendJournal(tx, customer, now, entries)
  return providers
}

async function change(
  registry: Registry,
  principal: Principal,
  id: string,
  work: (tx: Tx, row: ConsentsTable) => Promise<ConsentsTable>,
): Promise<Consent> {
  const tenantId = requireApprover(principal)
  const row = await registry.store.write(async tx => work(tx, await tenantConsent(tx, tenantId, id)))
  registry.wake()
  return viewConsent(registry, row, principal)
}

/** Grants a request. Effective at once. @throws conflict when it was answered, or another consent of the partner is in force. */
export async function grantConsent(
  registry: Registry,
  principal: Principal,
  id: string,
  limits: ConsentLimits = {},
): Promise<Consent> {
  const checked = checkLimits(limits, registry.now())
  return change(registry, principal, id, async (tx, row) => {
    if (row.state !== 'requested')
      throw new RegistryError('conflict', `The request is not open any more: ${row.state}.`)
    return grant(tx, registry, principal, row, checked)
  })
}

/**
 * Grants a request in a transaction, with the limits that the partner proposed where the customer says nothing else.
 * @throws conflict when another consent of the partner is in force.
 */
export async function grant(
  tx: Tx,
  registry: Registry,
  principal: Principal,
  row: ConsentsTable,
  limits: ConsentLimits,
): Promise<ConsentsTable> {
  const current = await currentConsent(tx.db, row.tenant_id, row.partner_id)
  if (current?.state === 'granted') {
    const state = consentState(current, registry.now())
    if (state === 'granted')
      throw new RegistryError('conflict', `The partner has consent already (${current.id}); change its limits instead.`)
    // It has ended by itself; the new one takes its place, and it stays in the list as what it is.
    await scopeTo(tx.db, row.tenant_id).updateTable('consents').set({ state }).where('id', '=', current.id).execute()
  }
  const columns = limitColumns(row, checkLimits({ ...proposalOf(row), ...limits }, registry.now()))
  const decided = { ...columns, state: 'granted', decided_at: registry.now(), decided_by: principal.id }
  return applyChange(tx, registry, principal, row, decided, {
    action: 'consent.granted',
    reason: null,
    after: { limits: limitsOf({ ...row, ...columns }) },
  })
}

/** Declines a request in a transaction. */
export async function decline(
  tx: Tx,
  registry: Registry,
  principal: Principal,
  row: ConsentsTable,
  reason: string | null,
): Promise<ConsentsTable> {
  const decided = { state: 'declined', decided_at: registry.now(), decided_by: principal.id }
  return applyChange(tx, registry, principal, row, decided, { action: 'consent.declined', reason })
}

/** Declines a request. */
export async function declineConsent(
  registry: Registry,
  principal: Principal,
  id: string,
  reason?: string,
): Promise<Consent> {
  const why = optionalText(reason, 'reason', 1000)
  return change(registry, principal, id, async (tx, row) => {
    if (row.state !== 'requested')
      throw new RegistryError('conflict', `The request is not open any more: ${row.state}.`)
    return decline(tx, registry, principal, row, why)
  })
}

/**
 * Withdraws a consent, effective with the partner's next row. Devices stay with the customer; the partner loses sight and control. What
 * the partner has asked for meanwhile is answered by it too.
 */
export async function revokeConsent(
  registry: Registry,
  principal: Principal,
  id: string,
  reason?: string,
): Promise<Consent> {
  const why = optionalText(reason, 'reason', 1000)
  return change(registry, principal, id, async (tx, row) => {
    if (row.state !== 'granted')
      throw new RegistryError('conflict', `Only a granted consent can be revoked; this one is ${row.state}.`)
    const revoked = { state: 'revoked', revoked_at: registry.now() }
    const entry = { action: 'consent.revoked', reason: why } as const
    const pending = await pendingRequest(tx.db, row.tenant_id, row.partner_id)
    if (pending) await applyChange(tx, registry, principal, pending, revoked, entry)
    return applyChange(tx, registry, principal, row, revoked, entry)
  })
}

/** Changes the limits of a granted consent. */
export async function changeConsentLimits(
  registry: Registry,
  principal: Principal,
  id: string,
  limits: ConsentLimits,
): Promise<Consent> {
  const checked = checkLimits(limits, registry.now())
  return change(registry, principal, id, async (tx, row) => {
    if (row.state !== 'granted')
      throw new RegistryError('conflict', `Only a granted consent has limits; this one is ${row.state}.`)
    const columns = limitColumns(row, checked)
    return applyChange(tx, registry, principal, row, columns, {
      action: 'consent.changed',
      reason: null,
      before: { limits: limitsOf(row) },
      after: { limits: limitsOf({ ...row, ...columns }) },
    })
  })
}
