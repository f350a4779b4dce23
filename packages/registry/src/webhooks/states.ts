import { sql } from 'kysely'
import type { Registry } from '../context.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import type { WebhookStatesTable } from '../store/index.ts'
import type { DisabledReason, Webhook, WebhookState } from './webhook.ts'

/** How a webhook stands, and nothing of what its organization has said of it. */
export interface WebhookStanding
  extends Pick<
    Webhook,
    'id' | 'state' | 'reason' | 'changedAt' | 'failingSinceAt' | 'lastAttemptAt' | 'lastSuccessAt' | 'lastProblem'
  > {
  readonly organizationId: string
  /** When the next attempt is due, while one failed. */
  readonly nextAttemptAt?: number
  /** A replay of the journal goes on. */
  readonly replaying: boolean
}

/** Columns that the list can be sorted by. */
export const webhookStandingSorts = {
  changedAt: 'changed_at',
  failingSinceAt: 'failing_since',
  lastAttemptAt: 'last_attempt_at',
  lastSuccessAt: 'last_success_at',
} as const

export interface WebhookStandingFilter extends PageRequest {
  readonly state?: WebhookState
  /** true: active, and every attempt fails. */
  readonly failing?: boolean
  readonly organizationId?: string
  /** changedAt when absent. */
  readonly sort?: keyof typeof webhookStandingSorts
  /** desc when absent. What has no such time stands at the end of desc. */
  readonly order?: 'asc' | 'desc'
}

const toStanding = (row: WebhookStatesTable): WebhookStanding => ({
  id: row.webhook_id,
  organizationId: row.organization_id,
  state: row.state as WebhookState,
  ...(row.reason !== null && { reason: row.reason as DisabledReason }),
  changedAt: row.changed_at,
  ...(row.failing_since !== null && { failingSinceAt: row.failing_since }),
  ...(row.last_attempt_at !== null && { lastAttemptAt: row.last_attempt_at }),
  ...(row.last_success_at !== null && { lastSuccessAt: row.last_success_at }),
  ...(row.last_problem !== null && { lastProblem: row.last_problem }),
  ...(row.failing_since !== null && row.state === 'active' && { nextAttemptAt: row.due_at }),
  replaying: row.replay_until !== null,
})

/** Webhooks of all organizations. For code that has checked who asks. */
export async function readWebhookStandings(
  registry: Registry,
  filter: WebhookStandingFilter,
): Promise<Page<WebhookStanding>> {
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 2)
  const { state, failing, organizationId, sort = 'changedAt', order = 'desc' } = filter
  let query = registry.store.db.selectFrom('webhook_states').selectAll()
  if (organizationId !== undefined) query = query.where('organization_id', '=', organizationId)
  if (state !== undefined) query = query.where('state', '=', state)
  if (failing === true) query = query.where('state', '=', 'active').where('failing_since', 'is not', null)
  if (failing === false) query = query.where('failing_since', 'is', null)
  const column = webhookStandingSorts[sort]
  const key = sql<number>`coalesce(${sql.ref(column)}, 0)`
  if (after !== undefined) {
    const beyond = sql.raw(order === 'desc' ? '<' : '>')
    query = query.where(sql<boolean>`(${key}, webhook_id) ${beyond} (${Number(after[0])}, ${String(after[1])})`)
  }
  const rows = await query
    .orderBy(key, order)
    .orderBy('webhook_id', order)
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, toStanding, row => [row[column] ?? 0, row.webhook_id])
}

/** How many webhooks there are in each state. */
export interface WebhookCounts {
  readonly active: number
  /** Of the active ones. */
  readonly failing: number
  readonly paused: number
  readonly disabled: number
}

/** Counts the webhooks of all organizations. For code that has checked who asks. */
export async function countWebhooks(registry: Registry): Promise<WebhookCounts> {
  const rows = await registry.store.db
    .selectFrom('webhook_states')
    .select(eb => ['state', eb.fn.countAll().as('all'), eb.fn.count('failing_since').as('failing')])
    .groupBy('state')
    .execute()
  const of = (state: WebhookState, what: 'all' | 'failing') =>
    Number(rows.find(row => row.state === state)?.[what] ?? 0)
  return {
    active: of('active', 'all'),
    failing: of('active', 'failing'),
    paused: of('paused', 'all'),
    disabled: of('disabled', 'all'),
  }
}
