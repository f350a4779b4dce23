import type { Registry } from '../context.ts'
import type { Principal } from '../organizations/index.ts'
import { scopeTo } from '../store/index.ts'
import { requireWebhooks } from './access.ts'
import { journalWebhook } from './save.ts'
import { newSecret, sealSecret } from './secret.ts'
import { findWebhook, toWebhook, type Webhook, type WebhookRef } from './webhook.ts'

/** Hours for which both secrets count unless asked otherwise, and at most. */
export const overlapHours = { usual: 24, most: 168 } as const

/**
 * Gives a webhook a new secret, told here and never again. For some hours messages are signed with both, so that the receiver can change
 * over; with 0 hours the old one, which may be known to others, ends at once.
 * @throws not_found, forbidden
 */
export async function rotateWebhookSecret(
  registry: Registry,
  principal: Principal,
  ref: WebhookRef,
  hours: number = overlapHours.usual,
): Promise<Webhook & { readonly secret: string }> {
  requireWebhooks(principal, ref.organizationId, 'manage')
  const secret = newSecret()
  const sealed = sealSecret(registry, ref, secret)
  return registry.store.write(async tx => {
    const row = await findWebhook(tx.db, ref)
    const now = registry.now()
    const old =
      hours > 0
        ? { old_secret: row.secret, old_secret_until: now + hours * 3_600_000 }
        : { old_secret: null, old_secret_until: null }
    await scopeTo(tx.db, ref.organizationId)
      .updateTable('webhooks')
      .set({ secret: sealed, ...old })
      .where('id', '=', row.id)
      .execute()
    await journalWebhook(tx, principal, now, ref, 'webhook.secret-rotated', { after: { overlapHours: hours } })
    return { ...toWebhook(await findWebhook(tx.db, ref)), secret }
  })
}
