import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { openSqlite } from '@hailport/registry'
import { cloneValue, isOwn, type Pad, padOf, planTable, type TablePlan } from '../clone.ts'
import { type Engine, type FloorOptions, hasFinalRows, type MultiplyOptions, requireStored } from './engine.ts'

const fileOf = (folder: string) => join(folder, 'hailport.sqlite')

type Row = SQLInputValue[]

interface Table {
  readonly name: string
  readonly columns: readonly string[]
  readonly primaryKey: readonly string[]
  readonly indexed: ReadonlySet<string>
}

function withDatabase<T>(folder: string, work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(fileOf(folder))
  try {
    return work(database)
  } finally {
    database.close()
  }
}

function tablesOf(database: DatabaseSync): Table[] {
  const names = database
    .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'")
    .all()
  return names.map(({ name }) => {
    const columns = database.prepare('select name, pk from pragma_table_info(?) order by cid').all(name as string)
    const indexed = database
      .prepare('select distinct c.name from pragma_index_list(?) i join pragma_index_info(i.name) c')
      .all(name as string)
    return {
      name: name as string,
      columns: columns.map(column => column.name as string),
      primaryKey: columns.filter(column => column.pk !== 0).map(column => column.name as string),
      indexed: new Set(indexed.map(column => column.name as string)),
    }
  })
}

const quoted = (names: readonly string[]) => names.map(name => `"${name}"`).join(', ')

function readRows(database: DatabaseSync, { name, columns }: Table, rest = ''): Row[] {
  const statement = database.prepare(`select ${quoted(columns)} from "${name}" ${rest}`)
  statement.setReturnArrays(true)
  return statement.all() as unknown as Row[]
}

const countRows = (database: DatabaseSync, table: string) =>
  database.prepare(`select count(*) as n from "${table}"`).get()?.n as number

const insertInto = (database: DatabaseSync, { name, columns }: Table) =>
  database.prepare(`insert into "${name}" (${quoted(columns)}) values (${columns.map(() => '?').join(', ')})`)

/** Sorts rows by the part of their primary key that is a device's own, as the service does before it inserts. */
function sortByKey(rows: Row[], table: Table, plan: TablePlan): Row[] {
  const at = table.primaryKey
    .map(name => table.columns.indexOf(name))
    .find(position => plan.columns[position]?.kind !== 'same')
  if (at === undefined) return rows
  const order = (row: Row) => {
    const value = row[at]
    return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, 6).readUIntBE(0, 6) : String(value)
  }
  const keyed = rows.map(row => ({ row, order: order(row) }))
  keyed.sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0))
  return keyed.map(one => one.row)
}

const rowsPerSort = 4_000

function multiplyTable(database: DatabaseSync, table: Table, rows: readonly Row[], pads: readonly Pad[]): void {
  const plan = planTable(rows, table.columns, table.indexed)
  for (const row of rows)
    if (!isOwn(row, plan, table.primaryKey)) throw new Error(`What a second device has in ${table.name} is not known.`)
  const statement = insertInto(database, table)
  database.exec('begin')
  database.exec(`delete from "${table.name}"`)
  let held: Row[] = []
  const flush = () => {
    for (const row of sortByKey(held, table, plan)) statement.run(...row)
    held = []
  }
  for (const row of rows) {
    for (const pad of pads) held.push(row.map((value, at) => cloneValue(value, plan.columns[at] as never, pad)) as Row)
    if (held.length >= rowsPerSort) flush()
  }
  flush()
  database.exec('commit')
}

function multiply(folder: string, { times, progress }: MultiplyOptions): void {
  withDatabase(folder, database => {
    // Nothing is lost when it breaks off: a copy is being filled. The cache keeps the pages that random keys touch.
    database.exec(
      'pragma journal_mode = off; pragma synchronous = off; pragma locking_mode = exclusive; pragma cache_size = -4194304',
    )
    const devices = countRows(database, 'registrations')
    const pads = Array.from({ length: times }, (_, clone) => padOf(clone))
    for (const table of tablesOf(database)) {
      const rows = readRows(database, table)
      if (rows.length < devices / 2) continue
      progress(`${table.name}: ${(rows.length * times).toLocaleString('en')} rows`)
      multiplyTable(database, table, rows, pads)
    }
    database.exec('pragma locking_mode = normal; pragma journal_mode = wal')
  })
}

