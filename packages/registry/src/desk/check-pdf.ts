import { inflateSync } from 'node:zlib'
import { type PdfParts, type PdfStream, readPdfParts } from './pdf-tokens.ts'

/** Bytes at the end of a file in which its last line must stand. */
const tailBytes = 1024
/** Bytes that all packed objects of a file may come to. */
const unpackedBytes = 16_777_216

/** Names of what runs, opens, sends or carries something else than pages. */
const active: Readonly<Record<string, string>> = {
  JavaScript: 'JavaScript',
  JS: 'JavaScript',
  Launch: 'an action that starts a program',
  SubmitForm: 'an action that sends a form',
  ImportData: 'an action that reads a file',
  GoToR: 'an action that opens another file',
  GoToE: 'an action that opens a file inside of it',
  EmbeddedFile: 'a file inside of it',
  EmbeddedFiles: 'files inside of it',
  RichMedia: 'rich media',
  Movie: 'a film',
  Rendition: 'an action that plays media',
  XFA: 'an XFA form',
}

const objectWord = /(?<=[\0\t\n\f\r ])obj(?![^\0\t\n\f\r ()<>[\]{}/%])/g
const white = '\0\t\n\f\r '

/**
 * Places where an object may begin, wherever they stand: also in streams, texts and comments, to which a cross-reference could lead. The
 * word follows a number, or a comment, which ends with its line. Looks at each byte once or twice: files may be made to be slow.
 */
function countObjectStarts(file: string): number {
  let count = 0
  for (const { index } of file.matchAll(objectWord)) {
    let at = index - 1
    let newLine = false
    for (; at >= 0 && white.includes(file[at] as string); at--) newLine ||= file[at] === '\r' || file[at] === '\n'
    if (newLine || /\d/.test(file[at] ?? '')) count++
  }
  return count
}

const damaged = 'The file is damaged or cut short.'

/** The last cross-reference: an old table or a stream, where the end of the file says that it is. */
function hasCrossReference(file: string): boolean {
  const tail = file.slice(-tailBytes)
  const found = /startxref[\0\t\n\f\r ]+(\d{1,10})[\0\t\n\f\r ]+%%EOF[\0\t\n\f\r ]*$/.exec(tail)
  if (!found) return false
  const place = Number(found[1])
  return place < file.length && /^[\0\t\n\f\r ]*(?:xref[\0\t\n\f\r ]|\d+ \d+ obj)/.test(file.slice(place, place + 64))
}

/** Whether a stream may be read as one of objects: by its type, or by what such a stream must have, since not all readers ask the type. */
const holdsObjects = ({ names }: PdfStream): boolean => names.includes('ObjStm') || names.includes('First')

/** Objects that are packed into streams are read as well. @returns what is wrong with one that cannot be unpacked. */
function unpackedNames(bytes: Uint8Array, streams: readonly PdfStream[]): Set<string> | { readonly problem: string } {
  const names = new Set<string>()
  let room = unpackedBytes
  for (const stream of streams) {
    if (!holdsObjects(stream)) continue
    const filters = stream.names.filter(name => /Decode$|^Crypt$/.test(name))
    const isKnown = filters.every(name => name === 'FlateDecode') && filters.length <= 1
    // A filter that is named elsewhere is none that could be read here.
    const isSaid = filters.length > 0 || !stream.names.includes('Filter')
    if (!isKnown || !isSaid || stream.names.includes('DecodeParms'))
      return { problem: 'Parts of it are packed in a way that cannot be checked. Print it to a new PDF.' }
    const packed = bytes.subarray(stream.start, stream.end)
    let plain: Uint8Array
    try {
      plain = filters.length === 0 ? packed : inflateSync(packed, { maxOutputLength: Math.max(room, 1) })
    } catch {
      return { problem: room < unpackedBytes ? damaged : 'Parts of it cannot be unpacked. Print it to a new PDF.' }
    }
    room -= plain.length
    for (const name of readPdfParts(Buffer.from(plain).toString('latin1'))?.names ?? []) names.add(name)
  }
  return names
}

function structureProblem(file: string, parts: PdfParts | undefined): string | undefined {
  if (!parts || !hasCrossReference(file) || parts.objects === 0) return damaged
  if (!parts.names.has('Root')) return damaged
  if (parts.names.has('Encrypt'))
    return 'It is protected by a password or by rights. Save it without protection, so that it can be checked.'
  // Where the walk saw fewer objects than there are beginnings, some hide in streams or texts.
  if (countObjectStarts(file) !== parts.objects) return 'Objects hide where none should be. Print it to a new PDF.'
  return undefined
}

/**
 * Whether bytes are a PDF document (ISO 32000-2) that does nothing but show pages. Goes by the content: the name of a file says nothing.
 * @returns what is wrong with it, in words for whoever sends it.
 */
export function checkPdf(bytes: Uint8Array): string | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  if (!/^%PDF-[12]\.\d[\0\t\n\f\r ]/.test(file)) return 'It is not a PDF file.'
  const parts = readPdfParts(file)
  const problem = structureProblem(file, parts)
  if (problem !== undefined || !parts) return problem
  const unpacked = unpackedNames(bytes, parts.streams)
  if ('problem' in unpacked) return unpacked.problem
  for (const [name, meaning] of Object.entries(active))
    if (parts.names.has(name) || unpacked.has(name))
      return `It has ${meaning}, which a proof of purchase does not need. Print it to a new PDF.`
  return undefined
}
