import { nativeBuffer } from './native.ts'

/** How the 8-bit text of a record is written. Every hash seen is ASCII; anything that is not UTF-8 is kept as Latin-1. */
export type TextEncoding = 'utf-8' | 'latin1'

const nativeLatin1 = nativeBuffer?.prototype.latin1Slice

/** Text of `bytes[start .. end)`: ASCII at once, else strict UTF-8, else one character per byte. */
export function readText(bytes: Uint8Array, start: number, end: number): { text: string; encoding: TextEncoding } {
  if (isAscii(bytes, start, end)) return { text: readLatin1(bytes, start, end), encoding: 'utf-8' }
  const text = readUtf8(bytes, start, end)
  return text === undefined ? { text: readLatin1(bytes, start, end), encoding: 'latin1' } : { text, encoding: 'utf-8' }
}

/** Whether no byte of `bytes[start .. end)` has its top bit. */
export function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  let all = 0
  for (let at = start; at < end; at++) all |= bytes[at]!
  return all < 0x80
}

/** One character per byte. */
export function readLatin1(bytes: Uint8Array, start: number, end: number): string {
  if (nativeLatin1) return nativeLatin1.call(bytes, start, end)
  let text = ''
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]!)
  return text
}

/**
 * Strict UTF-8 (no overlong form, no surrogate, nothing above U+10FFFF), so that writing the text gives the same bytes;
 * `undefined` otherwise. Written here because a bare JavaScript engine has no TextDecoder.
 */
function readUtf8(bytes: Uint8Array, start: number, end: number): string | undefined {
  let text = ''
  let at = start
  while (at < end) {
    const lead = bytes[at]!
    const size =
      lead < 0x80
        ? 1
        : lead >= 0xc2 && lead < 0xe0
          ? 2
          : lead >= 0xe0 && lead < 0xf0
            ? 3
            : lead >= 0xf0 && lead < 0xf5
              ? 4
              : 0
    if (size === 0 || at + size > end) return undefined
    let point = size === 1 ? lead : lead & (0x7f >> size)
    for (let next = at + 1; next < at + size; next++) {
      const byte = bytes[next]!
      if ((byte & 0xc0) !== 0x80) return undefined
      point = (point << 6) | (byte & 0x3f)
    }
    const overlong = (size === 3 && point < 0x800) || (size === 4 && point < 0x10000)
    if (overlong || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return undefined
    text += String.fromCodePoint(point)
    at += size
  }
  return text
}

/** UTF-8 bytes of a string; `undefined` when it holds a lone surrogate, which UTF-8 cannot say. */
export function utf8Bytes(text: string): Uint8Array | undefined {
  const bytes: number[] = []
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at)!
    if (point < 0x80) bytes.push(point)
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 0x3f))
    else if (point < 0x10000) {
      if (point >= 0xd800 && point < 0xe000) return undefined
      bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f))
    } else {
      bytes.push(
        0xf0 | (point >> 18),
        0x80 | ((point >> 12) & 0x3f),
        0x80 | ((point >> 6) & 0x3f),
        0x80 | (point & 0x3f),
      )
      at++
    }
  }
  return Uint8Array.from(bytes)
}

/** Latin-1 bytes of a string; `undefined` when a character is above U+00FF. */
export function latin1Bytes(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code > 0xff) return undefined
    bytes[at] = code
  }
  return bytes
}

/** UTF-16LE text of `bytes[start .. end)`; the caller has made sure that the number of bytes is even. */
export function readUtf16(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let at = start; at < end; at += 2) text += String.fromCharCode(bytes[at]! | (bytes[at + 1]! << 8))
  return text
}

/** UTF-16LE bytes of a string, lone surrogates included. */
export function utf16Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(2 * text.length)
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    bytes[2 * at] = code & 0xff
    bytes[2 * at + 1] = code >> 8
  }
  return bytes
}
