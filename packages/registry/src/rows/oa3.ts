import { HardwareHashError, readReportXml } from '@hailport/hardware-hash'
import { RegistryError } from '../errors.ts'
import { problem, type Row, toRow } from './row.ts'

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
  let decoder: InstanceType<typeof TextDecoder> | undefined
  let text = ''
  let found = false
  for await (const piece of body) {
    decoder ??= new TextDecoder(piece[0] === 0xff && piece[1] === 0xfe ? 'utf-16le' : 'utf-8')
    text += decoder.decode(piece, { stream: true })
    const rows: Row[] = []
    for (let at = text.indexOf(end); at !== -1; at = text.indexOf(end)) {
      const start = text.lastIndexOf('<Key>', at)
      rows.push(
        start === -1 ? problem('A <Key> element ends that never began.') : toOa3Row(text.slice(start, at + end.length)),
      )
      text = text.slice(at + end.length)
    }
    if (text.length > maxBytes)
      throw new RegistryError('body_too_large', `A <Key> element is longer than ${maxBytes} characters.`)
    if (rows.length > 0) {
      found = true
      yield rows
    }
  }
  if (!found) throw new RegistryError('unreadable_body', 'The XML has no <Key> element with a <HardwareHash>.')
  if (text.includes('<Key>')) yield [problem('The last <Key> element is cut off.')]
}
