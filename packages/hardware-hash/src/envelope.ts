import { maximumSize, tooLong } from './base64.ts'
import { sha256Hex } from './digest.ts'
import { HardwareHashError } from './error.ts'
import { hexFromBytes, isBytes } from './hex.ts'

/** Bytes of a whole hash. */
export const hashSize = 3000
/** Bytes of "OA" and the declared length. */
export const headerSize = 4
/** Bytes of "CS", its length and the SHA-256. */
export const trailerSize = 36

/** Size with head of the records that have only one, by type; 0 for all others. */
const fixedSizes = new Uint8Array(256)
for (const [type, size] of [
  [1, 28],
  [2, 16],
  [5, 25],
  [6, 16],
  [9, 16],
  [10, 9],
  [12, 20],
  [27, 8],
  [29, 22],
] as const) {
  fixedSizes[type] = size
}

/**
 * Checks everything around the records: size, magic, declared length, trailer, checksum. Returns the declared length, which is
 * where the records end. The checksum is not keyed: it finds damage, it proves no origin.
 *
 * @throws {HardwareHashError} `not-base64` when it is no bytes, `too-short`, `too-long`, `magic`, `length`, `trailer`, `checksum`.
 */
export function checkEnvelope(bytes: Uint8Array): number {
  if (!isBytes(bytes)) throw new HardwareHashError('not-base64', 'A hardware hash is base64 text or bytes.')
  if (bytes.length < headerSize + trailerSize) {
    throw new HardwareHashError('too-short', `${bytes.length} bytes are too few for a hardware hash.`)
  }
  if (bytes.length > maximumSize) throw tooLong()
  if (bytes[0] !== 0x4f || bytes[1] !== 0x41) {
    throw new HardwareHashError('magic', 'A hardware hash starts with "OA" (in base64, "T0").', { offset: 0 })
  }
  const end = bytes[2]! | (bytes[3]! << 8)
  if (end < headerSize || end > bytes.length - trailerSize) {
    const message = `The declared length ${end} does not fit into ${bytes.length} bytes; the hash may be cut short.`
    throw new HardwareHashError('length', message, { offset: 2 })
  }
  const tag = bytes[end] === 0x43 && bytes[end + 1] === 0x53
  if (!tag || bytes[end + 2] !== trailerSize || bytes[end + 3] !== 0) {
    throw new HardwareHashError('trailer', 'No checksum record where the declared length ends.', { offset: end })
  }
  if (sha256Hex(bytes.subarray(0, end)) !== hexFromBytes(bytes, end + 4, end + trailerSize)) {
    const message = 'The checksum does not match: the hash is damaged or was altered.'
    throw new HardwareHashError('checksum', message, { offset: end })
  }
  return end
}

/**
 * Size with head of the record at `at`, which lies before `end`.
 *
 * @throws {HardwareHashError} `record-length` when it is shorter than its head or crosses `end`, `record-size` when its type has
 * another fixed size.
 */
export function recordSize(bytes: Uint8Array, at: number, end: number): number {
  const size = at + 4 <= end ? bytes[at + 2]! | (bytes[at + 3]! << 8) : 0
  if (size < 4 || at + size > end) {
    throw new HardwareHashError('record-length', `The record at ${at} has an impossible length.`, { offset: at })
  }
  const fixed = bytes[at + 1] === 0 ? fixedSizes[bytes[at]!]! : 0
  if (fixed !== 0 && fixed !== size) {
    const message = `Record ${bytes[at]} at ${at} has ${size} bytes instead of ${fixed}.`
    throw new HardwareHashError('record-size', message, { offset: at, recordType: bytes[at]! })
  }
  return size
}