/** The pragmas that the store sets on its connections, read from the store itself. */
async function storePragmas(folder: string): Promise<string> {
  const store = openSqlite(fileOf(folder))
  const names = ['synchronous', 'cache_size', 'wal_autocheckpoint', 'temp_store', 'mmap_size']
  const found: string[] = []
  for (const name of names) {
    const query = { sql: `pragma ${name}`, parameters: [] }
    const [row] = await store.prepare<object, object>(() => ({ compile: () => query }) as never)({})
    if (row !== undefined) found.push(`pragma ${name} = ${Object.values(row)[0]}`)
  }
  await store.close()
  return found.join('; ')
}

/** What a registration of devices left behind, by transactions: for each, the rows of each table, sorted by primary key. */
function finalRows({ from, empty, devices, chunk }: FloorOptions): { table: Table; transactions: Row[][] }[] {
  return withDatabase(empty, before =>
    withDatabase(from, after => {
      const registered = countRows(after, 'registrations')
      return tablesOf(after)
        .filter(hasFinalRows)
        .map(table => {
          const key = (row: Row) => JSON.stringify(table.primaryKey.map(name => row[table.columns.indexOf(name)]))
          const known = new Set(readRows(before, table).map(key))
          const plan = planTable(readRows(after, table, 'limit 5000'), table.columns, table.indexed)
          const order = plan.arrival === undefined ? table.primaryKey : [table.columns[plan.arrival] as string]
          const share = Math.ceil((countRows(after, table.name) * devices) / registered)
          const rows = readRows(after, table, `order by ${quoted(order)} limit ${share}`).filter(
            row => !known.has(key(row)),
          )
          const upTo = (n: number) => Math.floor((rows.length * Math.min(n * chunk, devices)) / devices)
          const transactions = Array.from({ length: Math.ceil(devices / chunk) }, (_, n) =>
            sortByKey(rows.slice(upTo(n), upTo(n + 1)), table, plan),
          )
          return { table, transactions }
        })
    }),
  )
}

async function floorInsert(folder: string, options: FloorOptions): Promise<number> {
  const pragmas = await storePragmas(folder)
  const rows = finalRows(options)
  return withDatabase(folder, database => {
    database.exec(pragmas)
    const statements = rows.map(({ table }) => insertInto(database, table))
    const transactions = rows[0]?.transactions.length ?? 0
    const before = countRows(database, 'registrations')
    const start = performance.now()
    for (let n = 0; n < transactions; n++) {
      database.exec('begin immediate')
      for (const [index, { transactions }] of rows.entries())
        for (const row of transactions[n] ?? []) statements[index]?.run(...row)
      database.exec('commit')
    }
    const seconds = (performance.now() - start) / 1000
    requireStored(before, countRows(database, 'registrations'), options.devices)
    return seconds
  })
}

function bareReads(folder: string, seconds: number): number {
  return withDatabase(folder, database => {
    const anyKey = database.prepare('select key from identities where key >= randomblob(16) limit 1')
    const keys = Array.from({ length: 20_000 }, () => anyKey.get()?.key).filter(key => key !== undefined)
    const read = database.prepare('select tenant_id, device_id from identities where key = ?')
    const start = performance.now()
    let reads = 0
    while (performance.now() - start < seconds * 1000)
      for (let n = 0; n < 1000; n++) read.all(keys[reads++ % keys.length] as SQLInputValue)
    return (1000 * reads) / (performance.now() - start)
  })
}

/** SQLite in a file of the service's data folder. */
export const sqlite: Engine = {
  name: 'sqlite',
  settings: 'as the service sets them',
  start: async () => ({ url: undefined, stop: async () => undefined }),
  schema: async folder =>
    withDatabase(folder, database =>
      JSON.stringify(database.prepare('select sql from sqlite_schema where sql is not null order by name').all()),
    ),
  multiply: async (folder, options) => multiply(folder, options),
  async run(folder, statements) {
    withDatabase(folder, database => {
      database.exec('pragma synchronous = off; pragma cache_size = -1048576')
      for (const statement of statements) database.exec(statement)
      database.exec('pragma wal_checkpoint(truncate)')
    })
  },
  storedBytes: async folder =>
    withDatabase(folder, database => {
      const of = (name: string) => Object.values(database.prepare(`pragma ${name}`).get() ?? {})[0] as number
      return (of('page_count') - of('freelist_count')) * of('page_size')
    }),
  floorInsert,
  bareReads: async (folder, seconds) => bareReads(folder, seconds),
}
