import { isUtf8 } from 'node:buffer'

/** Character sets that files come in. */
export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const
export type Encoding = (typeof encodings)[number]

/** The byte order mark of each, where it has one. */
export const byteOrderMarks: Readonly<Record<Encoding, readonly number[]>> = {
  'utf-8': [0xef, 0xbb, 0xbf],
  'utf-16le': [0xff, 0xfe],
  'utf-16be': [0xfe, 0xff],
  'windows-1252': [],
}

/** Looks at text as it comes in, so that nobody has to read a large file twice to know its character set. */
export class Utf8Check {
  #rest: Uint8Array = new Uint8Array()
  #valid = true

  push(piece: Uint8Array): void {
    if (!this.#valid) return
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, piece]) : piece
    const cut = bytes.length - incomplete(bytes)
    this.#valid = isUtf8(bytes.subarray(0, cut))
    this.#rest = bytes.slice(cut)
  }

  /** Whether all of it was UTF-8. */
  get valid(): boolean {
    return this.#valid && this.#rest.length === 0
  }
}

/** Bytes at the end that begin a character and do not complete it. */
function incomplete(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0
  }
  return 0
}

/** What the head of a file says of its character set. */
export interface DetectedEncoding {
  readonly encoding: Encoding
  readonly mark: boolean
}

/**
 * A byte order mark counts. Without one, zero bytes at every other place are UTF-16; what is not UTF-8 all through is Windows-1252, the
 * "ANSI" of Excel and of the portals.
 */
export function detectEncoding(head: Uint8Array, wholeIsUtf8: boolean): DetectedEncoding {
  for (const encoding of encodings) {
    const mark = byteOrderMarks[encoding]
    if (mark.length > 0 && mark.every((byte, at) => head[at] === byte)) return { encoding, mark: true }
  }
  const zeros = [0, 0]
  const looked = Math.min(head.length, 4096)
  for (let at = 0; at < looked; at++) if (head[at] === 0) zeros[at % 2] = (zeros[at % 2] as number) + 1
  const [even = 0, odd = 0] = zeros
  if (odd > looked / 5 && even < odd / 4) return { encoding: 'utf-16le', mark: false }
  if (even > looked / 5 && odd < even / 4) return { encoding: 'utf-16be', mark: false }
  return { encoding: wholeIsUtf8 ? 'utf-8' : 'windows-1252', mark: false }
}

/** Text out of bytes, however they were cut. A byte order mark is taken off. */
export async function* decode(body: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const piece of body) yield decoder.decode(piece, { stream: true })
  const last = decoder.decode()
  if (last !== '') yield last
}

/** Bytes 0x80 to 0x9f of Windows-1252, by character. */
const cp1252 = new Map(
  [...new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 32 }, (_, at) => at + 0x80))].map(
    (character, at) => [character, at + 0x80],
  ),
)

/** Bytes of text. What Windows-1252 does not have becomes `?`. */
export function encode(text: string, encoding: Encoding): Uint8Array {
  if (encoding === 'utf-8') return Buffer.from(text)
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le')
  if (encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16()
  return Uint8Array.from(text, character => {
    const known = cp1252.get(character)
    if (known !== undefined) return known
    const code = character.codePointAt(0) as number
    return code < 0x80 || (code >= 0xa0 && code <= 0xff) ? code : 0x3f
  })
}
