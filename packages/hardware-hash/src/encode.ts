import { bytesToBase64, maximumSize } from './base64.ts'
import { codecs } from './codecs.ts'
import { sha256Hex } from './digest.ts'
import { hashSize, headerSize, recordSize, trailerSize } from './envelope.ts'
import { HardwareHashError } from './error.ts'
import { whole, writeUint } from './fields.ts'
import { bytesFromHex } from './hex.ts'
import type { HashContents } from './model.ts'
import type { Properties } from './record-codec.ts'
import { hexProperty } from './special-codecs.ts'

/**
 * Writes a hash: the exact inverse of `decodeHardwareHash`. Reads `records`, `totalLength` and `tail` and nothing else, so a
 * decoded model, the same through JSON, or `{ records }` alone will do. The checksum is computed anew.
 *
 * @returns `totalLength` bytes, 3000 when it is not given.
 * @throws {HardwareHashError} `model` when it is not shaped like one, `value` naming the field that does not fit, `overflow` when
 * records and checksum do not fit into `totalLength`.
 */
export function encodeHardwareHash(contents: HashContents): Uint8Array {
  const model = Object(contents) as Properties
  if (!Array.isArray(model['records'])) throw new HardwareHashError('model', 'A hardware hash needs a list of records.')
  const total = model['totalLength'] === undefined ? hashSize : whole(model['totalLength'], maximumSize, 'totalLength')
  const tail = model['tail'] === undefined ? new Uint8Array(0) : hexProperty(model, 'tail')
  const bytes = new Uint8Array(total)
  const room = Math.min(0xffff, total - trailerSize - tail.length)
  let end = headerSize
  for (const record of model['records']) end = writeRecord(bytes, end, room, Object(record) as Properties)
  if (end > room) throw overflow(end, room)
  bytes.set([0x4f, 0x41])
  writeUint(bytes, 2, 2, end)
  bytes.set([0x43, 0x53, trailerSize, 0], end)
  bytes.set(bytesFromHex(sha256Hex(bytes.subarray(0, end)))!, end + 4)
  bytes.set(tail, end + trailerSize)
  return bytes
}

/** {@link encodeHardwareHash} as one line of base64: 4000 characters for 3000 bytes. */
export function hardwareHashToBase64(contents: HashContents): string {
  return bytesToBase64(encodeHardwareHash(contents))
}

function writeRecord(bytes: Uint8Array, at: number, room: number, record: Properties): number {
  const type = whole(record['type'], 0xffff, 'type')
  const codec = codecs.get(type)
  if (record['raw'] === undefined && !codec) {
    throw new HardwareHashError('model', `Record type ${type} is not known; give its bytes as raw.`, {
      recordType: type,
    })
  }
  const payload = record['raw'] === undefined && codec ? codec.write(record) : hexProperty(record, 'raw')
  const end = at + 4 + payload.length
  if (end > room) throw overflow(end, room)
  writeUint(bytes, at, 2, type)
  writeUint(bytes, at + 2, 2, 4 + payload.length)
  bytes.set(payload, at + 4)
  // A raw record must not break the size rule that decoding holds it to.
  recordSize(bytes, at, end)
  return end
}

function overflow(end: number, room: number): HardwareHashError {
  return new HardwareHashError('overflow', `Header and records take at least ${end} bytes; there is room for ${room}.`)
}
