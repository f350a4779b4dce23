import { unpackFacts } from '../identity/index.ts'
import { type Store, scopeTo } from '../store/index.ts'
import type { Vault } from '../vault.ts'
import type { ReportedDevice } from './find.ts'

/** A maker's records with exactly these serial numbers, by number, in one query. */
export async function findRecordsBySerial(
  store: Store,
  db: Store['db'],
  partnerId: string,
  serialNumbers: readonly string[],
): Promise<Map<string, ReportedDevice[]>> {
  if (serialNumbers.length === 0) return new Map()
  const rows = await scopeTo(db, partnerId)
    .selectFrom('factory_records')
    .selectAll()
    .where(store.textIn<'factory_records'>('serial_number', serialNumbers))
    .execute()
  return Map.groupBy(
    rows.map(row => ({ row, facts: unpackFacts(row) })),
    ({ row }) => row.serial_number ?? '',
  )
}

/** Hashes of a maker's records, without their zero tails, by id of the record, in one query. */
export async function openFactoryHashes(
  { store, vault }: { store: Store; vault: Vault },
  db: Store['db'],
  partnerId: string,
  recordIds: readonly string[],
): Promise<Map<string, Uint8Array>> {
  if (recordIds.length === 0) return new Map()
  const rows = await scopeTo(db, partnerId)
    .selectFrom('factory_hashes')
    .select(['record_id', 'sealed'])
    .where(store.textIn<'factory_hashes'>('record_id', recordIds))
    .execute()
  return new Map(rows.map(row => [row.record_id, vault.open(row.sealed, `factory/${row.record_id}`)]))
}
