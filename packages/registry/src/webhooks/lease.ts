import type { Registry } from '../context.ts'
import { LeaseLostError } from '../jobs/index.ts'
import type { Tx } from '../store/index.ts'
import type { WebhookRef } from './webhook.ts'

/** A webhook that one courier delivers for; others leave it alone until the lease runs out. */
export interface WebhookLease extends WebhookRef {
  readonly owner: string
}

/** A lease must outlast an attempt, ms. */
const leaseMs = ({ limits }: Registry): number => limits.leaseMs + limits.webhookTimeoutMs

/** Webhooks of all organizations that have something to send now and that nobody delivers for, the longest due first. */
export async function findDue({ store, now }: Registry, most: number): Promise<WebhookRef[]> {
  const at = now()
  const rows = await store.db
    .selectFrom('webhook_states as s')
    .select(['s.webhook_id', 's.organization_id'])
    .where('s.state', '=', 'active')
    .where('s.due_at', '<=', at)
    .where(eb => eb.or([eb('s.lease_until', 'is', null), eb('s.lease_until', '<=', at)]))
    .where(eb =>
      eb.or([
        eb('s.replay_until', 'is not', null),
        eb.exists(
          eb
            .selectFrom('journal_arrivals as a')
            .select('a.id')
            .whereRef('a.organization_id', '=', 's.organization_id')
            .whereRef('a.follower_id', '=', 's.webhook_id'),
        ),
        eb.exists(
          eb
            .selectFrom('webhook_deliveries as d')
            .select('d.id')
            .whereRef('d.organization_id', '=', 's.organization_id')
            .whereRef('d.webhook_id', '=', 's.webhook_id')
            .where('d.state', '=', 'waiting'),
        ),
      ]),
    )
    .orderBy('s.due_at')
    .limit(most)
    .execute()
  return rows.map(row => ({ organizationId: row.organization_id, webhookId: row.webhook_id }))
}

/** Takes a webhook, unless another courier was faster. */
export async function takeLease(registry: Registry, ref: WebhookRef, owner: string): Promise<WebhookLease | undefined> {
  const now = registry.now()
  return registry.store.write(async tx => {
    const { numUpdatedRows } = await tx.db
      .updateTable('webhook_states')
      .set({ lease_owner: owner, lease_until: now + leaseMs(registry) })
      .where('webhook_id', '=', ref.webhookId)
      .where('state', '=', 'active')
      .where(eb => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<=', now)]))
      .executeTakeFirst()
    return numUpdatedRows > 0n ? { ...ref, owner } : undefined
  })
}

/** Extends the lease in the transaction of a step. @throws LeaseLostError when the webhook is another courier's now, or gone. */
export async function holdLease(tx: Tx, registry: Registry, { webhookId, owner }: WebhookLease): Promise<void> {
  const { numUpdatedRows } = await tx.db
    .updateTable('webhook_states')
    .set({ lease_until: registry.now() + leaseMs(registry) })
    .where('webhook_id', '=', webhookId)
    .where('lease_owner', '=', owner)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw new LeaseLostError(`Webhook ${webhookId} is delivered for by another courier now.`)
}

/** Gives a webhook back; it is looked at again when something is there to send, from `dueAt` on. */
export async function giveBack(registry: Registry, { webhookId, owner }: WebhookLease, dueAt?: number): Promise<void> {
  await registry.store.write(async tx => {
    await tx.db
      .updateTable('webhook_states')
      .set({ lease_owner: null, lease_until: null, ...(dueAt !== undefined && { due_at: dueAt }) })
      .where('webhook_id', '=', webhookId)
      .where('lease_owner', '=', owner)
      .execute()
  })
}
