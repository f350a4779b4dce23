import { type Store, scopeTo } from '../store/index.ts'

/** A reported device as others of the same maker need it to recognise it. */
export interface RecognisableRecord {
  readonly id: string
  readonly serialNumber: string | null
  readonly manufacturer: string | null
  readonly model: string | null
  readonly productKeyId: string | null
  /** As `packFacts` writes them. */
  readonly facts: string
}

/** Records of a maker whose id is greater, oldest first. */
export async function readRecordsAfter(
  db: Store['db'],
  partnerId: string,
  after: string,
  limit: number,
): Promise<RecognisableRecord[]> {
  return scopeTo(db, partnerId)
    .selectFrom('factory_records')
    .select(['id', 'serial_number as serialNumber', 'manufacturer', 'model', 'product_key_id as productKeyId', 'facts'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
}
