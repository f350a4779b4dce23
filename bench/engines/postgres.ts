import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { type ColumnPlan, planTable, textOf } from '../clone.ts'
import { binaryCopy, type ColumnType } from './binary-copy.ts'
import { type Engine, type FloorOptions, hasFinalRows, type MultiplyOptions, requireStored } from './engine.ts'
import { settings, startServer, unsafeSettings } from './postgres-server.ts'

interface Table {
  readonly name: string
  readonly columns: readonly string[]
  readonly types: readonly ColumnType[]
  readonly primaryKey: readonly string[]
  readonly indexed: ReadonlySet<string>
}

type Row = unknown[]

const int8 = 20
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === int8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format as 'text'),
}

const clusterOf = (folder: string) => join(folder, 'postgres')

async function start(folder: string, extra?: Readonly<Record<string, string>>) {
  // The server may run as another user than the benchmark, and has to get to its folder.
  chmodSync(folder, 0o755)
  return startServer(clusterOf(folder), extra)
}

async function withClient<T>(
  folder: string,
  work: (client: pg.Client, url: string) => Promise<T>,
  extra?: Readonly<Record<string, string>>,
): Promise<T> {
  const server = await start(folder, extra)
  const client = new pg.Client({ connectionString: server.url, types: types as pg.CustomTypesConfig })
  await client.connect()
  try {
    return await work(client, server.url)
  } finally {
    await client.end()
    await server.stop()
  }
}

const list = async (client: pg.Client, text: string, values: unknown[] = []): Promise<Row[]> =>
  (await client.query({ text, values, rowMode: 'array' })).rows

async function tablesOf(client: pg.Client): Promise<Table[]> {
  const columns = await list(
    client,
    `select table_name, column_name, data_type from information_schema.columns
     where table_schema = 'public' order by table_name, ordinal_position`,
  )
  const keys = await list(
    client,
    `select t.relname, a.attname, i.indisprimary from pg_index i join pg_class t on t.oid = i.indrelid
     join pg_namespace n on n.oid = t.relnamespace and n.nspname = 'public'
     cross join unnest(i.indkey) with ordinality as k(number, place)
     join pg_attribute a on a.attrelid = t.oid and a.attnum = k.number order by t.relname, k.place`,
  )
  return [...Map.groupBy(columns, row => row[0] as string)].map(([name, own]) => {
    const ofTable = keys.filter(row => row[0] === name)
    return {
      name,
      columns: own.map(row => row[1] as string),
      types: own.map(row => row[2] as ColumnType),
      primaryKey: ofTable.filter(row => row[2]).map(row => row[1] as string),
      indexed: new Set(ofTable.map(row => row[1] as string)),
    }
  })
}

const quoted = (names: readonly string[]) => names.map(name => `"${name}"`).join(', ')

const readRows = (client: pg.Client, { name, columns }: Table, rest = '') =>
  list(client, `select ${quoted(columns)} from "${name}" ${rest}`)

/** SQL for a column of clone `m` of the row `s`: the rules of `cloneValue`, with other random bits. */
function cloneExpression({ name, kind, shared }: ColumnPlan, type: ColumnType): string {
  const value = `s."${name}"`
  if (kind === 'same') return value
  const hex = type === 'bytea' ? `encode(${value}, 'hex')` : `replace(${value}::text, '-', '')`
  const mixed = `md5(${hex} || m)`
  // Some ids are kept as text.
  const toType = (text: string) => (type === 'bytea' ? `decode(${text}, 'hex')` : `(${text})::uuid::${type}`)
  const clone =
    kind === 'text'
      ? `case when length(${value}) < 8 then ${value} else left(${value}, 3) || upper(left(md5('clone ' || m), 4)) || substr(${value}, 8) end`
      : toType(kind === 'key' ? mixed : `left(${hex}, 16) || '8' || left(${mixed}, 15)`)
  const plain = kind === 'text' ? `${value}::text` : hex
  const stays =
    shared.size === 0 ? '' : ` or ${plain} in (${[...shared].map(text => pg.escapeLiteral(text)).join(', ')})`
  return `case when m = 0${stays} then ${value} else ${clone} end`
}

/** Rows that one statement inserts, sorted by primary key as the service does. */
const rowsPerInsert = 100_000

async function countRows(client: pg.Client, table: string): Promise<number> {
  const [[count]] = (await list(client, `select count(*) from ${table}`)) as [[number]]
  return count
}

async function multiplyTable(client: pg.Client, table: Table, times: number): Promise<void> {
  const { name, columns, primaryKey } = table
  const plan = planTable(await readRows(client, table), columns, table.indexed)
  const expressions = plan.columns.map((column, at) => cloneExpression(column, table.types[at] as ColumnType))
  await client.query(
    `create temp table sampled as select row_number() over (order by ${quoted(primaryKey)}) as place, * from "${name}";
     truncate "${name}"`,
  )
  const count = await countRows(client, 'sampled')
  const step = Math.ceil(rowsPerInsert / times)
  for (let from = 1; from <= count; from += step)
    await client.query(
      `insert into "${name}" (${quoted(columns)})
       select * from (select ${expressions.map((one, at) => `${one} as "${columns[at]}"`).join(', ')}
         from sampled s cross join generate_series(0, ${times - 1}) m
         where s.place >= ${from} and s.place < ${from + step}) cloned
       order by ${quoted(primaryKey)}`,
    )
  await client.query('drop table sampled')
}

