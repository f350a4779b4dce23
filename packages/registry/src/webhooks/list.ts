import type { Registry } from '../context.ts'
import type { Principal } from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { requireWebhooks } from './access.ts'
import { findWebhook, toWebhook, type Webhook, type WebhookRef, type WebhookState, webhooksOf } from './webhook.ts'

export interface WebhookFilter extends PageRequest {
  readonly state?: WebhookState
  /** oldest first unless `desc`. */
  readonly order?: 'asc' | 'desc'
}

/** Webhooks of an organization. @throws not_found, forbidden */
export async function listWebhooks(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  filter: WebhookFilter,
): Promise<Page<Webhook>> {
  requireWebhooks(principal, organizationId, 'read')
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 1)
  const { order = 'asc' } = filter
  let query = webhooksOf(registry.store.db, organizationId)
  if (filter.state !== undefined) query = query.where('s.state', '=', filter.state)
  if (after !== undefined) query = query.where('w.id', order === 'desc' ? '<' : '>', String(after[0]))
  const rows = await query
    .orderBy('w.id', order)
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, toWebhook, row => [row.id])
}

/** One webhook. @throws not_found, forbidden */
export async function getWebhook(registry: Registry, principal: Principal, ref: WebhookRef): Promise<Webhook> {
  requireWebhooks(principal, ref.organizationId, 'read')
  return toWebhook(await findWebhook(registry.store.db, ref))
}
