import type { Json, Key, Millis } from '../schema.ts'

/** A named list of devices that a partner registers for a tenant; any number of submissions add to it. */
export interface PartnerBatchesTable {
  tenant_id: string
  id: string
  partner_id: string
  name: string
  /** The name by which two that differ only in capitals are the same. */
  folded_name: string
  created_at: Millis
}

/** Which submission belongs to which batch of a partner. */
export interface PartnerBatchJobsTable {
  tenant_id: string
  /** The submission, a row of `batches`. */
  batch_id: string
  partner_id: string
  partner_batch_id: string
}

/** Profiles of a partner's own, for the devices that it registers for the tenant. */
export interface PoliciesTable {
  tenant_id: string
  id: string
  partner_id: string
  name: string
  description: string | null
  /** `PolicySetting[]` */
  settings: Json
  created_at: Millis
  updated_at: Millis
}

/** The policy that a partner has given to a device. */
export interface DevicePoliciesTable {
  tenant_id: string
  device_id: string
  policy_id: string
}

/** Changes of the policies of many devices, with what became of each. */
export interface PolicyJobsTable {
  tenant_id: string
  id: string
  partner_id: string
  idempotency_key: string | null
  done_at: Millis
  /** Compressed; see `packOutcomes`. */
  outcomes: Key
}

export interface PartnerCenterTables {
  partner_batches: PartnerBatchesTable
  partner_batch_jobs: PartnerBatchJobsTable
  policies: PoliciesTable
  device_policies: DevicePoliciesTable
  policy_jobs: PolicyJobsTable
}

/** See `scopeColumn`. */
export const partnerCenterScopes: Record<keyof PartnerCenterTables, string> = {
  partner_batches: 'tenant_id',
  partner_batch_jobs: 'tenant_id',
  policies: 'tenant_id',
  device_policies: 'tenant_id',
  policy_jobs: 'tenant_id',
}
