import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { isId } from '../ids.ts'
import type { Principal } from '../organizations/index.ts'
import { type Batch, type DeviceResult, getBatch, listBatchResults } from '../registration/index.ts'
import { scopeTo } from '../store/index.ts'

/** A submission to a partner's batch, and what became of each device, in the order in which they were sent, once all are decided. */
export interface PartnerJob {
  readonly batch: Batch
  readonly results?: readonly DeviceResult[]
}

/** What became of a submission. It stays readable to the partner, as its own act, when the consent has ended. @throws not_found. */
export async function getPartnerJob(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<PartnerJob> {
  if (!isId(tenantId) || !isId(id)) throw new RegistryError('not_found')
  const { store } = registry
  const job = await scopeTo(store.db, tenantId)
    .selectFrom('partner_batch_jobs')
    .select('batch_id')
    .where('batch_id', '=', id)
    .where('partner_id', '=', principal.organization.id)
    .executeTakeFirst()
  if (!job) throw new RegistryError('not_found')
  const batch = await getBatch(registry, principal, tenantId, id)
  if (batch.state !== 'finished') return { batch }
  const results: DeviceResult[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await listBatchResults(registry, principal, tenantId, id, {
      limit: registry.limits.pageSize,
      ...(cursor !== undefined && { cursor }),
    })
    results.push(...page.items)
    cursor = page.nextCursor
    if (cursor === undefined) return { batch, results }
  }
}
