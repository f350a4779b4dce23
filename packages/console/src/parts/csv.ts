import { saveFile } from './download.ts'

type Cell = string | number | undefined

/** One cell: what a spreadsheet would calculate with is made text by an apostrophe before it. */
function cell(value: Cell): string {
  if (value === undefined) return ''
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** In UTF-8 with a byte order mark, so that spreadsheets know it. */
const saveLines = (lines: readonly string[], name: string): void =>
  saveFile(new Blob(['\ufeff', ...lines], { type: 'text/csv;charset=utf-8' }), name)

const lineOf = (row: readonly Cell[]): string => row.map(cell).join(',')

/** Rows that the page has, as a file. */
export function saveCsv(rows: readonly (readonly Cell[])[], name: string): void {
  saveLines(
    rows.map(row => `${lineOf(row)}\r\n`),
    name,
  )
}

/** The members of an answer, those within others with both names: `actor.id`. */
function* membersOf(value: object, before = ''): Generator<[string, Cell]> {
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined || member === null) continue
    const path = before + name
    if (Array.isArray(member))
      yield [path, member.every(each => typeof each !== 'object') ? member.join(', ') : JSON.stringify(member)]
    else if (typeof member === 'object') yield* membersOf(member, `${path}.`)
    else yield [path, typeof member === 'number' ? member : String(member)]
  }
}

/** Answers of the service as a table: each member a column, by its name in the API, so that scripts find the same in both. */
export class AnswerTable {
  readonly #columns = new Map<string, number>()
  readonly #rows: { readonly text: string; readonly cells: number }[] = []

  get count(): number {
    return this.#rows.length
  }

  add(answer: object): void {
    const cells: Cell[] = []
    for (const [name, value] of membersOf(answer)) {
      const at = this.#columns.get(name) ?? this.#columns.size
      this.#columns.set(name, at)
      cells[at] = value
    }
    // Columns that are found later stand to the right of all earlier ones.
    this.#rows.push({ text: lineOf(Array.from(cells)), cells: cells.length })
  }

  save(name: string): void {
    const columns = [...this.#columns.keys()]
    const lines = this.#rows.map(({ text, cells }) => `${text}${','.repeat(columns.length - Math.max(cells, 1))}\r\n`)
    saveLines([`${lineOf(columns)}\r\n`, ...lines], name)
  }
}
