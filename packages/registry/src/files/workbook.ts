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

/** How numbers are shown. */
interface Looks {
  readonly formats: readonly NumberFormat[]
  /** The day 0 of its dates, in days since 1970: workbooks of old Macs count from 1904. */
  readonly firstDay: number
}

/** Where the parts of a workbook stand; programs choose other names than Excel. */
interface Parts {
  readonly workbook: string
  readonly strings: string | undefined
  readonly styles: string | undefined
  /** Other parts by the id of their relationship. */
  readonly byId: ReadonlyMap<string, string>
}

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
  readonly #looks: Looks
  readonly sheets: readonly Sheet[]

  private constructor(zip: Zip, limits: ReadLimits, strings: SharedStrings, looks: Looks, sheets: readonly Sheet[]) {
    this.#zip = zip
    this.#limits = limits
    this.#strings = strings
    this.#looks = looks
    this.sheets = sheets
  }

  /** @throws file_unreadable, body_too_large. */
  static async open(source: FileSource, limits: ReadLimits, keeper: BlockKeeper): Promise<Workbook> {
    const zip = await Zip.open(source, limits.unpackedBytes)
    const parts = await findParts(zip)
    const { sheets, firstDay } = await readSheets(zip, parts)
    const formats = parts.styles === undefined ? [] : await readFormats(zip, parts.styles)
    const strings = new SharedStrings(keeper)
    if (parts.strings !== undefined) {
      const gatherer = new TextGatherer()
      for await (const group of events(zip, parts.strings, maxChars(limits)))
        for (const event of group) {
          gatherer.take(event)
          if (event.kind === 'close' && event.name === 'si') await strings.add(gatherer.done())
        }
      await strings.finish()
    }
    return new Workbook(zip, limits, strings, { formats, firstDay }, sheets)
  }

  /** The rows of a sheet that have something in them, in groups. */
  async *rows(sheet: Sheet): AsyncGenerator<FileRow[]> {
    const reader = new SheetReader(this.#strings, this.#looks, this.#limits)
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

interface Relation {
  readonly id: string
  /** The last word of its type, such as worksheet. */
  readonly kind: string
  readonly path: string
}

/** What a part refers to. @param part '' for the workbook file itself. */
async function readRelations(zip: Zip, part: string): Promise<Relation[]> {
  const at = part.lastIndexOf('/') + 1
  const path = zip.find(`${part.slice(0, at)}_rels/${part.slice(at)}.rels`)
  if (path === undefined) return []
  const found: Relation[] = []
  for (const event of new XmlStream(65_536).push(await zip.text(path))) {
    if (event.kind !== 'open' || event.name !== 'Relationship') continue
    const said = (name: string) => attribute(event.attributes, name) ?? ''
    const target = zip.find(resolvePath(part, said('Target')))
    if (target !== undefined) found.push({ id: said('Id'), kind: said('Type').replace(/^.*\//, ''), path: target })
  }
  return found
}

/** A target, which is relative to the part that names it unless it begins with a slash. */
function resolvePath(part: string, target: string): string {
  if (!URL.canParse(target, `file:///${part}`)) return ''
  const { pathname } = new URL(target, `file:///${part}`)
  try {
    return decodeURIComponent(pathname).slice(1)
  } catch {
    return pathname.slice(1)
  }
}

/** @throws file_unreadable */
async function findParts(zip: Zip): Promise<Parts> {
  const main = (await readRelations(zip, '')).find(one => one.kind === 'officeDocument')
  const workbook = main?.path ?? zip.find('xl/workbook.xml')
  if (workbook === undefined || !workbook.toLowerCase().endsWith('.xml'))
    throw new RegistryError('file_unreadable', 'The file is a zip file and no Excel workbook (.xlsx).')
  const relations = await readRelations(zip, workbook)
  const pathOf = (kind: string) => relations.find(one => one.kind === kind)?.path
  return {
    workbook,
    strings: pathOf('sharedStrings') ?? zip.find('xl/sharedStrings.xml'),
    styles: pathOf('styles') ?? zip.find('xl/styles.xml'),
    byId: new Map(relations.map(one => [one.id, one.path])),
  }
}

const daysTo1904 = -24_107
const daysTo1900 = -25_569

/** The sheets in their order, hidden ones last: what nobody sees is not what somebody sends. */
async function readSheets(zip: Zip, { workbook, byId }: Parts): Promise<{ sheets: Sheet[]; firstDay: number }> {
  const [visible, hidden]: [Sheet[], Sheet[]] = [[], []]
  let firstDay = daysTo1900
  for (const event of new XmlStream(65_536).push(await zip.text(workbook))) {
    if (event.kind !== 'open') continue
    const said = (name: string) => attribute(event.attributes, name)
    if (event.name === 'workbookPr' && /^(?:1|true)$/.test(said('date1904') ?? '')) firstDay = daysTo1904
    if (event.name !== 'sheet') continue
    const path = byId.get(said('id') ?? '')
    const sheet = path === undefined ? undefined : { name: said('name') ?? '', path }
    if (sheet) (said('state')?.toLowerCase().endsWith('hidden') ? hidden : visible).push(sheet)
  }
  const sheets = [...visible, ...hidden].slice(0, maxSheets)
  if (sheets.length === 0) throw new RegistryError('file_unreadable', 'The workbook has no sheet.')
  return { sheets, firstDay }
}

async function readFormats(zip: Zip, path: string): Promise<NumberFormat[]> {
  const codes = new Map<number, string>()
  const formats: NumberFormat[] = []
  let inCells = false
  for (const event of new XmlStream(65_536).push(await zip.text(path, 16_777_216))) {
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
  readonly #looks: Looks
  readonly #limits: ReadLimits
  readonly #inline = new TextGatherer()
  #number = 0
  #cells: (string | Promise<string | undefined>)[] = []
  #marks = new Map<number, CellMark>()
  #tooWide = false
  #cell: Cell | undefined
  #inValue = false
  #waits = false

  constructor(strings: SharedStrings, looks: Looks, limits: ReadLimits) {
    this.#strings = strings
    this.#looks = looks
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
        format: this.#looks.formats[Number(attribute(attributes, 's') ?? 0)],
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
    if (type === 'inlineStr') return this.#inline.done()
    // Some programs give empty cells a type.
    if (value.trim() === '') return ''
    if (type === 's') {
      const text = this.#strings.get(Number(value))
      return text ?? ''
    }
    if (type === 'str') return unescapeText(value)
    if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE'
    if (type === 'e') {
      this.#marks.set(column, 'error')
      return value
    }
    if (type === 'd') return value
    return this.#shown(value, format, column)
  }

  /** A number as it is shown; its mark says what that cannot be relied on for. */
  #shown(value: string, format: NumberFormat, column: number): string {
    const number = Number(value)
    if (format === 'date' && number >= 1 && number < 2_958_466) return dateOf(number + this.#looks.firstDay)
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

/** Days since 1970 as a date; the time of day when there is one. */
function dateOf(days: number): string {
  const text = new Date(Math.round(days * 86_400_000)).toISOString()
  return Number.isInteger(days) ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ')
}
