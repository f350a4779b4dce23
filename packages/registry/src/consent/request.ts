import type { Kysely } from 'kysely'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { isId, newId } from '../ids.ts'
import { enqueueJob } from '../jobs/index.ts'
import { type Actor, appendJournal } from '../journal/index.ts'
import { findTenantByTarget, type Principal, requirePermission, tenantExists } from '../organizations/index.ts'
import { type ConsentsTable, type Database, scopeTo, type Tx } from '../store/index.ts'
import { optionalText, requireDomain } from '../text.ts'
import { type Consent, checkLimits, type ProposedLimits, viewConsent } from './consent.ts'
import { currentConsent } from './current.ts'
import { effectiveConsent } from './effective.ts'
import { consentState, consentVerdict } from './state.ts'

const dayMs = 86_400_000

/** A consent row before the customer has answered. */
export function newRequest(input: {
  tenantId: string
  partnerId: string
  target: string
  message: string | null
  by: string
  now: number
  proposed?: ProposedLimits | undefined
  answerBy?: number | undefined
}): ConsentsTable {
  return {
    tenant_id: input.tenantId,
    id: newId(input.now),
    partner_id: input.partnerId,
    state: 'requested',
    target: input.target,
    message: input.message,
    requested_at: input.now,
    requested_by: input.by,
    decided_at: null,
    decided_by: null,
    revoked_at: null,
    expires_at: null,
    device_limit: null,
    group_tags: null,
    when_absent: 'hold',
    may_give_profiles: null,
    each_batch: null,
    devices_used: 0,
    proposed: input.proposed === undefined ? null : JSON.stringify(input.proposed),
    answer_by: input.answerBy ?? null,
    opened_at: null,
    reminders: null,
    reminded_at: null,
  }
}

/** Writes a new consent with both ways to find it. */
export async function insertConsent(tx: Tx, row: ConsentsTable): Promise<void> {
  await tx.db.insertInto('consents').values(row).execute()
  const link = { partner_id: row.partner_id, tenant_id: row.tenant_id, consent_id: row.id }
  await tx.db.insertInto('partner_consents').values(link).execute()
}

async function openRequest(tx: Tx, partnerId: string, target: string): Promise<ConsentsTable | undefined> {
  return scopeTo(tx.db, partnerId)
    .selectFrom('partner_consents')
    .innerJoin('consents', join =>
      join
        .onRef('consents.tenant_id', '=', 'partner_consents.tenant_id')
        .onRef('consents.id', '=', 'partner_consents.consent_id'),
    )
    .selectAll('consents')
    .where('consents.target', '=', target)
    .where('consents.state', '=', 'requested')
    .executeTakeFirst()
}

/** Hands a request that went nowhere to the tenant that has come to be since; for the partner it stays the same request. */
async function deliver(tx: Tx, request: ConsentsTable, tenantId: string): Promise<ConsentsTable> {
  const delivered = { ...request, tenant_id: tenantId }
  await scopeTo(tx.db, request.tenant_id).deleteFrom('consents').where('id', '=', request.id).execute()
  await tx.db.insertInto('consents').values(delivered).execute()
  await scopeTo(tx.db, request.partner_id)
    .updateTable('partner_consents')
    .set({ tenant_id: tenantId })
    .where('consent_id', '=', request.id)
    .execute()
  return delivered
}

/** What there is already: consent that is live, or a request that waits. */
async function existing(tx: Tx, partnerId: string, target: string, tenantId: string | undefined, now: number) {
  const current = tenantId === undefined ? undefined : await currentConsent(tx.db, tenantId, partnerId)
  if (current && consentState(current, now) === 'granted') return current
  return openRequest(tx, partnerId, target)
}

/** A partner's request, to one customer. */
export interface RequestInput {
  readonly tenantId?: string
  readonly domain?: string
  readonly message?: string
  /** Limits that the partner proposes. The customer may choose others. */
  readonly limits?: ProposedLimits
  /** When the request lapses; `limits.requestDays` from now when absent, and at most. */
  readonly answerBy?: number
}

/** Writes a request with both ways to find it, and has it looked after. */
async function insertRequest(tx: Tx, registry: Registry, row: ConsentsTable): Promise<void> {
  await insertConsent(tx, row)
  const job = { kind: 'tend-request', organizationId: row.partner_id, subjectId: row.id } as const
  const next = Math.min(registry.limits.reminderDays * dayMs, (row.answer_by as number) - row.requested_at)
  await enqueueJob(tx, row.requested_at, job, next)
}

