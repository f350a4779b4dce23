import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { isId } from '../ids.ts'
import { type Principal, requirePermission } from '../organizations/index.ts'
import { unpackOutcomes } from '../outcome-page.ts'
import {
  type Batch,
  type DeviceResult,
  getBatch,
  listBatchResults,
  type Outcome,
  toResult,
} from '../registration/index.ts'
import { scopeTo } from '../store/index.ts'

/** Work for a partner on many devices, and what became of each, in the order in which they were sent, once all are decided. */
export interface PartnerJob {
  readonly id: string
  readonly state: Batch['state']
  readonly startedAt?: number
  readonly finishedAt?: number
  readonly results?: readonly DeviceResult[]
}

/** What became of a submission or of a change of policies. It stays readable to the partner, as its own act, when the consent has ended. @throws not_found. */
export async function getPartnerJob(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<PartnerJob> {
  requirePermission(principal, 'device.read')
  if (!isId(tenantId) || !isId(id)) throw new RegistryError('not_found')
  const own = scopeTo(registry.store.db, tenantId)
  const submission = await own
    .selectFrom('partner_batch_jobs')
    .select('batch_id')
    .where('batch_id', '=', id)
    .where('partner_id', '=', principal.organization.id)
    .executeTakeFirst()
  if (submission) return readSubmission(registry, principal, tenantId, id)
  const change = await own
    .selectFrom('policy_jobs')
    .selectAll()
    .where('id', '=', id)
    .where('partner_id', '=', principal.organization.id)
    .executeTakeFirst()
  if (!change) throw new RegistryError('not_found')
  const { done_at, outcomes } = change
  const results = unpackOutcomes<Outcome>(outcomes).map(toResult)
  return { id, state: 'finished', startedAt: done_at, finishedAt: done_at, results }
}

async function readSubmission(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<PartnerJob> {
  const { state, startedAt, finishedAt } = await getBatch(registry, principal, tenantId, id)
  const job = { id, state, ...(startedAt !== undefined && { startedAt }) }
  if (state !== 'finished') return job
  const results: DeviceResult[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await listBatchResults(registry, principal, tenantId, id, {
      limit: registry.limits.pageSize,
      ...(cursor !== undefined && { cursor }),
    })
    results.push(...page.items)
    cursor = page.nextCursor
    if (cursor === undefined) return { ...job, ...(finishedAt !== undefined && { finishedAt }), results }
  }
}
