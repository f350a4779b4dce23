import { createHash } from 'node:crypto'

/** A hash around any record bytes, with a right length and checksum: made with Node alone, not with the library. */
export function seal(records: Uint8Array, total = 3000): Uint8Array {
  const length = 4 + records.length
  const bytes = new Uint8Array(Math.max(total, length + 36))
  bytes.set([0x4f, 0x41, length & 255, length >> 8])
  bytes.set(records, 4)
  return reseal(bytes)
}

/** The same bytes with the checksum computed anew over the declared length. */
export function reseal(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice()
  const length = copy[2]! | (copy[3]! << 8)
  copy.set([0x43, 0x53, 36, 0], length)
  copy.set(createHash('sha256').update(copy.subarray(0, length)).digest(), length + 4)
  return copy
}

/** One record: type, length, payload. */
export function record(type: number, payload: Uint8Array): Uint8Array {
  const size = 4 + payload.length
  return Uint8Array.from([type & 255, type >> 8, size & 255, size >> 8, ...payload])
}
