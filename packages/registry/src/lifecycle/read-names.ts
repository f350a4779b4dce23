import { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { restore } from '../csv-text.ts'
import { RegistryError } from '../errors.ts'
import { decodeText, jsonElements, lines } from '../rows/index.ts'

/** A device as a file names it: by its id, or else by its serial number. */
export interface DeviceName {
  readonly deviceId?: string
  readonly serialNumber?: string
}

/** Formats of a file that names devices. */
export type NamesFormat = 'ndjson' | 'csv' | 'json'

const longest = 200

const unreadable = (row: number, problem: string): RegistryError =>
  new RegistryError('unreadable_body', `Row ${row}: ${problem}`)

function toName(given: { id?: unknown; serial?: unknown }, row: number): DeviceName {
  const [id, serial] = [given.id, given.serial].map(value => {
    if (value === undefined || value === null) return ''
    if (typeof value !== 'string') throw unreadable(row, 'an id or serial number must be text.')
    if (value.length > longest) throw unreadable(row, `longer than ${longest} characters.`)
    return value.trim()
  })
  if (id) return { deviceId: id.toLowerCase() }
  if (serial) return { serialNumber: serial }
  throw unreadable(row, 'neither deviceId nor serialNumber.')
}

function fromJson(text: string, row: number): DeviceName {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw unreadable(row, 'not well-formed JSON.')
  }
  if (typeof value === 'string') return toName({ serial: value }, row)
  if (typeof value !== 'object' || value === null) throw unreadable(row, 'not an object.')
  const members = value as Record<string, unknown>
  return toName({ id: members['deviceId'] ?? members['id'], serial: members['serialNumber'] }, row)
}

async function* fromNdjson(body: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<DeviceName> {
  let row = 0
  for await (const group of lines(body, maxBytes))
    for (const line of group) {
      const text = line
        .toString('utf8')
        .replace(/^\ufeff/, '')
        .trim()
      row += 1
      if (text !== '') yield fromJson(text, row)
    }
}

async function* fromArray(body: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<DeviceName> {
  let row = 0
  for await (const group of jsonElements(body, maxBytes)) for (const text of group) yield fromJson(text, ++row)
}

const idNames = new Set(['deviceid', 'id'])
const serialNames = new Set(['serialnumber', 'deviceserialnumber', 'serial'])

function readHeader(header: readonly string[]): { id: number; serial: number } {
  const names = header.map(name => name.toLowerCase().replaceAll(/[^a-z]/g, ''))
  const [id, serial] = [idNames, serialNames].map(known => names.findIndex(name => known.has(name))) as [number, number]
  if (id === -1 && serial === -1)
    throw unreadable(1, 'no known column. A header with deviceId or Serial Number is needed; others are read over.')
  return { id, serial }
}

async function* fromCsv(body: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<DeviceName> {
  const parser = parse({ relax_column_count: true, skip_empty_lines: true, max_record_size: maxBytes })
  const source = Readable.from(decodeText(body), { highWaterMark: 1 })
  source.on('error', error => parser.destroy(error))
  let header: ReturnType<typeof readHeader> | undefined
  let row = 0
  try {
    for await (const record of source.pipe(parser) as AsyncIterable<string[]>) {
      row += 1
      if (header === undefined) header = readHeader(record)
      // What an export of ours made text for a spreadsheet is what it was before.
      else yield toName({ id: record[header.id], serial: restore(record[header.serial] ?? '') }, row)
    }
  } catch (cause) {
    if (cause instanceof RegistryError || !(cause as { code?: string }).code?.startsWith('CSV_')) throw cause
    throw new RegistryError('unreadable_body', (cause as Error).message, { cause })
  } finally {
    source.destroy()
  }
}

const readers = { ndjson: fromNdjson, csv: fromCsv, json: fromArray }

/**
 * The devices that a file names, as it streams. A file that is faulty anywhere is refused as a whole: what was meant by it is not certain.
 * @throws unreadable_body, body_too_large.
 */
export function readNames(
  format: NamesFormat,
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<DeviceName> {
  return readers[format](body, maxBytes)
}
