import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import type { JobsTable, Tx } from '../store/index.ts'
import type { JobKind } from './enqueue.ts'

/** A job that this worker holds until `leaseUntil`. */
export interface Lease {
  readonly id: string
  readonly kind: JobKind
  readonly organizationId: string
  readonly subjectId: string
  readonly attempts: number
  readonly owner: string
}

/** Another worker took the job over; whatever was under way is to be dropped. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError'
}

const noError = { last_error: null, last_error_code: null }

/** Jobs that are due and that nobody holds. */
const dueJobs = (registry: Registry, now: number) =>
  registry.store.db
    .selectFrom('jobs')
    .select('id')
    .where('state', '=', 'waiting')
    .where('run_after', '<=', now)
    .where(eb => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<=', now)]))

/** Takes the oldest job that is due and that nobody holds. */
export async function takeJob(registry: Registry, owner: string): Promise<Lease | undefined> {
  const now = registry.now()
  const due = await dueJobs(registry, now).orderBy('run_after').limit(1).executeTakeFirst()
  if (!due) return undefined
  return registry.store.write(async tx => {
    // The same condition again: another worker may have taken it between the look and the write.
    const row: JobsTable | undefined = await tx.db
      .updateTable('jobs')
      .set(eb => ({ lease_owner: owner, lease_until: now + registry.limits.leaseMs, attempts: eb('attempts', '+', 1) }))
      .where('id', '=', due.id)
      .where('state', '=', 'waiting')
      .where(eb => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<=', now)]))
      .returningAll()
      .executeTakeFirst()
    if (!row) return undefined
    return {
      id: row.id,
      kind: row.kind as JobKind,
      organizationId: row.organization_id,
      subjectId: row.subject_id,
      attempts: row.attempts,
      owner,
    }
  })
}

/** Extends the lease inside the transaction of a step, so that the step commits only while the job is still ours. */
export async function renewLease(tx: Tx, registry: Registry, lease: Lease): Promise<void> {
  const result = await tx.db
    .updateTable('jobs')
    .set({ lease_until: registry.now() + registry.limits.leaseMs })
    .where('id', '=', lease.id)
    .where('lease_owner', '=', lease.owner)
    .where('state', '=', 'waiting')
    .executeTakeFirst()
  if (result.numUpdatedRows === 0n) throw new LeaseLostError(`Job ${lease.id} belongs to another worker now.`)
}

/** Ends the job: its work is done. */
export async function finishJob(tx: Tx, lease: Lease): Promise<void> {
  await tx.db.deleteFrom('jobs').where('id', '=', lease.id).where('lease_owner', '=', lease.owner).execute()
}

/** Puts the job off in the transaction of a step: there is nothing to do before `until`. */
export async function postponeJob(tx: Tx, lease: Lease, until: number): Promise<void> {
  await tx.db
    .updateTable('jobs')
    .set({ lease_owner: null, lease_until: null, run_after: until, attempts: 0, ...noError })
    .where('id', '=', lease.id)
    .where('lease_owner', '=', lease.owner)
    .execute()
}

/** Gives the job back to be tried again, later each time (1 s, 2 s, 4 s … at most 5 min). */
export async function retryJob(registry: Registry, lease: Lease, error: unknown): Promise<void> {
  const known = error instanceof RegistryError ? error.code : null
  const failure = { last_error: String(error).slice(0, 500), last_error_code: known }
  const delay = Math.min(300_000, 1000 * 2 ** Math.min(lease.attempts - 1, 9))
  const now = registry.now()
  await registry.store.write(async tx => {
    await tx.db
      .updateTable('jobs')
      .set({ lease_owner: null, lease_until: null, run_after: now + delay, ...failure })
      .where('id', '=', lease.id)
      .where('lease_owner', '=', lease.owner)
      .execute()
  })
}

/** Whether another job is due that nobody holds. */
export async function otherJobDue(registry: Registry, lease: Lease): Promise<boolean> {
  const due = await dueJobs(registry, registry.now()).where('id', '!=', lease.id).limit(1).executeTakeFirst()
  return due !== undefined
}

/** Gives a job back that got on but is not done: it comes again after those that are due already. */
export async function yieldJob(registry: Registry, lease: Lease): Promise<void> {
  const back = { lease_owner: null, lease_until: null, run_after: registry.now(), attempts: 0, ...noError }
  await registry.store.write(async tx => {
    await tx.db
      .updateTable('jobs')
      .set(back)
      .where('id', '=', lease.id)
      .where('lease_owner', '=', lease.owner)
      .execute()
  })
}
