import { csvRows } from './csv.ts'
import { jsonArrayRows } from './json-array.ts'
import { ndjsonRows } from './ndjson.ts'
import { oa3Rows } from './oa3.ts'
import type { Row } from './row.ts'

export { decodeText } from './decode.ts'
export { jsonElements } from './json-array.ts'
export { lines } from './lines.ts'
export { oa3Rows } from './oa3.ts'
export { type DeviceRow, type Row, type RowProblem, rowFields, rowSize, toRow } from './row.ts'

/** File formats that an upload may have. */
export type RowFormat = 'ndjson' | 'csv' | 'json' | 'oa3'

const readers = { ndjson: ndjsonRows, csv: csvRows, json: jsonArrayRows, oa3: oa3Rows }

/** Reads an upload as it streams, in groups of rows; memory is bounded by one row of `maxBytes`. */
export function readRows(format: RowFormat, body: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Row[]> {
  return readers[format](body, maxBytes)
}

/** Regroups rows into chunks of exactly `size`, the last one smaller. */
export async function* chunked<T>(groups: AsyncIterable<T[]>, size: number): AsyncGenerator<T[]> {
  let chunk: T[] = []
  for await (const group of groups) {
    for (const row of group) {
      chunk.push(row)
      if (chunk.length === size) {
        yield chunk
        chunk = []
      }
    }
  }
  if (chunk.length > 0) yield chunk
}
