import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { type Job, type JobFilter, makeDue, readJob, readJobs } from '../jobs/index.ts'
import { appendJournal } from '../journal/index.ts'
import {
  type OrganizationName,
  organizationNames,
  type Principal,
  registryId,
  requireRegistry,
} from '../organizations/index.ts'
import type { Page } from '../page.ts'
import { batchProgress } from '../registration/index.ts'
import { optionalText } from '../text.ts'

/** A job with the organization that it is for. */
export interface OperatorJob extends Omit<Job, 'organizationId'> {
  readonly organization: OrganizationName
}

/** How far the work has come: rows of a batch. */
export interface JobProgress {
  readonly done: number
  readonly total: number
}

async function withNames(registry: Registry, jobs: readonly Job[]): Promise<OperatorJob[]> {
  const names = await organizationNames(
    registry,
    jobs.map(job => job.organizationId),
  )
  return jobs.map(({ organizationId, ...job }) => ({ ...job, organization: names(organizationId) }))
}

/** Jobs of all organizations, the longest due first; for operators. */
export async function listJobs(
  registry: Registry,
  principal: Principal,
  filter: JobFilter,
): Promise<Page<OperatorJob>> {
  requireRegistry(principal, 'registry.read')
  const page = await readJobs(registry, filter)
  return { ...page, items: await withNames(registry, page.items) }
}

/** One job, and how far it is where that is known; for operators. @throws not_found, also when it is done. */
export async function getJob(
  registry: Registry,
  principal: Principal,
  id: string,
): Promise<OperatorJob & { readonly progress?: JobProgress }> {
  requireRegistry(principal, 'registry.read')
  const job = await readJob(registry, id)
  if (!job) throw new RegistryError('not_found', 'There is no such job: it is done, or was taken back.')
  const [named] = await withNames(registry, [job])
  const isBatch = job.kind === 'process-batch'
  const progress = isBatch ? await batchProgress(registry, job.organizationId, job.subjectId) : undefined
  return { ...(named as OperatorJob), ...(progress && { progress }) }
}

/**
 * Has a job tried again at once, as if it had never failed; for operators.
 * @throws not_found when it is done; conflict while a worker is at it.
 */
export async function runJobAgain(
  registry: Registry,
  principal: Principal,
  id: string,
  input: { reason?: string },
): Promise<OperatorJob> {
  requireRegistry(principal, 'registry.operate')
  const reason = optionalText(input.reason, 'reason', 1000)
  const now = registry.now()
  await registry.store.write(async tx => {
    const { attempts, code, ...about } = await makeDue(tx, now, id)
    await appendJournal(tx, principal, now, [
      {
        organizationId: registryId,
        action: 'job.run-again',
        subjectKind: 'job',
        subjectId: id,
        before: { attempts, ...(code !== null && { code }) },
        after: about,
        ...(reason !== null && { reason }),
      },
    ])
  })
  const job = await getJob(registry, principal, id)
  registry.wake()
  return job
}
