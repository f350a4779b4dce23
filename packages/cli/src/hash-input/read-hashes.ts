import { readReportXml } from '@hailport/hardware-hash'
import { Failure } from '../failure.ts'
import { parseCsv } from './csv.ts'
import { nameOf, readFile } from './read-file.ts'
import { decodeText } from './text.ts'

/** A hash as it came in. */
export interface HashInput {
  /** Where it came from: the file, and its place there when it is one of several. */
  readonly source: string
  /** Base64, or the bytes themselves. */
  readonly hash: string | Uint8Array
}

/**
 * The hashes in a file (`-`: standard input). Taken as found: base64 (one, or one a line), the bytes of a hash, the report of OA3Tool
 * (XML), JSON or NDJSON with `hardwareHash`, CSV with a column for the hash. Whether they are sound is not looked at.
 *
 * @throws Failure when the file cannot be read or holds no hash.
 */
export async function readHashes(file: string): Promise<HashInput[]> {
  const bytes = await readFile(file)
  const name = nameOf(file)
  const found = hashesIn(bytes, name)
  return found.map((hash, at) => ({ hash, source: found.length === 1 ? name : `${name}, hash ${at + 1}` }))
}

function hashesIn(bytes: Buffer, name: string): (string | Uint8Array)[] {
  // A hash begins with "OA", and its base64 with "T0".
  if (bytes.subarray(0, 2).toString('latin1') === 'OA') return [bytes]
  const text = decodeText(bytes).trim()
  if (text === '') throw noHash(name, 'it is empty')
  if (text.startsWith('<')) return readReportXml(bytes).map(key => key.HardwareHash ?? '')
  if (text.startsWith('{') || text.startsWith('[')) return fromJson(text, name)
  const [first = ''] = text.split('\n', 1)
  if (/[,;\t]/.test(first) || hashColumn([first]) >= 0) return fromCsv(text, name)
  const lines = text.split(/\s*\n\s*/)
  return lines.every(line => line.startsWith('T0')) ? lines : [text]
}

function noHash(name: string, why: string): Failure {
  const remedy = 'Hand over a hash as base64 or binary, an OA3Tool report, or CSV or JSON with a hardware hash column.'
  return new Failure({ what: `There is no hardware hash in ${name}`, why, remedy })
}

/** The values of a JSON text: one, the members of a list, or one a line. @throws Failure when it is not JSON. */
export function jsonValues(text: string, name: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value : [value]
  } catch (whole) {
    const lines = text.split('\n').filter(line => line.trim() !== '')
    if (lines.length === 0) throw noHash(name, 'it is empty')
    return lines.map((line, at) => {
      try {
        return JSON.parse(line) as unknown
      } catch (error) {
        const why = lines.length === 1 ? (whole as Error).message : `line ${at + 1}: ${(error as Error).message}`
        throw new Failure({ what: `${name} cannot be read as JSON`, why, remedy: 'Check that the file is complete.' })
      }
    })
  }
}

function fromJson(text: string, name: string): string[] {
  return jsonValues(text, name).map((value, at) => {
    const { hardwareHash } = Object(value) as { hardwareHash?: unknown }
    if (typeof hardwareHash === 'string') return hardwareHash
    throw noHash(name, `value ${at + 1} has no text "hardwareHash"`)
  })
}

/** Whatever Intune, Partner Center and their scripts call the column. */
function hashColumn(header: readonly string[]): number {
  return header.findIndex(name => /^(device)?hardware(hash|data)$/.test(name.toLowerCase().replace(/[^a-z]/g, '')))
}

function fromCsv(text: string, name: string): string[] {
  const [header = [], ...rows] = parseCsv(text)
  const column = hashColumn(header)
  if (column < 0) throw noHash(name, 'none of its columns is called "Hardware Hash"')
  if (rows.length === 0) throw noHash(name, 'it has a header and no rows')
  return rows.map(row => row[column] ?? '')
}
