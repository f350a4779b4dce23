import type { Registry } from '../context.ts'
import { finishJob, type Lease, otherJobDue, postponeJob, renewLease, yieldJob } from '../jobs/index.ts'
import { type Actor, appendJournal } from '../journal/index.ts'
import { packOutcomes } from '../outcome-page.ts'
import { type OrderTransactionsTable, scopeTo, type Tx } from '../store/index.ts'
import { entriesOf } from './accept.ts'
import { settleEnrolled } from './settle.ts'
import { type ItemChunk, nextOpenChunk } from './store.ts'
import { takeIn } from './take-in.ts'
import { doItems, type Work } from './take-off.ts'
import { countItems, isOpen, type OrderItem, type OrderItemCounts, orderItemStatuses } from './transaction.ts'

/** Entries of the journal name the transaction as their request: by it, everything that it did is found. */
const actorOf = (row: OrderTransactionsTable): Actor => ({ ...JSON.parse(row.created_by), requestId: row.id })

const later = (counts: OrderItemCounts, before: readonly OrderItem[], after: readonly OrderItem[]): OrderItemCounts => {
  const [was, is] = [countItems(before), countItems(after)]
  const entries = orderItemStatuses.map(status => [status, counts[status] - was[status] + is[status]])
  return Object.fromEntries(entries) as OrderItemCounts
}

/** Does what can be done of a chunk. @returns its items as they are then. */
async function workOff(work: Work, { items }: ItemChunk): Promise<OrderItem[]> {
  const open = items.filter(isOpen)
  const { tx, registry, transaction } = work
  const enrolled = await settleEnrolled(
    tx,
    registry,
    transaction,
    open.filter(item => item.action === 'enrol'),
  )
  const others = await doItems(
    work,
    open.filter(item => item.action !== 'enrol'),
  )
  const changed = new Map([...enrolled, ...others].map(item => [item.position, item]))
  return items.map(item => changed.get(item.position) ?? item)
}

async function change(tx: Tx, row: OrderTransactionsTable, values: Partial<OrderTransactionsTable>): Promise<void> {
  await scopeTo(tx.db, row.tenant_id).updateTable('order_transactions').set(values).where('id', '=', row.id).execute()
}

/** Time after which devices that could not be withdrawn are tried again, ms. */
const againMs = 1_000

/** Whether devices are still to be taken off, which were being registered just now. Devices that are to be registered call by themselves. */
async function isBlocked(tx: Tx, row: OrderTransactionsTable): Promise<boolean> {
  for (let after = -1; ; ) {
    const chunk = await nextOpenChunk(tx.db, row, after)
    if (!chunk) return false
    if (chunk.items.some(item => item.status === 'waiting' && item.action !== 'enrol')) return true
    after = chunk.number
  }
}

/** Ends the job: the transaction is finished, waits for consent, or for its batch, which calls again. */
async function end(tx: Tx, registry: Registry, lease: Lease, row: OrderTransactionsTable): Promise<'ended'> {
  const counts: OrderItemCounts = JSON.parse(row.counts)
  const finished = counts.waiting === 0 && counts.held === 0
  const state = finished ? 'finished' : counts.waiting === 0 ? 'held' : 'running'
  const after = { ...row, state, finished_at: finished ? registry.now() : null }
  if (state !== row.state) {
    await change(tx, row, { state, finished_at: after.finished_at })
    if (finished)
      await appendJournal(tx, actorOf(row), registry.now(), await entriesOf(tx, after, 'order-transaction.finished'))
  }
  if (!finished && (await isBlocked(tx, row))) await postponeJob(tx, lease, registry.now() + againMs)
  else await finishJob(tx, lease)
  return 'ended'
}

/** Works the first open chunk beyond `after` off. @returns its number. */
async function step(tx: Tx, registry: Registry, lease: Lease, after: number): Promise<number | 'ended'> {
  await renewLease(tx, registry, lease)
  const row = await scopeTo(tx.db, lease.organizationId)
    .selectFrom('order_transactions')
    .selectAll()
    .where('id', '=', lease.subjectId)
    .executeTakeFirstOrThrow()
  await takeIn(tx, registry, row)
  const chunk = await nextOpenChunk(tx.db, row, after)
  if (!chunk) return end(tx, registry, lease, row)
  const items = await workOff({ tx, registry, transaction: row, actor: actorOf(row) }, chunk)
  if (JSON.stringify(items) === JSON.stringify(chunk.items)) return chunk.number
  await scopeTo(tx.db, row.tenant_id)
    .updateTable('order_transaction_chunks')
    .set({ outcomes: packOutcomes(items), state: items.some(isOpen) ? 'open' : 'done' })
    .where('order_transaction_id', '=', row.id)
    .where('number', '=', chunk.number)
    .execute()
  await change(tx, row, { counts: JSON.stringify(later(JSON.parse(row.counts), chunk.items, items)) })
  return chunk.number
}

/** After this time a job lets others go first. */
const sliceMs = 2000

/** Job: does what a transaction asks for, chunk by chunk; each commits with the devices, the journal and the lease, so it happens once. */
export async function runOrder(registry: Registry, lease: Lease, stopped: () => boolean): Promise<void> {
  const sliceEnd = registry.now() + sliceMs
  let after = -1
  while (!stopped()) {
    const number = await registry.store.write(tx => step(tx, registry, lease, after), { inTurn: true })
    if (number === 'ended') return
    after = number
    await new Promise(resolve => setImmediate(resolve))
    if (registry.now() >= sliceEnd && (await otherJobDue(registry, lease))) return yieldJob(registry, lease)
  }
}
