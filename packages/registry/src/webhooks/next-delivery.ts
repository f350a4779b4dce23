import type { Registry } from '../context.ts'
import { newId } from '../ids.ts'
import { type JournalEntry, nextArrived, nextInStretch, packIds, readEntries, unpackIds } from '../journal/index.ts'
import type { Tx, WebhookDeliveriesTable } from '../store/index.ts'
import { deliveriesOf } from './deliveries.ts'
import { holdLease, type WebhookLease } from './lease.ts'
import { followerOf, type StandingWebhook } from './webhook.ts'

/** A delivery that is to be tried now, with what it carries. */
export interface Ready {
  readonly delivery: WebhookDeliveriesTable
  readonly entries: readonly JournalEntry[]
}

/** Entries for a new delivery, and what to write when they are put into one. */
interface Found {
  readonly ids: readonly string[]
  readonly firstAt: number
  take(tx: Tx): Promise<void>
}

/** How many of these fit into one message; always one. */
function fitting(entries: readonly JournalEntry[], bytes: number): number {
  let sum = 0
  const first = entries.findIndex(entry => {
    sum += Buffer.byteLength(JSON.stringify(entry))
    return sum > bytes
  })
  return first === -1 ? entries.length : Math.max(1, first)
}

const newDelivery = (
  { organizationId, webhookId }: WebhookLease,
  { ids, firstAt }: Found,
  replay: boolean,
  now: number,
): WebhookDeliveriesTable => ({
  organization_id: organizationId,
  webhook_id: webhookId,
  id: newId(now),
  state: 'waiting',
  replay: replay ? 1 : 0,
  entries: packIds(ids),
  events: ids.length,
  first_at: firstAt,
  created_at: now,
  attempts: 0,
  next_at: now,
  last_attempt_at: null,
  status: null,
  problem: null,
  answer: null,
  took_ms: null,
})

/** Puts what was found into a delivery, which is there when this resolves: a message keeps its id whatever happens to its sender. */
async function insert(registry: Registry, lease: WebhookLease, found: Found, replay: boolean) {
  const row = newDelivery(lease, found, replay, registry.now())
  await registry.store.write(async tx => {
    await holdLease(tx, registry, lease)
    await found.take(tx)
    await tx.db.insertInto('webhook_deliveries').values(row).execute()
  })
  return row
}

/** The next part of a replay. `again` when this part had nothing. */
async function replayed(
  registry: Registry,
  lease: WebhookLease,
  row: StandingWebhook,
): Promise<Found | 'again' | undefined> {
  if (row.replay_after === null || row.replay_until === null) return undefined
  const stretch = { after: row.replay_after, until: row.replay_until }
  const kinds = row.kinds === null ? undefined : JSON.parse(row.kinds)
  const most = registry.limits.webhookEvents
  let { found, after } = await nextInStretch(registry, lease.organizationId, stretch, kinds, most)
  const entries = await readEntries(
    registry,
    lease.organizationId,
    found.map(each => each.id),
  )
  const count = fitting(entries, registry.limits.webhookBytes)
  if (count < found.length) {
    found = found.slice(0, count)
    after = found.at(-1)?.id
  }
  const progress = after === undefined ? { replay_after: null, replay_until: null } : { replay_after: after }
  const take = async (tx: Tx) => {
    // Another replay may have been asked for meanwhile: then this part belongs to nothing any more, and its progress is not written.
    await tx.db
      .updateTable('webhook_states')
      .set(progress)
      .where('webhook_id', '=', lease.webhookId)
      .where('replay_after', '=', stretch.after)
      .where('replay_until', '=', stretch.until)
      .execute()
  }
  const [first] = found
  if (first) return { ids: found.map(each => each.id), firstAt: first.at, take }
  await registry.store.write(async tx => {
    await holdLease(tx, registry, lease)
    await take(tx)
  })
  return 'again'
}

async function arrived(registry: Registry, lease: WebhookLease): Promise<Found | undefined> {
  const follower = followerOf(lease)
  const found = await nextArrived(registry.store, follower, registry.limits.webhookEvents)
  if (!found) return undefined
  const count = fitting(await readEntries(registry, lease.organizationId, found.ids), registry.limits.webhookBytes)
  return count < found.ids.length ? nextArrived(registry.store, follower, count) : found
}

/**
 * What a webhook is to send next: what waits to be tried, oldest first; then what a replay has left; then what has arrived.
 * @returns undefined when there is nothing; `later` when the next attempt is not due.
 */
export async function nextDelivery(
  registry: Registry,
  lease: WebhookLease,
  row: StandingWebhook,
): Promise<Ready | 'again' | { readonly later: number } | undefined> {
  const waiting = await deliveriesOf(registry.store.db, lease)
    .where('state', '=', 'waiting')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  if (waiting) {
    if (waiting.next_at !== null && waiting.next_at > registry.now()) return { later: waiting.next_at }
    const entries = await readEntries(registry, lease.organizationId, unpackIds(waiting.entries))
    return { delivery: waiting, entries }
  }
  const found = await replayed(registry, lease, row)
  if (found === 'again') return found
  const next = found ?? (await arrived(registry, lease))
  if (!next) return undefined
  const delivery = await insert(registry, lease, next, found !== undefined)
  return { delivery, entries: await readEntries(registry, lease.organizationId, next.ids) }
}
