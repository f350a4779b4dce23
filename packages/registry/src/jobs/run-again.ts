import { RegistryError } from '../errors.ts'
import type { Tx } from '../store/index.ts'

/**
 * Makes a job due now, as if it had never failed; what went wrong last stays readable until it got on. Call `registry.wake()` after the
 * commit. For code that has checked who asks.
 * @returns what it was about.
 * @throws not_found; conflict while a worker holds it.
 */
export async function makeDue(tx: Tx, now: number, id: string) {
  const job = await tx.db.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirst()
  if (!job) throw new RegistryError('not_found', 'There is no such job: it is done, or was taken back.')
  if (job.lease_until !== null && job.lease_until > now)
    throw new RegistryError('conflict', 'A worker is at this job now.')
  await tx.db
    .updateTable('jobs')
    .set({ run_after: now, attempts: 0, lease_owner: null, lease_until: null })
    .where('id', '=', id)
    .execute()
  const { kind, organization_id: organizationId, attempts, last_error_code: code } = job
  return { kind, organizationId, attempts, code }
}
