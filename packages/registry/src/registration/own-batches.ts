import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { batchTrouble } from '../jobs/index.ts'
import { type Principal, requirePermission } from '../organizations/index.ts'
import type { Page } from '../page.ts'
import { scopeTo } from '../store/index.ts'
import type { Batch } from './batch.ts'
import { type BatchPageRequest, type BatchQuery, type CustomerBatch, pageOfBatches } from './batch-page.ts'

/** Columns that the list can be sorted by. */
export const ownBatchSorts = { createdAt: 'id', name: 'name' } as const

export interface OwnBatchFilter extends BatchPageRequest {
  readonly state?: Batch['state']
  /** Dry runs only, or none of them. */
  readonly dryRun?: boolean
  /** Those with rejected rows only, or those without. */
  readonly rejected?: boolean
  readonly sort?: keyof typeof ownBatchSorts
}

/** @throws forbidden, also for who reads devices of some customers only: these have the list of each customer. */
function ownBatches(registry: Registry, principal: Principal): BatchQuery {
  const { kind, id } = principal.organization
  if (kind === 'registry') throw new RegistryError('forbidden', 'Batches are between a customer and who registers.')
  requirePermission(principal, 'device.read')
  const own = scopeTo(registry.store.db, id)
  if (kind === 'tenant') return own.selectFrom('batches').selectAll('batches').select(batchTrouble)
  return own
    .selectFrom('submitted_batches')
    .innerJoin('batches', join =>
      join
        .onRef('batches.tenant_id', '=', 'submitted_batches.tenant_id')
        .onRef('batches.id', '=', 'submitted_batches.batch_id'),
    )
    .selectAll('batches')
    .select(batchTrouble) as unknown as BatchQuery
}

/**
 * The batches of the principal's organization: those for a tenant, or those that a partner submitted, for all its customers; also where
 * the consent has ended, since they are its own acts. Newest first unless asked otherwise.
 */
export async function listOwnBatches(
  registry: Registry,
  principal: Principal,
  filter: OwnBatchFilter,
): Promise<Page<CustomerBatch>> {
  let query = ownBatches(registry, principal)
  if (filter.state !== undefined) query = query.where('batches.state', '=', filter.state)
  if (filter.dryRun !== undefined) query = query.where('batches.dry_run', '=', filter.dryRun ? 1 : 0)
  if (filter.rejected !== undefined) query = query.where('batches.rejected', filter.rejected ? '>' : '=', 0)
  return pageOfBatches(registry, query, filter, ownBatchSorts[filter.sort ?? 'createdAt'])
}
