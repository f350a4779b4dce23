import type { Registry } from '../context.ts'
import { firstIdAt } from '../ids.ts'
import { systemPrincipal } from '../organizations/index.ts'
import { scopeTo, type Tx, type WebhookDeliveriesTable, type WebhookStatesTable } from '../store/index.ts'
import { decideAttempt, type Verdict } from './decide.ts'
import { holdLease, type WebhookLease } from './lease.ts'
import { journalWebhook } from './save.ts'
import type { SendResult } from './sender.ts'

/** Characters of a problem, and of an answer, that are kept. */
const problemLength = 300
const answerLength = 1_000

/** Text of a stranger, fit to be stored. */
const storable = (text: string, length: number): string => text.replaceAll('\0', '').toWellFormed().slice(0, length)

const problemOf = ({ status, problem = 'no answer' }: SendResult): string =>
  status === undefined ? storable(problem, problemLength) : String(status)

function deliveryAfter(verdict: Verdict, result: SendResult, attempts: number, now: number) {
  const state = verdict.kind === 'delivered' || verdict.kind === 'failed' ? verdict.kind : 'waiting'
  return {
    state,
    attempts,
    next_at: verdict.kind === 'retry' ? verdict.at : verdict.kind === 'gone' ? now : null,
    last_attempt_at: now,
    status: result.status ?? null,
    problem: result.problem === undefined ? null : storable(result.problem, problemLength),
    answer: result.answer === undefined ? null : storable(result.answer, answerLength),
    took_ms: Math.round(result.tookMs),
  } satisfies Partial<WebhookDeliveriesTable>
}

function stateAfter(verdict: Verdict, result: SendResult, failingSince: number, now: number) {
  if (verdict.kind === 'delivered')
    return { last_attempt_at: now, last_success_at: now, failing_since: null, last_problem: null, due_at: now }
  const disabled = verdict.kind === 'gone' ? 'gone' : verdict.kind === 'failed' ? verdict.disable : undefined
  return {
    last_attempt_at: now,
    failing_since: failingSince,
    last_problem: problemOf(result),
    due_at: verdict.kind === 'retry' ? verdict.at : now,
    ...(disabled !== undefined && { state: 'disabled', reason: disabled, changed_at: now }),
  } satisfies Partial<WebhookStatesTable>
}

/** What has ended and is older than it is kept. */
async function dropOld(tx: Tx, registry: Registry, { organizationId, webhookId }: WebhookLease): Promise<void> {
  await scopeTo(tx.db, organizationId)
    .deleteFrom('webhook_deliveries')
    .where('webhook_id', '=', webhookId)
    .where('id', '<', firstIdAt(registry.now() - registry.limits.webhookDays * 86_400_000))
    .where('state', '!=', 'waiting')
    .execute()
}

/**
 * Writes down what became of an attempt, and disables a webhook whose receiver is gone or has failed for days.
 * @returns what follows.
 * @throws LeaseLostError when another courier delivers for it now: then the message may arrive twice.
 */
export async function settle(
  registry: Registry,
  lease: WebhookLease,
  delivery: WebhookDeliveriesTable,
  result: SendResult,
): Promise<Verdict> {
  const chance = Math.random()
  return registry.store.write(async tx => {
    await holdLease(tx, registry, lease)
    const now = registry.now()
    const standing = await tx.db
      .selectFrom('webhook_states')
      .select(['state', 'failing_since'])
      .where('webhook_id', '=', lease.webhookId)
      .executeTakeFirstOrThrow()
    const failingSince = standing.failing_since ?? now
    const attempts = delivery.attempts + 1
    const verdict = decideAttempt(result, { attempts, failingSince, now, chance })
    const { webhookId, organizationId } = lease
    await scopeTo(tx.db, organizationId)
      .updateTable('webhook_deliveries')
      .set(deliveryAfter(verdict, result, attempts, now))
      .where('webhook_id', '=', webhookId)
      .where('id', '=', delivery.id)
      .execute()
    const after = stateAfter(verdict, result, failingSince, now)
    await tx.db.updateTable('webhook_states').set(after).where('webhook_id', '=', webhookId).execute()
    if ('reason' in after)
      await journalWebhook(tx, systemPrincipal, now, lease, 'webhook.disabled', {
        before: { state: standing.state },
        after: { state: 'disabled', reason: after.reason, lastProblem: after.last_problem },
      })
    await dropOld(tx, registry, lease)
    return verdict
  })
}
