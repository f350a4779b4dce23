import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { firstIdAt, newId } from '../ids.ts'
import type { Principal } from '../organizations/index.ts'
import { scopeTo, type Tx, type WebhookDeliveriesTable, type WebhookStatesTable } from '../store/index.ts'
import { requireWebhooks } from './access.ts'
import { type DeliveryRef, deliveriesOf, toDelivery, type WebhookDelivery } from './deliveries.ts'
import { journalWebhook } from './save.ts'
import { findWebhook, toWebhook, type Webhook, type WebhookRef } from './webhook.ts'

/** What is to be sent again. */
export type Replay = { readonly what: 'failed' } | { readonly what: 'since'; readonly from: number }

/** Tried from the beginning, before everything that is newer. */
const anew = (now: number) => ({ state: 'waiting', replay: 1, attempts: 0, next_at: now })

/** Lets the webhook look for something to do at once. */
async function makeDue(tx: Tx, ref: WebhookRef, change: Partial<WebhookStatesTable>): Promise<void> {
  await tx.db.updateTable('webhook_states').set(change).where('webhook_id', '=', ref.webhookId).execute()
}

/**
 * Sends everything that was given up again, or everything that happened since a time, in order and before what is newer. Paused or
 * disabled, a webhook does so once it is active. A replay from a time takes the place of one that goes on.
 * @throws not_found, forbidden; invalid_request for a time to come.
 */
export async function replayWebhook(
  registry: Registry,
  principal: Principal,
  ref: WebhookRef,
  replay: Replay,
): Promise<Webhook> {
  requireWebhooks(principal, ref.organizationId, 'manage')
  const now = registry.now()
  if (replay.what === 'since' && replay.from > now)
    throw new RegistryError('invalid_request', 'from must not be a time to come.', { field: 'from' })
  const after = await registry.store.write(async tx => {
    await findWebhook(tx.db, ref)
    if (replay.what === 'failed') {
      await scopeTo(tx.db, ref.organizationId)
        .updateTable('webhook_deliveries')
        .set(anew(now))
        .where('webhook_id', '=', ref.webhookId)
        .where('state', '=', 'failed')
        .execute()
      await makeDue(tx, ref, { due_at: now })
    } else {
      const stretch = { replay_after: firstIdAt(replay.from), replay_until: newId(now) }
      await makeDue(tx, ref, { due_at: now, ...stretch })
    }
    const told = replay.what === 'failed' ? { failed: true } : { from: new Date(replay.from).toISOString() }
    await journalWebhook(tx, principal, now, ref, 'webhook.replayed', { after: told })
    return toWebhook(await findWebhook(tx.db, ref))
  })
  registry.wake()
  return after
}

/** Changes one delivery and says so in the journal. */
async function changeDelivery(
  registry: Registry,
  principal: Principal,
  ref: DeliveryRef,
  action: 'webhook.replayed' | 'webhook.skipped',
  change: (row: WebhookDeliveriesTable, now: number) => Partial<WebhookDeliveriesTable>,
): Promise<WebhookDelivery> {
  requireWebhooks(principal, ref.organizationId, 'manage')
  const changed = await registry.store.write(async tx => {
    const row = await deliveriesOf(tx.db, ref).where('id', '=', ref.deliveryId).executeTakeFirst()
    if (!row) throw new RegistryError('not_found')
    const now = registry.now()
    const values = change(row, now)
    await scopeTo(tx.db, ref.organizationId)
      .updateTable('webhook_deliveries')
      .set(values)
      .where('webhook_id', '=', ref.webhookId)
      .where('id', '=', row.id)
      .execute()
    await makeDue(tx, ref, { due_at: now })
    await journalWebhook(tx, principal, now, ref, action, { after: { deliveryId: row.id } })
    return toDelivery({ ...row, ...values })
  })
  registry.wake()
  return changed
}

/**
 * Sends one message again, under its old id, also one that was delivered; one that waits is tried now.
 * @throws not_found, forbidden
 */
export const replayWebhookDelivery = (registry: Registry, principal: Principal, ref: DeliveryRef) =>
  changeDelivery(registry, principal, ref, 'webhook.replayed', (_, now) => anew(now))

/**
 * Gives up a message that is in the way of those that follow; it can be replayed later.
 * @throws not_found, forbidden; conflict when it does not wait.
 */
export const skipWebhookDelivery = (registry: Registry, principal: Principal, ref: DeliveryRef) =>
  changeDelivery(registry, principal, ref, 'webhook.skipped', row => {
    if (row.state !== 'waiting') throw new RegistryError('conflict', `The delivery is ${row.state}; it does not wait.`)
    return { state: 'failed', next_at: null }
  })
