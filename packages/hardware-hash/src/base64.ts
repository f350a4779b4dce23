import { HardwareHashError } from './error.ts'
import { nativeBuffer } from './native.ts'

/** Largest hash that is looked at, in bytes. The format cannot use more than 65571; the rest would be an empty tail. */
export const maximumSize = 131072
const longestCleanText = Math.floor(maximumSize / 3) * 4

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const nativeBase64 = nativeBuffer?.prototype.base64Slice
const space = 64
const bad = 255
const values = new Uint8Array(128).fill(bad)
for (let value = 0; value < 64; value++) values[alphabet.charCodeAt(value)] = value
values[0x2d] = 62
values[0x5f] = 63
for (const code of [0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20]) values[code] = space

/**
 * Bytes of base64 text, as tolerant as hashes in the wild need: padding present, missing or too much; white space, line breaks and
 * a byte-order mark anywhere; either alphabet; a length that no whole number of bytes fits (6 bits left over are completed with
 * zero bits, which is the known "append `A`" repair).
 *
 * @throws {HardwareHashError} `not-base64` with the offset of the first foreign character, `too-long` beyond 128 KiB of bytes.
 */
export function base64ToBytes(text: string): Uint8Array {
  if (typeof text !== 'string') throw new HardwareHashError('not-base64', 'Base64 is text.')
  if (nativeBuffer && text.length % 4 === 0 && text.length <= longestCleanText) {
    const bytes = nativeBuffer.from(text, 'base64')
    // Node skips what is not base64, so a clean text is one that gave every byte its length promises.
    if (bytes.length === promisedLength(text)) return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
  }
  return (nativeBuffer ? undefined : decodeInBrowser(text)) ?? decodeTolerantly(text)
}

/** The browser's own decoder, where it has one and finds nothing to complain of. */
function decodeInBrowser(text: string): Uint8Array | undefined {
  const { fromBase64 } = Uint8Array as { fromBase64?: (text: string) => Uint8Array }
  if (!fromBase64 || text.length > longestCleanText) return undefined
  try {
    return fromBase64.call(Uint8Array, text)
  } catch {
    return undefined
  }
}

function promisedLength(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  return (text.length / 4) * 3 - padding
}

function decodeTolerantly(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.min(maximumSize, Math.ceil((text.length * 3) / 4)))
  let size = 0
  let bits = 0
  let held = 0
  let padded = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const value = code < 128 ? values[code]! : code === 0xfeff ? space : bad
    if (value === space) continue
    if (code === 0x3d) {
      padded = true
      continue
    }
    if (value === bad || padded)
      throw new HardwareHashError('not-base64', `Character ${at} is not base64.`, { offset: at })
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      if (size === bytes.length) throw tooLong()
      bytes[size++] = held >> bits
    }
  }
  if (bits === 6 && size < bytes.length) bytes[size++] = held << 2
  return bytes.subarray(0, size)
}

/** The error for input beyond {@link maximumSize}. */
export function tooLong(): HardwareHashError {
  return new HardwareHashError('too-long', `A hardware hash has 3000 bytes; this is more than ${maximumSize}.`)
}

/** Base64 text of bytes, padded, in one line: 4000 characters for a whole hash. */
export function bytesToBase64(bytes: Uint8Array): string {
  if (nativeBase64) return nativeBase64.call(bytes, 0, bytes.length)
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at
    const group = (bytes[at]! << 16) | ((left > 1 ? bytes[at + 1]! : 0) << 8) | (left > 2 ? bytes[at + 2]! : 0)
    text += alphabet[group >> 18]! + alphabet[(group >> 12) & 63]!
    text += (left > 1 ? alphabet[(group >> 6) & 63]! : '=') + (left > 2 ? alphabet[group & 63]! : '=')
  }
  return text
}
