import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { columnKinds } from '../store/columns.ts'
import { migrate, openPostgres, openSqlite, openStore, type Store } from '../store/index.ts'
import { faulty } from './faulty.ts'
import { type Look, lookAtPostgres, lookAtSqlite, type Rows } from './rows.ts'

/** A database of a test's own, on the engine that the environment names. */
export interface TestDatabase {
  /** As `openStore` takes it. */
  readonly url: string
  /** A store on it; may be called again for another one on the same database. */
  open(): Store
  /** Rows of any query, as the test sees them beside the store. Parameters are `?`. */
  readonly rows: Rows
  /** Closes what the test opened beside the store, and removes the database. */
  remove(): Promise<void>
}

/**
 * How the store of a test is run. HAILPORT_TEST_DATABASE_URL: the administrator's database of a server, where databases are made and
 * removed; SQLite in a temporary folder when absent. HAILPORT_TEST_VARIANT: `partitioned`, every owned table partitioned by its
 * owner; `faults`, statements fail now and then as busy and failing servers make them fail.
 */
const { HAILPORT_TEST_DATABASE_URL: serverUrl, HAILPORT_TEST_VARIANT: variant } = process.env

const onSqlite = serverUrl === undefined || serverUrl === ''

/** Engine and variant, for the titles of tests. */
export const engineUnderTest = onSqlite ? 'sqlite' : [serverUrl.split(':')[0], variant].filter(Boolean).join(', ')

let made = 0

function openFor(url: string): Store {
  if (variant !== 'faults') return openStore(url)
  return openPostgres(url.replace(/^\w+:/, 'postgres:'), { intercept: client => faulty(client) })
}

const databaseUrl = (name: string) => String(serverUrl).replace(/\/[^/?]*(\?|$)/, `/${name}$1`)
const plain = (url: string) => url.replace(/^\w+:/, 'postgres:')

async function asAdministrator<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: plain(String(serverUrl)) })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** A migrated database is copied for every test: far quicker than the migrations. One for each schema and variant. */
async function templateName(): Promise<string> {
  const schema = createHash('sha256')
    .update(await readFile(new URL('../store/schema.sql', import.meta.url)))
    .update(JSON.stringify(await columnKinds()))
    .update(`${serverUrl?.split(':')[0]} ${variant}`)
    .digest('hex')
  const name = `hailport_template_${schema.slice(0, 16)}`
  await asAdministrator(async client => {
    await client.query('select pg_advisory_lock(4711)')
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name])
    if (rowCount) return
    await client.query(`create database ${name}_new`)
    const store = openStore(databaseUrl(`${name}_new`))
    await migrate(store, Date.now(), { partitioned: variant === 'partitioned' })
    await store.close()
    await client.query(`alter database ${name}_new rename to ${name}`)
  })
  return name
}

let template: Promise<string> | undefined

async function onServer(migrated: boolean): Promise<TestDatabase> {
  const name = `hailport_test_${process.pid}_${++made}`
  let from = ''
  if (migrated) {
    template ??= templateName()
    from = ` template ${await template}`
  }
  await asAdministrator(client => client.query(`create database ${name}${from}`))
  const url = databaseUrl(name)
  let look: Look | undefined
  return {
    url,
    open: () => openFor(url),
    rows: (query, ...parameters) => {
      look ??= lookAtPostgres(plain(url))
      return look.rows(query, ...parameters)
    },
    async remove() {
      await look?.close()
      await asAdministrator(client => client.query(`drop database ${name} with (force)`))
    },
  }
}

async function inFile(migrated: boolean): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'hailport-store-'))
  const path = join(folder, 'test.sqlite')
  if (migrated) {
    const store = openSqlite(path)
    await migrate(store)
    await store.close()
  }
  let look: Look | undefined
  return {
    url: `sqlite:${path}`,
    open: () => openSqlite(path),
    rows: (query, ...parameters) => {
      look ??= lookAtSqlite(path)
      return look.rows(query, ...parameters)
    },
    async remove() {
      await look?.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A new database on the engine under test. @param migrated whether the registry's tables are there already. */
export const testDatabase = (migrated = true): Promise<TestDatabase> =>
  onSqlite ? inFile(migrated) : onServer(migrated)
