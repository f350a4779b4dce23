import { bytesToId, idToBytes } from '../ids.ts'
import type { Vault } from '../vault.ts'

/** A hash of a device of the batch. */
export interface KeptHash {
  readonly deviceId: string
  readonly bytes: Uint8Array
}

/** Hashes of rows that follow each other, packed and sealed for the case that all of them are registered. */
export interface HashBlock {
  /** Position of its first row in the batch, by which it is found. */
  readonly number: number
  /** Indexes of its rows among those that were prepared; rows without a hash between them do not count. */
  readonly first: number
  readonly end: number
  readonly sealed: Uint8Array
}

/**
 * Hashes of one block. They have much in common: 417 bytes each as stored in such blocks, 402 among a thousand, 834 alone. To read or to
 * remove one, its block is opened.
 */
export const hashesPerBlock = 250

const idBytes = 16
const headBytes = idBytes + 2

const place = (batchId: string, number: number) => `hashes/${batchId}/${number}`

/** Seals hashes together: how many, then id and length of each, then all of them. */
export function sealHashes(vault: Vault, batchId: string, number: number, hashes: readonly KeptHash[]): Uint8Array {
  const head = Buffer.alloc(4 + headBytes * hashes.length)
  head.writeUInt32LE(hashes.length)
  for (const [index, { deviceId, bytes }] of hashes.entries()) {
    const at = 4 + headBytes * index
    head.set(idToBytes(deviceId), at)
    head.writeUInt16LE(bytes.length, at + idBytes)
  }
  return vault.seal(Buffer.concat([head, ...hashes.map(one => one.bytes)]), place(batchId, number))
}

/** Inverse of `sealHashes`. */
export function openHashes(vault: Vault, batchId: string, number: number, sealed: Uint8Array): KeptHash[] {
  const plain = vault.open(sealed, place(batchId, number))
  const bytes = Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength)
  const count = bytes.readUInt32LE(0)
  let from = 4 + headBytes * count
  return Array.from({ length: count }, (_, index) => {
    const at = 4 + headBytes * index
    const length = bytes.readUInt16LE(at + idBytes)
    from += length
    return { deviceId: bytesToId(bytes.subarray(at, at + idBytes)), bytes: bytes.subarray(from - length, from) }
  })
}

/**
 * The block as it is to be stored when only these devices of it were registered. Its number becomes the position of the first of them: rows
 * that wait are packed again later, and no two blocks of a batch may have one number.
 */
export function keepSome(
  vault: Vault,
  batchId: string,
  block: HashBlock,
  number: number,
  deviceIds: ReadonlySet<string>,
): Uint8Array {
  const hashes = openHashes(vault, batchId, block.number, block.sealed)
  return sealHashes(
    vault,
    batchId,
    number,
    hashes.filter(hash => deviceIds.has(hash.deviceId)),
  )
}
