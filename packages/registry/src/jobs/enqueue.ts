import { newId } from '../ids.ts'
import type { Tx } from '../store/index.ts'

/** Kinds of work that survive their process. */
export const jobKinds = [
  'process-batch',
  'reconsider-held',
  'expire-held',
  'tend-request',
  'drop-upload',
  'purge-released',
  'sync-devices',
  'expire-submission',
  'preview-action',
  'run-action',
  'drop-action',
  'run-order',
  // Of imports: reads the file, goes on when a batch of it is decided, decides a build report, forgets it when its time is over.
  'read-import',
  'advance-import',
  'report-import',
  'expire-import',
  'desk-request-due',
] as const
export type JobKind = (typeof jobKinds)[number]

export interface NewJob {
  readonly kind: JobKind
  /** The organization that the work is for. */
  readonly organizationId: string
  /** What the work is about: a batch, or the partner whose held rows are to be decided again. */
  readonly subjectId: string
}

/**
 * Leaves a job in the transaction that makes it necessary. Call `registry.wake()` after the commit.
 * @param delay time before it is due, ms.
 */
export async function enqueueJob(tx: Tx, now: number, job: NewJob, delay = 0): Promise<void> {
  await tx.db
    .insertInto('jobs')
    .values({
      id: newId(now),
      kind: job.kind,
      organization_id: job.organizationId,
      subject_id: job.subjectId,
      state: 'waiting',
      run_after: now + delay,
      lease_owner: null,
      lease_until: null,
      attempts: 0,
      last_error: null,
      last_error_code: null,
      created_at: now,
    })
    .execute()
}

/** As `enqueueJob`, unless such a job is waiting already. */
export async function ensureJob(tx: Tx, now: number, job: NewJob, delay: number): Promise<void> {
  const waiting = await tx.db
    .selectFrom('jobs')
    .select('id')
    .where('organization_id', '=', job.organizationId)
    .where('subject_id', '=', job.subjectId)
    .where('kind', '=', job.kind)
    .limit(1)
    .executeTakeFirst()
  if (!waiting) await enqueueJob(tx, now, job, delay)
}

/** Takes jobs back that are not needed any more. */
export async function dropJobs(tx: Tx, kind: JobKind, organizationId: string, subjectId: string): Promise<void> {
  await tx.db
    .deleteFrom('jobs')
    .where('organization_id', '=', organizationId)
    .where('subject_id', '=', subjectId)
    .where('kind', '=', kind)
    .execute()
}
