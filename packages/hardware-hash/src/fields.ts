import { type CodeNames, codeFromText, codeText } from './codes.ts'
import { HardwareHashError } from './error.ts'
import { byteHex, bytesFromHex, hexOfSix } from './hex.ts'

/** How one fixed-size value stands in a record. `write` throws `value` naming the property when it does not fit. */
export interface Field {
  readonly size: number
  read(bytes: Uint8Array, at: number): unknown
  write(bytes: Uint8Array, at: number, value: unknown, name: string): void
}

/** The error for a value that does not fit its property. */
export function misfit(name: string, value: unknown, wanted: string): HardwareHashError {
  const plain = typeof value === 'number' || typeof value === 'boolean' ? String(value) : typeof value
  const shown = typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : plain
  return new HardwareHashError('value', `${name} must be ${wanted}, not ${shown}.`, { field: name })
}

/** Little-endian number of up to four bytes. */
export function readUint(bytes: Uint8Array, at: number, size: number): number {
  if (size === 4) return readU32(bytes, at)
  let value = 0
  for (let index = size - 1; index >= 0; index--) value = value * 256 + bytes[at + index]!
  return value
}

/** Little-endian number of four bytes. */
export function readU32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
}

/** Writes a number of up to six bytes, little-endian. */
export function writeUint(bytes: Uint8Array, at: number, size: number, value: number): void {
  let rest = value
  for (let index = 0; index < size; index++) {
    bytes[at + index] = rest % 256
    rest = Math.floor(rest / 256)
  }
}

/** `value` when it is text; else nothing, which no format takes for good. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** `value` when it is a whole number of at most `maximum`. */
export function whole(value: unknown, maximum: number, name: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= maximum) return value
  throw misfit(name, value, `a whole number from 0 to ${maximum}`)
}

function uint(size: 1 | 2 | 4): Field {
  return {
    size,
    read: (bytes, at) => readUint(bytes, at, size),
    write: (bytes, at, value, name) => writeUint(bytes, at, size, whole(value, 2 ** (8 * size) - 1, name)),
  }
}
export const u8 = uint(1)
export const u16 = uint(2)
export const u32 = uint(4)

export const u64: Field = {
  size: 8,
  read(bytes, at) {
    const low = readUint(bytes, at, 4)
    const high = readUint(bytes, at + 4, 4)
    return high < 0x200000 ? high * 0x100000000 + low : String((BigInt(high) << 32n) | BigInt(low))
  },
  write(bytes, at, value, name) {
    const exact =
      typeof value === 'number' ? Number.isSafeInteger(value) && value >= 0 : /^\d{1,20}$/.test(asText(value))
    const wide = exact ? BigInt(value as number | string) : -1n
    if (wide < 0n || wide >> 64n !== 0n) throw misfit(name, value, 'a 64-bit number')
    writeUint(bytes, at, 4, Number(wide & 0xffffffffn))
    writeUint(bytes, at + 4, 4, Number(wide >> 32n))
  },
}

/** u32 that should be 0 or 1; any other number is kept as a number. */
export const bool32: Field = {
  size: 4,
  read(bytes, at) {
    const value = readUint(bytes, at, 4)
    return value > 1 ? value : value === 1
  },
  write: (bytes, at, value, name) => u32.write(bytes, at, typeof value === 'boolean' ? Number(value) : value, name),
}

/** A number of an enumeration, in text. */
export function code(size: 1 | 2 | 4, names: CodeNames): Field {
  return {
    size,
    read: (bytes, at) => codeText(names, readUint(bytes, at, size)),
    write(bytes, at, value, name) {
      const number = typeof value === 'string' ? codeFromText(names, value) : value
      if (number === undefined)
        throw misfit(name, value, `one of ${[...names.byName.keys(), 'a number like 0x0A'].join(', ')}`)
      writeUint(bytes, at, size, whole(number, 2 ** (8 * size) - 1, name))
    },
  }
}

