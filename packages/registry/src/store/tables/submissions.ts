import type { Json, Millis } from '../schema.ts'

/** Devices that somebody without the right to register them has submitted for approval. */
export interface SubmissionsTable {
  tenant_id: string
  id: string
  /** pending, approving, approved, refused or expired. */
  state: string
  submitted_at: Millis
  submitted_by: string
  on_behalf_of: string | null
  serial_number: string | null
  manufacturer: string | null
  model: string | null
  group_tag: string | null
  note: string | null
  /** The device as it came in, sealed; removed when it is decided. */
  sealed: Uint8Array | null
  expires_at: Millis
  decided_at: Millis | null
  /** Kind, id and partner of whoever decided. */
  decided_by: Json | null
  reason: string | null
  device_id: string | null
}

export interface SubmissionTables {
  submissions: SubmissionsTable
}

export const submissionScopes = { submissions: 'tenant_id' } as const
