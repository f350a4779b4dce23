import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { exitCodes } from '../exit-codes.ts'
import { Failure, fileFailure } from '../failure.ts'
import { parseCsv } from '../hash-input/csv.ts'

const types = {
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  jsonl: 'application/x-ndjson',
  json: 'application/json',
}

/** The content type of a file of devices, by its name. @throws Failure */
export function contentTypeOf(file: string): string {
  const type = (types as Record<string, string | undefined>)[/\.(\w+)$/.exec(file)?.[1]?.toLowerCase() ?? '']
  if (type !== undefined) return type
  throw new Failure(
    {
      what: `${file} cannot be sent`,
      why: 'its name does not say what it is',
      remedy: 'Name it .csv, .ndjson or .json; hailport import takes workbooks and whatever else people have.',
    },
    exitCodes.usage,
  )
}

/** @throws Failure when there is no such file. */
export function deviceStream(file: string): AsyncIterable<Uint8Array> {
  if (!existsSync(file)) throw fileFailure(`${file} cannot be read`, { code: 'ENOENT' })
  return createReadStream(file)
}

function parsed(file: string, text: string): unknown[] {
  const type = contentTypeOf(file)
  if (type === types.json) return JSON.parse(text) as unknown[]
  if (type === types.ndjson)
    return text
      .split('\n')
      .filter(line => line.trim() !== '')
      .map(line => JSON.parse(line))
  const [header = [], ...rows] = parseCsv(text)
  return rows.map(row =>
    Object.fromEntries(header.map((name, at) => [name, row[at] ?? ''] as const).filter(([, value]) => value !== '')),
  )
}

/** Devices of a short file; those of a CSV file by the names in its header. @throws Failure */
export function readDevices(file: string): object[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8').replace(/^\ufeff/, '')
  } catch (error) {
    throw fileFailure(`${file} cannot be read`, error)
  }
  try {
    const rows = parsed(file, text)
    if (Array.isArray(rows) && rows.every(row => typeof row === 'object' && row !== null)) return rows as object[]
  } catch (error) {
    if (error instanceof Failure) throw error
  }
  throw new Failure({
    what: `${file} cannot be used`,
    why: 'it is no list of devices',
    remedy: 'CSV has a header with names such as serialNumber; JSON is an array of objects, NDJSON one in each line.',
  })
}
