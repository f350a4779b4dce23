import { type Relationship, requireRelationship } from '../consent/index.ts'
import type { Registry } from '../context.ts'
import type { Principal } from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { scopeTo } from '../store/index.ts'

/** A named list of devices that a partner registered for a tenant. */
export interface PartnerBatch {
  readonly id: string
  readonly name: string
  readonly createdAt: number
  /** Devices of it that are registered now. */
  readonly devices: number
}

/** The partner's batches for a tenant, oldest first. */
export async function listPartnerBatches(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  page: PageRequest,
): Promise<Page<PartnerBatch>> {
  const relationship = await requireRelationship(registry, principal, tenantId, 'device.read')
  const limit = pageLimit(page.limit, registry.limits.pageSize)
  const after = decodeCursor(page.cursor, 1)
  let query = scopeTo(registry.store.db, tenantId)
    .selectFrom('partner_batches')
    .select(['id', 'name', 'created_at'])
    .where('partner_id', '=', relationship.partnerId)
  if (after !== undefined) query = query.where('id', '>', String(after[0]))
  const rows = await query
    .orderBy('id')
    .limit(limit + 1)
    .execute()
  const counts = await countDevices(registry, tenantId, relationship, rows)
  return toPage(
    rows,
    limit,
    ({ id, name, created_at }) => ({ id, name, createdAt: created_at, devices: counts.get(id) ?? 0 }),
    row => [row.id],
  )
}

async function countDevices(
  registry: Registry,
  tenantId: string,
  { partnerId, reach }: Relationship,
  batches: readonly { id: string }[],
): Promise<Map<string, number>> {
  const { db, textIn } = registry.store
  const query = scopeTo(db, tenantId)
    .selectFrom('partner_batch_jobs')
    .innerJoin('registrations', join =>
      join
        .onRef('registrations.tenant_id', '=', 'partner_batch_jobs.tenant_id')
        .onRef('registrations.batch_id', '=', 'partner_batch_jobs.batch_id'),
    )
    .select(eb => ['partner_batch_jobs.partner_batch_id as id', eb.fn.countAll<number>().as('count')])
    .where('partner_batch_jobs.partner_id', '=', partnerId)
    .where(
      textIn<'partner_batch_jobs'>(
        'partner_batch_jobs.partner_batch_id',
        batches.map(batch => batch.id),
      ),
    )
    .groupBy('partner_batch_jobs.partner_batch_id')
  const { groupTags } = reach
  const rows = await (groupTags === undefined
    ? query
    : query.where('registrations.group_tag', 'in', [...groupTags])
  ).execute()
  return new Map(rows.map(row => [row.id, Number(row.count)]))
}
