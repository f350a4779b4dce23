import type { Registry } from '../context.ts'
import { isId } from '../ids.ts'
import {
  type DeviceRecord,
  fetchDeviceRows,
  type RecognisedRow,
  recogniseRows,
  selectDevices,
} from '../registration/index.ts'
import type { Store } from '../store/index.ts'
import type { OrderRow } from './request.ts'
import type { Refusal } from './return-rules.ts'

/** A row that names a device by what is on its label, by its hash, or by its id here. */
interface NamedRow extends RecognisedRow {
  readonly deviceId?: string
}

/** Which device a row means, or why none. */
export type Named = { readonly device: DeviceRecord } | (Refusal & { readonly row: RecognisedRow['row'] })

/** What the rules look a name up in. */
interface Lookup {
  readonly byId: ReadonlyMap<string, DeviceRecord>
  /** The partner's own devices with one of the labels that rows have. */
  readonly labelled: readonly DeviceRecord[]
  readonly tenantId: string
}

function splitId(device: unknown): { deviceId?: string; rest: unknown } {
  if (typeof device !== 'object' || device === null || !Object.hasOwn(device, 'deviceId')) return { rest: device }
  const { deviceId, ...rest } = device as { deviceId: unknown }
  return typeof deviceId === 'string' && deviceId !== '' ? { deviceId, rest } : { rest }
}

const unknown = {
  code: 'device_not_registered',
  message: 'No device that you have registered for this customer has this name.',
} as const

function byLabel({ row }: NamedRow, labelled: readonly DeviceRecord[]): DeviceRecord | Refusal {
  const { productKeyId, serialNumber, manufacturer, model } = row
  if (productKeyId === undefined && serialNumber === undefined)
    return {
      code: 'missing_identifier',
      message: 'Name the device by deviceId, hardwareHash, productKeyId or serialNumber.',
    }
  const fits = (given: string | undefined, known: string | null) => given === undefined || given === known
  const found = labelled.filter(
    device =>
      fits(productKeyId, device.product_key_id) &&
      fits(serialNumber, device.serial_number) &&
      fits(manufacturer, device.manufacturer) &&
      fits(model, device.model),
  )
  if (found.length > 1)
    return {
      code: 'device_not_unique',
      message: `${found.length} devices of yours fit this; name it by deviceId or hash.`,
    }
  return found[0] ?? unknown
}

/** Finds the device of one row. A foreign one is found only by who could know it: by its hash or its id. */
function nameOne(named: NamedRow, { byId, labelled, tenantId }: Lookup): DeviceRecord | Refusal {
  if (named.problem) return { code: named.problem.code, message: named.problem.message }
  if (named.deviceId !== undefined) return byId.get(named.deviceId) ?? unknown
  const { byHash } = named
  if (byHash === 'conflict')
    return { code: 'identity_conflict', message: 'The hash contradicts a registered device; name it by deviceId.' }
  if (byHash === 'none') return unknown
  if (byHash !== undefined) return (byHash.tenantId === tenantId ? byId.get(byHash.deviceId) : undefined) ?? unknown
  return byLabel(named, labelled)
}

async function fetchLabelled(
  { store }: Registry,
  db: Store['db'],
  tenantId: string,
  partnerId: string,
  rows: readonly NamedRow[],
): Promise<DeviceRecord[]> {
  const labels = rows.filter(one => one.deviceId === undefined && one.byHash === undefined)
  const serials = labels.flatMap(({ row }) => row.serialNumber ?? [])
  const keys = labels.flatMap(({ row }) => (row.serialNumber === undefined ? (row.productKeyId ?? []) : []))
  const own = () => selectDevices(db, tenantId).where('registrations.registrar_id', '=', partnerId)
  const found: DeviceRecord[] = []
  if (serials.length > 0)
    found.push(...(await own().where(store.textIn<'registrations'>('registrations.serial_number', serials)).execute()))
  if (keys.length > 0)
    found.push(...(await own().where(store.textIn<'registrations'>('registrations.product_key_id', keys)).execute()))
  return [...new Map(found.map(device => [device.id, device])).values()]
}

/** The devices that rows name, in the order of the rows, in a fixed number of queries. */
export async function nameDevices(
  registry: Registry,
  db: Store['db'],
  tenantId: string,
  partnerId: string,
  rows: readonly OrderRow[],
): Promise<Named[]> {
  const split = rows.map(row => splitId(row.device))
  const recognised = await recogniseRows(
    registry,
    db,
    split.map(one => one.rest),
  )
  const named = recognised.map((row, at): NamedRow => {
    const deviceId = split[at]?.deviceId
    return deviceId === undefined ? row : { ...row, deviceId }
  })
  const ids = named.flatMap(({ deviceId, byHash }) => [
    ...(deviceId !== undefined && isId(deviceId) ? [deviceId] : []),
    ...(typeof byHash === 'object' && byHash.tenantId === tenantId ? [byHash.deviceId] : []),
  ])
  const byId = await fetchDeviceRows(registry.store, db, tenantId, ids)
  const labelled = await fetchLabelled(registry, db, tenantId, partnerId, named)
  return named.map(one => {
    const found = nameOne(one, { byId, labelled, tenantId })
    return 'tenant_id' in found ? { device: found } : { ...found, row: one.row }
  })
}
