import { base64ToBytes } from './base64.ts'
import { codecs } from './codecs.ts'
import { checkEnvelope, headerSize, recordSize, trailerSize } from './envelope.ts'
import { hexFromBytes } from './hex.ts'
import type { HardwareHash, HashRecord } from './model.ts'
import { gatherProperties } from './properties.ts'

/**
 * Decodes a Windows Autopilot / OA3 hardware hash ("4K HH") into plain data.
 *
 * @param input base64 text, in the forms {@link base64ToBytes} takes, or the bytes themselves. The zero tail may be cut off.
 * @returns every record in place and the values gathered from them. `encodeHardwareHash` gives back the identical bytes.
 * @throws {HardwareHashError} when it is not base64, not a hash, damaged, or a record does not have its fixed size. Records of
 * unknown type or odd content do not throw: they are kept raw, and `inspectHardwareHash` reports them.
 */
export function decodeHardwareHash(input: string | Uint8Array): HardwareHash {
  const bytes = typeof input === 'string' ? base64ToBytes(input) : input
  const end = checkEnvelope(bytes)
  const records: HashRecord[] = []
  for (let at = headerSize; at < end; ) {
    const size = recordSize(bytes, at, end)
    records.push(readRecord(bytes, at, at + size))
    at += size
  }
  const tail = readTail(bytes, end + trailerSize)
  return {
    totalLength: bytes.length,
    length: end,
    checksum: hexFromBytes(bytes, end + 4, end + trailerSize),
    ...gatherProperties(records),
    ...(tail && { tail }),
    records,
  }
}

function readRecord(bytes: Uint8Array, at: number, end: number): HashRecord {
  const type = bytes[at]! | (bytes[at + 1]! << 8)
  const properties = codecs.get(type)?.read(bytes, at + 4, end)
  if (!properties) return { type, raw: hexFromBytes(bytes, at + 4, end) }
  return { type, ...properties } as HashRecord
}

function readTail(bytes: Uint8Array, start: number): string {
  let end = bytes.length
  while (end > start && bytes[end - 1] === 0) end--
  return hexFromBytes(bytes, start, end)
}
