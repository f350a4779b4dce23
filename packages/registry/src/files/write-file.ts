import { neutralise } from '../csv-text.ts'
import { resultColumns, resultMembers } from './columns.ts'
import { byteOrderMarks, encode } from './encoding.ts'
import type { FileAbout } from './read-file.ts'
import type { FileRow } from './row.ts'
import { writeWorkbook } from './write-workbook.ts'

/** What is said of a row, in the order of `resultColumns`: status, code, reason, remedy. */
export type RowAnswer = readonly [status: string, code: string, reason: string, remedy: string]

export interface AnsweredRow {
  readonly row: FileRow
  readonly answer: RowAnswer
}

/** Rows from which a workbook may need the large form of zip files. */
const largeRows = 200_000

/**
 * The original with an answer beside every row: same format, encoding, delimiter and columns. It can be imported as it is: the answers of
 * an earlier result file are replaced, not added to.
 */
export function writeFile(
  about: FileAbout,
  rows: AsyncIterable<readonly AnsweredRow[]>,
  count: number,
): AsyncGenerator<Uint8Array> {
  if (about.format === 'json' || about.format === 'ndjson') return writeJson(about, rows)
  if (about.format === 'xlsx') return writeWorkbook(about.sheet ?? 'Devices', table(about, rows), count > largeRows)
  return writeDelimited(about, rows)
}

/** Name and content of the file for whoever downloads it. */
export function resultFileName(about: FileAbout, fileName: string, errorsOnly: boolean): string {
  const extension =
    about.format === 'oa3' ? '.csv' : (/\.[A-Za-z0-9]{1,5}$/.exec(fileName)?.[0] ?? extensions[about.format])
  const base = fileName.replace(/\.[A-Za-z0-9]{1,5}$/, '')
  return `${base === '' ? 'import' : base}${errorsOnly ? '-errors' : '-result'}${extension}`
}

const extensions = { delimited: '.csv', xlsx: '.xlsx', json: '.json', ndjson: '.ndjson', oa3: '.csv' } as const

export const contentTypes = {
  delimited: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  oa3: 'text/csv',
} as const

/** Header and rows as cells. */
async function* table(
  { columns, header, delimiter }: FileAbout,
  rows: AsyncIterable<readonly AnsweredRow[]>,
): AsyncGenerator<(readonly string[])[]> {
  const kept = columns.flatMap((column, at) => (column.field === 'result' ? [] : [at]))
  // Without a header the columns get one: the answers could not be told from devices otherwise.
  const names = kept.map(at =>
    header ? (columns[at]?.name ?? '') : (headerNames[columns[at]?.field ?? ''] ?? columns[at]?.name ?? ''),
  )
  yield [[...names, ...resultColumns]]
  for await (const group of rows)
    yield group.map(({ row, answer }) => {
      const malformed = row.cells.length !== columns.length
      const cells = malformed ? whole(row.cells, kept.length, delimiter) : kept.map(at => row.cells[at] ?? '')
      return [...cells, ...answer]
    })
}

/**
 * A row that could not be taken apart stands in the first column as it is: filled up, its values would stand below the wrong names, and
 * would be imported there.
 */
const whole = (cells: readonly string[], width: number, delimiter = ' | '): string[] => [
  cells.join(delimiter),
  ...Array<string>(Math.max(0, width - 1)).fill(''),
]

/** Names that every reader of such files knows. */
const headerNames: Readonly<Record<string, string>> = {
  hardwareHash: 'Hardware Hash',
  productKeyId: 'Windows Product ID',
  serialNumber: 'Device Serial Number',
  manufacturer: 'Manufacturer name',
  model: 'Device model',
  groupTag: 'Group Tag',
  purchaseOrder: 'Purchase Order',
  orderId: 'Order Number',
  assignedUser: 'Assigned User',
  displayName: 'Display Name',
  policyId: 'Policy ID',
  tenant: 'Tenant ID',
}

async function* writeDelimited(
  about: FileAbout,
  rows: AsyncIterable<readonly AnsweredRow[]>,
): AsyncGenerator<Uint8Array> {
  const { encoding = 'utf-8', delimiter = ',' } = about
  if (about.byteOrderMark) yield Uint8Array.from(byteOrderMarks[encoding])
  if (about.separatorLine) yield encode(`sep=${delimiter}\r\n`, encoding)
  const special = new RegExp(`["\\r\\n${delimiter === '\t' ? '\\t' : `\\${delimiter}`}]|^\\s|\\s$`)
  const cell = (value: string): string => {
    const safe = neutralise(value)
    return special.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  for await (const group of table(about, rows))
    yield encode(group.map(cells => `${cells.map(cell).join(delimiter)}\r\n`).join(''), encoding)
}

async function* writeJson(about: FileAbout, rows: AsyncIterable<readonly AnsweredRow[]>): AsyncGenerator<Uint8Array> {
  const { encoding = 'utf-8', format } = about
  const array = format === 'json'
  if (about.byteOrderMark) yield Uint8Array.from(byteOrderMarks[encoding])
  let first = true
  for await (const group of rows) {
    const texts = group.map(({ row, answer }) => JSON.stringify(answered(row, answer)))
    if (texts.length === 0) continue
    const start = array ? (first ? '[\n' : ',\n') : ''
    yield encode(start + texts.join(array ? ',\n' : '\n') + (array ? '' : '\n'), encoding)
    first = false
  }
  if (array) yield encode(first ? '[]\n' : '\n]\n', encoding)
}

function answered({ object, cells }: FileRow, answer: RowAnswer): object {
  const own = Object.entries(object ?? { text: cells.join(' ') }).filter(
    ([name]) => !(resultMembers as readonly string[]).includes(name),
  )
  const said = resultMembers.map((name, at) => [name, answer[at] as string] as const).filter(([, text]) => text !== '')
  return Object.fromEntries([...own, ...said])
}
