import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { fillWithAnyRows } from '../../testing/any-rows.ts'
import { type PostgresServer, startPostgres } from '../../testing/postgres-server.ts'
import { tableShapes } from '../columns.ts'
import { type CopyOptions, copyStore, migrate, openStore, type Store, StoreToolError } from '../index.ts'
import { pagesOfEveryOwner } from './read-pages.ts'

const folder = mkdtempSync(join(tmpdir(), 'hailport-copy-'))
let server: PostgresServer
before(async () => {
  server = await startPostgres({ settings: { fsync: 'off' } })
})
after(async () => {
  await server.stop()
  rmSync(folder, { recursive: true })
})

let made = 0
const inFile = async () => `sqlite:${join(folder, `${++made}.sqlite`)}`

async function onServer(): Promise<string> {
  const name = `copy_${++made}`
  await asked(server.url, `create database ${name}`)
  return server.url.replace(/postgres$/, name)
}

async function asked(url: string, query: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(query)).rows
  } finally {
    await client.end()
  }
}

async function withStore<T>(url: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = openStore(url)
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

const filled = async (url: string, more = {}) => {
  await withStore(url, async store => {
    await migrate(store)
    await fillWithAnyRows(store, 40, more)
  })
  return url
}

/** Rows and a digest of them for every table: a test that fails must not print them all. */
const contentOf = (url: string) =>
  withStore(url, async ({ db }) => {
    const content: Record<string, unknown> = {}
    for (const [table, shape] of Object.entries(await tableShapes())) {
      const digest = createHash('sha256')
      let rows = 0
      for await (const page of pagesOfEveryOwner(db, table, shape)) {
        rows += page.length
        for (const row of page)
          for (const column of Object.keys(shape.columns)) {
            const value = row[column]
            const text = value instanceof Uint8Array ? Buffer.from(value).toString('hex') : JSON.stringify(value)
            digest.update(`${typeof value} ${text}\n`)
          }
      }
      content[table] = `${rows} rows ${digest.digest('hex')}`
    }
    return content
  })

const refused = (options: CopyOptions, why: RegExp) =>
  assert.rejects(copyStore(options), (error: unknown) => {
    assert.ok(error instanceof StoreToolError, String(error))
    assert.match(error.message, why)
    return true
  })

class Stopped extends Error {}

/** Runs a copy that ends at its n-th word of progress, as if killed there. @returns whether it came that far. */
async function stoppedAt(n: number, options: CopyOptions): Promise<boolean> {
  let words = 0
  const onProgress = () => {
    words += 1
    if (words === n) throw new Stopped()
  }
  try {
    await copyStore({ ...options, onProgress })
    return false
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    return true
  }
}

for (const [title, source, target] of [
  ['SQLite to PostgreSQL', inFile, onServer],
  ['PostgreSQL to SQLite', onServer, inFile],
  ['SQLite to SQLite', inFile, inFile],
  ['PostgreSQL to PostgreSQL', onServer, onServer],
] as const)
  test(`${title}: every row of every table, whatever it holds`, async () => {
    const from = await filled(await source(), { identities: 11_000, contacts: 5_000 })
    const to = await target()
    const report = await copyStore({ from, to })
    assert.equal(report.outcome, 'copied')
    const rows = Object.fromEntries(report.tables.map(({ table, rows }) => [table, rows]))
    assert.deepEqual([rows['identities'], rows['contacts'], rows['journal']], [11_000, 5_000, 40])
    assert.deepEqual(await contentOf(to), await contentOf(from))
    assert.equal((await copyStore({ from, to })).outcome, 'done-before')
    await withStore(to, async store => assert.deepEqual(await migrate(store), []))
  })

for (const [title, target] of [
  ['PostgreSQL', onServer],
  ['SQLite', inFile],
] as const)
  test(`stopped at any moment, it goes on where it was: to ${title}`, async () => {
    const from = await filled(await inFile(), { identities: 16_000 })
    const to = await target()
    let stops = 0
    for (let n = 1; await stoppedAt(n, { from, to }); n += 7) stops += 1
    assert.ok(stops >= 5, `it was stopped ${stops} times`)
    assert.deepEqual(await contentOf(to), await contentOf(from))
  })

test('what is copied is not copied again', async () => {
  const from = await filled(await inFile(), { identities: 16_000 })
  const to = await inFile()
  const seen: number[] = []
  const onProgress: CopyOptions['onProgress'] = ({ phase, table, rows }) => {
    if (phase === 'copy' && table === 'identities') seen.push(rows)
    if (rows === 10_000) throw new Stopped()
  }
  await assert.rejects(copyStore({ from, to, onProgress }), Stopped)
  await copyStore({ from, to, onProgress: progress => progress.rows !== 10_000 && onProgress(progress) })
  assert.deepEqual(seen, [0, 5_000, 10_000, 15_000, 16_000])
})

test('a difference is told by table and key, and the target cannot be used', async () => {
  const from = await filled(await inFile())
  const to = await inFile()
  const onProgress: CopyOptions['onProgress'] = ({ phase }) => {
    if (phase === 'compare') throw new Stopped()
  }
  await assert.rejects(copyStore({ from, to, onProgress }), Stopped)
  const file = new DatabaseSync(to.slice('sqlite:'.length))
  const [first, second] = file
    .prepare('select id from tenants order by id')
    .all()
    .map(row => row['id'] as string)
  file.exec(`delete from tenants where id = '${first}'; update tenants set name = 'other' where id = '${second}'`)
  file.exec(
    "insert into tenants (id, name, domain, created_at) values ('ffffffff-ffff-7fff-bfff-ffffffffffff', 'new', 'new.example', 1)",
  )
  file.close()
  const report = await copyStore({ from, to })
  assert.equal(report.outcome, 'differs')
  assert.equal(report.differenceCount, 3)
  assert.deepEqual(report.differences, [
    { table: 'tenants', key: { id: first }, kind: 'missing' },
    { table: 'tenants', key: { id: second }, kind: 'different', columns: ['name'] },
    { table: 'tenants', key: { id: 'ffffffff-ffff-7fff-bfff-ffffffffffff' }, kind: 'extra' },
  ])
  await withStore(to, store => assert.rejects(migrate(store), /a copy that has not been finished/))
})

test('refused: a source that is in use, and targets that hold something else', async () => {
  const [file, database] = [await filled(await inFile()), await filled(await onServer())]
  const empty = await inFile()
  for (const from of [file, database])
    await withStore(from, async service => {
      await service.ping()
      await refused({ from, to: empty }, /a service is using it/)
    })
  await refused({ from: file, to: file }, /are the same/)
  await refused({ from: database, to: database.replace('postgres@', 'postgres:secret@') }, /are the same/)
  await refused({ from: await inFile(), to: empty }, /there is no such file/)
  await refused({ from: await onServer(), to: empty }, /holds no registry/)
  for (const to of [file, database])
    await refused({ from: await filled(await inFile()), to }, /holds a registry already \(table \w+ has rows\)/)
  assert.equal(await stoppedAt(3, { from: file, to: empty }), true)
  await refused({ from: database, to: empty }, /a copy of another source/)
})

test('nobody can write to the source meanwhile', async () => {
  const [file, database] = [await filled(await inFile()), await filled(await onServer())]
  const tried: Promise<unknown>[] = []
  const inSqlite = () => {
    const other = new DatabaseSync(file.slice('sqlite:'.length))
    try {
      assert.throws(() => other.exec('delete from journal'), /locked/)
    } finally {
      other.close()
    }
  }
  const once = (work: () => unknown) => () => {
    if (tried.length === 0) tried.push(Promise.resolve(work()))
  }
  await copyStore({ from: file, to: await inFile(), onProgress: once(inSqlite) })
  await tried.pop()
  const write = "set lock_timeout = '20ms'; delete from journal"
  const inPostgres = () => assert.rejects(asked(database, write), /lock timeout/)
  await copyStore({ from: database, to: await inFile(), onProgress: once(inPostgres) })
  await tried.pop()
  await asked(database, write)
})

test('a dry run counts and leaves nothing behind', async () => {
  const from = await filled(await inFile())
  const [file, database] = [await inFile(), await onServer()]
  for (const to of [file, database]) {
    const { outcome, tables } = await copyStore({ from, to, dryRun: true })
    assert.equal(outcome, 'dry-run')
    assert.deepEqual(new Set(tables.map(({ rows, copiedBefore }) => `${rows} ${copiedBefore}`)), new Set(['40 0']))
  }
  assert.equal(existsSync(file.slice('sqlite:'.length)), false)
  const tables = "select * from information_schema.tables where table_schema = 'public'"
  assert.deepEqual(await asked(database, tables), [])
  assert.equal(await stoppedAt(3, { from, to: database }), true)
  const rest = await copyStore({ from, to: database, dryRun: true })
  assert.equal(rest.tables[0]?.copiedBefore, 40)
})

test('a page holds few rows when they are large', async () => {
  const from = await inFile()
  await withStore(from, async store => {
    await migrate(store)
    const rows = Array.from({ length: 30 }, (_, n) => [
      'm',
      String(n).padStart(2, '0'),
      'x'.repeat(1_000_000),
      null,
      null,
    ])
    const columns = ['model', 'id', 'payload', 'expires_at', 'grant_id'] as const
    await store.write(tx => tx.insertMany('oidc_state', columns, rows))
    const shape = (await tableShapes())['oidc_state']
    assert.ok(shape)
    const lengths: number[] = []
    for await (const page of pagesOfEveryOwner(store.db, 'oidc_state', shape)) lengths.push(page.length)
    assert.equal(
      lengths.reduce((sum, length) => sum + length),
      30,
    )
    assert.ok(Math.max(...lengths) <= 8, lengths.join(' '))
  })
})
