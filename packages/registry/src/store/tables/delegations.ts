import type { Json, Millis } from '../schema.ts'

/** Rights of a partner's staff in a tenant. */
export interface DelegationsTable {
  tenant_id: string
  id: string
  partner_id: string
  /** requested, granted, declined, revoked (by the customer) or ended (by the partner); expiry follows from `expires_at`. */
  state: string
  permissions: Json
  group_tags: Json | null
  expires_at: Millis
  reason: string
  requested_at: Millis
  decided_at: Millis | null
  decided_by: string | null
  ended_at: Millis | null
}

/** The partner's way to its delegations without a query over all tenants. */
export interface PartnerDelegationsTable {
  partner_id: string
  delegation_id: string
  tenant_id: string
}

/** Who of the partner uses a delegation, perhaps narrowed. */
export interface DelegationMembersTable {
  partner_id: string
  delegation_id: string
  /** person or role. */
  subject_kind: string
  subject_id: string
  permissions: Json | null
  group_tags: Json | null
  assigned_at: Millis
}

export interface DelegationTables {
  delegations: DelegationsTable
  partner_delegations: PartnerDelegationsTable
  delegation_members: DelegationMembersTable
}

export const delegationScopes = {
  delegations: 'tenant_id',
  partner_delegations: 'partner_id',
  delegation_members: 'partner_id',
} as const