async function multiply(folder: string, { times, progress }: MultiplyOptions): Promise<void> {
  await withClient(
    folder,
    async client => {
      await client.query("set temp_buffers = '256MB'; set work_mem = '256MB'")
      const devices = await countRows(client, 'registrations')
      for (const table of await tablesOf(client)) {
        const rows = await countRows(client, table.name)
        // Marks of transactions are not of devices, however many there are.
        if (rows < devices / 2) continue
        progress(`${table.name}: ${(rows * times).toLocaleString('en')} rows`)
        await multiplyTable(client, table, times)
      }
      // What autovacuum would have done meanwhile.
      await client.query('vacuum (analyze)')
      await client.query('checkpoint')
    },
    unsafeSettings,
  )
}

/** What a registration of devices left behind, as files of binary COPY: for each transaction, one for each table. */
async function writeFinalRows({ from, empty, devices, chunk }: FloorOptions, into: string): Promise<string[]> {
  const before = await withClient(empty, async client => {
    const all = new Map<string, Set<string>>()
    for (const table of await tablesOf(client)) {
      const rows = await readRows(client, table)
      all.set(table.name, new Set(rows.map(row => keyOf(table, row))))
    }
    return all
  })
  return withClient(from, async client => {
    const transactions = Math.ceil(devices / chunk)
    const statements: string[] = Array.from({ length: transactions }, () => '')
    const registered = await countRows(client, 'registrations')
    for (const table of (await tablesOf(client)).filter(hasFinalRows)) {
      const plan = planTable(await readRows(client, table, 'limit 5000'), table.columns, table.indexed)
      const order = plan.arrival === undefined ? table.primaryKey : [table.columns[plan.arrival] as string]
      const share = Math.ceil(((await countRows(client, table.name)) * devices) / registered)
      const known = before.get(table.name)
      const found = await readRows(client, table, `order by ${quoted(order)} limit ${share}`)
      const rows = found.filter(row => !known?.has(keyOf(table, row)))
      const upTo = (n: number) => Math.floor((rows.length * Math.min(n * chunk, devices)) / devices)
      for (let n = 0; n < transactions; n++) {
        const own = rows.slice(upTo(n), upTo(n + 1))
        if (own.length === 0) continue
        const file = join(into, `${n}-${table.name}`)
        writeFileSync(file, binaryCopy(table.types, sortByPrimaryKey(own, table)))
        statements[n] += `copy "${table.name}" (${quoted(table.columns)}) from '${file}' with (format binary);\n`
      }
    }
    return statements
  })
}

const keyOf = (table: Table, row: Row) =>
  table.primaryKey.map(name => textOf(row[table.columns.indexOf(name)])).join(' ')

function sortByPrimaryKey(rows: Row[], table: Table): Row[] {
  const keyed = rows.map(row => ({ row, key: keyOf(table, row) }))
  keyed.sort((a, b) => (a.key < b.key ? -1 : 1))
  return keyed.map(one => one.row)
}

async function floorInsert(folder: string, options: FloorOptions): Promise<number> {
  const files = join(folder, 'floor')
  mkdirSync(files)
  const transactions = await writeFinalRows(options, files)
  const seconds = await withClient(folder, async client => {
    const before = await countRows(client, 'registrations')
    const start = performance.now()
    for (const statements of transactions) await client.query(`begin;\n${statements}commit`)
    const elapsed = (performance.now() - start) / 1000
    requireStored(before, await countRows(client, 'registrations'), options.devices)
    return elapsed
  })
  rmSync(files, { recursive: true })
  return seconds
}

/** Connections of the bare reads, as many as the store's pool has. */
const readers = 10

async function bareReads(folder: string, seconds: number): Promise<number> {
  return withClient(folder, async (client, url) => {
    const found = await list(client, 'select key from identities tablesample system (50) limit 20000')
    const keys = found.map(row => row[0])
    const end = performance.now() + seconds * 1000
    let reads = 0
    const one = async () => {
      const reader = new pg.Client({ connectionString: url })
      await reader.connect()
      while (performance.now() < end)
        await reader.query({
          name: 'read',
          text: 'select tenant_id, device_id from identities where key = $1',
          values: [keys[reads++ % keys.length]],
        })
      await reader.end()
    }
    await Promise.all(Array.from({ length: readers }, one))
    return reads / seconds
  })
}

/** PostgreSQL in a cluster beside the keys of the service. */
export const postgres: Engine = {
  name: 'postgres',
  settings: Object.entries(settings)
    .map(([name, value]) => `${name} ${value}`)
    .join(', '),
  start,
  schema: folder =>
    withClient(folder, async client => {
      const columns = await list(
        client,
        "select table_name, column_name, data_type from information_schema.columns where table_schema = 'public' order by 1, 2",
      )
      return JSON.stringify([
        columns,
        await list(client, "select indexdef from pg_indexes where schemaname = 'public' order by 1"),
      ])
    }),
  multiply,
  run: (folder, statements) =>
    withClient(folder, async client => {
      for (const statement of statements) await client.query(statement)
      await client.query('vacuum (analyze)')
    }),
  storedBytes: folder =>
    withClient(folder, async client => {
      // Rows of uploads that are done with lie dead until then; autovacuum does the same a minute later.
      await client.query('vacuum')
      const [[bytes]] = (await list(
        client,
        "select sum(pg_total_relation_size(c.oid))::bigint from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname = 'public'",
      )) as [[number]]
      return bytes
    }),
  floorInsert,
  bareReads,
}
