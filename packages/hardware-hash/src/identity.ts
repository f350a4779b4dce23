import { codeText, offlineIdMethods, osTypes, physicalMedia } from './codes.ts'
import { sha256Hex } from './digest.ts'
import { diskSerial } from './disk-serial.ts'
import { checkEnvelope, headerSize, recordSize } from './envelope.ts'
import { readGuid, readU32 } from './fields.ts'
import { hexFromBytes, hexOfSix } from './hex.ts'
import { cutText } from './properties.ts'
import { isAscii, readLatin1, readText, readUtf16 } from './text.ts'

/** One network adapter, as far as matching needs it. */
export interface HashMac {
  /** 12 lower-case hexadecimal digits. */
  mac: string
  /** `802_3` and `Native802_11` are fixed parts; `Bluetooth` may be removable. */
  medium: string
  /** Bus enumerator, `PCI`; `USB` for a removable adapter. Empty when the hash names none. */
  bus: string
}

/** What a registry needs to recognise a device. Texts end at their first NUL; placeholders are not filtered. */
export interface HashIdentity {
  /** Declared length: `bytes.subarray(0, length + 36)` is the hash without its zero tail. */
  length: number
  /** SHA-256 of the TPM's endorsement key (256 bytes), computed from the key, hexadecimal. Absent without such a key. */
  ekDigest: string | undefined
  /** Hexadecimal, as the hash claims it. */
  offlineDeviceId: string | undefined
  /** `TPM_EK` when `offlineDeviceId` claims to be `ekDigest`. */
  offlineDeviceIdMethod: string | undefined
  /** Windows GUID order, lower case. */
  smbiosUuid: string | undefined
  serial: string | undefined
  manufacturer: string | undefined
  model: string | undefined
  productKeyId: string | undefined
  /** `FullOS` or `WinPE`. */
  osType: string | undefined
  /** Every adapter, in order. */
  macs: HashMac[]
  /** Serial numbers of the disks, trimmed, in order, without empty ones. */
  diskSerials: string[]
  /** Serial number of the system disk as the kernel knows it, trimmed. */
  systemDiskSerial: string | undefined
}

/**
 * Reads what matching needs and nothing else: the quick way in, about as fast as hashing the input. Structure and checksum are
 * verified as `decodeHardwareHash` does, and both agree on every value.
 *
 * @throws {HardwareHashError} as `decodeHardwareHash`.
 */
export function readIdentity(bytes: Uint8Array): HashIdentity {
  const end = checkEnvelope(bytes)
  const hash: OpenHash = { bytes, characters: readLatin1(bytes, 0, end) }
  const identity = emptyIdentity(end)
  for (let at = headerSize; at < end; ) {
    const next = at + recordSize(bytes, at, end)
    if (bytes[at + 1] === 0) readPart(identity, bytes[at]!, hash, at + 4, next)
    at = next
  }
  return identity
}

/** One character for each byte beside the bytes: cutting a string out of a string costs less than making one. */
interface OpenHash {
  bytes: Uint8Array
  characters: string
}

function emptyIdentity(length: number): HashIdentity {
  return {
    length,
    ekDigest: undefined,
    offlineDeviceId: undefined,
    offlineDeviceIdMethod: undefined,
    smbiosUuid: undefined,
    serial: undefined,
    manufacturer: undefined,
    model: undefined,
    productKeyId: undefined,
    osType: undefined,
    macs: [],
    diskSerials: [],
    systemDiskSerial: undefined,
  }
}

function readPart(identity: HashIdentity, type: number, hash: OpenHash, start: number, end: number): void {
  const { bytes } = hash
  switch (type) {
    case 1:
      identity.osType ??= codeText(osTypes, bytes[start + 21]!)
      break
    case 7:
      addDisk(identity, serialText(hash, start, end))
      break
    case 8:
      if (end - start >= 10) identity.macs.push(readMac(hash, start, end))
      break
    case 11:
      readOfflineId(identity, bytes, start, end)
      break
    case 12:
      identity.smbiosUuid ??= readGuid(bytes, start)
      break
    case 14:
      identity.serial ??= text(hash, start, end)
      break
    case 16:
      identity.manufacturer ??= text(hash, start, end)
      break
    case 17:
      identity.model ??= text(hash, start, end)
      break
    case 24:
      identity.productKeyId ??= text(hash, start, end)
      break
    case 25:
      if (end - start === 256) identity.ekDigest ??= sha256Hex(bytes.subarray(start, end))
      break
    case 28:
      identity.systemDiskSerial ??= serialText(hash, start, end)
      break
  }
}

function addDisk(identity: HashIdentity, serial: string): void {
  if (serial !== '') identity.diskSerials.push(serial)
}

/** Text of a record up to its first NUL; up to `until` where what follows does not matter and all before it is ASCII. */
function text({ bytes, characters }: OpenHash, start: number, end: number, until = end): string {
  const close = characters.indexOf('\0', start)
  const cut = close < 0 || close > until ? until : close
  if (isAscii(bytes, start, cut)) return characters.slice(start, cut)
  return cutText(readText(bytes, start, bytes[end - 1] === 0 ? end - 1 : end).text)
}

function serialText(hash: OpenHash, start: number, end: number): string {
  const bar = hash.characters.indexOf('|', start)
  return diskSerial(text(hash, start, end, bar >= 0 && bar < end ? bar : end))
}

function readMac({ bytes, characters }: OpenHash, start: number, end: number): HashMac {
  const at = start + 4
  const mac = hexOfSix(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!, bytes[at + 4]!, bytes[at + 5]!)
  const medium = codeText(physicalMedia, readU32(bytes, start))
  const from = start + 14
  const sized = end >= from + 2 && readU32(bytes, from - 4) === end - from
  return { mac, medium, bus: sized ? busName(bytes, characters, from, end) : '' }
}

/** The bus names of nearly every adapter, by their bytes: UTF-16 with its NUL. */
const knownBuses = ['PCI', 'BTH', 'USB', 'VMBUS'].map(name => ({ name, coded: `${[...name, '\0'].join('\0')}\0` }))

function busName(bytes: Uint8Array, characters: string, start: number, end: number): string {
  for (const { name, coded } of knownBuses) {
    if (coded.length === end - start && characters.startsWith(coded, start)) return name
  }
  const closed = (end - start) % 2 === 0 && bytes[end - 1] === 0 && bytes[end - 2] === 0
  return closed ? cutText(readUtf16(bytes, start, end - 2)) : ''
}

function readOfflineId(identity: HashIdentity, bytes: Uint8Array, start: number, end: number): void {
  const from = start + 10
  if (identity.offlineDeviceId !== undefined || end < from || readU32(bytes, start + 6) !== end - from) return
  identity.offlineDeviceIdMethod = codeText(offlineIdMethods, bytes[start + 4]!)
  identity.offlineDeviceId = hexFromBytes(bytes, from, end)
}
