import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import {
  delegablePermissions,
  getPartnerNames,
  type PartnerName,
  type Permission,
  tenantsById,
} from '../organizations/index.ts'
import type { DelegationsTable } from '../store/index.ts'
import { requireText } from '../text.ts'

/** Where a delegation stands now. Only a granted one gives rights. */
export const delegationStates = ['requested', 'granted', 'declined', 'revoked', 'ended', 'expired'] as const
export type DelegationState = (typeof delegationStates)[number]

/** Rights of a partner's staff in a tenant. */
export interface Delegation {
  readonly id: string
  readonly state: DelegationState
  readonly partner: PartnerName
  readonly tenantId: string
  /** Absent as long as the customer has not granted it: a partner that asks does not learn whether there is such a tenant. */
  readonly tenantName?: string
  readonly permissions: readonly Permission[]
  /** Only devices with one of these group tags; absent: all. */
  readonly groupTags?: readonly string[]
  readonly expiresAt: number
  readonly reason: string
  readonly requestedAt: number
  readonly decidedAt?: number
  readonly endedAt?: number
}

/** The rights as they are asked for or granted; in a change, what is absent stays, and null lifts the limit. */
export interface DelegationTerms {
  readonly permissions?: readonly string[]
  readonly groupTags?: readonly string[] | null
  readonly expiresAt?: number
}

export type Terms = Pick<DelegationsTable, 'permissions' | 'group_tags' | 'expires_at'>

const bad = (field: string, message: string) => new RegistryError('invalid_request', message, { field })
const dayMs = 86_400_000

/** Permissions that may be delegated. @throws invalid_request. */
export function checkPermissions(wanted: readonly string[]): string {
  const refused = wanted.find(each => !(delegablePermissions as readonly string[]).includes(each))
  if (refused !== undefined)
    throw bad('permissions', `${refused} cannot be delegated; what can is ${delegablePermissions.join(', ')}.`)
  if (wanted.length === 0) throw bad('permissions', 'permissions must name at least one.')
  return JSON.stringify(delegablePermissions.filter(permission => wanted.includes(permission)))
}

/** A list of group tags as it is stored. @throws invalid_request. */
export function checkTags(tags: readonly string[] | null): string | null {
  if (tags === null) return null
  if (tags.length === 0 || tags.length > 1000) throw bad('groupTags', 'groupTags must have 1 to 1,000 tags.')
  return JSON.stringify([...new Set(tags.map(tag => requireText(tag, 'groupTags', 512)))])
}

function checkExpiry(expiresAt: number, now: number, maxDays: number): number {
  if (!Number.isSafeInteger(expiresAt) || expiresAt <= now || expiresAt > now + maxDays * dayMs)
    throw bad('expiresAt', `expiresAt must be in the future, within ${maxDays} days.`)
  return expiresAt
}

/** What is given of new terms, checked, as columns. @throws invalid_request naming the field. */
export function checkTerms(registry: Registry, terms: DelegationTerms): Partial<Terms> {
  const { permissions, groupTags, expiresAt } = terms
  return {
    ...(permissions !== undefined && { permissions: checkPermissions(permissions) }),
    ...(groupTags !== undefined && { group_tags: checkTags(groupTags) }),
    ...(expiresAt !== undefined && {
      expires_at: checkExpiry(expiresAt, registry.now(), registry.limits.delegationDays),
    }),
  }
}

/** The state at `now`. */
export function delegationState(row: Pick<DelegationsTable, 'state' | 'expires_at'>, now: number): DelegationState {
  const open = row.state === 'granted' || row.state === 'requested'
  return open && row.expires_at <= now ? 'expired' : (row.state as DelegationState)
}

/** Whether the customer has ever said yes. */
const wasGranted = ({ state, decided_at }: DelegationsTable): boolean => decided_at !== null && state !== 'declined'

/** Delegations as both sides see them, in a fixed number of queries. */
export async function viewDelegations(registry: Registry, rows: readonly DelegationsTable[]): Promise<Delegation[]> {
  const now = registry.now()
  const partners = await getPartnerNames(registry, [...new Set(rows.map(row => row.partner_id))])
  const tenants = await tenantsById(registry, [...new Set(rows.filter(wasGranted).map(row => row.tenant_id))])
  return rows.map(row => {
    const tenant = wasGranted(row) ? tenants.get(row.tenant_id) : undefined
    return {
      id: row.id,
      state: delegationState(row, now),
      partner: partners.get(row.partner_id) as PartnerName,
      tenantId: row.tenant_id,
      ...(tenant && { tenantName: tenant.name }),
      permissions: JSON.parse(row.permissions),
      ...(row.group_tags !== null && { groupTags: JSON.parse(row.group_tags) }),
      expiresAt: row.expires_at,
      reason: row.reason,
      requestedAt: row.requested_at,
      ...(row.decided_at !== null && { decidedAt: row.decided_at }),
      ...(row.ended_at !== null && { endedAt: row.ended_at }),
    }
  })
}

export async function viewDelegation(registry: Registry, row: DelegationsTable): Promise<Delegation> {
  const [delegation] = await viewDelegations(registry, [row])
  return delegation as Delegation
}
