import { once } from 'node:events'
import { crc32, createDeflateRaw } from 'node:zlib'

interface Written {
  readonly name: Buffer
  readonly offset: number
  readonly crc: number
  readonly packed: number
  readonly size: number
  readonly large: boolean
}

/** 1980-01-01, the first day that zip files know: files that say the same are the same. */
const noDate = 0x0021
const whole = 0xffffffff

function number16(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2)
  for (const [at, value] of values.entries()) bytes.writeUInt16LE(value, at * 2)
  return bytes
}

function number32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [at, value] of values.entries()) bytes.writeUInt32LE(value, at * 4)
  return bytes
}

function number64(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8)
  for (const [at, value] of values.entries()) bytes.writeBigUInt64LE(BigInt(value), at * 8)
  return bytes
}

/** Writes a zip file as it goes: sizes follow the data. */
export class ZipWriter {
  #at = 0
  readonly #written: Written[] = []

  /** @param large whether it may have 4 GB or more. */
  async *file(name: string, content: AsyncIterable<Uint8Array>, large = false): AsyncGenerator<Uint8Array> {
    const offset = this.#at
    const nameBytes = Buffer.from(name)
    const extra = large ? Buffer.concat([number16(1, 16), number64(0, 0)]) : Buffer.alloc(0)
    const sizes = large ? number32(0, whole, whole) : number32(0, 0, 0)
    const head = [number32(0x04034b50), number16(large ? 45 : 20, 8, 8, 0, noDate), sizes]
    yield this.#count(Buffer.concat([...head, number16(nameBytes.length, extra.length), nameBytes, extra]))
    let crc = 0
    let size = 0
    const start = this.#at
    const deflate = createDeflateRaw({ level: 6, chunkSize: 262_144 })
    const feed = async () => {
      for await (const piece of content) {
        crc = crc32(piece, crc)
        size += piece.length
        if (!deflate.write(piece)) await once(deflate, 'drain')
      }
      deflate.end()
    }
    const feeding = feed().catch(error => deflate.destroy(error))
    for await (const piece of deflate) yield this.#count(piece)
    await feeding
    const packed = this.#at - start
    const ending = [number32(0x08074b50, crc), large ? number64(packed, size) : number32(packed, size)]
    yield this.#count(Buffer.concat(ending))
    this.#written.push({ name: nameBytes, offset, crc, packed, size, large })
  }

  /** The directory, at the end. */
  finish(): Uint8Array {
    const start = this.#at
    const entries = this.#written.map(({ name, offset, crc, packed, size, large }) => {
      const extra = large ? Buffer.concat([number16(1, 24), number64(size, packed, offset)]) : Buffer.alloc(0)
      const sizes = large ? number32(crc, whole, whole) : number32(crc, packed, size)
      const place = [number16(name.length, extra.length, 0, 0, 0), number32(0, large ? whole : offset)]
      const version = large ? 45 : 20
      return Buffer.concat([
        number32(0x02014b50),
        number16(version, version, 8, 8, 0, noDate),
        sizes,
        ...place,
        name,
        extra,
      ])
    })
    const directory = Buffer.concat(entries)
    const count = entries.length
    const far = start >= whole
    const large = far
      ? Buffer.concat([
          number32(0x06064b50),
          number64(44),
          number16(45, 45),
          number32(0, 0),
          number64(count, count, directory.length, start),
          number32(0x07064b50, 0),
          number64(start + directory.length),
          number32(1),
        ])
      : Buffer.alloc(0)
    const place = [number16(count, count), number32(directory.length, far ? whole : start), number16(0)]
    return Buffer.concat([directory, large, number32(0x06054b50), number16(0, 0), ...place])
  }

  #count(piece: Uint8Array): Uint8Array {
    this.#at += piece.length
    return piece
  }
}
