import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { newId } from '../ids.ts'
import { appendJournal, type EventKind, eventTable, followJournal, unfollowJournal } from '../journal/index.ts'
import type { Principal } from '../organizations/index.ts'
import { scopeTo, type Tx, type WebhookStatesTable, type WebhooksTable } from '../store/index.ts'
import { requireText } from '../text.ts'
import { requireWebhooks } from './access.ts'
import { newSecret, sealSecret } from './secret.ts'
import type { WebhookSender } from './sender.ts'
import { findWebhook, followerOf, shownIn, toWebhook, type Webhook, type WebhookRef } from './webhook.ts'

/** Characters of an address. */
export const webhookUrlLength = 2_000

export interface NewWebhook {
  readonly name: string
  readonly url: string
  /** Kinds of events that are sent; absent: all. */
  readonly events?: readonly string[]
}

/** What a webhook is from now on; absent: stays. */
export interface WebhookChange {
  readonly name?: string
  readonly url?: string
  /** null: all. */
  readonly events?: readonly string[] | null
  readonly state?: 'active' | 'paused'
}

function requireUrl(value: string, sender: WebhookSender): string {
  const text = requireText(value, 'url', webhookUrlLength)
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.hash)
    throw new RegistryError(
      'invalid_request',
      'url must be an https address without name, password and fragment, such as https://contoso.example/hook.',
      { field: 'url' },
    )
  sender.requireAllowed(url)
  return url.href
}

function requireKinds(events: readonly string[]): EventKind[] {
  const unknown = events.find(kind => !Object.hasOwn(eventTable, kind))
  if (unknown !== undefined || events.length === 0)
    throw new RegistryError(
      'invalid_request',
      `events must be kinds that GET /api/v1/webhook-events lists${unknown === undefined ? '.' : `; "${unknown}" is none.`}`,
      { field: 'events' },
    )
  return [...new Set(events as EventKind[])].sort()
}

async function requireRoom(tx: Tx, { limits }: Registry, organizationId: string): Promise<void> {
  const there = await scopeTo(tx.db, organizationId).selectFrom('webhooks').select('id').execute()
  if (there.length >= limits.webhooks)
    throw new RegistryError('conflict', `An organization has at most ${limits.webhooks} webhooks; delete one.`)
}

const newState = (ref: WebhookRef, now: number): WebhookStatesTable => ({
  webhook_id: ref.webhookId,
  organization_id: ref.organizationId,
  state: 'active',
  reason: null,
  changed_at: now,
  due_at: now,
  lease_owner: null,
  lease_until: null,
  failing_since: null,
  last_attempt_at: null,
  last_success_at: null,
  last_problem: null,
  replay_after: null,
  replay_until: null,
})

/**
 * Adds a webhook: what is journalled from now on is sent. The secret is told here and never again.
 * @throws not_found, forbidden; invalid_request; conflict when there are too many.
 */
export async function createWebhook(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  input: NewWebhook,
  sender: WebhookSender,
): Promise<Webhook & { readonly secret: string }> {
  requireWebhooks(principal, organizationId, 'manage')
  const now = registry.now()
  const ref = { organizationId, webhookId: newId(now) }
  const secret = newSecret()
  const kinds = input.events && requireKinds(input.events)
  const row: WebhooksTable = {
    organization_id: organizationId,
    id: ref.webhookId,
    name: requireText(input.name, 'name', 100),
    url: requireUrl(input.url, sender),
    kinds: kinds ? JSON.stringify(kinds) : null,
    secret: sealSecret(registry, ref, secret),
    old_secret: null,
    old_secret_until: null,
    created_at: now,
    created_by: principal.id,
  }
  return registry.store.write(async tx => {
    await requireRoom(tx, registry, organizationId)
    await tx.db.insertInto('webhooks').values(row).execute()
    await tx.db.insertInto('webhook_states').values(newState(ref, now)).execute()
    await journalWebhook(tx, principal, now, ref, 'webhook.created', { after: shownIn(row) })
    // After its own entry: a receiver need not be told that it is one.
    await followJournal(tx, followerOf(ref), kinds)
    return { ...toWebhook(await findWebhook(tx.db, ref)), secret }
  })
}

/** Writes down what became of a webhook; never its secret. */
export async function journalWebhook(
  tx: Tx,
  principal: Principal,
  at: number,
  { organizationId, webhookId }: WebhookRef,
  action: EventKind & `webhook.${string}`,
  values: { readonly before?: object; readonly after?: object; readonly reason?: string } = {},
): Promise<void> {
  await appendJournal(tx, principal, at, [
    { organizationId, action, subjectKind: 'webhook', subjectId: webhookId, ...values },
  ])
}

/**
 * Changes a webhook. Made active, it sends what has waited, at once and in order. @throws not_found, forbidden, invalid_request.
 */
export async function changeWebhook(
  registry: Registry,
  principal: Principal,
  ref: WebhookRef,
  change: WebhookChange,
  sender: WebhookSender,
): Promise<Webhook> {
  requireWebhooks(principal, ref.organizationId, 'manage')
  const { name, url, events, state } = change
  const changed = await registry.store.write(async tx => {
    const row = await findWebhook(tx.db, ref)
    const now = registry.now()
    const kinds = events === undefined ? undefined : events === null ? null : requireKinds(events)
    const next = {
      name: name === undefined ? row.name : requireText(name, 'name', 100),
      url: url === undefined ? row.url : requireUrl(url, sender),
      kinds: kinds === undefined ? row.kinds : kinds && JSON.stringify(kinds),
    }
    const before = { ...shownIn(row), state: row.state }
    const after = { ...shownIn(next), state: state ?? row.state }
    if (JSON.stringify(before) === JSON.stringify(after)) return toWebhook(row)
    await scopeTo(tx.db, ref.organizationId).updateTable('webhooks').set(next).where('id', '=', row.id).execute()
    if (kinds !== undefined) await followJournal(tx, followerOf(ref), kinds ?? undefined)
    if (state !== undefined && state !== row.state) await changeState(tx, ref, state, now)
    await journalWebhook(tx, principal, now, ref, 'webhook.changed', { before, after })
    return toWebhook(await findWebhook(tx.db, ref))
  })
  registry.wake()
  return changed
}

async function changeState(tx: Tx, { webhookId }: WebhookRef, state: string, now: number): Promise<void> {
  const fresh = state === 'active' ? { due_at: now, failing_since: null, last_problem: null } : {}
  await tx.db
    .updateTable('webhook_states')
    .set({ state, reason: null, changed_at: now, ...fresh })
    .where('webhook_id', '=', webhookId)
    .execute()
}

/** Deletes a webhook with its deliveries; what waited for it is not sent. @throws not_found, forbidden. */
export async function deleteWebhook(registry: Registry, principal: Principal, ref: WebhookRef): Promise<void> {
  requireWebhooks(principal, ref.organizationId, 'manage')
  await registry.store.write(async tx => {
    const row = await findWebhook(tx.db, ref)
    const own = scopeTo(tx.db, ref.organizationId)
    await unfollowJournal(tx, followerOf(ref))
    await own.deleteFrom('webhook_deliveries').where('webhook_id', '=', row.id).execute()
    await tx.db.deleteFrom('webhook_states').where('webhook_id', '=', row.id).execute()
    await own.deleteFrom('webhooks').where('id', '=', row.id).execute()
    await journalWebhook(tx, principal, registry.now(), ref, 'webhook.deleted', { before: shownIn(row) })
  })
}
