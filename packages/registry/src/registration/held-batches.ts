import { sql } from 'kysely'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { batchTrouble } from '../jobs/index.ts'
import { may, type Principal, requirePermission } from '../organizations/index.ts'
import type { Page } from '../page.ts'
import { scopeTo } from '../store/index.ts'
import { type BatchPageRequest, type BatchQuery, type CustomerBatch, pageOfBatches } from './batch-page.ts'

/** Columns that the list can be sorted by. */
export const heldBatchSorts = { createdAt: 'id', heldAt: 'held_since', held: 'held', name: 'name' } as const

export interface HeldBatchFilter extends BatchPageRequest {
  /** acceptance: rows that the customer is to accept; consent: rows that wait for a consent, or for more of it. */
  readonly waitsFor?: 'acceptance' | 'consent'
  readonly sort?: keyof typeof heldBatchSorts
}

/** @throws forbidden */
function heldOf(registry: Registry, principal: Principal) {
  const { kind, id } = principal.organization
  if (kind === 'registry') throw new RegistryError('forbidden', 'Held batches are between a customer and a partner.')
  if (kind === 'partner' || !may(principal, 'batch.accept')) requirePermission(principal, 'device.read')
  return scopeTo(registry.store.db, id)
    .selectFrom('held_batches')
    .innerJoin('batches', join =>
      join.onRef('batches.tenant_id', '=', 'held_batches.tenant_id').onRef('batches.id', '=', 'held_batches.batch_id'),
    )
    .selectAll('batches')
    .select(batchTrouble)
    .where('batches.held', '>', 0)
}

/** Batches with rows that wait: those for the own tenant, or those that the own partner submitted, for all its customers. Newest first. */
export async function listHeldBatches(
  registry: Registry,
  principal: Principal,
  filter: HeldBatchFilter,
): Promise<Page<CustomerBatch>> {
  const { waitsFor } = filter
  const awaiting = sql<number>`coalesce(batches.awaiting, 0)`
  let query = heldOf(registry, principal)
  if (waitsFor === 'acceptance') query = query.where(awaiting, '>', 0)
  if (waitsFor === 'consent') query = query.where(sql<boolean>`batches.held > ${awaiting}`)
  return pageOfBatches(registry, query as unknown as BatchQuery, filter, heldBatchSorts[filter.sort ?? 'createdAt'])
}
