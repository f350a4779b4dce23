import { type PartnerBatchesTable, type Store, scopeTo } from '../store/index.ts'

/** The partner's batch of exactly this name. */
export async function findPartnerBatch(
  db: Store['db'],
  tenantId: string,
  partnerId: string,
  name: string,
): Promise<PartnerBatchesTable | undefined> {
  return scopeTo(db, tenantId)
    .selectFrom('partner_batches')
    .selectAll()
    .where('partner_id', '=', partnerId)
    .where('name', '=', name)
    .executeTakeFirst()
}
