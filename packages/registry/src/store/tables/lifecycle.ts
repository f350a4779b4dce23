import type { Json, Key, Millis } from '../schema.ts'

/** What a device may have beside its registration, so that the row which first boots read stays narrow. */
export interface DeviceDetailsTable {
  tenant_id: string
  device_id: string
  /** `DeviceDetails` of `registration/device.ts`. */
  details: Json
  /** Password of the device account of a Surface Hub, sealed; nothing gives it out. */
  account_password: Uint8Array | null
}

/** Devices that their tenant may take back until `expires_at`. */
export interface ReleasedDevicesTable {
  tenant_id: string
  /** The id that the registration had, and will have again. */
  id: string
  serial_number: string | null
  manufacturer: string | null
  model: string | null
  group_tag: string | null
  released_at: Millis
  /** Kind, id and, when it was a partner's, organization of whoever released it. */
  released_by: Json
  reason: string | null
  /** The action on many devices of which this was a part. */
  action_id: string | null
  expires_at: Millis
  /** Registration, details, contact times and hash. */
  sealed: Uint8Array
  /** The partner that may take its return back, and nobody else; null: its tenant. */
  kept_for: string | null
}

export interface DeviceActionsTable {
  tenant_id: string
  id: string
  /** change, release, delete or undo. */
  kind: string
  state: string
  /** The change, of kind change. */
  change: Json | null
  /** How the devices were chosen. */
  selection: Json
  /** Which devices whoever asked for it, or confirmed it, may change: `ActionReach`. */
  reach: Json
  reason: string | null
  created_by: Json
  created_at: Millis
  confirmed_by: Json | null
  confirmed_at: Millis | null
  started_at: Millis | null
  finished_at: Millis | null
  /** Rows of the selection, and what the preview says of them. */
  total: number
  ready: number
  unchanged: number
  refused: number
  /** Rows that were worked off, by what became of them. */
  done: number
  failed: number
  /** Over the rows of the preview. */
  preview_digest: Key | null
  /** Over the results, chunk after chunk. */
  result_digest: Key | null
  /** The action that this one takes back. */
  undoes: string | null
  /** The action that took this one back. */
  undone_by: string | null
}

export interface DeviceActionChunksTable {
  tenant_id: string
  action_id: string
  number: number
  first_position: number
  item_count: number
  /** asked, previewed or done. Rows keep their places. */
  state: string
  /** What was asked for, the preview, or the results; see `packOutcomes`. */
  outcomes: Uint8Array
}

/** One row of an import as the Graph contract shows it; what became of it stands in its batch. */
export interface ImportRecordsTable {
  tenant_id: string
  id: string
  batch_id: string
  position: number
  import_id: string | null
  serial_number: string | null
  product_key: string | null
  group_tag: string | null
  assigned_user: string | null
  created_at: Millis
}

export interface DeviceSyncsTable {
  tenant_id: string
  /** running or completed. */
  state: string
  requested_at: Millis
  completed_at: Millis | null
}

export interface CorporateIdentifiersTable {
  tenant_id: string
  id: string
  type: string
  identifier: string
  description: string | null
  created_at: Millis
  updated_at: Millis
}

/** What a tenant states of a device that it has released, for whoever is given its address. */
export interface ReleaseCertificatesTable {
  tenant_id: string
  id: string
  device_id: string
  released_at: Millis
  issued_at: Millis
  /** Kind and id of who issued it. */
  issued_by: Json
  /** Of the tenant, then. */
  tenant_name: string
  serial_number: string | null
  manufacturer: string | null
  model: string | null
  /** The facts by which the device would be found again. */
  sealed: Uint8Array
}

export interface LifecycleTables {
  device_details: DeviceDetailsTable
  released_devices: ReleasedDevicesTable
  release_certificates: ReleaseCertificatesTable
  device_actions: DeviceActionsTable
  device_action_chunks: DeviceActionChunksTable
  import_records: ImportRecordsTable
  device_syncs: DeviceSyncsTable
  corporate_identifiers: CorporateIdentifiersTable
}

/** See `scopeColumn`. */
export const lifecycleScopes: Record<keyof LifecycleTables, string> = {
  device_details: 'tenant_id',
  released_devices: 'tenant_id',
  release_certificates: 'tenant_id',
  device_actions: 'tenant_id',
  device_action_chunks: 'tenant_id',
  import_records: 'tenant_id',
  device_syncs: 'tenant_id',
  corporate_identifiers: 'tenant_id',
}
