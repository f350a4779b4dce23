import { eventVersion, type JournalEntry } from '../journal/index.ts'
import { toWire, type Wire } from '../wire.ts'
import { sign } from './secret.ts'
import type { WebhookRef } from './webhook.ts'

/** What a receiver gets. */
export interface Payload {
  /** `events`, or `test` for a message that somebody sent to see whether it arrives. */
  readonly type: 'events' | 'test'
  /** When the message was put together. The same at every attempt. */
  readonly timestamp: string
  readonly data: {
    /** Version of the catalogue of events. */
    readonly version: number
    readonly organizationId: string
    readonly webhookId: string
    /** Entries of the organization's journal, as its API shows them, oldest first. */
    readonly events: readonly Wire<JournalEntry>[]
  }
}

/** A message on its way. */
export interface Message {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export const bodyOf = (
  type: Payload['type'],
  { organizationId, webhookId }: WebhookRef,
  createdAt: number,
  entries: readonly JournalEntry[],
): string =>
  JSON.stringify({
    type,
    timestamp: new Date(createdAt).toISOString(),
    data: { version: eventVersion, organizationId, webhookId, events: entries.map(toWire) },
  } satisfies Payload)

/** Signs a body for this attempt, with every secret that counts. */
export function messageOf(url: string, id: string, body: string, secrets: readonly string[], now: number): Message {
  const timestamp = Math.floor(now / 1000)
  return {
    url,
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Hailport-Webhooks/1',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': secrets.map(secret => sign(secret, id, timestamp, body)).join(' '),
    },
  }
}
