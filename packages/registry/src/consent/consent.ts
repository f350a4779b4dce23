import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { getPartnerNames, type PartnerName, type Principal } from '../organizations/index.ts'
import { type ConsentsTable, scopeTo, type Tx } from '../store/index.ts'
import { type ConsentState, consentState } from './state.ts'

/** What the customer allows. Absent or null: no such limit. */
export interface ConsentLimits {
  readonly expiresAt?: number | null
  /** Devices that may be registered under this consent in all; released devices do not give places back. */
  readonly deviceLimit?: number | null
  /** Group tags that the partner may set. With a list, a device without a tag is refused too. */
  readonly groupTags?: readonly string[] | null
  /** What happens to devices that the partner submits while the consent is not live. */
  readonly whenAbsent?: 'hold' | 'refuse'
}

/** A partner's permission to register devices for a tenant: nothing else, and nothing inside the tenant. */
export interface Consent {
  readonly id: string
  readonly state: ConsentState
  readonly partner: PartnerName
  /** Absent for the partner while the customer has not answered a request that named a domain. */
  readonly tenantId?: string
  /** What the partner named when it asked. */
  readonly target: string
  readonly message?: string
  readonly limits: Required<ConsentLimits>
  readonly devicesUsed: number
  readonly requestedAt: number
  readonly decidedAt?: number
  readonly decidedBy?: string
  readonly revokedAt?: number
}

/** Limits of a request, checked. @throws invalid_request naming the field. */
export function checkLimits(limits: ConsentLimits, now: number): void {
  if (typeof limits.expiresAt === 'number' && limits.expiresAt <= now)
    throw new RegistryError('invalid_request', 'expiresAt must be in the future.', { field: 'limits.expiresAt' })
  const count = limits.deviceLimit
  if (count !== undefined && count !== null && (!Number.isSafeInteger(count) || count < 1))
    throw new RegistryError('invalid_request', 'deviceLimit must be a whole number from 1.', {
      field: 'limits.deviceLimit',
    })
  const tags = limits.groupTags
  if (tags && (tags.length === 0 || tags.length > 1000 || tags.some(tag => tag === '' || tag.length > 512)))
    throw new RegistryError('invalid_request', 'groupTags must be 1 to 1,000 tags of 1 to 512 characters.', {
      field: 'limits.groupTags',
    })
}

/** The limits as columns; what is absent in `limits` stays as in `row`. */
export function limitColumns(row: ConsentsTable, limits: ConsentLimits) {
  return {
    expires_at: limits.expiresAt === undefined ? row.expires_at : limits.expiresAt,
    device_limit: limits.deviceLimit === undefined ? row.device_limit : limits.deviceLimit,
    group_tags:
      limits.groupTags === undefined
        ? row.group_tags
        : limits.groupTags === null
          ? null
          : JSON.stringify(limits.groupTags),
    when_absent: limits.whenAbsent ?? row.when_absent,
  }
}

export function limitsOf(row: ConsentsTable): Required<ConsentLimits> {
  return {
    expiresAt: row.expires_at,
    deviceLimit: row.device_limit,
    groupTags: row.group_tags === null ? null : JSON.parse(row.group_tags),
    whenAbsent: row.when_absent as 'hold' | 'refuse',
  }
}

/** A consent as `viewer` may see it. */
export function toConsent(row: ConsentsTable, partner: PartnerName, viewer: Principal, now: number): Consent {
  const answered = row.decided_at !== null && row.state !== 'declined'
  const seesTenant = viewer.organization.kind !== 'partner' || answered || row.target === row.tenant_id
  return {
    id: row.id,
    state: consentState(row, now),
    partner,
    ...(seesTenant && { tenantId: row.tenant_id }),
    target: row.target,
    ...(row.message !== null && { message: row.message }),
    limits: limitsOf(row),
    devicesUsed: row.devices_used,
    requestedAt: row.requested_at,
    ...(row.decided_at !== null && { decidedAt: row.decided_at }),
    // A person of the customer: not the partner's business.
    ...(row.decided_by !== null && viewer.organization.kind !== 'partner' && { decidedBy: row.decided_by }),
    ...(row.revoked_at !== null && { revokedAt: row.revoked_at }),
  }
}

export async function viewConsent(registry: Registry, row: ConsentsTable, viewer: Principal): Promise<Consent> {
  const names = await getPartnerNames(registry, [row.partner_id])
  return toConsent(row, names.get(row.partner_id) as PartnerName, viewer, registry.now())
}

/** A consent of the tenant in a transaction. @throws not_found. */
export async function tenantConsent(tx: Tx, tenantId: string, id: string): Promise<ConsentsTable> {
  const row = await scopeTo(tx.db, tenantId).selectFrom('consents').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new RegistryError('not_found')
  return row
}
