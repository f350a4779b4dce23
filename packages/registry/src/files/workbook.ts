import { RegistryError } from '../errors.ts'
import type { CellMark, FileRow, ReadLimits } from './row.ts'
import type { FileSource } from './source.ts'
import { type BlockKeeper, SharedStrings, TextGatherer, unescapeText } from './strings.ts'
import { attribute, type XmlEvent, XmlStream } from './xml-stream.ts'
import { Zip } from './zip.ts'

const maxSheets = 50

interface Sheet {
  readonly name: string
  readonly path: string
}

/** What a cell format does to a number: pads it with zeroes to a length, or shows it as a date. */
type NumberFormat = { readonly digits: number } | 'date' | undefined

async function* events(zip: Zip, path: string, maxChars: number): AsyncGenerator<XmlEvent[]> {
  const decoder = new TextDecoder()
  const stream = new XmlStream(maxChars)
  for await (const piece of zip.read(path)) yield stream.push(decoder.decode(piece, { stream: true }))
  yield stream.push(decoder.decode())
  stream.finish()
}

/** An Excel workbook, read sheet by sheet and row by row. */
export class Workbook {
  readonly #zip: Zip
  readonly #limits: ReadLimits
  readonly #strings: SharedStrings
  readonly #formats: readonly NumberFormat[]
  readonly sheets: readonly Sheet[]

  private constructor(
    zip: Zip,
    limits: ReadLimits,
    strings: SharedStrings,
    formats: readonly NumberFormat[],
    sheets: readonly Sheet[],
  ) {
    this.#zip = zip
    this.#limits = limits
    this.#strings = strings
    this.#formats = formats
    this.sheets = sheets
  }

  /** @throws file_unreadable, body_too_large. */
  static async open(source: FileSource, limits: ReadLimits, keeper: BlockKeeper): Promise<Workbook> {
    const zip = await Zip.open(source, limits.unpackedBytes)
    if (!zip.has('xl/workbook.xml'))
      throw new RegistryError('file_unreadable', 'The file is a zip file and no Excel workbook (.xlsx).')
    const sheets = await readSheets(zip)
    const formats = zip.has('xl/styles.xml') ? await readFormats(zip) : []
    const strings = new SharedStrings(keeper)
    if (zip.has('xl/sharedStrings.xml')) {
      const gatherer = new TextGatherer()
      for await (const group of events(zip, 'xl/sharedStrings.xml', maxChars(limits)))
        for (const event of group) {
          gatherer.take(event)
          if (event.kind === 'close' && event.name === 'si') await strings.add(gatherer.done())
        }
      await strings.finish()
    }
    return new Workbook(zip, limits, strings, formats, sheets)
  }

  /** The rows of a sheet that have something in them, in groups. */
  async *rows(sheet: Sheet): AsyncGenerator<FileRow[]> {
    const reader = new SheetReader(this.#strings, this.#formats, this.#limits)
    for await (const group of events(this.#zip, sheet.path, maxChars(this.#limits))) {
      const rows: FileRow[] = []
      for (const event of group) {
        const row = reader.take(event)
        if (row) rows.push(row instanceof Promise ? await row : row)
      }
      if (rows.length > 0) yield rows
    }
  }
}

/** A character may be written as a reference of ten. */
const maxChars = (limits: ReadLimits): number => limits.cellChars * 10

async function readSheets(zip: Zip): Promise<Sheet[]> {
  const targets = new Map<string, string>()
  if (zip.has('xl/_rels/workbook.xml.rels'))
    for (const event of new XmlStream(65_536).push(await zip.text('xl/_rels/workbook.xml.rels')))
      if (event.kind === 'open' && event.name === 'Relationship') {
        const target = attribute(event.attributes, 'Target') ?? ''
        targets.set(attribute(event.attributes, 'Id') ?? '', target.startsWith('/') ? target.slice(1) : `xl/${target}`)
      }
  const sheets: Sheet[] = []
  for (const event of new XmlStream(65_536).push(await zip.text('xl/workbook.xml'))) {
    if (event.kind !== 'open' || event.name !== 'sheet') continue
    const path = targets.get(attribute(event.attributes, 'id') ?? '')
    if (path !== undefined && zip.has(path)) sheets.push({ name: attribute(event.attributes, 'name') ?? '', path })
  }
  if (sheets.length === 0) throw new RegistryError('file_unreadable', 'The workbook has no sheet.')
  return sheets.slice(0, maxSheets)
}

async function readFormats(zip: Zip): Promise<NumberFormat[]> {
  const codes = new Map<number, string>()
  const formats: NumberFormat[] = []
  let inCells = false
  for (const event of new XmlStream(65_536).push(await zip.text('xl/styles.xml', 16_777_216))) {
    if (event.kind === 'text') continue
    if (event.name === 'cellXfs') inCells = event.kind === 'open'
    if (event.kind === 'close') continue
    const id = Number(attribute(event.attributes, 'numFmtId'))
    if (event.name === 'numFmt') codes.set(id, attribute(event.attributes, 'formatCode') ?? '')
    else if (event.name === 'xf' && inCells) formats.push(formatOf(id, codes.get(id)))
  }
  return formats
}

function formatOf(id: number, code: string | undefined): NumberFormat {
  if (code !== undefined && /^0+$/.test(code)) return { digits: code.length }
  if (id >= 14 && id <= 22) return 'date'
  return code !== undefined && /[ymd]/i.test(code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, '')) ? 'date' : undefined
}

interface Cell {
  column: number
  type: string
  format: NumberFormat
  value: string
}

/** Takes a sheet apart, event by event. */
class SheetReader {
  readonly #strings: SharedStrings
  readonly #formats: readonly NumberFormat[]
  readonly #limits: ReadLimits
  readonly #inline = new TextGatherer()
  #number = 0
  #cells: (string | Promise<string | undefined>)[] = []
  #marks = new Map<number, CellMark>()
  #tooWide = false
  #cell: Cell | undefined
  #inValue = false
  #waits = false

