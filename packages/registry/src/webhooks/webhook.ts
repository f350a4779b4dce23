import { RegistryError } from '../errors.ts'
import type { EventKind, Follower } from '../journal/index.ts'
import { type Store, scopeTo, type WebhookStatesTable, type WebhooksTable } from '../store/index.ts'

/** active: what happens is sent. paused: by hand. disabled: by the service, see the reason. In the latter two everything waits. */
export const webhookStates = ['active', 'paused', 'disabled'] as const
export type WebhookState = (typeof webhookStates)[number]

/** failing: no attempt has succeeded for three days. gone: the receiver answered 410. */
export type DisabledReason = 'failing' | 'gone'

/** Whose webhook. */
export interface WebhookRef {
  readonly organizationId: string
  readonly webhookId: string
}

/** Where what is in an organization's journal is sent. */
export interface Webhook {
  readonly id: string
  readonly name: string
  readonly url: string
  /** Kinds of events that are sent; absent: all. */
  readonly events?: readonly EventKind[]
  readonly state: WebhookState
  readonly reason?: DisabledReason
  /** Since when it is in this state. */
  readonly changedAt: number
  readonly createdAt: number
  /** Until when the secret before the present one counts as well. */
  readonly oldSecretUntilAt?: number
  /** Since when every attempt has failed. */
  readonly failingSinceAt?: number
  readonly lastAttemptAt?: number
  readonly lastSuccessAt?: number
  /** What the last attempt met with. */
  readonly lastProblem?: string
  /** When the next attempt is due, while one failed. */
  readonly nextAttemptAt?: number
  /** When the oldest event happened that was not delivered yet. */
  readonly waitingSinceAt?: number
  /** Deliveries that were given up and can be replayed. */
  readonly failed: number
  /** A replay of the journal goes on. */
  readonly replaying: boolean
}

/** A webhook and how it stands. */
export type StandingWebhook = WebhooksTable & Omit<WebhookStatesTable, 'webhook_id'>

/** A row of `webhooksOf`. */
export type WebhookRow = StandingWebhook & {
  readonly failed: number | string | bigint | null
  readonly first_waiting: number | null
  readonly first_arrival: number | null
}

const standing = (db: Store['db'], organizationId: string) =>
  scopeTo(db, organizationId)
    .selectFrom('webhooks as w')
    .innerJoin('webhook_states as s', 's.webhook_id', 'w.id')
    .selectAll('w')
    .select(['s.state', 's.reason', 's.changed_at', 's.due_at', 's.lease_owner', 's.lease_until', 's.failing_since'])
    .select(['s.last_attempt_at', 's.last_success_at', 's.last_problem', 's.replay_after', 's.replay_until'])

/** Webhooks of one organization with how they stand and what waits for them. */
export const webhooksOf = (db: Store['db'], organizationId: string) =>
  standing(db, organizationId).select(eb => [
    eb
      .selectFrom('webhook_deliveries as d')
      .select(d => d.fn.countAll().as('failed'))
      .whereRef('d.organization_id', '=', 'w.organization_id')
      .whereRef('d.webhook_id', '=', 'w.id')
      .where('d.state', '=', 'failed')
      .as('failed'),
    eb
      .selectFrom('webhook_deliveries as d')
      .select('d.first_at')
      .whereRef('d.organization_id', '=', 'w.organization_id')
      .whereRef('d.webhook_id', '=', 'w.id')
      .where('d.state', '=', 'waiting')
      .orderBy('d.id')
      .limit(1)
      .as('first_waiting'),
    eb
      .selectFrom('journal_arrivals as a')
      .select('a.at')
      .whereRef('a.organization_id', '=', 'w.organization_id')
      .whereRef('a.follower_id', '=', 'w.id')
      .orderBy('a.id')
      .limit(1)
      .as('first_arrival'),
  ])

const least = (...times: (number | null)[]): number | undefined => {
  const there = times.filter(time => time !== null)
  return there.length === 0 ? undefined : Math.min(...there)
}

export function toWebhook(row: WebhookRow): Webhook {
  const waitingSince = least(row.first_waiting, row.first_arrival)
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    ...(row.kinds !== null && { events: JSON.parse(row.kinds) }),
    state: row.state as WebhookState,
    ...(row.reason !== null && { reason: row.reason as DisabledReason }),
    changedAt: row.changed_at,
    createdAt: row.created_at,
    ...(row.old_secret_until !== null && { oldSecretUntilAt: row.old_secret_until }),
    ...(row.failing_since !== null && { failingSinceAt: row.failing_since }),
    ...(row.last_attempt_at !== null && { lastAttemptAt: row.last_attempt_at }),
    ...(row.last_success_at !== null && { lastSuccessAt: row.last_success_at }),
    ...(row.last_problem !== null && { lastProblem: row.last_problem }),
    ...(row.failing_since !== null && row.state === 'active' && { nextAttemptAt: row.due_at }),
    ...(waitingSince !== undefined && { waitingSinceAt: waitingSince }),
    failed: Number(row.failed ?? 0),
    replaying: row.replay_until !== null,
  }
}

/** One webhook. @throws not_found */
export async function findWebhook(db: Store['db'], { organizationId, webhookId }: WebhookRef): Promise<WebhookRow> {
  const row = await webhooksOf(db, organizationId).where('w.id', '=', webhookId).executeTakeFirst()
  if (!row) throw new RegistryError('not_found')
  return row
}

/** One webhook for whoever delivers; undefined when it is gone. */
export const findStanding = (
  db: Store['db'],
  { organizationId, webhookId }: WebhookRef,
): Promise<StandingWebhook | undefined> => standing(db, organizationId).where('w.id', '=', webhookId).executeTakeFirst()

export const followerOf = ({ organizationId, webhookId }: WebhookRef): Follower => ({ organizationId, id: webhookId })

/** What journals tell of a webhook. */
export const shownIn = ({ name, url, kinds }: Pick<WebhooksTable, 'name' | 'url' | 'kinds'>) => ({
  name,
  url,
  ...(kinds !== null && { events: JSON.parse(kinds) }),
})
