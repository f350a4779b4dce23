import { HardwareHashError } from './error.ts'
import { isBytes } from './hex.ts'
import { isAscii, readLatin1, readText, readUtf16 } from './text.ts'

/** The text of an XML document given as text or bytes: UTF-16 of either order with or without its mark, UTF-8, else Latin-1. */
export function xmlText(input: string | Uint8Array): string {
  const text = typeof input === 'string' ? input : bytesText(input)
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

function bytesText(bytes: Uint8Array): string {
  if (!isBytes(bytes)) throw xmlFault('A report is text or bytes.', 0)
  const [first, second] = bytes
  const even = bytes.length - (bytes.length % 2)
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return readUtf16(bytes, 0, even)
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c))
    return readUtf16(swapped(bytes, even), 0, even)
  return isAscii(bytes, 0, bytes.length) ? readLatin1(bytes, 0, bytes.length) : readText(bytes, 0, bytes.length).text
}

function swapped(bytes: Uint8Array, size: number): Uint8Array {
  const copy = bytes.slice(0, size)
  for (let at = 0; at < size; at += 2) copy.set([bytes[at + 1]!, bytes[at]!], at)
  return copy
}

/** The error for a document that is not understood, at a character. */
export function xmlFault(message: string, offset: number): HardwareHashError {
  return new HardwareHashError('xml', message, { offset })
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
/** `&#x10FFFF;` and leading zeros; anything longer is no honest reference. */
const longestReference = 16

/** Character data with its references resolved. Only the five entities of XML itself are known; any other is refused. */
export function resolveReferences(text: string, offset: number): string {
  let resolved = ''
  let at = 0
  for (let mark = text.indexOf('&'); mark >= 0; mark = text.indexOf('&', at)) {
    const close = text.slice(mark + 1, mark + longestReference).indexOf(';')
    const name = text.slice(mark + 1, mark + 1 + close)
    const character = close > 0 ? (Object.hasOwn(entities, name) ? entities[name] : numbered(name)) : undefined
    if (character === undefined)
      throw xmlFault('A reference to a character or entity is not understood.', offset + mark)
    resolved += text.slice(at, mark) + character
    at = mark + close + 2
  }
  return resolved + text.slice(at)
}

function numbered(name: string): string | undefined {
  const digits = /^#(?:x([0-9a-f]+)|(\d+))$/i.exec(name)
  const point = digits ? (digits[1] === undefined ? Number(digits[2]) : Number.parseInt(digits[1], 16)) : Number.NaN
  const allowed =
    point === 9 ||
    point === 10 ||
    point === 13 ||
    (point >= 32 && point < 0xd800) ||
    (point >= 0xe000 && point <= 0x10ffff)
  return allowed ? String.fromCodePoint(point) : undefined
}

/** Text that is safe in an attribute between double quotes. What XML cannot hold at all becomes U+FFFD. */
export function escapeAttribute(text: string): string {
  return text.toWellFormed().replace(/[&<>"\uFFFE\uFFFF]|\p{Cc}/gu, character => {
    const name = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', '\t': '#9', '\n': '#10', '\r': '#13' }[character]
    return name === undefined ? '\uFFFD' : `&${name};`
  })
}
