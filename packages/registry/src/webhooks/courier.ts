import { randomUUID } from 'node:crypto'
import type { Registry } from '../context.ts'
import { LeaseLostError, type Worker, type WorkerLog } from '../jobs/index.ts'
import { findDue, giveBack, takeLease, type WebhookLease } from './lease.ts'
import { bodyOf, messageOf } from './message.ts'
import { nextDelivery, type Ready } from './next-delivery.ts'
import { secretsOf } from './secret.ts'
import type { WebhookSender } from './sender.ts'
import { settle } from './settle.ts'
import { findStanding, type StandingWebhook, type WebhookRef } from './webhook.ts'

/** How often it looks whether something has arrived, ms. */
const pollMs = 500
/** Webhooks that are delivered for side by side; each gets one message at a time, so that events stay in their order. */
const sideBySide = 16
/** Messages to one webhook before others that wait have their turn. */
const inARow = 50

/** What one courier works with. */
interface Round {
  readonly registry: Registry
  readonly sender: WebhookSender
  readonly stopping: AbortSignal
}

async function attempt({ registry, sender, stopping }: Round, lease: WebhookLease, row: StandingWebhook, ready: Ready) {
  const { delivery, entries } = ready
  const now = registry.now()
  const body = bodyOf('events', lease, delivery.created_at, entries)
  const result = await sender.send(messageOf(row.url, delivery.id, body, secretsOf(registry, row, now), now), stopping)
  // Broken off by ourselves: nobody's failure.
  if (stopping.aborted && result.status === undefined) return undefined
  return settle(registry, lease, delivery, result)
}

/** Sends one message after the other while all goes well. */
async function deliver(round: Round, ref: WebhookRef, owner: string): Promise<void> {
  const { registry, stopping } = round
  const lease = await takeLease(registry, ref, owner)
  if (!lease) return
  let dueAt: number | undefined
  try {
    for (let n = 0; n < inARow && !stopping.aborted; n++) {
      const row = await findStanding(registry.store.db, ref)
      if (row?.state !== 'active') break
      const ready = await nextDelivery(registry, lease, row)
      if (ready === undefined) break
      if (ready === 'again') continue
      if ('later' in ready) {
        dueAt = ready.later
        break
      }
      const verdict = await attempt(round, lease, row, ready)
      if (verdict?.kind !== 'delivered' && verdict?.kind !== 'failed') break
    }
  } finally {
    await giveBack(registry, lease, dueAt)
  }
}

/**
 * Delivers webhooks until it is stopped. Any number of couriers may share a store. A message is sent at least once; when a courier dies,
 * another takes over when its lease has run out.
 */
export function startCourier(registry: Registry, sender: WebhookSender, log: WorkerLog): Worker {
  const owner = randomUUID()
  const stopping = new AbortController()
  const round = { registry, sender, stopping: stopping.signal }
  const running = new Map<string, Promise<void>>()
  let wakeUp: () => void = () => undefined
  let signalled = false
  const pause = () =>
    new Promise<void>(resolve => {
      if (signalled || stopping.signal.aborted) return resolve()
      const timer = setTimeout(resolve, pollMs)
      wakeUp = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const start = (ref: WebhookRef) => {
    const done = deliver(round, ref, owner)
      .catch(err => {
        if (!(err instanceof LeaseLostError))
          log.error({ err, webhook: ref.webhookId }, 'A webhook could not be delivered for; it will be tried again.')
      })
      .finally(() => {
        running.delete(ref.webhookId)
        wakeUp()
      })
    running.set(ref.webhookId, done)
  }
  const loop = async () => {
    while (!stopping.signal.aborted) {
      signalled = false
      try {
        const due = await findDue(registry, sideBySide)
        for (const ref of due) if (running.size < sideBySide && !running.has(ref.webhookId)) start(ref)
      } catch (err) {
        log.error({ err }, 'What webhooks have to send could not be read; it will be tried again.')
      }
      await pause()
    }
    await Promise.all(running.values())
  }
  const done = loop()
  return {
    wake() {
      signalled = true
      wakeUp()
    },
    async stop() {
      stopping.abort()
      wakeUp()
      await done
    },
  }
}
