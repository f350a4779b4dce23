import { RegistryError } from '../errors.ts'
import { type Row, toRow } from './row.ts'

const quote = 0x22
const backslash = 0x5c
const open = new Set([0x7b, 0x5b])
const close = new Set([0x7d, 0x5d])
const white = new Set([0x20, 0x09, 0x0a, 0x0d])
const comma = 0x2c
const byteOrderMark = [0xef, 0xbb, 0xbf]

/**
 * Cuts a JSON array of objects into its elements while it streams, so that an array of any length takes the memory of one element.
 * `JSON.parse` reads each element; this only finds where one ends.
 */
class ArraySplitter {
  readonly #maxBytes: number
  #state: 'before' | 'between' | 'inside' | 'after' = 'before'
  #depth = 0
  #inText = false
  #escaped = false
  #held: Buffer[] = []
  #heldBytes = 0
  #needComma = false
  #afterComma = false
  #markBytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  push(data: Buffer): string[] {
    const found: string[] = []
    let start = 0
    for (let at = 0; at < data.length; at++) {
      const byte = data[at] as number
      if (this.#state === 'inside') {
        if (this.#endsElement(byte)) {
          found.push(this.#take(data.subarray(start, at + 1)))
          this.#state = 'between'
          this.#needComma = true
          this.#afterComma = false
        }
      } else if (this.#startsElement(byte)) {
        start = at
        this.#state = 'inside'
        this.#depth = 1
      }
    }
    if (this.#state === 'inside') this.#hold(data.subarray(start))
    return found
  }

  finish(): void {
    if (this.#state !== 'after')
      throw new RegistryError('unreadable_body', 'The JSON array ends before its closing bracket.')
  }

  #endsElement(byte: number): boolean {
    if (this.#inText) {
      if (this.#escaped) this.#escaped = false
      else if (byte === backslash) this.#escaped = true
      else if (byte === quote) this.#inText = false
      return false
    }
    if (byte === quote) this.#inText = true
    else if (open.has(byte)) this.#depth++
    else if (close.has(byte)) this.#depth--
    return this.#depth === 0
  }

  #startsElement(byte: number): boolean {
    if (white.has(byte)) return false
    if (this.#state === 'before' && byte === 0x5b) this.#state = 'between'
    else if (this.#state === 'before' && byte === byteOrderMark[this.#markBytes]) this.#markBytes++
    else if (this.#state === 'between' && byte === 0x5d && !this.#afterComma) this.#state = 'after'
    else if (this.#state === 'between' && byte === comma && this.#needComma) {
      this.#needComma = false
      this.#afterComma = true
    } else if (this.#state === 'between' && byte === 0x7b && !this.#needComma) return true
    else throw new RegistryError('unreadable_body', 'The body must be a JSON array of objects.')
    return false
  }

  #hold(piece: Buffer): void {
    this.#held.push(piece)
    this.#heldBytes += piece.length
    if (this.#heldBytes > this.#maxBytes)
      throw new RegistryError('body_too_large', `An element of the array is longer than ${this.#maxBytes} bytes.`)
  }

  #take(piece: Buffer): string {
    this.#hold(piece)
    const text = (this.#held.length === 1 ? piece : Buffer.concat(this.#held)).toString('utf8')
    this.#held = []
    this.#heldBytes = 0
    return text
  }
}

/** The elements of a JSON array of objects, as text. @throws unreadable_body where the array itself is malformed. */
export async function* jsonElements(body: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<string[]> {
  const splitter = new ArraySplitter(maxBytes)
  for await (const piece of body) {
    const found = splitter.push(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength))
    if (found.length > 0) yield found
  }
  splitter.finish()
}

/** Rows of a JSON array. @throws unreadable_body when the array itself is malformed: where its elements begin is then unknown. */
export async function* jsonArrayRows(body: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Row[]> {
  let count = 0
  for await (const elements of jsonElements(body, maxBytes)) {
    yield elements.map(text => {
      count++
      try {
        return toRow(JSON.parse(text))
      } catch (cause) {
        throw new RegistryError('unreadable_body', `Element ${count} of the array is not well-formed JSON.`, { cause })
      }
    })
  }
}
