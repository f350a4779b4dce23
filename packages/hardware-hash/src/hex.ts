import { nativeBuffer } from './native.ts'

const digits = '0123456789abcdef'

/** Two lower-case digits for each byte value: a look-up is the fastest way to hexadecimal without a native one. */
export const byteHex: readonly string[] = Array.from(
  { length: 256 },
  (_, value) => digits[value >> 4]! + digits[value & 15]!,
)

/** Whether a value is a Uint8Array, of this or another realm. */
export function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && (value as Uint8Array)[Symbol.toStringTag] === 'Uint8Array'
}

const nativeHex = nativeBuffer?.prototype.hexSlice

/** Lower-case hexadecimal of `bytes[start .. end)`. */
export function hexFromBytes(bytes: Uint8Array, start = 0, end = bytes.length): string {
  // For a few bytes the call costs more than the loop.
  if (nativeHex && end - start > 8) return nativeHex.call(bytes, start, end)
  let text = ''
  for (let at = start; at < end; at++) text += byteHex[bytes[at]!]
  return text
}

const high = Uint8Array.from(byteHex, text => text.charCodeAt(0))
const low = Uint8Array.from(byteHex, text => text.charCodeAt(1))

/** Hexadecimal of six bytes, a MAC address or the end of a UUID: one string made at once, where a loop would make seven. */
export function hexOfSix(a: number, b: number, c: number, d: number, e: number, f: number): string {
  const h = high
  const l = low
  // biome-ignore format: twelve characters of one string
  return String.fromCharCode(h[a]!, l[a]!, h[b]!, l[b]!, h[c]!, l[c]!, h[d]!, l[d]!, h[e]!, l[e]!, h[f]!, l[f]!)
}

/** The bytes a string of hexadecimal digits stands for, either case; `undefined` when it is none. */
export function bytesFromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined
  const bytes = new Uint8Array(text.length / 2)
  for (let at = 0; at < bytes.length; at++) {
    const high = digitValue(text.charCodeAt(2 * at))
    const low = digitValue(text.charCodeAt(2 * at + 1))
    if (high < 0 || low < 0) return undefined
    bytes[at] = high * 16 + low
  }
  return bytes
}

function digitValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1
}