function checkProposal({ limits, answerBy }: RequestInput, now: number, days: number) {
  const latest = now + days * dayMs
  if (answerBy !== undefined && !(Number.isSafeInteger(answerBy) && answerBy > now && answerBy <= latest))
    throw new RegistryError('invalid_request', `answerBy must be in the next ${days} days.`, { field: 'answerBy' })
  const { expiresAt, deviceLimit, groupTags } = checkLimits(limits ?? {}, now)
  const given = Object.entries({ expiresAt, deviceLimit, groupTags }).filter(([, value]) => value != null)
  const proposed: ProposedLimits | undefined = given.length === 0 ? undefined : Object.fromEntries(given)
  return { proposed, answerBy: answerBy ?? latest }
}

/** @throws conflict when an open request says something else: it would be lost. */
function requireSameProposal(open: ConsentsTable, input: RequestInput, made: ConsentsTable): void {
  if (open.state !== 'requested') return
  const other =
    (input.limits !== undefined && open.proposed !== made.proposed) ||
    (input.answerBy !== undefined && open.answer_by !== input.answerBy)
  if (other)
    throw new RegistryError(
      'conflict',
      `A request with other limits or another end is open (${open.id}); cancel it first.`,
    )
}

/**
 * A partner asks a customer for consent. Asking again while the answer is open, or after a yes, returns what there is.
 * The answer is the same whether the tenant exists or not: a partner cannot find out who is a customer by asking.
 */
export async function requestConsent(registry: Registry, principal: Principal, input: RequestInput): Promise<Consent> {
  if (principal.organization.kind !== 'partner')
    throw new RegistryError('forbidden', 'Only a partner asks for consent.')
  requirePermission(principal, 'consent.request')
  if ((input.tenantId === undefined) === (input.domain === undefined))
    throw new RegistryError('invalid_request', 'Give either tenantId or domain.', { field: 'tenantId' })
  if (input.tenantId !== undefined && !isId(input.tenantId))
    throw new RegistryError('invalid_request', 'tenantId must be a UUID in lower case.', { field: 'tenantId' })
  const target = input.tenantId ?? requireDomain(input.domain, 'domain')
  const message = optionalText(input.message, 'message', 1000)
  const partnerId = principal.organization.id
  const found = await findTenantByTarget(registry, target)
  const now = registry.now()
  const proposal = checkProposal(input, now, registry.limits.requestDays)
  const tenantId = found ?? input.tenantId ?? newId(now)
  const made = newRequest({ tenantId, partnerId, target, message, by: principal.id, now, ...proposal })
  const row = await registry.store.write(async tx => {
    const there = await existing(tx, partnerId, target, found, now)
    if (there) requireSameProposal(there, input, made)
    if (there && (found === undefined || there.tenant_id === found)) return there
    const entry = { action: 'consent.requested', subjectKind: 'consent' } as const
    const toTenant = (id: string) =>
      found === undefined ? [] : [{ ...entry, organizationId: found, subjectId: id, after: { partnerId } }]
    if (there && found !== undefined) {
      await appendJournal(tx, principal, now, toTenant(there.id))
      return deliver(tx, there, found)
    }
    await insertRequest(tx, registry, made)
    const toPartner = {
      ...entry,
      organizationId: partnerId,
      subjectId: made.id,
      after: { target, ...(proposal.proposed && { proposed: proposal.proposed }) },
    }
    await appendJournal(tx, principal, now, [...toTenant(made.id), toPartner])
    return made
  })
  return viewConsent(registry, row, principal)
}

/** A request of the partner that this tenant has not answered. */
export async function pendingRequest(
  db: Kysely<Database>,
  tenantId: string,
  partnerId: string,
): Promise<ConsentsTable | undefined> {
  return scopeTo(db, tenantId)
    .selectFrom('consents')
    .selectAll()
    .where('partner_id', '=', partnerId)
    .where('state', '=', 'requested')
    .limit(1)
    .executeTakeFirst()
}

/**
 * A partner whose rows wait asks for consent by that, so that the customer learns of them: for the first time, or anew when the consent
 * has expired or is used up. Once: while a request is open, no other is made.
 */
export async function requestForHeldRows(
  tx: Tx,
  registry: Registry,
  actor: Actor,
  tenantId: string,
  partnerId: string,
): Promise<void> {
  const now = registry.now()
  const verdict = consentVerdict(await effectiveConsent(tx.db, tenantId, partnerId, now), now)
  if (verdict.live || !verdict.mayHold || (await pendingRequest(tx.db, tenantId, partnerId))) return
  const answerBy = now + registry.limits.requestDays * dayMs
  const row = newRequest({ tenantId, partnerId, target: tenantId, message: null, by: actor.id, now, answerBy })
  await insertRequest(tx, registry, row)
  const sides = (await tenantExists(tx, tenantId)) ? [tenantId, partnerId] : [partnerId]
  await appendJournal(
    tx,
    actor,
    now,
    sides.map(organizationId => ({
      organizationId,
      action: 'consent.requested',
      subjectKind: 'consent',
      subjectId: row.id,
      after: { partnerId },
    })),
  )
}
