import { sql } from 'kysely'
import type { Registry } from '../context.ts'
import { catalogue, type ErrorCode, RegistryError } from '../errors.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import type { JobsTable } from '../store/index.ts'
import type { JobKind } from './enqueue.ts'
import { type JobState, jobState, type StuckReason, stuckReason } from './job-state.ts'

/** What went wrong with a job last, in the words of the catalogue. */
export interface JobProblem {
  readonly code: ErrorCode
  readonly title: string
  readonly cause: string
  readonly remedy: string
  /** What the catalogue does not tell, without values: these may be of devices. */
  readonly message?: string
}

/** Work that waits or goes on, as operators see it. */
export interface Job {
  readonly id: string
  readonly kind: JobKind
  /** The organization that the work is for. */
  readonly organizationId: string
  readonly subjectId: string
  readonly state: JobState
  readonly stuckReason?: StuckReason
  /** Since it last got on. */
  readonly attempts: number
  readonly createdAt: number
  readonly dueAt: number
  /** The worker that holds it, or did so last without giving it back. */
  readonly worker?: string
  readonly heldUntilAt?: number
  readonly problem?: JobProblem
}

/** Columns that the list can be sorted by. */
export const jobSorts = { createdAt: 'created_at', dueAt: 'run_after', attempts: 'attempts' } as const

export interface JobFilter extends PageRequest {
  readonly kind?: string
  readonly state?: JobState
  readonly organizationId?: string
  /** dueAt when absent. */
  readonly sort?: keyof typeof jobSorts
  /** asc when absent. */
  readonly order?: 'asc' | 'desc'
}

type JobRow = JobsTable & { readonly current: string; readonly reason: string | null }

/** Values stand in quotation marks or brackets in messages of databases and parsers. */
const withoutValues = (text: string): string =>
  text.replace(/^\w*Error: /, '').replaceAll(/"[^"]*"|'[^']*'|`[^`]*`|\([^)]*\)|\d{4,}/g, '…')

/** What went wrong, told without anything of the organization's. */
export function toProblem(code: string | null, message: string): JobProblem {
  const known = code !== null && Object.hasOwn(catalogue, code) ? (code as ErrorCode) : undefined
  const { title, cause, remedy } = catalogue[known ?? 'job_failed']
  const told = { code: known ?? 'job_failed', title, cause, remedy } as const
  return known === undefined || known === 'internal' ? { ...told, message: withoutValues(message) } : told
}

const toJob = (row: JobRow): Job => ({
  id: row.id,
  kind: row.kind as JobKind,
  organizationId: row.organization_id,
  subjectId: row.subject_id,
  state: row.current as JobState,
  ...(row.reason !== null && { stuckReason: row.reason as StuckReason }),
  attempts: row.attempts,
  createdAt: row.created_at,
  dueAt: row.run_after,
  ...(row.lease_owner !== null && { worker: row.lease_owner }),
  ...(row.lease_until !== null && { heldUntilAt: row.lease_until }),
  ...(row.last_error !== null && { problem: toProblem(row.last_error_code, row.last_error) }),
})

const jobsOf = (registry: Registry, now: number) =>
  registry.store.db
    .selectFrom('jobs')
    .selectAll('jobs')
    .select(eb => [jobState(now)(eb).as('current'), stuckReason(now)(eb).as('reason')])

/** Jobs of all organizations, the longest due first unless asked otherwise. For code that has checked who asks. */
export async function readJobs(registry: Registry, filter: JobFilter): Promise<Page<Job>> {
  const now = registry.now()
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 2)
  if (after !== undefined && typeof after[0] !== 'number')
    throw new RegistryError('invalid_request', 'The cursor is not one that this list returned.', { field: 'cursor' })
  const { kind, state, organizationId, sort = 'dueAt', order = 'asc' } = filter
  let query = jobsOf(registry, now)
  if (kind !== undefined) query = query.where('jobs.kind', '=', kind)
  if (organizationId !== undefined) query = query.where('jobs.organization_id', '=', organizationId)
  if (state !== undefined) query = query.where(jobState(now), '=', state)
  const column = jobSorts[sort]
  const key = sql.ref(`jobs.${column}`)
  if (after !== undefined) {
    const beyond = sql.raw(order === 'desc' ? '<' : '>')
    query = query.where(sql<boolean>`(${key}, jobs.id) ${beyond} (${after[0]}, ${after[1]})`)
  }
  const rows = await query
    .orderBy(key, order)
    .orderBy('jobs.id', order)
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, toJob, row => [row[column], row.id])
}

/** One job; undefined when it is done or never was. For code that has checked who asks. */
export async function readJob(registry: Registry, id: string): Promise<Job | undefined> {
  const row = await jobsOf(registry, registry.now()).where('jobs.id', '=', id).executeTakeFirst()
  return row && toJob(row)
}
