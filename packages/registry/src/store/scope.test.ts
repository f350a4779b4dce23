import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Compilable, type Kysely, sql } from 'kysely'
import { type Database, migrate, openSqlite, type Store, scopeTo, UnscopedQueryError } from './index.ts'
import { scopeColumn } from './schema.ts'

const folder = mkdtempSync(join(tmpdir(), 'hailport-scope-'))
let store: Store
const [mine, theirs] = ['tenant-a', 'tenant-b'] as const

const profile = (tenant: string, id: string) => ({
  tenant_id: tenant,
  id,
  display_name: `${id} of ${tenant}`,
  is_default: 0,
  settings: '{}',
  created_at: 1,
  updated_at: 1,
})

before(async () => {
  store = openSqlite(join(folder, 'scope.sqlite'))
  await migrate(store)
  await store.write(async tx => {
    for (const tenant of [mine, theirs])
      for (const id of ['1', '2', '3']) await tx.db.insertInto('profiles').values(profile(tenant, id)).execute()
    for (const tenant of [mine, theirs])
      await tx.db
        .insertInto('contacts')
        .values({ tenant_id: tenant, device_id: '1', first_at: 1, last_at: 1, times: 1 })
        .execute()
  })
})
after(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

type Build = (db: Kysely<Database>) => Compilable

function refused(what: string, build: Build): void {
  test(`refused: ${what}`, () => {
    assert.throws(() => build(store.db).compile(), UnscopedQueryError)
  })
}

function allowed(what: string, build: Build): void {
  test(`allowed: ${what}`, () => {
    build(store.db).compile()
  })
}

for (const table of Object.keys(scopeColumn) as (keyof Database)[]) {
  refused(`everything of ${table}`, db => db.selectFrom(table).selectAll())
  refused(`deleting from ${table}`, db => db.deleteFrom(table))
  refused(`updating ${table}`, db =>
    db
      .updateTable(table)
      .set({} as never)
      .where(sql<boolean>`1 = 1`),
  )
  refused(`inserting into ${table} without owner`, db => db.insertInto(table).values({ id: '1' } as never))
}
refused('by id alone', db => db.selectFrom('profiles').selectAll().where('id', '=', '1'))
refused('under an alias', db => db.selectFrom('profiles as p').selectAll().where('p.id', '=', '1'))
refused('an owner in an OR', db =>
  db
    .selectFrom('profiles')
    .selectAll()
    .where(eb => eb.or([eb('tenant_id', '=', mine), eb('id', '=', '1')])),
)
refused('a negated owner', db =>
  db
    .selectFrom('profiles')
    .selectAll()
    .where(eb => eb.not(eb('tenant_id', '=', mine))),
)
refused('several owners', db => db.selectFrom('profiles').selectAll().where('tenant_id', 'in', [mine, theirs]))
refused('an owner that equals itself', db =>
  db.selectFrom('profiles as p').selectAll().whereRef('p.tenant_id', '=', 'p.tenant_id'),
)
refused('an owner that equals another column of its row', db =>
  db.selectFrom('profiles').selectAll().whereRef('tenant_id', '=', 'id'),
)
refused('the owner of another alias', db =>
  db.selectFrom(['profiles as p', 'profiles as q']).select('q.id').where('p.tenant_id', '=', mine),
)
refused('a join', db =>
  db.selectFrom('tenants').innerJoin('profiles', 'profiles.id', 'tenants.id').select('profiles.id'),
)
refused('two owned tables that only fix each other', db =>
  db.selectFrom('profiles as p').innerJoin('contacts as c', 'c.tenant_id', 'p.tenant_id').select('c.device_id'),
)
refused('a root that only a left join fixes', db =>
  db
    .selectFrom('profiles as p')
    .leftJoin('contacts as c', join => join.on('p.tenant_id', '=', mine).onRef('c.tenant_id', '=', 'p.tenant_id'))
    .select('p.id'),
)
refused('a right join, which keeps what its condition leaves out', db =>
  db
    .selectFrom('tenants as t')
    .rightJoin('profiles as p', join => join.on('p.tenant_id', '=', mine))
    .select('p.id'),
)
refused('a sub-query in WHERE', db =>
  db
    .selectFrom('tenants')
    .selectAll()
    .where('id', 'in', eb => eb.selectFrom('profiles').select('id')),
)
refused('a sub-query in SELECT', db =>
  db.selectFrom('tenants').select(eb => eb.selectFrom('profiles').select('display_name').limit(1).as('name')),
)
refused('a sub-query in FROM', db => db.selectFrom(eb => eb.selectFrom('profiles').selectAll().as('p')).selectAll())
refused('a common table expression', db =>
  db
    .with('p', qc => qc.selectFrom('profiles').selectAll())
    .selectFrom('p')
    .selectAll(),
)
refused('a union', db =>
  db.selectFrom('profiles').select('id').where('tenant_id', '=', mine).unionAll(db.selectFrom('profiles').select('id')),
)
refused('inserting what an unscoped query finds', db =>
  db
    .insertInto('profiles')
    .columns(['tenant_id', 'id', 'display_name', 'is_default', 'settings', 'created_at', 'updated_at'])
    .expression(eb => eb.selectFrom('profiles').selectAll()),
)
refused('an update that gives a row to another owner', db =>
  db.updateTable('profiles').set({ tenant_id: theirs }).where('tenant_id', '=', mine),
)

allowed('a fixed owner', db => db.selectFrom('profiles').selectAll().where('tenant_id', '=', mine))
allowed('a fixed owner under an alias', db =>
  db.selectFrom('profiles as p').selectAll().where('p.tenant_id', '=', mine),
)
allowed('a join that follows a fixed owner', db =>
  db
    .selectFrom('contacts as c')
    .innerJoin('profiles as p', 'p.tenant_id', 'c.tenant_id')
    .select('p.id')
    .where('p.tenant_id', '=', mine),
)
allowed('a join that follows a global row', db =>
  db
    .selectFrom('access_tokens as t')
    .innerJoin('people as p', join =>
      join.onRef('p.organization_id', '=', 't.organization_id').onRef('p.id', '=', 't.person_id'),
    )
    .select('p.id')
    .where('t.digest', '=', new Uint8Array(32)),
)
allowed('a sub-query that follows the owner outside', db =>
  db
    .selectFrom('profiles as p')
    .select(eb =>
      eb.selectFrom('contacts as c').select('c.times').whereRef('c.tenant_id', '=', 'p.tenant_id').limit(1).as('times'),
    )
    .where('p.tenant_id', '=', mine),
)

const idsOf = (rows: { id: string; display_name: string }[]) => rows.map(row => row.display_name).sort()
const own = () => scopeTo(store.db, mine)
const ownNames = ['1', '2', '3'].map(id => `${id} of ${mine}`)

test('scopeTo limits a query without conditions', async () => {
  assert.deepEqual(idsOf(await own().selectFrom('profiles').selectAll().execute()), ownNames)
})

test('scopeTo holds against OR, however it is written', async () => {
  const queries = [
    own()
      .selectFrom('profiles')
      .selectAll()
      .where(eb => eb.or([eb('id', '=', '1'), eb('id', '!=', '1')])),
    own()
      .selectFrom('profiles')
      .selectAll()
      .where(eb => eb('id', '=', '1').or('id', '!=', '1')),
    own().selectFrom('profiles').selectAll().where(sql<boolean>`id = '1' or id <> '1'`),
    own().selectFrom('profiles').selectAll().where('display_name', '!=', '').where(sql<boolean>`id = '1' or id <> '1'`),
    own().selectFrom('profiles as p').selectAll().where(sql<boolean>`1 = 1 or 1 = 1`),
  ]
  for (const query of queries) assert.deepEqual(idsOf(await query.execute()), ownNames)
})

test('a raw OR beside a fixed owner does not widen the guarded query', async () => {
  const query = store.db
    .selectFrom('profiles')
    .selectAll()
    .where(sql<boolean>`id = '1' or id <> '1'`)
    .where('tenant_id', '=', mine)
  assert.deepEqual(idsOf(await query.execute()), ownNames)
})

test('scopeTo reaches joins, sub-queries and the conditions of joins', async () => {
  const joined = await own()
    .selectFrom('profiles as p')
    .leftJoin('contacts as c', 'c.device_id', 'p.id')
    .select(['p.display_name', 'c.tenant_id as contact'])
    .orderBy('p.display_name')
    .execute()
  assert.deepEqual(
    joined.map(row => ({ ...row })),
    [
      { display_name: ownNames[0], contact: mine },
      { display_name: ownNames[1], contact: null },
      { display_name: ownNames[2], contact: null },
    ],
  )
  const elsewhere = await own()
    .selectFrom('profiles as p')
    .innerJoin('contacts as c', join => join.on('c.tenant_id', '=', theirs))
    .select('p.id')
    .execute()
  assert.deepEqual(elsewhere, [])
  const nested = await own()
    .selectFrom('tenants')
    .select('id')
    .where(eb => eb.exists(eb.selectFrom('profiles').select('id').where('tenant_id', '=', theirs)))
    .execute()
  assert.deepEqual(nested, [])
})

test('scopeTo limits updates and deletes, and refuses rows of another owner', async () => {
  await assert.rejects(
    store.write(async tx => {
      const scoped = scopeTo(tx.db, mine)
      const updated = await scoped
        .updateTable('profiles')
        .set({ display_name: 'x' })
        .where(sql<boolean>`1 = 1 or 1 = 1`)
        .executeTakeFirst()
      assert.equal(updated.numUpdatedRows, 3n)
      const deleted = await scoped.deleteFrom('profiles').executeTakeFirst()
      assert.equal(deleted.numDeletedRows, 3n)
      assert.throws(() => scoped.insertInto('profiles').values(profile(theirs, '9')).compile(), UnscopedQueryError)
      assert.throws(
        () =>
          scoped
            .insertInto('profiles')
            .values([profile(mine, '8'), profile(theirs, '9')])
            .compile(),
        UnscopedQueryError,
      )
      await scoped
        .insertInto('profiles')
        .values([profile(mine, '8'), profile(mine, '9')])
        .execute()
      throw new Error('undo')
    }),
    /undo/,
  )
})
