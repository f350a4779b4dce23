import type { Registry } from '../context.ts'
import { newId } from '../ids.ts'
import type { Principal } from '../organizations/index.ts'
import { requireWebhooks } from './access.ts'
import { bodyOf, messageOf } from './message.ts'
import { secretsOf } from './secret.ts'
import type { SendResult, WebhookSender } from './sender.ts'
import { findWebhook, type WebhookRef } from './webhook.ts'

/** What a receiver did with a test. */
export interface WebhookTest extends SendResult {
  readonly messageId: string
  /** Whether it answered as one that takes messages. */
  readonly delivered: boolean
}

/**
 * Sends a test now, of type `test` and without events, also to a webhook that is paused or disabled. Nothing is tried again, nothing
 * changes.
 * @throws not_found, forbidden
 */
export async function testWebhook(
  registry: Registry,
  principal: Principal,
  ref: WebhookRef,
  sender: WebhookSender,
): Promise<WebhookTest> {
  requireWebhooks(principal, ref.organizationId, 'manage')
  const row = await findWebhook(registry.store.db, ref)
  const now = registry.now()
  const messageId = newId(now)
  const message = messageOf(row.url, messageId, bodyOf('test', ref, now, []), secretsOf(registry, row, now), now)
  const result = await sender.send(message, new AbortController().signal)
  const { status = 0 } = result
  return { messageId, delivered: status >= 200 && status < 300, ...result }
}
