import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import { newId } from '../ids.ts'
import { type Database, engines, migrate, type Store, type Tx } from './index.ts'
import { appliedMigrations } from './migrate.ts'

/** A database; every `open` is another store on it. */
export interface AnyDatabase {
  open(): Store
  remove(): Promise<void>
}

/** Makes a database, with the registry's tables or empty. */
export type MakeDatabase = (migrated: boolean) => Promise<AnyDatabase>

const addTenant = (tx: Tx, name: string) =>
  tx.db
    .insertInto('tenants')
    .values({ id: newId(), name, domain: `${name}.example`, created_at: 1 })
    .execute()

async function tenantNames(db: Kysely<Database>): Promise<string[]> {
  const rows = await db.selectFrom('tenants').select('name').orderBy('name').execute()
  return rows.map(row => row.name)
}

/**
 * What the registry expects of every engine, as tests of node:test. An engine's own test file calls it.
 */
export function storeContract(engine: string, make: MakeDatabase): void {
  const withDatabase = (title: string, work: (open: () => Store) => Promise<void>, { migrated = false } = {}): void => {
    test(`store contract on ${engine}: ${title}`, async () => {
      const database = await make(migrated)
      const opened: Store[] = []
      try {
        await work(() => {
          const store = database.open()
          opened.push(store)
          return store
        })
      } finally {
        for (const store of opened) await store.close()
        await database.remove()
      }
    })
  }
  const withStore: WithStore = (title, work) => withDatabase(title, open => work(open(), open), { migrated: true })
  migrations(withStore, withDatabase)
  transactions(withStore)
  fairness(withStore)
  isolation(withStore)
  bulk(withStore)
  lists(withStore)
  preparedQueries(withStore)
  constraints(withStore)
}

type WithStore = (title: string, work: (store: Store, again: () => Store) => Promise<void>) => void
type WithDatabase = (title: string, work: (open: () => Store) => Promise<void>) => void

function migrations(withStore: WithStore, withDatabase: WithDatabase): void {
  withStore('migrating again changes nothing', async store => {
    await store.write(tx => addTenant(tx, 'a'))
    assert.deepEqual(await migrate(store), [])
    assert.deepEqual(await tenantNames(store.db), ['a'])
  })

  withDatabase('instances may migrate at once', async open => {
    const stores = [open(), open(), open()]
    const applied = await Promise.all(stores.map(store => migrate(store)))
    const wanted = (await appliedMigrations(stores[0] as Store)).map(migration => migration.number)
    assert.deepEqual(
      applied.flat().sort((a, b) => a - b),
      wanted,
    )
    for (const store of stores) assert.deepEqual(await tenantNames(store.db), [])
  })
}

function transactions(withStore: WithStore): void {
  withStore('a failed transaction leaves nothing behind', async store => {
    const failed = store.write(async tx => {
      await addTenant(tx, 'a')
      await tx.insertMany('tenants', ['id', 'name', 'domain', 'created_at'], [[newId(), 'b', 'b.example', 1]])
      throw new Error('changed my mind')
    })
    await assert.rejects(failed, /changed my mind/)
    assert.deepEqual(await tenantNames(store.db), [])
    await store.write(tx => addTenant(tx, 'c'))
    assert.deepEqual(await tenantNames(store.db), ['c'])
  })

  withStore('a broken rule of the schema undoes the whole transaction', async store => {
    await store.write(tx => addTenant(tx, 'a'))
    const failed = store.write(async tx => {
      await addTenant(tx, 'b')
      await addTenant(tx, 'a')
    })
    await assert.rejects(failed)
    assert.deepEqual(await tenantNames(store.db), ['a'])
  })

  withStore('write returns what the work returns', async store => {
    assert.equal(await store.write(async () => 42), 42)
  })

  withStore('writes are serialised: none sees another half done, none is lost', async (store, again) => {
    const other = again()
    await store.write(tx => addTenant(tx, 'counter'))
    const increment = (on: Store) =>
      on.write(async tx => {
        const { created_at } = await tx.db
          .selectFrom('tenants')
          .select('created_at')
          .where('name', '=', 'counter')
          .executeTakeFirstOrThrow()
        await new Promise(resolve => setImmediate(resolve))
        await tx.db
          .updateTable('tenants')
          .set({ created_at: created_at + 1 })
          .where('name', '=', 'counter')
          .execute()
      })
    await Promise.all(Array.from({ length: 40 }, (_, n) => increment(n % 2 === 0 ? store : other)))
    const row = await store.db.selectFrom('tenants').select('created_at').executeTakeFirstOrThrow()
    assert.equal(row.created_at, 41)
  })

  withStore('what was written is there after closing and opening again', async (store, again) => {
    await store.write(tx => addTenant(tx, 'a'))
    await store.close()
    const reopened = again()
    assert.deepEqual(await tenantNames(reopened.db), ['a'])
  })
}

