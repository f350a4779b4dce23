import { lines } from './lines.ts'
import { problem, type Row, toRow } from './row.ts'

/** Rows of newline-delimited JSON. A line that is not JSON is a bad row, not a bad file. Blank lines do not count. */
export async function* ndjsonRows(body: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Row[]> {
  let first = true
  for await (const group of lines(body, maxBytes)) {
    const rows: Row[] = []
    for (const line of group) {
      let text = line.toString('utf8')
      if (first) {
        text = text.replace(/^\ufeff/, '')
        first = false
      }
      if (text.trim() !== '') rows.push(parse(text))
    }
    if (rows.length > 0) yield rows
  }
}

function parse(text: string): Row {
  try {
    return toRow(JSON.parse(text))
  } catch {
    return problem('The line is not well-formed JSON.')
  }
}
