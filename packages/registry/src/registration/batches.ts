import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { batchTrouble } from '../jobs/index.ts'
import { may, type Principal, reachOf, requireReach } from '../organizations/index.ts'
import { outcomePage } from '../outcome-page.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { scopeTo } from '../store/index.ts'
import { type Batch, creatorOf, type DeviceResult, toBatch, toResult } from './batch.ts'
import type { DeviceStatus, Outcome } from './outcome.ts'

/**
 * The batches that the principal may see: all of its own tenant, or its own as a partner. What a partner submitted, and what became of
 * it, stays visible to it as its own act after a revocation; the devices do not.
 */
function ownBatches(registry: Registry, principal: Principal, tenantId: string) {
  const { organization } = principal
  if (organization.kind === 'registry' || (organization.kind === 'tenant' && organization.id !== tenantId))
    throw new RegistryError('not_found')
  let query = scopeTo(registry.store.db, tenantId).selectFrom('batches').selectAll('batches').select(batchTrouble)
  // Who only accepts batches of partners sees those.
  if (organization.kind === 'tenant' && may(principal, 'batch.accept') && !reachOf(principal, 'device.read', tenantId))
    return query.where('submitter_kind', '!=', 'tenant').where('held_since', 'is not', null)
  const reach = requireReach(principal, 'device.read', tenantId)
  // Results are not sorted by group tags: whoever is limited to some sees what it submitted itself.
  if (reach.groupTags !== undefined) query = query.where('created_by', '=', creatorOf(principal))
  return organization.kind === 'tenant' ? query : query.where('submitter_id', '=', organization.id)
}

/** Batches for a tenant, newest first. */
export async function listBatches(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  filter: PageRequest & { state?: Batch['state']; name?: string },
): Promise<Page<Batch>> {
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 1)
  let query = ownBatches(registry, principal, tenantId)
  if (filter.state !== undefined) query = query.where('state', '=', filter.state)
  if (filter.name !== undefined) query = query.where('name', '=', filter.name)
  if (after !== undefined) query = query.where('id', '<', String(after[0]))
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, toBatch, row => [row.id])
}

/** One batch with its progress. @throws not_found. */
export async function getBatch(registry: Registry, principal: Principal, tenantId: string, id: string): Promise<Batch> {
  const row = await ownBatches(registry, principal, tenantId).where('id', '=', id).executeTakeFirst()
  if (!row) throw new RegistryError('not_found')
  return toBatch(row)
}

/** Results in the order of the rows; rows that are not decided yet come later. With a status, a page may have fewer than asked for, and others follow. */
export async function listBatchResults(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
  filter: PageRequest & { status?: DeviceStatus },
): Promise<Page<DeviceResult>> {
  await getBatch(registry, principal, tenantId, id)
  const page = await outcomePage<Outcome>(filter, registry.limits.pageSize, position =>
    scopeTo(registry.store.db, tenantId)
      .selectFrom('batch_chunks')
      .select(['first_position', 'item_count', 'outcomes'])
      .where('batch_id', '=', id)
      .where(eb => eb(eb('first_position', '+', eb.ref('item_count')), '>', position + 1))
      .orderBy('number')
      .limit(1)
      .executeTakeFirst(),
  )
  return { ...page, items: page.items.map(toResult) }
}
