import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { type JournalEntry, readEntries, unpackIds } from '../journal/index.ts'
import { type Principal, requirePermission } from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { type Store, scopeTo, type WebhookDeliveriesTable } from '../store/index.ts'
import { requireWebhooks } from './access.ts'
import { findWebhook, type WebhookRef } from './webhook.ts'

/** waiting: to be tried, for the first time or again. failed: given up, until somebody has it replayed. */
export const deliveryStates = ['waiting', 'delivered', 'failed'] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** Events that go to a receiver in one message. */
export interface WebhookDelivery {
  /** The `webhook-id` of every attempt. */
  readonly id: string
  readonly state: DeliveryState
  readonly replay: boolean
  /** How many events it carries. */
  readonly events: number
  /** When the first of them happened. */
  readonly firstAt: number
  readonly createdAt: number
  readonly attempts: number
  readonly nextAttemptAt?: number
  readonly lastAttemptAt?: number
  readonly status?: number
  readonly problem?: string
  readonly answer?: string
  readonly tookMs?: number
}

/** One of the deliveries of a webhook. */
export interface DeliveryRef extends WebhookRef {
  readonly deliveryId: string
}

export interface DeliveryFilter extends PageRequest {
  readonly state?: DeliveryState
  /** newest first unless `asc`. */
  readonly order?: 'asc' | 'desc'
}

export const toDelivery = (row: WebhookDeliveriesTable): WebhookDelivery => ({
  id: row.id,
  state: row.state as DeliveryState,
  replay: row.replay === 1,
  events: row.events,
  firstAt: row.first_at,
  createdAt: row.created_at,
  attempts: row.attempts,
  ...(row.state === 'waiting' && row.next_at !== null && { nextAttemptAt: row.next_at }),
  ...(row.last_attempt_at !== null && { lastAttemptAt: row.last_attempt_at }),
  ...(row.status !== null && { status: row.status }),
  ...(row.problem !== null && { problem: row.problem }),
  ...(row.answer !== null && { answer: row.answer }),
  ...(row.took_ms !== null && { tookMs: row.took_ms }),
})

export const deliveriesOf = (db: Store['db'], { organizationId, webhookId }: WebhookRef) =>
  scopeTo(db, organizationId).selectFrom('webhook_deliveries').selectAll().where('webhook_id', '=', webhookId)

/** Deliveries of a webhook; those that ended are kept for some days. @throws not_found, forbidden */
export async function listWebhookDeliveries(
  registry: Registry,
  principal: Principal,
  ref: WebhookRef,
  filter: DeliveryFilter,
): Promise<Page<WebhookDelivery>> {
  requireWebhooks(principal, ref.organizationId, 'read')
  await findWebhook(registry.store.db, ref)
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 1)
  const { order = 'desc' } = filter
  let query = deliveriesOf(registry.store.db, ref)
  if (filter.state !== undefined) query = query.where('state', '=', filter.state)
  if (after !== undefined) query = query.where('id', order === 'desc' ? '<' : '>', String(after[0]))
  const rows = await query
    .orderBy('id', order)
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, toDelivery, row => [row.id])
}

/** One delivery with the entries that it carries. @throws not_found; forbidden, also for who may not read the journal. */
export async function getWebhookDelivery(
  registry: Registry,
  principal: Principal,
  ref: DeliveryRef,
): Promise<WebhookDelivery & { readonly entries: readonly JournalEntry[] }> {
  requireWebhooks(principal, ref.organizationId, 'read')
  requirePermission(principal, 'journal.read')
  const row = await deliveriesOf(registry.store.db, ref).where('id', '=', ref.deliveryId).executeTakeFirst()
  if (!row) throw new RegistryError('not_found')
  return { ...toDelivery(row), entries: await readEntries(registry, ref.organizationId, unpackIds(row.entries)) }
}
