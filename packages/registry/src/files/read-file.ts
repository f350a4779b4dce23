import { RegistryError } from '../errors.ts'
import { jsonElements, lines, oa3Rows } from '../rows/index.ts'
import {
  type Column,
  type ColumnSet,
  type Columns,
  type Mapping,
  mapColumns,
  namedColumns,
  recogniseHeader,
  recogniseRows,
  unknownColumns,
} from './columns.ts'
import { DelimitedReader, delimiters, firstRecord, separatorLine } from './delimited.ts'
import { decode, detectEncoding, type Encoding } from './encoding.ts'
import type { FileRow, ReadLimits } from './row.ts'
import { type FileSource, readRange } from './source.ts'
import type { BlockKeeper } from './strings.ts'
import { Workbook } from './workbook.ts'

/** What somebody says of a file where it is not to be found out, or was found out wrongly. */
export interface FileOptions {
  readonly encoding?: Encoding | undefined
  readonly delimiter?: string | undefined
  /** false: the first row is a device already. */
  readonly header?: boolean | undefined
  /** Name of the sheet of a workbook. */
  readonly sheet?: string | undefined
  readonly mapping?: Mapping | undefined
}

export type FileFormat = 'delimited' | 'xlsx' | 'ndjson' | 'json' | 'oa3'

/** How a file was understood. */
export interface FileAbout {
  readonly format: FileFormat
  /** Of text. */
  readonly encoding?: Encoding
  readonly byteOrderMark?: boolean
  readonly delimiter?: string
  /** Whether the file says its delimiter in a line `sep=`. */
  readonly separatorLine?: boolean
  readonly sheet?: string
  /** What the columns were recognised as; JSON and XML have names of their own in every row. */
  readonly columnSet: ColumnSet
  readonly header: boolean
  readonly columns: readonly Column[]
}

/** The columns are not understood. What was found is told all the same, so that somebody can say what they hold. */
export class ColumnsUnknown extends RegistryError {
  readonly about: FileAbout

  constructor({ message, field }: RegistryError, about: FileAbout) {
    super('file_columns_unknown', message, field === undefined ? {} : { field })
    this.about = about
  }
}

/** A file whose columns are known, and its rows. */
export interface OpenFile {
  readonly about: FileAbout
  rows(): AsyncGenerator<FileRow[]>
}

const headBytes = 262_144
/** Rows without a header that are looked at to know their columns. */
const sampleRows = 50

const zipMagic = Buffer.from([0x50, 0x4b, 0x03, 0x04])
const oleMagic = Buffer.from([0xd0, 0xcf, 0x11, 0xe0])

/**
 * Finds out what a file is and how to read it.
 * @param wholeIsUtf8 whether all of it is, which its head alone does not tell.
 * @throws file_unreadable, file_columns_unknown, body_too_large.
 */
export async function openFile(
  source: FileSource,
  wholeIsUtf8: boolean,
  options: FileOptions,
  limits: ReadLimits,
  keeper: BlockKeeper,
): Promise<OpenFile> {
  const head = await readRange(source, 0, Math.min(source.size, headBytes))
  if (head.length === 0) throw new RegistryError('file_unreadable', 'The file is empty.')
  if (head.subarray(0, 4).equals(oleMagic))
    throw new RegistryError(
      'file_unreadable',
      'The file is an old Excel workbook (.xls), or one with a password. Save it as .xlsx or CSV, without a password.',
    )
  if (head.subarray(0, 4).equals(zipMagic)) return openWorkbook(source, options, limits, keeper)
  const detected = detectEncoding(head, wholeIsUtf8)
  const encoding = options.encoding ?? detected.encoding
  const start = new TextDecoder(encoding).decode(head, { stream: true })
  if (start.includes('\0'))
    throw new RegistryError(
      'file_unreadable',
      'The file is neither text nor an Excel workbook, or in another encoding.',
    )
  const text: TextFile = { source, encoding, byteOrderMark: detected.mark && detected.encoding === encoding, start }
  const first = start.trimStart()[0]
  if (options.delimiter === undefined && (first === '[' || first === '{'))
    return openJson(text, first === '[' ? 'json' : 'ndjson', limits)
  if (options.delimiter === undefined && first === '<') return openOa3(text, limits)
  return openDelimited(text, options, limits)
}

interface TextFile {
  readonly source: FileSource
  readonly encoding: Encoding
  readonly byteOrderMark: boolean
  /** The beginning, decoded. */
  readonly start: string
}

const encodedAs = ({ encoding, byteOrderMark }: TextFile) => ({ encoding, byteOrderMark })
const isBlank = (row: FileRow): boolean => row.cells.every(cell => cell.trim() === '')

