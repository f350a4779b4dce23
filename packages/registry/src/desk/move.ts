import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { dropJobs, enqueueJob } from '../jobs/index.ts'
import { type DeskRequestsTable, scopeTo, type Tx } from '../store/index.ts'
import { partiesOf } from './journal.ts'
import { dropProof } from './proof-parts.ts'
import { type DeskEvent, type DeskState, dueAt, hasEnded, nextState } from './state.ts'

type Change = Partial<Omit<DeskRequestsTable, 'partner_id' | 'id'>>

const dayMs = 86_400_000

/** Changes the row. */
export async function changeRequest(tx: Tx, row: DeskRequestsTable, change: Change): Promise<DeskRequestsTable> {
  await scopeTo(tx.db, row.partner_id).updateTable('desk_requests').set(change).where('id', '=', row.id).execute()
  return { ...row, ...change }
}

/** What ends with the request: devices that nobody decided stay undecided, approved hashes can be fetched, an unused proof is deleted. */
async function end(tx: Tx, registry: Registry, row: DeskRequestsTable, state: DeskState): Promise<Change> {
  const now = registry.now()
  await scopeTo(tx.db, row.partner_id)
    .updateTable('desk_devices')
    .set({ state: 'undecided' })
    .where('request_id', '=', row.id)
    .where('state', '=', 'pending')
    .execute()
  const offered = row.kind === 'hashes' && row.approved > 0
  const deleted = state !== 'decided' && (await dropProof(tx, row))
  return {
    ended_at: now,
    ...(offered && { hashes_until: now + registry.limits.deskHashDays * dayMs }),
    ...(deleted && { proof_deleted_at: now }),
  }
}

async function schedule(tx: Tx, now: number, row: DeskRequestsTable): Promise<void> {
  await dropJobs(tx, 'desk-request-due', row.partner_id, row.id)
  const isOver = row.ended_at !== null && (row.proof_digest === null || row.proof_deleted_at !== null)
  const job = { kind: 'desk-request-due', organizationId: row.partner_id, subjectId: row.id } as const
  if (!isOver) await enqueueJob(tx, now, job, Math.max(0, row.due_at - now))
}

/**
 * Lets something happen to a request: the only way by which its state changes.
 * @throws conflict when it cannot happen in the state in which the request is.
 */
export async function moveRequest(
  tx: Tx,
  registry: Registry,
  before: DeskRequestsTable,
  event: DeskEvent,
  change: Change = {},
): Promise<DeskRequestsTable> {
  const state = nextState(before.state as DeskState, event)
  if (state === undefined)
    throw new RegistryError('conflict', `The request is ${before.state}; this is not possible now.`)
  const now = registry.now()
  const row = { ...before, ...change }
  if (state === before.state) return changeRequest(tx, before, change)
  const ended = hasEnded(state) ? await end(tx, registry, row, state) : {}
  const moved = { ...change, ...ended, state, due_at: dueAt(state, now, registry.limits) }
  const after = await changeRequest(tx, before, moved)
  for (const organizationId of partiesOf(after))
    await scopeTo(tx.db, organizationId)
      .updateTable('desk_parties')
      .set({ state })
      .where('request_id', '=', after.id)
      .execute()
  await schedule(tx, now, after)
  return after
}

/** The first job of a request that has just been opened. */
export const scheduleRequest = schedule
