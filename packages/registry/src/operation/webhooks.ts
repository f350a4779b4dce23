import type { Registry } from '../context.ts'
import { type OrganizationName, organizationNames, type Principal, requireRegistry } from '../organizations/index.ts'
import type { Page } from '../page.ts'
import {
  countWebhooks,
  readWebhookStandings,
  type WebhookCounts,
  type WebhookStanding,
  type WebhookStandingFilter,
} from '../webhooks/index.ts'
import { keepFor } from './kept.ts'

/** How a webhook stands, with the organization that it belongs to; neither its name nor its address. */
export interface OperatorWebhook extends Omit<WebhookStanding, 'organizationId'> {
  readonly organization: OrganizationName
}

/** How webhooks of all organizations stand; for operators. */
export async function listWebhookStandings(
  registry: Registry,
  principal: Principal,
  filter: WebhookStandingFilter,
): Promise<Page<OperatorWebhook>> {
  requireRegistry(principal, 'registry.read')
  const page = await readWebhookStandings(registry, filter)
  const names = await organizationNames(
    registry,
    page.items.map(each => each.organizationId),
  )
  const items = page.items.map(({ organizationId, ...each }) => ({ ...each, organization: names(organizationId) }))
  return { ...page, items }
}

/** So long counts are good for, ms. */
const freshMs = 5_000

/** How many webhooks are in each state; for operators. */
export async function getWebhookCounts(
  registry: Registry,
  principal: Principal,
): Promise<WebhookCounts & { readonly measuredAt: number }> {
  requireRegistry(principal, 'registry.read')
  return keepFor(registry, 'webhooks', freshMs, async () => ({
    measuredAt: registry.now(),
    ...(await countWebhooks(registry)),
  }))
}
