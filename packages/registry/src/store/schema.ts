import { type CredentialTables, credentialScopes } from './tables/credentials.ts'
import { type DailyCountTables, dailyCountScopes } from './tables/daily-counts.ts'
import { type DelegationTables, delegationScopes } from './tables/delegations.ts'
import { type DeskTables, deskScopes } from './tables/desk.ts'
import { type HeldBatchTables, heldBatchScopes } from './tables/held-batches.ts'
import { type IdentityProviderTables, identityProviderScopes } from './tables/identity-providers.ts'
import { type ImportTables, importScopes } from './tables/imports.ts'
import { type LifecycleTables, lifecycleScopes } from './tables/lifecycle.ts'
import { type LineTables, lineScopes } from './tables/line.ts'
import { type LinkTables, linkScopes } from './tables/links.ts'
import type { OperationTables } from './tables/operation.ts'
import { type OrderTables, orderScopes } from './tables/orders.ts'
import { type PartnerCenterTables, partnerCenterScopes } from './tables/partner-center.ts'
import { type ProfileTables, profileScopes } from './tables/profiles.ts'
import { type SignInTables, signInScopes } from './tables/sign-in.ts'
import { type SubmissionTables, submissionScopes } from './tables/submissions.ts'
import { type WebhookTables, webhookScopes } from './tables/webhooks.ts'

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Millis = number
/** JSON kept as text, so that every engine stores it alike. */
export type Json = string
/** A 16-byte identity key or id in binary. */
export type Key = Uint8Array

export interface TenantsTable {
  id: string
  name: string
  domain: string
  created_at: Millis
  /** Devices in one import; the limit of the registry when absent. */
  import_rows: number | null
}

export interface PartnersTable {
  id: string
  name: string
  kind: string
  /** SMBIOS manufacturer strings that are the partner's own make (kind oem). */
  manufacturers: Json
  /** Secret part of the standing consent link. */
  link_code: string
  created_at: Millis
  /** 1 when applications of an indirect reseller may register devices. */
  api_registration: number | null
}

export interface PeopleTable {
  organization_id: string
  id: string
  email: string
  name: string
  roles: Json
  created_at: Millis
  disabled_at: Millis | null
}

/** What an organization has written down about roles: its own ones, and the group tags of built-in ones. */
export interface OwnRolesTable {
  organization_id: string
  name: string
  description: string | null
  permissions: Json
  group_tags: Json | null
  /** For roles of a partner: ids of the customers that its permissions are for. */
  tenants: Json | null
  created_at: Millis
  updated_at: Millis
}

/** Looked up by digest before the organization is known, hence not scoped. */
export interface AccessTokensTable {
  digest: Key
  id: string
  organization_id: string
  person_id: string
  name: string
  created_at: Millis
  expires_at: Millis | null
  revoked_at: Millis | null
  /** As of `organizations/last-use.ts`: to the hour. */
  last_used_at: Millis | null
}

export interface ConsentsTable {
  tenant_id: string
  id: string
  partner_id: string
  /** requested, granted, declined, revoked, lapsed or cancelled; expiry and exhaustion follow from the limits. */
  state: string
  /** What the partner named: a domain it typed, or the tenant id. Shown back to the partner as it was. */
  target: string
  message: string | null
  requested_at: Millis
  requested_by: string
  decided_at: Millis | null
  decided_by: string | null
  revoked_at: Millis | null
  expires_at: Millis | null
  device_limit: number | null
  group_tags: Json | null
  when_absent: string
  /** 1: the partner may give its devices profiles of its own. */
  may_give_profiles: number | null
  /** hold: each batch waits until the customer accepts it; null: none does. */
  each_batch: string | null
  devices_used: number
  /** Limits that the partner proposed with its request. */
  proposed: Json | null
  /** When the request lapses without an answer. */
  answer_by: Millis | null
  /** When somebody of the customer first saw the request. */
  opened_at: Millis | null
  /** How often the customer was reminded of it, and when last. */
  reminders: number | null
  reminded_at: Millis | null
}

/** The partner's way to its consents without a query over all tenants. */
export interface PartnerConsentsTable {
  partner_id: string
  tenant_id: string
  consent_id: string
}

export interface FactoryRecordsTable {
  partner_id: string
  id: string
  product_key_id: string | null
  serial_number: string | null
  manufacturer: string | null
  model: string | null
  quality: string
  flags: Json
  /** Identity facts as `identity/facts.ts` packs them. */
  facts: Json
  first_report_id: string
  last_report_id: string
  first_reported_at: Millis
  last_reported_at: Millis
  times_reported: number
}

