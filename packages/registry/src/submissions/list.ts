import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import type { Principal } from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { type Store, type SubmissionsTable, scopeTo } from '../store/index.ts'
import { type DeviceSubmission, type SubmissionState, submissionSight, toSubmission } from './submission.ts'

function inSight(db: Store['db'], principal: Principal, tenantId: string) {
  const sight = submissionSight(principal, tenantId)
  const query = scopeTo(db, tenantId).selectFrom('submissions').selectAll()
  if ('submittedBy' in sight) return query.where('submitted_by', '=', sight.submittedBy)
  return sight.groupTags === undefined ? query : query.where('group_tag', 'in', [...sight.groupTags])
}

export interface SubmissionFilter extends PageRequest {
  readonly state?: SubmissionState
  readonly submittedBy?: string
  readonly serialNumber?: string
  /** newest first unless `asc`. */
  readonly order?: 'asc' | 'desc'
}

/** Submissions of a tenant: all for whoever may approve them, the own ones otherwise. */
export async function listSubmissions(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  filter: SubmissionFilter,
): Promise<Page<DeviceSubmission>> {
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 1)
  const { state, submittedBy, serialNumber, order = 'desc' } = filter
  const now = registry.now()
  let query = inSight(registry.store.db, principal, tenantId)
  if (submittedBy !== undefined) query = query.where('submitted_by', '=', submittedBy)
  if (serialNumber !== undefined) query = query.where('serial_number', '=', serialNumber)
  if (after !== undefined) query = query.where('id', order === 'desc' ? '<' : '>', String(after[0]))
  if (state === 'expired')
    query = query.where(eb =>
      eb.or([eb('state', '=', 'expired'), eb.and([eb('state', '=', 'pending'), eb('expires_at', '<=', now)])]),
    )
  else if (state !== undefined) query = query.where('state', '=', state)
  if (state === 'pending') query = query.where('expires_at', '>', now)
  const rows = await query
    .orderBy('id', order)
    .limit(limit + 1)
    .execute()
  return toPage(
    rows,
    limit,
    row => toSubmission(row, now),
    row => [row.id],
  )
}

/** @throws not_found also for what others submitted, unless it may be approved. */
export async function requireSubmission(
  db: Store['db'],
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<SubmissionsTable> {
  const row = await inSight(db, principal, tenantId).where('id', '=', id).executeTakeFirst()
  if (!row) throw new RegistryError('not_found')
  return row
}

/** One submission. @throws not_found. */
export async function getSubmission(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<DeviceSubmission> {
  return toSubmission(await requireSubmission(registry.store.db, principal, tenantId, id), registry.now())
}
