import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { type PostgresServer, startPostgres } from '../testing/postgres-server.ts'
import { tableShapes } from './columns.ts'
import { engines, migrate, openPostgres, type Store } from './index.ts'
import { scopeColumn } from './schema.ts'
import { schemaBuilder } from './schema-builder.ts'

let server: PostgresServer
let store: Store
before(async () => {
  server = await startPostgres({ settings: { fsync: 'off' } })
  store = openPostgres(server.url)
  await migrate(store, 0, { partitioned: true })
})
after(async () => {
  await store.close()
  await server.stop()
})

test('PostgreSQL takes every key and index of the schema when owned tables are partitioned by their owner', async () => {
  const { rows } = await sql<{ name: string; key: string }>`
    select partrelid::regclass::text as name, pg_get_partkeydef(partrelid) as key from pg_partitioned_table`.execute(
    store.db,
  )
  const found = Object.fromEntries(rows.map(({ name, key }) => [name, key]))
  const expected = Object.entries(scopeColumn).map(([table, column]) => [table, `HASH (${column})`])
  assert.deepEqual(found, Object.fromEntries(expected))
  const { rows: unique } = await sql<{ name: string }>`
    select indexrelid::regclass::text as name from pg_index join pg_partitioned_table on partrelid = indrelid
    where indisunique`.execute(store.db)
  const shapes = await tableShapes()
  const names = Object.keys(scopeColumn).flatMap(table => [
    `${table}_pk`,
    ...Object.keys(shapes[table]?.uniqueIndexes ?? {}),
  ])
  assert.deepEqual(unique.map(({ name }) => name).sort(), names.sort())
})

test('it refuses a unique index and a primary key without the owner', async () => {
  const schema = schemaBuilder(store.db, engines.postgres, { partitioned: true })
  const lacks = /unique constraint on partitioned table must include all partitioning columns/
  await assert.rejects(schema.index('people_by_name', 'people', ['name'], { unique: true }), lacks)
  await schema.index('people_by_name', 'people', ['name'])
  await sql`drop table contacts`.execute(store.db)
  const contacts = { tenant_id: 'id', device_id: 'id' } as const
  await assert.rejects(schema.table('contacts', contacts, ['device_id']), lacks)
  await schema.table('contacts', contacts, ['tenant_id', 'device_id'])
})
