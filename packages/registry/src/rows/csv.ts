import { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { restore } from '../csv-text.ts'
import { RegistryError } from '../errors.ts'
import { decodeText } from './decode.ts'
import { type DeviceRow, problem, type Row, toRow } from './row.ts'

/** Column names of the known tools (Intune, Partner Center, Get-WindowsAutopilotInfo, CIPP, our own), folded. */
const columnNames = new Map<string, keyof DeviceRow>(
  Object.entries({
    'hardware hash': 'hardwareHash',
    hardwarehash: 'hardwareHash',
    'windows product id': 'productKeyId',
    'product key id': 'productKeyId',
    productkeyid: 'productKeyId',
    productkey: 'productKeyId',
    pkid: 'productKeyId',
    'device serial number': 'serialNumber',
    'serial number': 'serialNumber',
    serialnumber: 'serialNumber',
    'manufacturer name': 'manufacturer',
    manufacturer: 'manufacturer',
    oemmanufacturername: 'manufacturer',
    'device model': 'model',
    model: 'model',
    modelname: 'model',
    'group tag': 'groupTag',
    grouptag: 'groupTag',
    'purchase order': 'purchaseOrder',
    purchaseorder: 'purchaseOrder',
    'order id': 'orderId',
    orderid: 'orderId',
    'assigned user': 'assignedUser',
    assigneduser: 'assignedUser',
    'display name': 'displayName',
    displayname: 'displayName',
  } as const),
)

/** What each column holds. Unknown columns are read over. @throws unreadable_body when no column identifies a device. */
function readHeader(header: string[]): (keyof DeviceRow | undefined)[] {
  const columns = header.map(name => columnNames.get(name.trim().toLowerCase().replaceAll('_', ' ')))
  const twice = columns.find((column, index) => column !== undefined && columns.indexOf(column) !== index)
  if (twice) throw new RegistryError('unreadable_body', `Line 1: two columns hold ${twice}.`, { field: twice })
  if (!columns.some(column => column === 'hardwareHash' || column === 'productKeyId' || column === 'serialNumber'))
    throw new RegistryError(
      'unreadable_body',
      'Line 1: no known column name. A header such as "Device Serial Number,Windows Product ID,Hardware Hash" is needed.',
    )
  return columns
}

function toFields(columns: (keyof DeviceRow | undefined)[], record: string[]): Row {
  if (record.length !== columns.length)
    return problem(`The row has ${record.length} columns, the header ${columns.length}.`)
  const fields: Record<string, string> = {}
  for (const [index, column] of columns.entries())
    if (column !== undefined) fields[column] = restore(record[index] as string)
  return toRow(fields)
}

/** Rows of a CSV file with a header, an export of ours too. A row with the wrong number of columns is reported, never guessed. */
export async function* csvRows(body: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Row[]> {
  const parser = parse({
    relax_column_count: true,
    // A quotation mark inside a value is part of it: 14" is a size.
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: maxBytes,
  })
  const source = Readable.from(decodeText(body), { highWaterMark: 1 })
  source.on('error', error => parser.destroy(error))
  let columns: (keyof DeviceRow | undefined)[] | undefined
  let group: Row[] = []
  try {
    for await (const record of source.pipe(parser) as AsyncIterable<string[]>) {
      if (columns === undefined) columns = readHeader(record)
      else group.push(toFields(columns, record))
      if (group.length >= 100) {
        yield group
        group = []
      }
    }
  } catch (cause) {
    if (cause instanceof RegistryError) throw cause
    const code = (cause as { code?: string }).code
    if (code === 'CSV_MAX_RECORD_SIZE')
      throw new RegistryError('body_too_large', `A row is longer than ${maxBytes} bytes.`, { cause })
    if (code?.startsWith('CSV_')) throw new RegistryError('unreadable_body', (cause as Error).message, { cause })
    throw cause
  } finally {
    source.destroy()
  }
  if (columns === undefined) throw new RegistryError('unreadable_body', 'The file is empty.')
  if (group.length > 0) yield group
}
