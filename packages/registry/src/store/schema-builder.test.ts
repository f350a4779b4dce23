import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { testDatabase } from '../testing/database.ts'
import { engines } from './index.ts'
import { schemaBuilder } from './schema-builder.ts'

test('a later migration adds columns: rows that are there have none, and a repeated step harms nothing', async () => {
  const database = await testDatabase()
  const store = database.open()
  try {
    const schema = schemaBuilder(store.db, engines[store.engine])
    await schema.table('crates', { id: 'int' }, ['id'])
    await sql`insert into crates (id) values (1)`.execute(store.db)
    await schema.addColumns('crates', { label: 'text?', weight: 'int?' })
    await sql`insert into crates (id, label, weight) values (2, 'Fragile', 7)`.execute(store.db)
    if (store.engine !== 'sqlite') {
      const stepwise = schemaBuilder(store.db, { ...engines[store.engine], transactionalDdl: false })
      await stepwise.addColumns('crates', { label: 'text?', weight: 'int?' })
    }
    assert.deepEqual(
      database.rows('select id, label, weight from crates order by id').map(row => ({ ...row })),
      [
        { id: 1, label: null, weight: null },
        { id: 2, label: 'Fragile', weight: 7 },
      ],
    )
  } finally {
    await store.close()
    await database.remove()
  }
})