/** The columns that the first rows with something in them tell of. */
function columnsOf(rows: readonly FileRow[], options: FileOptions): Columns {
  const [first] = rows
  if (first === undefined) throw new RegistryError('file_unreadable', 'The file has no rows.')
  if (options.mapping !== undefined) return mapColumns(first.cells, options.mapping, options.header ?? true)
  const known = options.header === false ? undefined : recogniseHeader(first.cells)
  const sample = rows.slice(0, sampleRows).filter(row => row.problem === undefined)
  return known ?? recogniseRows(sample.map(row => row.cells)) ?? unknownColumns(first.cells)
}

/** Characters of the name of a column that are told when it is not understood. */
const nameChars = 200

/** The columns of a file of which so much is known. @throws ColumnsUnknown. */
function columnsIn(
  rows: readonly FileRow[],
  options: FileOptions,
  known: Omit<FileAbout, 'columnSet' | 'header' | 'columns'>,
  limits: ReadLimits,
): Columns {
  try {
    return columnsOf(rows, options)
  } catch (error) {
    if (!(error instanceof RegistryError) || error.code !== 'file_columns_unknown') throw error
    const found = (rows[0]?.cells ?? []).slice(0, limits.columns).map(name => name.slice(0, nameChars))
    const header = options.header ?? true
    const columns = header ? namedColumns(found) : found.map(name => ({ name }))
    throw new ColumnsUnknown(error, { ...known, columnSet: 'unknown', header, columns })
  }
}

/** The delimiter by which the first row makes most sense: whose header is known, else which is there most often. */
function findDelimiter(text: string, limits: ReadLimits): string {
  const sample = text.slice(0, 65_536)
  const scored = delimiters.map(delimiter => {
    const cells = firstRecord(sample, delimiter, limits)
    const known = tryRecognise(cells)?.columns.filter(column => column.field !== undefined).length ?? 0
    return { delimiter, score: known * 1000 + cells.length }
  })
  return scored.reduce((best, each) => (each.score > best.score ? each : best)).delimiter
}

function tryRecognise(cells: readonly string[]): Columns | undefined {
  try {
    return recogniseHeader(cells)
  } catch {
    // Two columns of one kind: it is a header all the same, and is complained of when it is read.
    return { set: 'known-names', header: true, columns: cells.map(name => ({ name, field: 'serialNumber' })) }
  }
}

async function openDelimited(file: TextFile, options: FileOptions, limits: ReadLimits): Promise<OpenFile> {
  const said = separatorLine.exec(file.start)
  const start = said ? file.start.slice(said[0].length) : file.start
  const delimiter = options.delimiter ?? said?.[1] ?? findDelimiter(start, limits)
  const all = () => delimitedRows(file, delimiter, limits, said !== null)
  const known = { format: 'delimited', ...encodedAs(file), delimiter, separatorLine: said !== null } as const
  const columns = columnsIn(await firstRows(all()), options, known, limits)
  if (columns.columns.length > limits.columns)
    throw new RegistryError('body_too_large', `The file has more than ${limits.columns} columns.`)
  const about: FileAbout = {
    ...known,
    columnSet: columns.set,
    header: columns.header,
    columns: columns.columns,
  }
  return { about, rows: () => checkedRows(all(), columns) }
}

async function* delimitedRows(
  file: TextFile,
  delimiter: string,
  limits: ReadLimits,
  hasSeparatorLine: boolean,
): AsyncGenerator<FileRow[]> {
  const newline = file.start.includes('\n') || !file.start.includes('\r') ? '\n' : '\r'
  const reader = new DelimitedReader(delimiter, limits, newline)
  const wanted = (rows: FileRow[]) => rows.filter(row => !(isBlank(row) || (hasSeparatorLine && row.number === 1)))
  for await (const text of decode(file.source.read(), file.encoding)) yield wanted(reader.push(text))
  yield wanted(reader.finish())
}

async function firstRows(rows: AsyncGenerator<FileRow[]>): Promise<FileRow[]> {
  const found: FileRow[] = []
  for await (const group of rows) {
    found.push(...group.filter(row => !isBlank(row)))
    if (found.length > sampleRows) break
  }
  return found
}

/** Takes the header off and reports rows that have another number of columns: which value is missing would be a guess. */
async function* checkedRows(rows: AsyncGenerator<FileRow[]>, { header, columns }: Columns): AsyncGenerator<FileRow[]> {
  let headerIsNext = header
  for await (const group of rows) {
    const own = headerIsNext && group.length > 0 ? group.slice(1) : group
    if (group.length > 0) headerIsNext = false
    if (own.length === 0) continue
    yield own.map(row =>
      row.problem !== undefined || row.cells.length === columns.length
        ? row
        : {
            ...row,
            problem: {
              code: 'row_malformed',
              message: `The row has ${row.cells.length === 1 ? 'one column' : `${row.cells.length} columns`}, the header ${columns.length}.`,
            },
          },
    )
  }
}

