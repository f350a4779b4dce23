import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { isId, newId } from '../ids.ts'
import { appendJournal } from '../journal/index.ts'
import { findTenantByTarget, type Principal, requirePermission } from '../organizations/index.ts'
import { type ConsentsTable, scopeTo, type Tx } from '../store/index.ts'
import { optionalText, requireDomain } from '../text.ts'
import { type Consent, viewConsent } from './consent.ts'

/** A consent row before the customer has answered. */
export function newRequest(input: {
  tenantId: string
  partnerId: string
  target: string
  message: string | null
  by: string
  now: number
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
    devices_used: 0,
  }
}

/** Writes a new consent with both ways to find it. */
export async function insertConsent(tx: Tx, row: ConsentsTable): Promise<void> {
  await tx.db.insertInto('consents').values(row).execute()
  const link = { partner_id: row.partner_id, tenant_id: row.tenant_id, consent_id: row.id }
  await tx.db.insertInto('partner_consents').values(link).execute()
}

async function openRequest(tx: Tx, partnerId: string, target: string): Promise<ConsentsTable | undefined> {
  const links = await scopeTo(tx.db, partnerId)
    .selectFrom('partner_consents')
    .innerJoin('consents', join =>
      join
        .onRef('consents.tenant_id', '=', 'partner_consents.tenant_id')
        .onRef('consents.id', '=', 'partner_consents.consent_id'),
    )
    .selectAll('consents')
    .where('consents.target', '=', target)
    .where('consents.state', 'in', ['requested', 'granted'])
    .executeTakeFirst()
  return links
}

/**
 * A partner asks a customer for consent. Asking again while the answer is open, or after a yes, returns what there is.
 * The answer is the same whether the tenant exists or not: a partner cannot find out who is a customer by asking.
 */
export async function requestConsent(
  registry: Registry,
  principal: Principal,
  input: { tenantId?: string; domain?: string; message?: string },
): Promise<Consent> {
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
  const tenantId = (await findTenantByTarget(registry, target)) ?? (input.tenantId || newId())
  const row = await registry.store.write(async tx => {
    const open = await openRequest(tx, partnerId, target)
    if (open) return open
    const now = registry.now()
    const made = newRequest({ tenantId, partnerId, target, message, by: principal.id, now })
    await insertConsent(tx, made)
    await appendJournal(tx, principal, now, [
      {
        organizationId: tenantId,
        action: 'consent.requested',
        subjectKind: 'consent',
        subjectId: made.id,
        after: { partnerId },
      },
      {
        organizationId: partnerId,
        action: 'consent.requested',
        subjectKind: 'consent',
        subjectId: made.id,
        after: { target },
      },
    ])
    return made
  })
  return viewConsent(registry, row, principal)
}
