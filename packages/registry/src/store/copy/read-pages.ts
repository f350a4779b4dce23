import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { TableShape } from '../columns.ts'
import type { Database } from '../schema.ts'

/** A row of any table, by column. */
export type Row = Readonly<Record<string, unknown>>
/** The values of a primary key, in the order of its columns. */
export type RowKey = readonly unknown[]

/** What a page holds at most: bytes of texts and blobs bound the memory, rows the time between two words of progress. */
const pageRows = 5_000
const pageBytes = 8_000_000

export const keyOf = (row: Row, { primaryKey }: TableShape): RowKey => primaryKey.map(column => row[column])

const list = (columns: readonly string[]) => sql.join(columns.map(column => sql.ref(column)))

function after({ primaryKey }: TableShape, key: RowKey | undefined): RawBuilder<unknown> {
  return key === undefined ? sql`` : sql`where (${list(primaryKey)}) > (${sql.join(key)})`
}

/** How many of the next rows fit a page. Engines tell the length of a value without reading it. */
async function rowsThatFit(db: Kysely<Database>, table: string, shape: TableShape, from: RowKey | undefined) {
  const long = Object.keys(shape.columns).filter(column => ['text', 'bytes'].includes(shape.columns[column] ?? ''))
  if (long.length === 0) return pageRows
  const lengths = long.map(column => sql`coalesce(octet_length(${sql.ref(column)}), 0)`)
  for (let limit = pageRows; ; ) {
    const { rows } = await sql<{ bytes: number | string }>`
      select coalesce(sum(size), 0) as bytes
      from (select ${sql.join(lengths, sql` + `)} as size from ${sql.table(table)} ${after(shape, from)}
        order by ${list(shape.primaryKey)} limit ${limit}) as page`.execute(db)
    const bytes = Number(rows[0]?.bytes ?? 0)
    if (bytes <= pageBytes || limit === 1) return limit
    limit = Math.max(1, Math.floor((limit * pageBytes) / bytes))
  }
}

async function readPage(db: Kysely<Database>, table: string, shape: TableShape, from: RowKey | undefined) {
  const limit = await rowsThatFit(db, table, shape, from)
  const { rows } = await sql<Row>`
    select ${list(Object.keys(shape.columns))} from ${sql.table(table)} ${after(shape, from)}
    order by ${list(shape.primaryKey)} limit ${limit}`.execute(db)
  return rows
}

/**
 * Every row of a table whatever its owner, in the order of the primary key, in pages of bounded size. It goes round the scope rules:
 * only work on whole stores may use it, nothing that answers to somebody. The next page is read while the caller works on one.
 * @param from goes on after the row with this key.
 */
export async function* pagesOfEveryOwner(
  db: Kysely<Database>,
  table: string,
  shape: TableShape,
  from?: RowKey,
): AsyncGenerator<readonly Row[]> {
  let next = readPage(db, table, shape, from)
  for (;;) {
    const page = await next
    const last = page.at(-1)
    if (last === undefined) return
    next = readPage(db, table, shape, keyOf(last, shape))
    // When it fails, whoever asks for it is told.
    next.catch(() => undefined)
    yield page
  }
}

/** Rows of a table, whatever their owner. */
export async function countOfEveryOwner(db: Kysely<Database>, table: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(db)
  return Number(rows[0]?.n ?? 0)
}
