import type { TableShape } from '../columns.ts'
import type { ColumnKind } from '../migration.ts'
import type { Row } from './read-pages.ts'

/** A row that is not the same on both sides. */
export interface Difference {
  readonly table: string
  /** Column to value; bytes in hexadecimal. */
  readonly key: Readonly<Record<string, string | number>>
  /** `missing`: the target lacks it; `extra`: only the target has it; `different`: in `columns`. */
  readonly kind: 'missing' | 'extra' | 'different'
  readonly columns?: readonly string[]
}

const bytesOf = (value: unknown): Uint8Array => (value instanceof Uint8Array ? value : Buffer.from(String(value)))

/** The order of both engines: bytes and texts byte by byte, whatever the locale. */
function compareValues(kind: ColumnKind | undefined, a: unknown, b: unknown): number {
  if (kind === 'int') return Number(a) - Number(b)
  return a === b ? 0 : Buffer.compare(bytesOf(a), bytesOf(b))
}

function compareKeys({ columns, primaryKey }: TableShape, a: Row, b: Row): number {
  for (const column of primaryKey) {
    const order = compareValues(columns[column], a[column], b[column])
    if (order !== 0) return order
  }
  return 0
}

function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true
  return a instanceof Uint8Array && b instanceof Uint8Array && Buffer.compare(a, b) === 0
}

const keyTold = (row: Row, { primaryKey }: TableShape): Difference['key'] =>
  Object.fromEntries(
    primaryKey.map(column => {
      const value = row[column]
      const text = value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value
      return [column, text as string | number]
    }),
  )

/** Walks over pages row by row. */
class Walk {
  readonly #pages: AsyncIterator<readonly Row[]>
  #page: readonly Row[] = []
  #at = 0

  constructor(pages: AsyncIterable<readonly Row[]>) {
    this.#pages = pages[Symbol.asyncIterator]()
  }

  /** The row it stands at, when that needs no waiting. */
  get row(): Row | undefined {
    return this.#page[this.#at]
  }

  step(): void {
    this.#at += 1
  }

  async turnPage(): Promise<void> {
    if (this.row !== undefined) return
    this.#page = (await this.#pages.next()).value ?? []
    this.#at = 0
  }
}

/** Before (negative), at or after (positive) the other side; the end comes after every row. */
function orderOf(shape: TableShape, mine: Row | undefined, theirs: Row | undefined): number {
  if (mine === undefined) return 1
  return theirs === undefined ? -1 : compareKeys(shape, mine, theirs)
}

/**
 * Compares two tables row by row, value by value. Both come in the order of their primary key, in pages of any size.
 * @param compared is told the rows of the source that were compared, page by page.
 */
export async function* differencesOf(
  table: string,
  shape: TableShape,
  sides: { source: AsyncIterable<readonly Row[]>; target: AsyncIterable<readonly Row[]> },
  compared: (rows: number) => void,
): AsyncGenerator<Difference> {
  const all = Object.keys(shape.columns)
  const source = new Walk(sides.source)
  const target = new Walk(sides.target)
  let rows = 0
  for (;;) {
    await Promise.all([source.turnPage(), target.turnPage()])
    if (source.row === undefined && target.row === undefined) return
    do {
      const [mine, theirs] = [source.row, target.row]
      const order = orderOf(shape, mine, theirs)
      if (order <= 0) {
        rows += 1
        source.step()
      }
      if (order >= 0) target.step()
      if (order < 0 && mine) yield { table, key: keyTold(mine, shape), kind: 'missing' }
      else if (order > 0 && theirs) yield { table, key: keyTold(theirs, shape), kind: 'extra' }
      else if (mine && theirs) {
        const columns = all.filter(column => !equal(mine[column], theirs[column]))
        if (columns.length > 0) yield { table, key: keyTold(mine, shape), kind: 'different', columns }
      }
    } while (source.row !== undefined && target.row !== undefined)
    compared(rows)
  }
}
