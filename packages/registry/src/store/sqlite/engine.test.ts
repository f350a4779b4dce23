import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { migrate, openSqlite } from '../index.ts'
import { migrations } from '../migrations/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'hailport-store-'))
after(() => rmSync(folder, { recursive: true }))

const script = (path: string) => `
  import { openSqlite, migrate } from ${JSON.stringify(new URL('../index.ts', import.meta.url).href)}
  const store = openSqlite(${JSON.stringify(path)})
  const applied = await migrate(store)
  for (let n = 0; n < 5; n++)
    await store.write(tx => tx.db.insertInto('tenants')
      .values({ id: process.pid + '-' + n, name: 'x', domain: process.pid + '-' + n, created_at: 1 }).execute())
  await store.close()
  console.log(applied.length)
`

test('processes may open and migrate a new file at once, and write it together', async () => {
  const path = join(folder, 'shared.sqlite')
  const runs = await Promise.all(
    Array.from({ length: 6 }, () =>
      promisify(execFile)(process.execPath, ['--input-type=module-typescript', '-e', script(path)]),
    ),
  )
  const applied = runs.reduce((sum, run) => sum + Number(run.stdout), 0)
  assert.equal(applied, migrations.length, 'each was applied by one')
  const store = openSqlite(path)
  const { count } = await store.db
    .selectFrom('tenants')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  assert.equal(count, 30)
  await store.close()
})

test('who waits for the write lock has a turn before a neighbour that writes without a break is done', async () => {
  const path = join(folder, 'neighbours.sqlite')
  const [busy, other] = [openSqlite(path), openSqlite(path)]
  await migrate(busy)
  const insert = (store: typeof busy, id: string) =>
    store.write(async tx => {
      await tx.db.insertInto('tenants').values({ id, name: id, domain: id, created_at: 1 }).execute()
      // Holds the lock while others try.
      await setTimeout(10)
    })
  const first = insert(busy, '0')
  let isServed = false
  const served = insert(other, 'other').then(() => {
    isServed = true
  })
  await first
  let rounds = 1
  for (; rounds < 100 && !isServed; rounds++) await insert(busy, `${rounds}`)
  assert.ok(rounds < 100)
  await served
  await busy.close()
  await other.close()
})

test('closing twice is harmless, and waits for writes that are under way', async () => {
  const path = join(folder, 'closing.sqlite')
  const store = openSqlite(path)
  await migrate(store)
  const written = store.write(async tx => {
    await new Promise(resolve => setImmediate(resolve))
    await tx.db.insertInto('tenants').values({ id: 'a', name: 'a', domain: 'a', created_at: 1 }).execute()
  })
  await store.close()
  await written
  await store.close()
})
