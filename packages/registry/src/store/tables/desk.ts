import type { Json, Key, Millis } from '../schema.ts'

/** Requests to a maker's desk. They belong to the maker; `desk_parties` is how the other sides find them. */
export interface DeskRequestsTable {
  partner_id: string
  id: string
  /** register, hashes or deregister. */
  kind: string
  /** See `desk/state.ts`. */
  state: string
  tenant_id: string
  /** Who opened it: tenant, or the kind of the partner. */
  requester_kind: string
  requester_id: string
  domain: string
  group_tag: string | null
  note: string | null
  /** Kind and id of who opened it, and the partner whose person acted by delegation. */
  opened_by: Json
  opened_at: Millis
  submitted_at: Millis | null
  /** Id of the maker's person who works on it. */
  taken_by: string | null
  ended_at: Millis | null
  /** When it ends by itself; once it has ended, when the proof is deleted. */
  due_at: Millis
  total: number
  approved: number
  refused: number
  messages: number
  proof_size: number | null
  /** SHA-256. */
  proof_digest: Key | null
  proof_received_at: Millis | null
  proof_deleted_at: Millis | null
  /** Until when approved hashes can be fetched. */
  hashes_until: Millis | null
  hashes_fetched_at: Millis | null
}

/** The devices of a request, in the order of its list. */
export interface DeskDevicesTable {
  partner_id: string
  request_id: string
  number: number
  serial_number: string
  /** pending, approved, refused, or undecided when the request ended before. */
  state: string
  /** What approval came to: a code of the catalogue, such as device_already_registered. */
  code: string | null
  reason: string | null
  decided_at: Millis | null
  decided_by: string | null
  record_id: string | null
  device_id: string | null
  /** The row of a batch by which it is registered. */
  batch_id: string | null
  batch_position: number | null
}

export interface DeskMessagesTable {
  partner_id: string
  request_id: string
  id: string
  sent_at: Millis
  /** maker or requester. */
  side: string
  sender_organization_id: string
  sender_id: string
  text: string
}

/** The proof of purchase in pieces, sealed. */
export interface DeskProofPartsTable {
  partner_id: string
  request_id: string
  number: number
  sealed: Uint8Array
}

/** The customer's and the opener's way to requests, whatever the maker. */
export interface DeskPartiesTable {
  organization_id: string
  request_id: string
  partner_id: string
  tenant_id: string
  kind: string
  state: string
  /** 0 or 1: whether this organization opened it. */
  opened: number
}

/** What makers and resellers say of themselves in the directory; keyed by what is no secret. */
export interface DirectoryEntriesTable {
  partner_id: string
  /** As the partner wrote it last. */
  entry: Json
  /** 0 or 1: whether the partner has a desk that takes requests. */
  has_desk: number
  written_at: Millis
  /** As operators published it; what everybody sees. */
  published: Json | null
  published_at: Millis | null
  published_kind: string | null
  /** 0 or 1. */
  published_desk: number | null
  /** In lower case, to sort by. */
  published_name: string | null
  /** Codes of its regions with a space around each. */
  published_regions: string | null
}

export interface DeskTables {
  desk_requests: DeskRequestsTable
  desk_devices: DeskDevicesTable
  desk_messages: DeskMessagesTable
  desk_proof_parts: DeskProofPartsTable
  desk_parties: DeskPartiesTable
  directory_entries: DirectoryEntriesTable
}

export const deskScopes = {
  desk_requests: 'partner_id',
  desk_devices: 'partner_id',
  desk_messages: 'partner_id',
  desk_proof_parts: 'partner_id',
  desk_parties: 'organization_id',
} as const