async function openWorkbook(
  source: FileSource,
  options: FileOptions,
  limits: ReadLimits,
  keeper: BlockKeeper,
): Promise<OpenFile> {
  const workbook = await Workbook.open(source, limits, keeper)
  const { sheet, columns } = await chooseSheet(workbook, options, limits)
  const width = columns.columns.length
  const about: FileAbout = {
    format: 'xlsx',
    sheet: sheet.name,
    columnSet: columns.set,
    header: columns.header,
    columns: columns.columns,
  }
  async function* rows() {
    for await (const group of workbook.rows(sheet))
      yield group.filter(row => row.problem !== undefined || !isBlank(row)).map(row => fitted(row, width))
  }
  return { about, rows: () => checkedRows(rows(), columns) }
}

/** Sheets leave empty cells at the end of a row out. */
function fitted(row: FileRow, width: number): FileRow {
  const { length } = row.cells
  if (length === width) return row
  if (length < width) return { ...row, cells: [...row.cells, ...Array<string>(width - length).fill('')] }
  return row.cells.slice(width).some(cell => cell.trim() !== '') ? row : { ...row, cells: row.cells.slice(0, width) }
}

/** The sheet that was named, else the first whose columns are known. */
async function chooseSheet(workbook: Workbook, options: FileOptions, limits: ReadLimits) {
  const named =
    options.sheet === undefined ? workbook.sheets : workbook.sheets.filter(each => each.name === options.sheet)
  const names = workbook.sheets.map(each => JSON.stringify(each.name)).join(', ')
  if (named.length === 0)
    throw new RegistryError(
      'file_columns_unknown',
      `There is no sheet ${JSON.stringify(options.sheet)}; there are ${names}.`,
      {
        field: 'sheet',
      },
    )
  let trouble: unknown
  for (const sheet of named) {
    try {
      const known = { format: 'xlsx', sheet: sheet.name } as const
      return { sheet, columns: columnsIn(trimmed(await firstRows(workbook.rows(sheet))), options, known, limits) }
    } catch (error) {
      if (!(error instanceof RegistryError) || error.code === 'body_too_large') throw error
      trouble ??= error
    }
  }
  throw trouble
}

/** Without the empty cells that a header may have at its end. */
const trimmed = (rows: readonly FileRow[]): FileRow[] =>
  rows.map(row => ({ ...row, cells: row.cells.slice(0, row.cells.findLastIndex(cell => cell.trim() !== '') + 1) }))

/** The body as UTF-8: the readers of JSON and XML know no other. */
async function* asUtf8({ source, encoding }: TextFile): AsyncGenerator<Uint8Array> {
  for await (const text of decode(source.read(), encoding)) yield Buffer.from(text)
}

const without = { columnSet: 'hailport', header: false, columns: [] } as const

function openJson(file: TextFile, format: 'json' | 'ndjson', limits: ReadLimits): OpenFile {
  async function* texts(): AsyncGenerator<string[]> {
    if (format === 'json') return yield* jsonElements(asUtf8(file), limits.rowBytes)
    for await (const group of lines(asUtf8(file), limits.rowBytes)) yield group.map(line => line.toString())
  }
  async function* rows(): AsyncGenerator<FileRow[]> {
    let number = 0
    for await (const group of texts()) {
      const read: FileRow[] = []
      for (const text of group) {
        number += 1
        if (text.trim() !== '') read.push(objectRow(text, number))
      }
      if (read.length > 0) yield read
    }
  }
  return { about: { format, ...encodedAs(file), ...without }, rows }
}

function objectRow(text: string, number: number): FileRow {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = undefined
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return {
      number,
      cells: [text.slice(0, 1000)],
      problem: { code: 'row_malformed', message: 'It is not a well-formed JSON object.' },
    }
  const object = value as Record<string, unknown>
  const names = Object.keys(object)
  const cells = names.map(name => {
    const member = object[name]
    return member === null ? '' : typeof member === 'string' ? member : JSON.stringify(member)
  })
  return { number, cells, names, object }
}

function openOa3(file: TextFile, limits: ReadLimits): OpenFile {
  const columns = [
    { name: 'Hardware Hash', field: 'hardwareHash' },
    { name: 'Windows Product ID', field: 'productKeyId' },
  ] as const
  async function* rows(): AsyncGenerator<FileRow[]> {
    let number = 0
    try {
      for await (const group of oa3Rows(asUtf8(file), limits.rowBytes))
        yield group.map(({ fields, problem }) => {
          number += 1
          return problem
            ? { number, cells: ['', ''], problem: { code: 'row_malformed', message: problem.message } }
            : { number, cells: [fields.hardwareHash ?? '', fields.productKeyId ?? ''] }
        })
    } catch (cause) {
      if (!(cause instanceof RegistryError) || cause.code !== 'unreadable_body') throw cause
      throw new RegistryError('file_unreadable', cause.message, { cause })
    }
  }
  return { about: { format: 'oa3', ...encodedAs(file), columnSet: 'oa3', header: true, columns }, rows }
}
