import type { Registry } from '../context.ts'
import type { ErrorCode } from '../errors.ts'
import { findRecordsBySerial, type ReportedDevice } from '../factory/index.ts'
import { findDeviceHolders, type Holder } from '../registration/index.ts'
import type { DeskRequestsTable, Store } from '../store/index.ts'
import type { DeskKind } from './state.ts'

/** What the maker's records and the registry say of a serial number. For the maker only: a customer could try numbers out. */
export interface DeviceCheck {
  readonly factoryRecord: 'known' | 'unknown' | 'several'
  readonly record?: ReportedDevice
  /** Of a known device. */
  readonly holder?: Holder
}

/** Why a device cannot be approved as things are; undefined when nothing is in the way, or only the rules can tell. */
export function obstacleTo(kind: DeskKind, { factoryRecord, holder }: DeviceCheck): ErrorCode | undefined {
  if (factoryRecord === 'unknown') return 'device_not_found'
  if (factoryRecord === 'several') return 'device_not_unique'
  if (holder === 'conflict') return 'identity_conflict'
  if (kind === 'deregister') return holder === 'nobody' ? 'device_not_registered' : undefined
  return holder === 'elsewhere' ? 'device_registered_elsewhere' : undefined
}

/** Checks serial numbers of a request, in a fixed number of queries (one more for each tenant that holds some). */
export async function checkDevices(
  { store }: Pick<Registry, 'store'>,
  db: Store['db'],
  row: DeskRequestsTable,
  serialNumbers: readonly string[],
): Promise<Map<string, DeviceCheck>> {
  const records = await findRecordsBySerial(store, db, row.partner_id, serialNumbers)
  const single = [...records].flatMap(([serial, [record, ...others]]) =>
    record && others.length === 0 ? [{ serial, record }] : [],
  )
  const holders = await findDeviceHolders(
    store,
    db,
    row.tenant_id,
    single.map(({ record }) => record.facts),
  )
  const known = new Map(
    single.map(({ serial, record }, index) => [serial, { record, holder: holders[index] as Holder }]),
  )
  return new Map(
    serialNumbers.map(serial => {
      const found = known.get(serial)
      const factoryRecord = found ? 'known' : records.has(serial) ? 'several' : 'unknown'
      return [serial, { factoryRecord, ...found }]
    }),
  )
}
