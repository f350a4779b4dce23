import { sql } from 'kysely'
import { hasTable } from '../has-table.ts'
import type { Store, Tx } from '../store.ts'
import { StoreToolError } from '../tool-error.ts'
import type { RowKey } from './read-pages.ts'

/** What the target knows of the copy that it is. */
export interface CopyHead {
  /** Tells this source from every other. */
  readonly source: string
  readonly startedAt: number
  /** When all rows had been compared and none differed; absent until then. */
  readonly verifiedAt?: number
}

/** How far a table has come. */
export interface TableProgress {
  readonly rows: number
  /** Primary key of the last row that was copied; absent before the first. */
  readonly after?: RowKey
  readonly done: boolean
}

/** Beside a part for each table. */
const head = ''

// Bytes are the only values of a key that JSON has no form for.
const encoded = (key: RowKey) =>
  key.map(value => (value instanceof Uint8Array ? { hex: Buffer.from(value).toString('hex') } : value))
const decoded = (key: RowKey): RowKey =>
  key.map(value => (typeof value === 'object' && value ? Buffer.from((value as { hex: string }).hex, 'hex') : value))

async function read<T>({ db }: Store, part: string): Promise<T | undefined> {
  const { rows } = await sql<{ detail: string }>`select detail from store_copy where part = ${part}`.execute(db)
  return rows[0] && JSON.parse(rows[0].detail)
}

async function write({ db }: Tx, part: string, value: CopyHead | TableProgress): Promise<void> {
  await sql`insert into store_copy (part, detail) values (${part}, ${JSON.stringify(value)})
    on conflict (part) do update set detail = excluded.detail`.execute(db)
}

/** The copy that a store is, finished or not; nothing when it is none. */
export async function copyHead(store: Store): Promise<CopyHead | undefined> {
  return (await hasTable(store, 'store_copy')) ? read<CopyHead>(store, head) : undefined
}

/** Marks an empty database as the target of a copy. */
export async function beginCopy(store: Store, value: CopyHead): Promise<void> {
  await store.initialise()
  await sql`create table if not exists store_copy (part text primary key, detail text not null)`.execute(store.db)
  await store.write(tx => write(tx, head, value))
}

export const finishCopy = (store: Store, value: CopyHead): Promise<void> => store.write(tx => write(tx, head, value))

export async function tableProgress(store: Store, table: string): Promise<TableProgress> {
  const kept = await read<TableProgress>(store, table)
  if (kept === undefined) return { rows: 0, done: false }
  return kept.after === undefined ? kept : { ...kept, after: decoded(kept.after) }
}

/** Says how far a table has come, in the transaction that writes its rows. */
export const keepProgress = (tx: Tx, table: string, value: TableProgress): Promise<void> =>
  write(tx, table, value.after === undefined ? value : { ...value, after: encoded(value.after) })

/** Half a registry must not serve: it would call registered devices unknown. @throws StoreToolError */
export async function refuseUnfinishedCopy(store: Store): Promise<void> {
  const copy = await copyHead(store)
  if (copy && copy.verifiedAt === undefined)
    throw new StoreToolError({
      what: 'The store cannot be used',
      why: 'it is a copy that has not been finished, or has not been found equal to its source',
      remedy: 'Run the same `hailport store copy` again until it says that all rows are equal.',
    })
}
