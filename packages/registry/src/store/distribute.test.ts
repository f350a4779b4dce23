import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { type PostgresServer, startPostgres } from '../testing/postgres-server.ts'
import { tableShapes } from './columns.ts'
import { distributeStore, distributions, migrateStore } from './index.ts'
import { scopeColumn } from './schema.ts'

const parsed = async () =>
  (await distributions()).map(({ table, statement }) => {
    const [, column, group] = /\('\w+', '(\w+)', colocate_with => '(\w+)'\)$/.exec(statement) ?? []
    const [, named] = /^select create_(?:reference|distributed)_table\('(\w+)'/.exec(statement) ?? []
    assert.equal(named, table, statement)
    return { table, column, group }
  })

test('every table of the schema is distributed once, owned ones by their owner', async () => {
  const all = await parsed()
  assert.deepEqual(all.map(({ table }) => table).sort(), Object.keys(await tableShapes()).sort())
  const owned = all.filter(({ table }) => table in scopeColumn)
  assert.deepEqual(Object.fromEntries(owned.map(({ table, column }) => [table, column])), scopeColumn)
  assert.equal(owned.length, Object.keys(scopeColumn).length)
  const byKey = all.filter(({ table, column }) => column !== undefined && !(table in scopeColumn))
  assert.deepEqual(byKey.map(({ table, column }) => `${table} ${column}`).sort(), [
    'factory_keys key',
    'identities key',
  ])
})

test('the primary key and every unique index of a distributed table have its column; what lies side by side has one type', async () => {
  const shapes = await tableShapes()
  const kinds = new Map<string, string>()
  for (const { table, column, group } of await parsed()) {
    const shape = shapes[table]
    if (column === undefined || group === undefined || !shape) continue
    for (const [name, columns] of Object.entries({ ...shape.uniqueIndexes, 'primary key': shape.primaryKey }))
      assert.ok(columns.includes(column), `${name} of ${table} lacks ${column}`)
    const first = group === 'none' ? table : group
    if (group === 'none') kinds.set(table, shape.columns[column] ?? '')
    assert.equal(shape.columns[column], kinds.get(first), `${table} beside ${first}`)
  }
  assert.equal(kinds.size, 2)
})

let server: PostgresServer
before(async () => {
  server = await startPostgres({ settings: { fsync: 'off' } })
})
after(() => server.stop())

// A real Citus is not to be had from npm: these stand for its functions and write down what they are asked.
const stand = `
  create table pg_dist_partition (logicalrelid regclass, called text);
  create function create_reference_table(t regclass) returns void language sql as
    $$ insert into pg_dist_partition values (t, 'reference') $$;
  create function create_distributed_table(t regclass, c text, colocate_with text) returns void language sql as
    $$ insert into pg_dist_partition values (t, c || ' beside ' || colocate_with) $$;`

test('distributing skips what is distributed; without Citus it says so', async () => {
  const url = server.url.replace('postgres:', 'citus:')
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  try {
    await assert.rejects(distributeStore(server.url), /engine postgres/)
    await assert.rejects(distributeStore(url), /has no Citus/)
    await client.query(stand)
    await assert.rejects(distributeStore(url), /no table tenants.*hailport store migrate/s)
    await migrateStore(server.url)
    await client.query("select create_reference_table('tenants')")
    const done = await distributeStore(url)
    assert.deepEqual(
      done,
      (await distributions()).filter(({ table }) => table !== 'tenants'),
    )
    const { rows } = await client.query('select logicalrelid::text as name, called from pg_dist_partition')
    assert.equal(rows.length, Object.keys(await tableShapes()).length)
    assert.equal(rows.find(row => row.name === 'journal')?.called, 'organization_id beside people')
    assert.deepEqual(await distributeStore(url), [])
  } finally {
    await client.end()
  }
})