function fairness(withStore: WithStore): void {
  withStore(
    'a long transaction gets through between short ones that never end, where the engine has the means',
    async store => {
      const { writes, tableLocks } = engines[store.engine]
      const promised = writes !== 'serializable' || tableLocks
      let stop = false
      const patience = setTimeout(() => {
        // Without the means, this is as long as they go on.
        stop = !promised
      }, 1_000)
      const names = ['a', 'b', 'c', 'd']
      for (const name of names) await store.write(tx => addTenant(tx, name))
      const count = async (tx: Tx) => (await tenantNames(tx.db)).length
      let through = false
      const shortOnes = async (name: string) => {
        while (!through && !stop)
          await store.write(async tx => {
            const created_at = await count(tx)
            await tx.db.updateTable('tenants').set({ created_at }).where('name', '=', name).execute()
          })
      }
      const others = names.map(shortOnes)
      try {
        await store.write(async tx => {
          const seen = await count(tx)
          await pause(300)
          await addTenant(tx, `saw ${seen}`)
        })
      } finally {
        through = true
        clearTimeout(patience)
        await Promise.all(others)
      }
      assert.deepEqual(await tenantNames(store.db), [...names, 'saw 4'])
    },
  )
}

function isolation(withStore: WithStore): void {
  withStore('reads outside see what is committed, and nothing else', async (store, again) => {
    const other = again()
    await store.write(async tx => {
      await addTenant(tx, 'a')
      assert.deepEqual(await tenantNames(tx.db), ['a'])
      assert.deepEqual(await tenantNames(store.db), [])
      assert.deepEqual(await tenantNames(other.db), [])
    })
    assert.deepEqual(await tenantNames(store.db), ['a'])
    assert.deepEqual(await tenantNames(other.db), ['a'])
  })

  withStore('ping answers', async store => {
    await store.ping()
  })
}

function bulk(withStore: WithStore): void {
  withStore('insertMany writes every row, bytes and nulls as they are', async store => {
    const key = randomBytes(16)
    await store.write(async tx => {
      await tx.insertMany('tenants', ['id', 'name', 'domain', 'created_at'], [])
      await tx.insertMany(
        'tenants',
        ['id', 'name', 'domain', 'created_at'],
        Array.from({ length: 12_000 }, (_, n) => [newId(), `ñ 你好 ${String(n).padStart(5, '0')}`, `d${n}.example`, n]),
      )
      await tx.insertMany(
        'oidc_state',
        ['model', 'id', 'payload', 'expires_at', 'grant_id'],
        [['m', 'i', '{}', null, null]],
      )
      await tx.insertMany('identities', ['key', 'slot', 'tenant_id', 'device_id'], [[key, key, key, key]])
    })
    const names = await tenantNames(store.db)
    assert.deepEqual([names.length, names[0], names.at(-1)], [12_000, 'ñ 你好 00000', 'ñ 你好 11999'])
    const state = await store.db.selectFrom('oidc_state').selectAll().executeTakeFirstOrThrow()
    assert.deepEqual([state.expires_at, state.grant_id], [null, null])
    const identity = await store.db.selectFrom('identities').selectAll().executeTakeFirstOrThrow()
    assert.deepEqual(Buffer.from(identity.key), key)
    const named = await store.db
      .selectFrom('tenants')
      .select('name')
      .where('domain', '=', 'd7.example')
      .executeTakeFirst()
    assert.equal(named?.name, 'ñ 你好 00007')
  })

  withStore('runMany runs one statement for each parameter set, under the scope rules', async store => {
    await store.write(async tx => {
      await addTenant(tx, 'a')
      await addTenant(tx, 'b')
      await tx.runMany<{ domain: string; name: string }>(
        (db, p) => db.updateTable('tenants').set({ name: p.name }).where('domain', '=', p.domain),
        [
          { domain: 'a.example', name: 'first' },
          { domain: 'b.example', name: 'second' },
        ],
      )
    })
    assert.deepEqual(await tenantNames(store.db), ['first', 'second'])
    const unscoped = store.write(tx =>
      tx.runMany((db, p: { id: string }) => db.deleteFrom('people').where('id', '=', p.id), []),
    )
    await assert.rejects(unscoped, { name: 'UnscopedQueryError' })
  })

  withStore('insertMany asks for the owner of owned tables', async store => {
    const failed = store.write(tx => tx.insertMany('contacts', ['device_id', 'first_at'], [[newId(), 1]]))
    await assert.rejects(failed, /tenant_id/)
  })
}