  constructor(strings: SharedStrings, formats: readonly NumberFormat[], limits: ReadLimits) {
    this.#strings = strings
    this.#formats = formats
    this.#limits = limits
  }

  /** @returns a row when one has ended that has something in it. */
  take(event: XmlEvent): FileRow | Promise<FileRow> | undefined {
    if (this.#cell?.type === 'inlineStr') this.#inline.take(event)
    if (event.kind === 'text') {
      if (this.#inValue && this.#cell) this.#cell.value += event.text
      return undefined
    }
    if (event.kind === 'open') this.#open(event.name, event.attributes)
    else if (event.name === 'v') this.#inValue = false
    else if (event.name === 'c') this.#endCell()
    else if (event.name === 'row') return this.#endRow()
    return undefined
  }

  #open(name: string, attributes: string): void {
    if (name === 'v') this.#inValue = true
    else if (name === 'row') {
      this.#number = Number(attribute(attributes, 'r')) || this.#number + 1
      this.#cells = []
      this.#marks = new Map()
      this.#tooWide = false
      this.#waits = false
    } else if (name === 'c') {
      const place = attribute(attributes, 'r')
      this.#cell = {
        column: place === undefined ? this.#cells.length : columnOf(place),
        type: attribute(attributes, 't') ?? 'n',
        format: this.#formats[Number(attribute(attributes, 's') ?? 0)],
        value: '',
      }
    }
  }

  #endCell(): void {
    const cell = this.#cell
    this.#cell = undefined
    if (!cell) return
    if (cell.column >= this.#limits.columns) {
      this.#tooWide ||= cell.value !== ''
      return
    }
    while (this.#cells.length < cell.column) this.#cells.push('')
    const text = this.#textOf(cell)
    if (typeof text !== 'string') this.#waits = true
    this.#cells[cell.column] = text
  }

  #textOf({ type, value, format, column }: Cell): string | Promise<string | undefined> {
    if (type === 's') {
      const text = this.#strings.get(Number(value))
      return text ?? ''
    }
    if (type === 'inlineStr') return this.#inline.done()
    if (type === 'str') return unescapeText(value)
    if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE'
    if (type === 'e') {
      this.#marks.set(column, 'error')
      return value
    }
    if (type === 'd' || value === '') return value
    return this.#shown(value, format, column)
  }

  /** A number as it is shown; its mark says what that cannot be relied on for. */
  #shown(value: string, format: NumberFormat, column: number): string {
    const number = Number(value)
    if (format === 'date' && number >= 1 && number < 2_958_466) return dateOf(number)
    if (!Number.isInteger(number) || Math.abs(number) >= 1e15) {
      this.#marks.set(column, Math.abs(number) >= 1e15 ? 'imprecise' : 'number')
      return value
    }
    if (format !== undefined && format !== 'date') return String(number).padStart(format.digits, '0')
    this.#marks.set(column, 'number')
    return String(number)
  }

  #endRow(): FileRow | Promise<FileRow> | undefined {
    const { length } = this.#cells
    if (length === 0 && !this.#tooWide) return undefined
    const rest = {
      number: this.#number,
      ...(this.#marks.size > 0 && { marks: this.#marks }),
      ...(this.#tooWide && {
        problem: { code: 'row_malformed', message: `The row has more than ${this.#limits.columns} columns.` } as const,
      }),
    }
    const cells = this.#cells
    if (!this.#waits) return { cells: cells as string[], ...rest }
    return Promise.all(cells).then(all => ({ cells: all.map(cell => cell ?? ''), ...rest }))
  }
}

/** 0 for A, 26 for AA. */
function columnOf(place: string): number {
  let column = 0
  for (const letter of place) {
    const value = letter.charCodeAt(0) - 64
    if (value < 1 || value > 26) break
    column = column * 26 + value
  }
  return column - 1
}

/** Days since 1899-12-30, as Excel counts, as a date; the time of day when there is one. */
function dateOf(days: number): string {
  const text = new Date(Math.round((days - 25_569) * 86_400_000)).toISOString()
  return Number.isInteger(days) ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ')
}
