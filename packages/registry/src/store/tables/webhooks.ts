import type { Json, Millis } from '../schema.ts'

/** Who follows a journal. Global, so that an appender finds those of all organizations that it writes for by one query. */
export interface JournalFollowersTable {
  organization_id: string
  id: string
  /** Kinds of entries that it follows; null: all. */
  kinds: Json | null
}

/**
 * Entries that a follower has not taken yet, one row for each time that some were appended. Written in the transaction of the entries: so
 * it cannot matter in which order transactions commit.
 */
export interface JournalArrivalsTable {
  organization_id: string
  follower_id: string
  id: string
  at: Millis
  /** Ids of the entries, 16 bytes each, in their order. */
  entries: Uint8Array
}

export interface WebhooksTable {
  organization_id: string
  id: string
  name: string
  url: string
  kinds: Json | null
  /** Sealed; the one before it counts until `old_secret_until`. */
  secret: Uint8Array
  old_secret: Uint8Array | null
  old_secret_until: Millis | null
  created_at: Millis
  created_by: string
}

/** How a webhook stands. Global, as jobs are: whoever delivers looks for what is due, of whatever organization. */
export interface WebhookStatesTable {
  webhook_id: string
  organization_id: string
  /** active, paused or disabled. */
  state: string
  /** Why it is disabled: failing or gone. */
  reason: string | null
  changed_at: Millis
  /** Not before this time is anything sent. */
  due_at: Millis
  lease_owner: string | null
  lease_until: Millis | null
  /** Since when every attempt failed. */
  failing_since: Millis | null
  last_attempt_at: Millis | null
  last_success_at: Millis | null
  /** What the last attempt met with: an HTTP status, or words. */
  last_problem: string | null
  /** A replay of the journal that goes on: entries after the one and up to the other. */
  replay_after: string | null
  replay_until: string | null
}

export interface WebhookDeliveriesTable {
  organization_id: string
  webhook_id: string
  /** The `webhook-id` of every attempt. */
  id: string
  /** waiting, delivered or failed. */
  state: string
  /** 1 when it was asked for again. */
  replay: number
  /** Ids of its journal entries, 16 bytes each. */
  entries: Uint8Array
  events: number
  /** When the first of its entries was made. */
  first_at: Millis
  created_at: Millis
  attempts: number
  /** When it is tried next. */
  next_at: Millis | null
  last_attempt_at: Millis | null
  /** HTTP status of the last attempt. */
  status: number | null
  /** Why the last attempt failed, when there was no status. */
  problem: string | null
  /** The beginning of what the receiver answered last. */
  answer: string | null
  took_ms: number | null
}

export interface WebhookTables {
  journal_followers: JournalFollowersTable
  journal_arrivals: JournalArrivalsTable
  webhooks: WebhooksTable
  webhook_states: WebhookStatesTable
  webhook_deliveries: WebhookDeliveriesTable
}

export const webhookScopes = {
  journal_arrivals: 'organization_id',
  webhooks: 'organization_id',
  webhook_deliveries: 'organization_id',
} as const satisfies Partial<Record<keyof WebhookTables, string>>
