import { hash } from 'node:crypto'
import { buildHardwareHash, type DeviceFields } from '@hailport/hardware-hash'
import type { SimulatedDevice } from './simulate-device.ts'

/** A hash, and where in it the values stand that every device has of its own. */
interface Template {
  readonly bytes: Uint8Array
  readonly slots: readonly { readonly fill: Fill; readonly at: number; readonly position: number }[]
  /** Declared length: what the checksum covers. */
  readonly length: number
}

/** Writes one value; `at` is where the record's payload begins, `position` counts the records of its type. */
type Fill = (bytes: Buffer, at: number, fields: DeviceFields, position: number) => void

const EPOCH = Date.UTC(2000, 0, 1)
const text = (name: 'SmbiosSystemSerialNumber' | 'SmbiosSkuNumber' | 'ProductKeyID'): Fill => {
  return (bytes, at, fields) => void bytes.write(fields[name] ?? '', at, 'latin1')
}
const diskText: Fill = (bytes, at, { Disks }, n) => void bytes.write(Disks?.[n]?.DiskSerialNumber ?? '', at, 'latin1')

/** By record type; the layout is that of `@hailport/hardware-hash`, which the tests hold this to. */
const FILLS: Record<number, Fill> = {
  1: (bytes, at, fields) =>
    bytes.writeUInt32LE(Math.floor((Date.parse(fields.OsSystemTime ?? '') - EPOCH) / 1000), at + 16),
  7: diskText,
  8: (bytes, at, { NetworkAdapters }, n) => {
    bytes.write(NetworkAdapters?.[n]?.MacAddress.replaceAll('-', '') ?? '', at + 4, 'hex')
  },
  11: (bytes, at, { TPMEkPub, OfflineDeviceId }) => {
    bytes.write(
      TPMEkPub instanceof Uint8Array ? hash('sha256', TPMEkPub, 'hex') : (OfflineDeviceId ?? ''),
      at + 10,
      'hex',
    )
  },
  12: (bytes, at, fields) => {
    bytes.write(fields.SmbiosUuid.replaceAll('-', ''), at, 'hex')
    bytes.subarray(at, at + 4).reverse()
    bytes.subarray(at + 4, at + 6).reverse()
    bytes.subarray(at + 6, at + 8).reverse()
  },
  14: text('SmbiosSystemSerialNumber'),
  18: text('SmbiosSkuNumber'),
  24: text('ProductKeyID'),
  25: (bytes, at, { TPMEkPub }) => bytes.set(TPMEkPub as Uint8Array, at),
  28: diskText,
}
const OWN_TEXT = ['SmbiosSystemSerialNumber', 'SmbiosSkuNumber', 'ProductKeyID']
const OWN_OCTETS = ['OsSystemTime', 'SmbiosUuid', 'TPMEkPub', 'OfflineDeviceId']

/** One per variant of a model. */
const templates = new Map<string, Template>()
const MOST_TEMPLATES = 4096

/**
 * The device's hardware hash, 3000 octets: exactly what `buildHardwareHash` gives. Devices that differ only in what is
 * their own differ in the same places, so a hash is built once for each variant of a model and then filled in.
 */
export function hashOf({ fields }: SimulatedDevice): Uint8Array {
  if (!canBeFilled(fields)) return buildHardwareHash(fields)
  const variant = variantOf(fields)
  let template = templates.get(variant)
  if (template === undefined) {
    template = templateOf(buildHardwareHash(fields))
    if (templates.size === MOST_TEMPLATES) templates.clear()
    templates.set(variant, template)
  }
  const { slots, length } = template
  const filled = template.bytes.slice()
  const bytes = Buffer.from(filled.buffer)
  for (const { fill, at, position } of slots) fill(bytes, at, fields, position)
  bytes.write(hash('sha256', bytes.subarray(0, length), 'hex'), length + 4, 'hex')
  return filled
}

/** The device's hardware hash as text, 4000 characters. */
export function hashTextOf(device: SimulatedDevice): string {
  const bytes = hashOf(device)
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')
}

const OWN_FORM =
  /^[\x20-\x7e]*\n\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z\n[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\n([0-9A-F]{2}-){5}[0-9A-F]{2})*$/

/** Whether the values are in the form the simulator gives them; a caller who changed them gets the builder's checks. */
function canBeFilled(fields: DeviceFields): boolean {
  const { TPMEkPub: key, OfflineDeviceId: id, Disks = [], NetworkAdapters = [] } = fields
  const hasId = key === undefined ? id?.length === 64 : key instanceof Uint8Array && key.length === 256
  if (!hasId || 'DiskSSNKernel' in fields || 'OfflineDeviceIdType' in fields) return false
  let own = `${fields.SmbiosSystemSerialNumber}${fields.SmbiosSkuNumber}${fields.ProductKeyID}`
  for (const disk of Disks) own += disk.DiskSerialNumber
  own += `\n${fields.OsSystemTime}\n${fields.SmbiosUuid}`
  for (const adapter of NetworkAdapters) own += `\n${adapter.MacAddress}`
  return OWN_FORM.test(own)
}

/** Everything a hash says besides the device's own values, and how long those are. */
function variantOf(fields: DeviceFields): string {
  let variant = ''
  for (const [name, value] of Object.entries(fields)) {
    variant += `\n${name} `
    if (OWN_OCTETS.includes(name)) continue
    if (OWN_TEXT.includes(name)) variant += String(value).length
    else if (typeof value !== 'object') variant += String(value)
    else if (name === 'Disks') for (const disk of fields.Disks ?? []) variant += withLength(disk, 'DiskSerialNumber')
    else if (name === 'NetworkAdapters')
      for (const nic of fields.NetworkAdapters ?? []) variant += withLength(nic, 'MacAddress')
    else variant += JSON.stringify(value)
  }
  return variant
}

function withLength(part: object, own: string): string {
  let text = ';'
  for (const [name, value] of Object.entries(part)) text += `${name === own ? String(value).length : value},`
  return text
}

function templateOf(bytes: Uint8Array): Template {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const length = view.getUint16(2, true)
  const slots: Template['slots'][number][] = []
  const seen = new Map<number, number>()
  for (let at = 4; at < length; at += view.getUint16(at + 2, true)) {
    const type = view.getUint16(at, true)
    const position = seen.get(type) ?? 0
    seen.set(type, position + 1)
    const fill = FILLS[type]
    if (fill !== undefined) slots.push({ fill, at: at + 4, position })
  }
  return { bytes, slots, length }
}
