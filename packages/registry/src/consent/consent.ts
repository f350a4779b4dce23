import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { getPartnerNames, type PartnerName, type Principal } from '../organizations/index.ts'
import { type ConsentsTable, scopeTo, type Tx } from '../store/index.ts'
import { requireText } from '../text.ts'
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
  /** Whether the partner may give the devices that it registers profiles of its own. No unless the customer says so. */
  readonly mayGiveProfiles?: boolean
  /** Whether each batch of the partner waits until somebody of the customer accepts it. No unless the customer says so. */
  readonly eachBatch?: 'accept' | 'hold'
}

/** Limits that a partner may propose: each makes the consent smaller. */
export type ProposedLimits = Pick<ConsentLimits, 'expiresAt' | 'deviceLimit' | 'groupTags'>

/** How a request is going, in the words of the partner that asked. */
export type RequestStatus = 'sent' | 'opened' | 'granted' | 'declined' | 'expired' | 'revoked' | 'cancelled'

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
  readonly status: RequestStatus
  /** Limits that the partner proposed. */
  readonly proposed?: ProposedLimits
  /** When a request that nobody answers lapses. */
  readonly lapsesAt?: number
  /** When somebody of the customer first saw the request. */
  readonly openedAt?: number
  /** How often the customer was reminded, and when last. */
  readonly reminders?: number
  readonly remindedAt?: number
  readonly limits: Required<ConsentLimits>
  readonly devicesUsed: number
  readonly requestedAt: number
  readonly decidedAt?: number
  readonly decidedBy?: string
  readonly revokedAt?: number
}

const refuse = (field: keyof ConsentLimits, rule: string) =>
  new RegistryError('invalid_request', `${field} must be ${rule}.`, { field: `limits.${field}` })

const isWhole = (value: unknown, from: number): boolean => Number.isSafeInteger(value) && (value as number) >= from

function checkTags(tags: readonly string[]): string[] {
  if (!Array.isArray(tags) || tags.length === 0 || tags.length > 1000)
    throw refuse('groupTags', '1 to 1,000 tags of 1 to 512 characters')
  return tags.map(tag => requireText(tag, 'limits.groupTags', 512))
}

/** Limits of a request, checked and trimmed. @throws invalid_request naming the field. */
export function checkLimits(limits: ConsentLimits, now: number): ConsentLimits {
  const { expiresAt, deviceLimit, groupTags, whenAbsent, mayGiveProfiles, eachBatch } = limits
  if (expiresAt != null && !isWhole(expiresAt, now + 1)) throw refuse('expiresAt', 'in the future')
  if (deviceLimit != null && !isWhole(deviceLimit, 1)) throw refuse('deviceLimit', 'a whole number from 1')
  if (whenAbsent !== undefined && whenAbsent !== 'hold' && whenAbsent !== 'refuse')
    throw refuse('whenAbsent', 'hold or refuse')
  if (mayGiveProfiles !== undefined && typeof mayGiveProfiles !== 'boolean')
    throw refuse('mayGiveProfiles', 'true or false')
  if (eachBatch !== undefined && eachBatch !== 'accept' && eachBatch !== 'hold')
    throw refuse('eachBatch', 'accept or hold')
  return { ...limits, ...(groupTags != null && { groupTags: checkTags(groupTags) }) }
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
    may_give_profiles: limits.mayGiveProfiles === undefined ? row.may_give_profiles : Number(limits.mayGiveProfiles),
    each_batch: limits.eachBatch ?? row.each_batch,
  }
}

export function limitsOf(row: ConsentsTable): Required<ConsentLimits> {
  return {
    expiresAt: row.expires_at,
    deviceLimit: row.device_limit,
    groupTags: row.group_tags === null ? null : JSON.parse(row.group_tags),
    whenAbsent: row.when_absent as 'hold' | 'refuse',
    mayGiveProfiles: row.may_give_profiles === 1,
    eachBatch: row.each_batch === 'hold' ? 'hold' : 'accept',
  }
}

/** Whether the partner has named the tenant itself, or was told by a yes who is behind the domain that it named. */
export function partnerKnowsTenant(row: ConsentsTable): boolean {
  return row.target === row.tenant_id || (row.decided_at !== null && row.state !== 'declined')
}

/** The limits that a request proposes. */
export const proposalOf = (row: ConsentsTable): ProposedLimits =>
  row.proposed === null ? {} : JSON.parse(row.proposed)

const statuses: Record<Exclude<ConsentState, 'requested'>, RequestStatus> = {
  granted: 'granted',
  exhausted: 'granted',
  declined: 'declined',
  expired: 'expired',
  lapsed: 'expired',
  revoked: 'revoked',
  cancelled: 'cancelled',
}

function requestOf(row: ConsentsTable, state: ConsentState) {
  const { proposed, answer_by, opened_at, reminders, reminded_at } = row
  const status = state === 'requested' ? (opened_at === null ? 'sent' : 'opened') : statuses[state]
  return {
    status,
    ...(proposed !== null && { proposed: proposalOf(row) }),
    ...(state === 'requested' && answer_by !== null && { lapsesAt: answer_by }),
    ...(opened_at !== null && { openedAt: opened_at }),
    ...(reminders !== null && reminded_at !== null && { reminders, remindedAt: reminded_at }),
  } as const
}

/** A consent as `viewer` may see it. */
export function toConsent(row: ConsentsTable, partner: PartnerName, viewer: Principal, now: number): Consent {
  const seesTenant = viewer.organization.kind !== 'partner' || partnerKnowsTenant(row)
  const state = consentState(row, now)
  return {
    id: row.id,
    state,
    partner,
    ...(seesTenant && { tenantId: row.tenant_id }),
    target: row.target,
    ...(row.message !== null && { message: row.message }),
    ...requestOf(row, state),
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
