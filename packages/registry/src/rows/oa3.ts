import { HardwareHashError, readReportXml } from '@hailport/hardware-hash'
import { RegistryError } from '../errors.ts'
import { decodeText } from './decode.ts'
import { problem, type Row, toRow } from './row.ts'

const begin = '<Key>'
const end = '</Key>'

function toOa3Row(xml: string): Row {
  try {
    const [key] = readReportXml(xml)
    if (key === undefined) return problem('There is no <Key> element.')
    const { HardwareHash: hardwareHash, ProductKeyID: productKeyId } = key
    return toRow({ ...(hardwareHash && { hardwareHash }), ...(productKeyId && { productKeyId }) })
  } catch (cause) {
    if (cause instanceof HardwareHashError) return problem(cause.message)
    throw cause
  }
}

/** Rows of OA3Tool report XML: one row for each `<Key>`, whatever surrounds them. */
export async function* oa3Rows(body: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Row[]> {
  let text = ''
  let found = false
  for await (const piece of decodeText(body)) {
    text += piece
    const rows: Row[] = []
    for (let at = text.indexOf(end); at !== -1; at = text.indexOf(end)) {
      const start = text.lastIndexOf(begin, at)
      rows.push(
        start === -1 ? problem('A <Key> element ends that never began.') : toOa3Row(text.slice(start, at + end.length)),
      )
      text = text.slice(at + end.length)
    }
    // What stands between keys is no row and counts for none.
    const next = text.indexOf(begin)
    text = text.slice(next === -1 ? 1 - begin.length : next)
    if (text.length > maxBytes)
      throw new RegistryError('body_too_large', `A <Key> element is longer than ${maxBytes} characters.`)
    if (rows.length > 0) {
      found = true
      yield rows
    }
  }
  if (!found) throw new RegistryError('unreadable_body', 'The XML has no <Key> element with a <HardwareHash>.')
  if (text.includes(begin)) yield [problem('The last <Key> element is cut off.')]
}
