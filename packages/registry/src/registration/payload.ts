import type { Item } from './item.ts'

/** Writes a chunk of items compactly: their members as JSON, then the hashes one after the other. */
export function packItems(items: readonly Item[]): Uint8Array {
  const head = Buffer.from(JSON.stringify(items.map(item => ({ ...item, hash: item.hash?.length ?? 0 }))))
  const size = Buffer.alloc(4)
  size.writeUInt32LE(head.length)
  return Buffer.concat([size, head, ...items.flatMap(item => (item.hash ? [item.hash] : []))])
}

/** Inverse of `packItems`. */
export function unpackItems(payload: Uint8Array): Item[] {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
  const headEnd = 4 + bytes.readUInt32LE(0)
  let at = headEnd
  return (JSON.parse(bytes.toString('utf8', 4, headEnd)) as (Omit<Item, 'hash'> & { hash: number })[]).map(
    ({ hash, ...item }) => {
      if (hash === 0) return item
      at += hash
      return { ...item, hash: bytes.subarray(at - hash, at) }
    },
  )
}
