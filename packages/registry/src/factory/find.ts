import { type IdentityFacts, keyText, unpackFacts } from '../identity/index.ts'
import { type FactoryRecordsTable, type Store, scopeTo } from '../store/index.ts'

/** A factory record as matching sees it. */
export interface ReportedDevice {
  readonly row: FactoryRecordsTable
  readonly facts: IdentityFacts
}

/**
 * The factory records behind any number of keys (product key id, tuple, identity): one query for the keys, one for each maker that
 * they lead to. @returns records by `keyText` of the key that found them.
 */
export async function findFactoryRecords(
  store: Store,
  db: Store['db'],
  keys: readonly Uint8Array[],
  partnerId?: string,
): Promise<Map<string, ReportedDevice[]>> {
  const found = new Map<string, ReportedDevice[]>()
  if (keys.length === 0) return found
  let query = db.selectFrom('factory_keys').selectAll().where(store.keyIn<'factory_keys'>('key', keys))
  if (partnerId !== undefined) query = query.where('partner_id', '=', partnerId)
  const links = await query.execute()
  const records = new Map<string, ReportedDevice>()
  for (const maker of new Set(links.map(link => link.partner_id))) {
    const ids = [...new Set(links.filter(link => link.partner_id === maker).map(link => link.record_id))]
    const rows = await scopeTo(db, maker)
      .selectFrom('factory_records')
      .selectAll()
      .where(store.textIn<'factory_records'>('id', ids))
      .execute()
    for (const row of rows) records.set(row.id, { row, facts: unpackFacts(row) })
  }
  for (const link of links) {
    const record = records.get(link.record_id)
    if (record === undefined) continue
    const key = keyText(link.key)
    const others = found.get(key)
    if (others) others.push(record)
    else found.set(key, [record])
  }
  return found
}
