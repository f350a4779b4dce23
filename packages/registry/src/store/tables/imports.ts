import type { Json, Key, Millis } from '../schema.ts'

/** Files that people import. */
export interface ImportsTable {
  organization_id: string
  id: string
  /** devices or build-report. */
  kind: string
  file_name: string
  state: string
  created_at: Millis
  created_by: Json
  created_by_id: string
  /** How to read the file, as far as somebody has said; see `FileOptions`. */
  options: Json
  /** The customer of rows that name none. */
  tenant_id: string | null
  on_missing_consent: string
  /** Values for rows that have none. */
  defaults: Json
  size: number
  digest: Key | null
  /** 0 or 1: whether all of the file is UTF-8. */
  is_utf8: number
  idempotency_key: string | null
  /** An earlier import of the same file. */
  same_as: string | null
  /** How the file was understood; see `FileAbout`. */
  about: Json | null
  /** Why it cannot be read. */
  problem: Json | null
  bytes_read: number
  rows_total: number
  /** Rows that no batch has: what is wrong with them was known before the rules were asked. */
  rows_refused: number
  rows_noted: number
  customers: number
  registered: number
  already_registered: number
  held: number
  rejected: number
  report_id: string | null
  phase_started_at: Millis
  started_at: Millis | null
  finished_at: Millis | null
  expires_at: Millis
}

/** What came in, and texts of a workbook while it is read, in pieces; sealed. */
export interface ImportPartsTable {
  organization_id: string
  import_id: string
  /** file or strings. */
  kind: string
  number: number
  size: number
  sealed: Uint8Array
}

export interface ImportChunksTable {
  organization_id: string
  import_id: string
  number: number
  first_position: number
  item_count: number
  /** Where each row stands in the file and in a batch, with its notes; compressed. */
  rows: Uint8Array
  /** The rows of a build report, sealed. */
  payload: Uint8Array | null
  /** Of a build report; compressed. */
  outcomes: Uint8Array | null
}

export interface ImportCustomersTable {
  organization_id: string
  import_id: string
  number: number
  /** As the file names it. */
  target: string
  tenant_id: string | null
  batch_id: string | null
  item_count: number
  /** Why there is no batch: a code of the error catalogue. */
  refusal: string | null
}

/** Tables of imported files. */
export interface ImportTables {
  imports: ImportsTable
  import_parts: ImportPartsTable
  import_chunks: ImportChunksTable
  import_customers: ImportCustomersTable
}

/** See `scopeColumn`. */
export const importScopes = {
  imports: 'organization_id',
  import_parts: 'organization_id',
  import_chunks: 'organization_id',
  import_customers: 'organization_id',
} as const