/** Four u16 in the order of VS_FIXEDFILEINFO: minor, major, revision, build. Text: major.minor.build.revision. */
export const version: Field = {
  size: 8,
  read: (bytes, at) => [2, 0, 6, 4].map(part => readUint(bytes, at + part, 2)).join('.'),
  write(bytes, at, value, name) {
    const parts = /^(\d{1,5})\.(\d{1,5})\.(\d{1,5})\.(\d{1,5})$/.exec(asText(value))
    if (!parts) throw misfit(name, value, 'a version like 10.0.26100.7705')
    for (const [index, part] of [2, 0, 6, 4].entries()) {
      writeUint(bytes, at + part, 2, whole(Number(parts[index + 1]), 0xffff, name))
    }
  },
}

const epoch = Date.UTC(2000, 0, 1)

/** u32 seconds since 2000-01-01T00:00:00Z. */
export const time: Field = {
  size: 4,
  read: (bytes, at) => `${new Date(epoch + 1000 * readUint(bytes, at, 4)).toISOString().slice(0, 19)}Z`,
  write(bytes, at, value, name) {
    const utc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(asText(value))
      ? Date.parse(asText(value))
      : Number.NaN
    const seconds = Math.floor((utc - epoch) / 1000)
    if (!(seconds >= 0 && seconds <= 0xffffffff))
      throw misfit(name, value, 'a UTC time from 2000 to 2136 like 2024-03-19T09:14:13Z')
    writeUint(bytes, at, 4, seconds)
  },
}

/** i8 in units of 15 minutes, east positive. Text: minutes. */
export const utcOffset: Field = {
  size: 1,
  read: (bytes, at) => ((bytes[at]! << 24) >> 24) * 15,
  write(bytes, at, value, name) {
    const quarters = typeof value === 'number' ? value / 15 : Number.NaN
    if (!Number.isInteger(quarters) || quarters < -128 || quarters > 127) {
      throw misfit(name, value, 'minutes from -1920 to 1905 in steps of 15')
    }
    bytes[at] = quarters
  },
}

/** Six bytes; text in Windows' form, `00-00-5E-00-53-10`. Written from any form with 12 digits. */
export const macAddress: Field = {
  size: 6,
  read: (bytes, at) => Array.from(bytes.subarray(at, at + 6), byte => byteHex[byte]!.toUpperCase()).join('-'),
  write(bytes, at, value, name) {
    const address = bytesFromHex(asText(value).replace(/[-:.]/g, ''))
    if (address?.length !== 6) throw misfit(name, value, 'a MAC address like 00-00-5E-00-53-10')
    bytes.set(address, at)
  },
}

/** Text of the 16 bytes at `at` as a Windows GUID. */
export function readGuid(bytes: Uint8Array, at: number): string {
  const first = hexOfSix(bytes[at + 3]!, bytes[at + 2]!, bytes[at + 1]!, bytes[at]!, bytes[at + 5]!, bytes[at + 4]!)
  const rest = hexOfSix(bytes[at + 7]!, bytes[at + 6]!, bytes[at + 8]!, bytes[at + 9]!, 0, 0)
  const node = hexOfSix(
    bytes[at + 10]!,
    bytes[at + 11]!,
    bytes[at + 12]!,
    bytes[at + 13]!,
    bytes[at + 14]!,
    bytes[at + 15]!,
  )
  return `${first.slice(0, 8)}-${first.slice(8)}-${rest.slice(0, 4)}-${rest.slice(4, 8)}-${node}`
}

const guidOrder = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]

/** 16 bytes whose text is a Windows GUID: the first three groups are little-endian. */
export const guid: Field = {
  size: 16,
  read: readGuid,
  write(bytes, at, value, name) {
    const shaped = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(asText(value))
    const raw = shaped ? bytesFromHex(asText(value).replaceAll('-', '')) : undefined
    if (!raw) throw misfit(name, value, 'a UUID like 4c4c4544-0038-5410-8037-b7c04f4a3333')
    for (let index = 0; index < 16; index++) bytes[at + guidOrder[index]!] = raw[index]!
  },
}
