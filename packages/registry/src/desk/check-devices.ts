import type { Registry } from '../context.ts'
import { type ErrorCode, RegistryError } from '../errors.ts'
import { findRecordsBySerial, type ReportedDevice } from '../factory/index.ts'
import { findDeviceHolders, type Holder } from '../registration/index.ts'
import type { DeskRequestsTable, Store } from '../store/index.ts'
import type { DeskKind } from './state.ts'

/** What the maker's records and the registry say of a serial number. For the maker only: a customer could try numbers out. */
export interface DeviceCheck {
  readonly factoryRecord: 'known' | 'unknown' | 'several'
  readonly record?: ReportedDevice
  /** Those that have the same serial number, each with who holds it; at most `candidatesShown`. */
  readonly candidates?: readonly { readonly record: ReportedDevice; readonly holder: Holder }[]
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

/** More records of one serial number than this are those of a filler, and none can be told by looking at them. */
const candidatesShown = 20

/** Which of several records of a serial number is meant, by serial number. */
export type ChosenRecords = ReadonlyMap<string, string>

/**
 * Checks serial numbers of a request, in a fixed number of queries (one more for each tenant that holds some).
 * @throws invalid_request when a chosen record is none of its serial number.
 */
export async function checkDevices(
  { store }: Pick<Registry, 'store'>,
  db: Store['db'],
  row: DeskRequestsTable,
  serialNumbers: readonly string[],
  chosen: ChosenRecords = new Map(),
): Promise<Map<string, DeviceCheck>> {
  const records = await findRecordsBySerial(store, db, row.partner_id, serialNumbers)
  const candidates = serialNumbers.flatMap(serial =>
    meant(serial, records.get(serial) ?? [], chosen.get(serial)).map(record => ({ serial, record })),
  )
  const holders = await findDeviceHolders(
    store,
    db,
    row.tenant_id,
    candidates.map(({ record }) => record.facts),
  )
  const held = candidates.map((one, index) => ({ ...one, holder: holders[index] as Holder }))
  const bySerial = Map.groupBy(held, one => one.serial)
  return new Map(serialNumbers.map(serial => [serial, toCheck(bySerial.get(serial) ?? [])]))
}

function meant(serial: string, records: readonly ReportedDevice[], recordId: string | undefined): ReportedDevice[] {
  if (recordId === undefined) return records.slice(0, candidatesShown)
  const found = records.filter(record => record.row.id === recordId)
  if (found.length > 0) return found
  throw new RegistryError(
    'invalid_request',
    `${JSON.stringify(serial)} has no factory record of yours with the id ${recordId}.`,
    { field: 'decisions' },
  )
}

function toCheck(held: NonNullable<DeviceCheck['candidates']>): DeviceCheck {
  const [first, ...others] = held
  if (first === undefined) return { factoryRecord: 'unknown' }
  if (others.length > 0) return { factoryRecord: 'several', candidates: held }
  return { factoryRecord: 'known', record: first.record, holder: first.holder }
}
