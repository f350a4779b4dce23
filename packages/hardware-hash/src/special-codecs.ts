import { offlineIdMethods, physicalMedia } from './codes.ts'
import { code, macAddress, misfit, readUint, u8, u16, u32, whole, writeUint } from './fields.ts'
import { bytesFromHex, hexFromBytes } from './hex.ts'
import { type Properties, type RecordCodec, struct } from './record-codec.ts'
import { readUtf16, utf16Bytes } from './text.ts'

/** The bytes of a property in hexadecimal. */
export function hexProperty(record: Properties, name: string): Uint8Array {
  const value = record[name]
  const bytes = typeof value === 'string' ? bytesFromHex(value) : undefined
  if (!bytes) throw misfit(name, value, 'hexadecimal digits, two for each byte')
  return bytes
}

function joined(...parts: Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

function sized(size: number, value: number): Uint8Array {
  const bytes = new Uint8Array(size)
  writeUint(bytes, 0, size, value)
  return bytes
}

const adapterHead = struct({ PhysicalMedium: code(4, physicalMedia), MacAddress: macAddress })

/** Record 8: medium, address, then a length-prefixed UTF-16LE bus enumerator with its NUL. */
export const networkAdapter: RecordCodec = {
  read(bytes, start, end) {
    const from = start + adapterHead.size
    if (end < from) return undefined
    const record = adapterHead.read(bytes, start, end)!
    const text = from + 4
    const usual = end >= text + 2 && (end - text) % 2 === 0 && readUint(bytes, from, 4) === end - text
    if (usual && bytes[end - 1] === 0 && bytes[end - 2] === 0) record['BusEnumerator'] = readUtf16(bytes, text, end - 2)
    else if (end > from) record['rest'] = hexFromBytes(bytes, from, end)
    return record
  },
  write(record) {
    const head = adapterHead.write(record)
    if (record['rest'] !== undefined) return joined(head, hexProperty(record, 'rest'))
    const bus = record['BusEnumerator']
    if (bus === undefined) return head
    if (typeof bus !== 'string') throw misfit('BusEnumerator', bus, 'text')
    const text = utf16Bytes(`${bus}\0`)
    return joined(head, sized(4, text.length), text)
  },
}

/** Record 30: UTF-16LE that fills its record. */
export const videoAdapter: RecordCodec = {
  read: (bytes, start, end) => ((end - start) % 2 === 0 ? { VideoAdapter: readUtf16(bytes, start, end) } : undefined),
  write(record) {
    const text = record['VideoAdapter']
    if (typeof text !== 'string') throw misfit('VideoAdapter', text, 'text')
    return utf16Bytes(text)
  },
}

const processorClass = struct({ EfficiencyClass: u8, Cores: u16, Threads: u16 })

/** Record 34: a count and as many classes. */
export const processorClasses: RecordCodec = {
  read(bytes, start, end) {
    const count = (end - start - 1) / processorClass.size
    if (end === start || bytes[start] !== count) return undefined
    const at = (index: number) => start + 1 + index * processorClass.size
    return { ProcessorClasses: Array.from({ length: count }, (_, index) => processorClass.read(bytes, at(index), end)) }
  },
  write(record) {
    const classes = record['ProcessorClasses']
    if (!Array.isArray(classes) || classes.length > 255)
      throw misfit('ProcessorClasses', classes, 'a list of at most 255')
    return joined(sized(1, classes.length), ...classes.map(each => processorClass.write(Object(each) as Properties)))
  },
}

/** Record 25: bytes. A hash of some third-party encoders holds text here; it is kept the same way. */
export const ekPub: RecordCodec = {
  read: (bytes, start, end) => ({ TPMEkPub: hexFromBytes(bytes, start, end) }),
  write: record => hexProperty(record, 'TPMEkPub'),
}

const offlineHead = struct({
  OfflineDeviceIdStatus: u32,
  OfflineDeviceIdType: code(1, offlineIdMethods),
  OfflineDeviceIdFlag: u8,
})

/** Record 11: status, method, flag, then a length-prefixed id. */
export const offlineDeviceId: RecordCodec = {
  read(bytes, start, end) {
    const from = start + offlineHead.size + 4
    if (end < from || readUint(bytes, from - 4, 4) !== end - from) return undefined
    return { ...offlineHead.read(bytes, start, end), OfflineDeviceId: hexFromBytes(bytes, from, end) }
  },
  write(record) {
    const id = hexProperty(record, 'OfflineDeviceId')
    return joined(offlineHead.write(record), sized(4, id.length), id)
  },
}

const countsSize = 20

/** Record 37: its size twice, ten counts, and a two-byte word for each instance and two more. */
export const licensing: RecordCodec = {
  read(bytes, start, end) {
    const size = end - start - 4
    if (size < 4 + countsSize || readUint(bytes, start, 4) !== size || readUint(bytes, start + 4, 4) !== size)
      return undefined
    const counts = Array.from({ length: 10 }, (_, index) => readUint(bytes, start + 8 + 2 * index, 2))
    return { LicensingCounts: counts, LicensingHashes: hexFromBytes(bytes, start + 8 + countsSize, end) }
  },
  write(record) {
    const counts = record['LicensingCounts']
    if (!Array.isArray(counts) || counts.length !== 10) throw misfit('LicensingCounts', counts, 'a list of ten counts')
    const hashes = hexProperty(record, 'LicensingHashes')
    const size = sized(4, 4 + countsSize + hashes.length)
    return joined(size, size, ...counts.map(count => sized(2, whole(count, 0xffff, 'LicensingCounts'))), hashes)
  },
}