export interface FactoryHashesTable {
  partner_id: string
  record_id: string
  sealed: Uint8Array
}

/** Global: registrations look devices up by product key id or tuple before the maker is known. */
export interface FactoryKeysTable {
  key: Key
  partner_id: string
  record_id: string
}

export interface BuildReportsTable {
  partner_id: string
  id: string
  name: string
  format: string
  state: string
  created_at: Millis
  created_by: string
  finished_at: Millis | null
  idempotency_key: string | null
  digest: Key | null
  rows_total: number
  rows_new: number
  rows_known: number
  rows_rejected: number
  /** The station of the factory line that it came from, and which of its entries it holds. */
  station_id: string | null
  first_sequence: number | null
  last_sequence: number | null
  /** How far the clock of the station was behind ours, ms. */
  clock_skew: Millis | null
}

export interface BuildReportChunksTable {
  partner_id: string
  report_id: string
  number: number
  first_position: number
  item_count: number
  /** Compressed; see `packOutcomes`. */
  outcomes: Uint8Array
}

export interface RegistrationsTable {
  tenant_id: string
  id: string
  serial_number: string | null
  manufacturer: string | null
  model: string | null
  product_key_id: string | null
  group_tag: string | null
  purchase_order: string | null
  order_id: string | null
  assigned_user: string | null
  display_name: string | null
  /** tenant, oem, csp-direct, csp-indirect-provider or csp-indirect-reseller: kept for ever, trust decisions rest on it. */
  registrar_kind: string
  registrar_id: string
  consent_id: string | null
  batch_id: string
  /** hash, product-key-id or tuple. */
  source: string
  factory_partner_id: string | null
  factory_record_id: string | null
  quality: string
  flags: Json
  facts: Json
  /** Number of the row of `registration_hashes`, of the same batch, that has the hash. */
  hash_block: number | null
  registered_at: Millis
  updated_at: Millis
}

/** Hashes of devices that were registered together, many to a row. */
export interface RegistrationHashesTable {
  tenant_id: string
  batch_id: string
  number: number
  sealed: Uint8Array
}

/**
 * The one globally unique thing: identity key -> owner. `slot` is 16 zero bytes for keys that may exist once in the world, and the
 * device id for anchors, which several devices may share.
 */
export interface IdentitiesTable {
  key: Key
  slot: Key
  tenant_id: Key
  device_id: Key
}

export interface IdentityConflictsTable {
  tenant_id: string
  id: string
  device_id: string
  reason: string
  /** What was presented, without the hash. */
  presented: Json
  source: string
  recorded_at: Millis
  state: string
}

export interface BatchesTable {
  tenant_id: string
  id: string
  name: string
  /** The submitting partner, or the tenant itself. */
  submitter_kind: string
  submitter_id: string
  /** JSON: kind and id of who submitted it, and the partner whose person acted by delegation. */
  created_by: string
  created_at: Millis
  sealed_at: Millis | null
  started_at: Millis | null
  finished_at: Millis | null
  state: string
  /** 0 or 1. */
  dry_run: number
  on_missing_consent: string
  /** Group tags that the submitter's rights reach; null: all. */
  group_tags: Json | null
  idempotency_key: string | null
  digest: Key | null
  total: number
  registered: number
  already_registered: number
  held: number
  rejected: number
  /** Those of `held` that the customer is to accept. */
  awaiting: number | null
  /** Since when rows wait. */
  held_since: Millis | null
  /** The customer's answer to all rows that have none of their own, with who gave it when and why. */
  answer: Json | null
  /** The import of a file that the batch belongs to: its organization and id. */
  import_owner: string | null
  import_id: string | null
  /** The transaction of an order that the batch belongs to. */
  order_transaction_id: string | null
}

export interface BatchChunksTable {
  tenant_id: string
  batch_id: string
  number: number
  first_position: number
  item_count: number
  /** What came in, sealed; removed when no row waits any more. */
  payload: Uint8Array | null
  /** Compressed; see `packOutcomes`. */
  outcomes: Uint8Array | null
  /** queued, held or done. */
  state: string
}

export interface JobsTable {
  id: string
  kind: string
  organization_id: string
  subject_id: string
  state: string
  run_after: Millis
  lease_owner: string | null
  lease_until: Millis | null
  attempts: number
  last_error: string | null
  /** Of the catalogue; null when the last error is not in it. */
  last_error_code: string | null
  created_at: Millis
}

export interface ContactsTable {
  tenant_id: string
  device_id: string
  first_at: Millis
  last_at: Millis
  times: number
  /** The profile that the device was told last; null when it was told none. */
  profile_id: string | null
}