function lists(withStore: WithStore): void {
  for (const count of [0, 1, 5000])
    withStore(`textIn and keyIn take ${count} values`, async store => {
      const texts = Array.from({ length: count }, (_, n) => `t${n} "'\\%_ñ`)
      const keys = texts.map(() => Uint8Array.from(randomBytes(16)))
      const [slot] = [new Uint8Array(16)]
      await store.write(async tx => {
        await addTenant(tx, 'other')
        for (const text of texts.slice(0, 3)) await addTenant(tx, text)
        const rows = [randomBytes(16), ...keys.slice(0, 3)].map(key => [key, slot, slot, slot])
        await tx.insertMany('identities', ['key', 'slot', 'tenant_id', 'device_id'], rows)
      })
      const byText = await store.db
        .selectFrom('tenants')
        .select(['id', 'name'])
        .where(store.textIn<'tenants'>('name', texts))
        .execute()
      assert.deepEqual(byText.map(row => row.name).sort(), texts.slice(0, 3).sort())
      const ids = byText.map(row => row.id)
      const byId = await store.db.selectFrom('tenants').select('id').where(store.textIn<'tenants'>('id', ids)).execute()
      assert.deepEqual(byId.map(row => row.id).sort(), ids.sort())
      const byKey = await store.db
        .selectFrom('identities')
        .select('key')
        .where(store.keyIn<'identities'>('key', keys))
        .execute()
      assert.deepEqual(
        byKey.map(row => Buffer.from(row.key).toString('hex')).sort(),
        keys
          .slice(0, 3)
          .map(key => Buffer.from(key).toString('hex'))
          .sort(),
      )
    })

  withStore('keyIn takes a view into a larger buffer', async store => {
    const large = Uint8Array.from(randomBytes(64))
    const view = large.subarray(16, 32)
    await store.write(tx =>
      tx.insertMany('identities', ['key', 'slot', 'tenant_id', 'device_id'], [[view, view, view, view]]),
    )
    const found = await store.db
      .selectFrom('identities')
      .select('key')
      .where(store.keyIn<'identities'>('key', [view]))
      .execute()
    assert.equal(found.length, 1)
    const joined = await store.db
      .selectFrom(store.keyTable([view, new Uint8Array(16)], 'wanted'))
      .innerJoin('identities', 'identities.key', 'wanted.key')
      .select('identities.key')
      .execute()
    assert.deepEqual(
      joined.map(row => Buffer.from(row.key)),
      [Buffer.from(view)],
    )
  })
}

function preparedQueries(withStore: WithStore): void {
  withStore('a prepared query takes its parameters anew every time', async store => {
    await store.write(async tx => {
      await addTenant(tx, 'a')
      await addTenant(tx, 'b')
    })
    const find = store.prepare<{ name: string; least: number }, { name: string; domain: string }>((db, p) =>
      db
        .selectFrom('tenants')
        .select(['name', 'domain'])
        .where('name', '=', p.name)
        .where('created_at', '>=', p.least)
        .where('domain', '!=', 'constant'),
    )
    const domains = async (name: string, least: number) => (await find({ name, least })).map(row => row.domain)
    assert.deepEqual(await domains('a', 0), ['a.example'])
    assert.deepEqual(await domains('b', 1), ['b.example'])
    assert.deepEqual(await domains('b', 2), [])
    assert.deepEqual(await domains("' or 1=1 --", 0), [])
    await store.write(tx => addTenant(tx, 'c'))
    assert.deepEqual(await domains('c', 0), ['c.example'])
  })

  withStore('a prepared query runs for many sets of parameters, and answers each in its place', async store => {
    await store.write(async tx => {
      await addTenant(tx, 'a')
      await addTenant(tx, 'b')
    })
    const find = store.prepareMany<{ name: string }, { domain: string }>((db, p) =>
      db.selectFrom('tenants').select('domain').where('name', '=', p.name),
    )
    const domains = async (...names: string[]) =>
      (await find(names.map(name => ({ name })))).map(rows => rows.map(row => row.domain))
    assert.deepEqual(await domains('b', 'x', 'a', 'b'), [['b.example'], [], ['a.example'], ['b.example']])
    assert.deepEqual(await domains('a'), [['a.example']])
    assert.deepEqual(await domains(), [])
    await store.write(tx => addTenant(tx, 'c'), { unsynced: true })
    assert.deepEqual(await domains('c', 'x'), [['c.example'], []])
  })

  withStore('a prepared query is under the scope rules too', async store => {
    const unscoped = (db: Store['db'], p: { id: string }) => db.selectFrom('people').selectAll().where('id', '=', p.id)
    assert.throws(() => store.prepare<{ id: string }, object>(unscoped), { name: 'UnscopedQueryError' })
    assert.throws(() => store.prepareMany<{ id: string }, object>(unscoped), { name: 'UnscopedQueryError' })
  })
}

function constraints(withStore: WithStore): void {
  withStore('an identity key may be claimed once, an anchor once for each device', async store => {
    const [key, once, device, tenantId] = [randomBytes(16), new Uint8Array(16), randomBytes(16), randomBytes(16)]
    const claim = (slot: Uint8Array) =>
      store.write(tx =>
        tx.insertMany('identities', ['key', 'slot', 'tenant_id', 'device_id'], [[key, slot, tenantId, device]]),
      )
    await claim(once)
    await assert.rejects(claim(once))
    await claim(device)
    await claim(randomBytes(16))
    await assert.rejects(claim(device))
  })

  withStore('a column takes its own type only', async store => {
    const wrong = store.write(tx =>
      sql`insert into tenants (id, name, domain, created_at) values (${newId()}, 'a', 'a', 'yesterday')`.execute(tx.db),
    )
    await assert.rejects(wrong)
    const missing = store.write(tx => sql`insert into tenants (id, name) values (${newId()}, 'a')`.execute(tx.db))
    await assert.rejects(missing)
  })
}
