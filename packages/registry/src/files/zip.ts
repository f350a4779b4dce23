import { createInflateRaw } from 'node:zlib'
import { RegistryError } from '../errors.ts'
import { type FileSource, readRange } from './source.ts'

/** A file inside of a zip file. */
interface Entry {
  readonly offset: number
  readonly packed: number
  readonly size: number
  readonly method: number
}

const maxEntries = 10_000
const maxDirectoryBytes = 16_777_216
const tailBytes = 65_557
/** Text of spreadsheets shrinks to a tenth, hashes with their zeros to a thirtieth; what shrinks more than this is made to do harm. */
const maxRatio = 300
const smallBytes = 10_485_760

const damaged = (what: string) => new RegistryError('file_unreadable', `The spreadsheet is damaged: ${what}.`)

/** Reads zip files as spreadsheets are: by their directory, stored or deflated, of any size. */
export class Zip {
  readonly #source: FileSource
  readonly #entries: ReadonlyMap<string, Entry>
  readonly #unpackedBytes: number

  private constructor(source: FileSource, entries: ReadonlyMap<string, Entry>, unpackedBytes: number) {
    this.#source = source
    this.#entries = entries
    this.#unpackedBytes = unpackedBytes
  }

  /** @throws file_unreadable for what is no zip file, body_too_large for one that would unpack to more than allowed. */
  static async open(source: FileSource, unpackedBytes: number): Promise<Zip> {
    const entries = await readDirectory(source)
    for (const [name, { packed, size }] of entries)
      if (size > unpackedBytes || (size > smallBytes && size > packed * maxRatio))
        throw new RegistryError('body_too_large', `${name.slice(0, 100)} in the spreadsheet unpacks to ${size} bytes.`)
    return new Zip(source, entries, unpackedBytes)
  }

  /** The name under which a part stands here: parts of spreadsheets are named in any case. */
  find(name: string): string | undefined {
    if (this.#entries.has(name)) return name
    const folded = name.toLowerCase()
    return [...this.#entries.keys()].find(each => each.toLowerCase() === folded)
  }

  /** The bytes of a file, unpacked as they are read; no more than the directory says. */
  async *read(name: string): AsyncGenerator<Uint8Array> {
    const entry = this.#entries.get(name)
    if (!entry) throw damaged(`${name} is missing`)
    const head = await readRange(this.#source, entry.offset, entry.offset + 30)
    if (head.length < 30 || head.readUInt32LE(0) !== 0x04034b50) throw damaged(`${name} does not begin where it should`)
    const start = entry.offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28)
    const packed = this.#source.read(start, start + entry.packed)
    let left = Math.min(entry.size, this.#unpackedBytes)
    for await (const piece of entry.method === 0 ? packed : inflate(packed)) {
      left -= piece.length
      if (left < 0) throw damaged(`${name} is longer than it says`)
      yield piece
    }
    if (left > 0) throw damaged(`${name} ends early`)
  }

  async text(name: string, maxBytes = 4_194_304): Promise<string> {
    const pieces: Uint8Array[] = []
    let size = 0
    for await (const piece of this.read(name)) {
      size += piece.length
      if (size > maxBytes) throw damaged(`${name} is too long`)
      pieces.push(piece)
    }
    return Buffer.concat(pieces).toString()
  }
}

async function* inflate(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const inflater = createInflateRaw({ chunkSize: 262_144 })
  const feed = async () => {
    for await (const piece of packed)
      if (!inflater.write(piece)) await new Promise<void>(resolve => inflater.once('drain', resolve))
    inflater.end()
  }
  const feeding = feed().catch(error => inflater.destroy(error))
  try {
    for await (const piece of inflater) yield piece as Uint8Array
  } catch (cause) {
    if ((cause as { code?: string }).code?.startsWith('Z_')) throw damaged('its compressed data is broken')
    throw cause
  } finally {
    inflater.destroy()
    // Whoever waits for room would wait for ever.
    inflater.emit('drain')
    await feeding
  }
}

async function readDirectory(source: FileSource): Promise<Map<string, Entry>> {
  const start = Math.max(0, source.size - tailBytes)
  const tail = await readRange(source, start, source.size)
  const at = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (at < 0 || at + 22 > tail.length) throw damaged('its directory is missing; perhaps the upload was cut short')
  let count = tail.readUInt16LE(at + 10)
  let size = tail.readUInt32LE(at + 12)
  let offset = tail.readUInt32LE(at + 16)
  const locator = at - 20
  if (locator >= 0 && tail.readUInt32LE(locator) === 0x07064b50) {
    const place = Number(tail.readBigUInt64LE(locator + 8))
    const large = await readRange(source, place, place + 56)
    if (large.length < 56 || large.readUInt32LE(0) !== 0x06064b50) throw damaged('its directory is missing')
    count = Number(large.readBigUInt64LE(32))
    size = Number(large.readBigUInt64LE(40))
    offset = Number(large.readBigUInt64LE(48))
  }
  if (count > maxEntries || size > maxDirectoryBytes) throw damaged(`it holds ${count} files`)
  return readEntries(await readRange(source, offset, offset + size), count)
}

function readEntries(directory: Buffer, count: number): Map<string, Entry> {
  const entries = new Map<string, Entry>()
  let at = 0
  for (let n = 0; n < count; n++) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== 0x02014b50)
      throw damaged('its directory is broken')
    const flags = directory.readUInt16LE(at + 8)
    const method = directory.readUInt16LE(at + 10)
    const [nameLength, extraLength, noteLength] = [28, 30, 32].map(place => directory.readUInt16LE(at + place)) as [
      number,
      number,
      number,
    ]
    const end = at + 46 + nameLength + extraLength + noteLength
    if (end > directory.length) throw damaged('its directory is broken')
    const name = directory.toString('utf8', at + 46, at + 46 + nameLength)
    if (flags & 1)
      throw new RegistryError('file_unreadable', 'The spreadsheet is encrypted; save it without a password.')
    if (method !== 0 && method !== 8) throw damaged(`${name} is packed by a method that spreadsheets do not use`)
    const sizes = sizesOf(directory, at, directory.subarray(at + 46 + nameLength, end - noteLength))
    entries.set(name, { ...sizes, method })
    at = end
  }
  return entries
}

/** Numbers that do not fit stand in an extra field, in this order. */
function sizesOf(directory: Buffer, at: number, extra: Buffer): Omit<Entry, 'method'> {
  const values = {
    size: directory.readUInt32LE(at + 24),
    packed: directory.readUInt32LE(at + 20),
    offset: directory.readUInt32LE(at + 42),
  }
  for (let place = 0; place + 4 <= extra.length; place += 4 + extra.readUInt16LE(place + 2)) {
    if (extra.readUInt16LE(place) !== 1) continue
    let from = place + 4
    for (const name of ['size', 'packed', 'offset'] as const) {
      if (values[name] !== 0xffffffff) continue
      if (from + 8 > extra.length) throw damaged('its directory is broken')
      values[name] = Number(extra.readBigUInt64LE(from))
      from += 8
    }
  }
  return values
}