export interface BootTracesTable {
  organization_id: string
  id: string
  device_id: string | null
  at: Millis
  answer: string
  trace: Json
}

export interface JournalTable {
  /** Whose journal: a tenant, a partner, or the registry itself (`registryId`). */
  organization_id: string
  id: string
  at: Millis
  actor_kind: string
  actor_id: string
  /** The partner on whose behalf the actor acted, when not the organization itself. */
  on_behalf_of: string | null
  action: string
  subject_kind: string
  subject_id: string
  before: Json | null
  after: Json | null
  reason: string | null
  request_id: string | null
  /** Place in the sequence and the Merkle tree; given later by the sequencer. */
  position: number | null
  leaf_hash: Uint8Array | null
}

/** What all servers of a registry must have in common, made once by the first of them. */
export interface ServiceKeysTable {
  /** `vault`: fingerprint of the vault key. `token-keys`: keys that sign tokens, sealed. */
  name: string
  value: Uint8Array
  created_at: Millis
}

/** Requests of one caller in the window that is running, over all servers. */
export interface RateCountsTable {
  /** Digest of class and caller: addresses of callers do not stand in the store. */
  key: Key
  hits: number
  ends_at: Millis
}

export type * from './tables/credentials.ts'
export type * from './tables/delegations.ts'
export type * from './tables/desk.ts'
export type * from './tables/identity-providers.ts'
export type * from './tables/imports.ts'
export type * from './tables/lifecycle.ts'
export type * from './tables/line.ts'
export type * from './tables/links.ts'
export type * from './tables/operation.ts'
export type * from './tables/orders.ts'
export type * from './tables/partner-center.ts'
export type * from './tables/profiles.ts'
export type * from './tables/submissions.ts'
export type * from './tables/webhooks.ts'

export interface Database
  extends LifecycleTables,
    CredentialTables,
    DelegationTables,
    DailyCountTables,
    LineTables,
    LinkTables,
    SignInTables,
    ProfileTables,
    SubmissionTables,
    PartnerCenterTables,
    OperationTables,
    OrderTables,
    ImportTables,
    IdentityProviderTables,
    HeldBatchTables,
    DeskTables,
    WebhookTables {
  tenants: TenantsTable
  partners: PartnersTable
  people: PeopleTable
  own_roles: OwnRolesTable
  access_tokens: AccessTokensTable
  consents: ConsentsTable
  partner_consents: PartnerConsentsTable
  factory_records: FactoryRecordsTable
  factory_hashes: FactoryHashesTable
  factory_keys: FactoryKeysTable
  build_reports: BuildReportsTable
  build_report_chunks: BuildReportChunksTable
  registrations: RegistrationsTable
  registration_hashes: RegistrationHashesTable
  identities: IdentitiesTable
  identity_conflicts: IdentityConflictsTable
  batches: BatchesTable
  batch_chunks: BatchChunksTable
  jobs: JobsTable
  contacts: ContactsTable
  boot_traces: BootTracesTable
  journal: JournalTable
  service_keys: ServiceKeysTable
  rate_counts: RateCountsTable
}

/**
 * The column by which each owned table is scoped: every statement on it must fix that column (see `scope.ts`). Tables that are not
 * named here are global: they are keyed by something that is known before the owner is.
 */
export const scopeColumn: Partial<Record<keyof Database, string>> = {
  people: 'organization_id',
  own_roles: 'organization_id',
  ...credentialScopes,
  ...signInScopes,
  consents: 'tenant_id',
  partner_consents: 'partner_id',
  ...delegationScopes,
  ...dailyCountScopes,
  factory_records: 'partner_id',
  factory_hashes: 'partner_id',
  build_reports: 'partner_id',
  build_report_chunks: 'partner_id',
  registrations: 'tenant_id',
  registration_hashes: 'tenant_id',
  identity_conflicts: 'tenant_id',
  batches: 'tenant_id',
  batch_chunks: 'tenant_id',
  ...profileScopes,
  profiles: 'tenant_id',
  contacts: 'tenant_id',
  boot_traces: 'organization_id',
  journal: 'organization_id',
  ...lifecycleScopes,
  ...importScopes,
  ...submissionScopes,
  ...partnerCenterScopes,
  ...lineScopes,
  ...orderScopes,
  ...linkScopes,
  ...identityProviderScopes,
  ...heldBatchScopes,
  ...deskScopes,
  ...webhookScopes,
}

/**
 * The column by which global tables that grow with the devices are spread over machines. Of the other global tables every machine holds
 * all rows.
 */
export const spreadColumn: Partial<Record<keyof Database, string>> = {
  identities: 'key',
  factory_keys: 'key',
}
