import { setTimeout as pause } from 'node:timers/promises'
import type { Registry } from '../context.ts'
import { type Message, type Payload, type SendResult, startCourier, type WebhookSender } from '../webhooks/index.ts'
import { findDue } from '../webhooks/lease.ts'

type Answer = number | Partial<SendResult>

/** What stands at the other end, for tests below HTTP: what it got, and what it answers. */
export interface TestReceiver extends WebhookSender {
  readonly got: { readonly id: string; readonly payload: Payload; readonly message: Message }[]
  /** Answers of the next attempts; then 204. */
  answers(...results: Answer[]): void
  /** Answers from now on. */
  always(result: Answer): void
  /** Subjects of all events that it took, in the order in which they came. */
  readonly taken: string[]
}

export function testReceiver(): TestReceiver {
  const got: TestReceiver['got'] = []
  const taken: string[] = []
  const next: Answer[] = []
  let usual: Answer = 204
  return {
    got,
    taken,
    requireAllowed() {},
    async send(message) {
      const payload: Payload = JSON.parse(message.body)
      got.push({ id: String(message.headers['webhook-id']), payload, message })
      const result = next.shift() ?? usual
      const told: SendResult = { tookMs: 1, ...(typeof result === 'number' ? { status: result } : result) }
      if (told.status !== undefined && told.status < 300)
        taken.push(...payload.data.events.map(each => `${each.action} ${each.subject.id}`))
      return told
    },
    answers: (...results) => void next.push(...results),
    always(result) {
      usual = result
    },
  }
}

/** Lets couriers deliver everything that is due now. */
export async function deliverDue(registry: Registry, sender: WebhookSender, couriers = 1): Promise<void> {
  const error = (details: object, message: string) => console.error(message, details)
  const running = Array.from({ length: couriers }, () => startCourier(registry, sender, { error }))
  const isBusy = async () => {
    const held = registry.store.db
      .selectFrom('webhook_states')
      .select('webhook_id')
      .where('lease_owner', 'is not', null)
    return (await findDue(registry, 1)).length > 0 || (await held.execute()).length > 0
  }
  while (await isBusy()) {
    for (const courier of running) courier.wake()
    await pause(5)
  }
  for (const courier of running) await courier.stop()
}
