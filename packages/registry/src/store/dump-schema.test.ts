import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { dumpSchema } from './dump-schema.ts'

test('schema.sql is what the migrations make (npm run generate)', async () => {
  assert.equal(await readFile(new URL('./schema.sql', import.meta.url), 'utf8'), await dumpSchema())
})

test('what is looked up by an exact value has an index', async () => {
  const schema = await dumpSchema()
  for (const [table, columns] of [
    ['registrations', '"tenant_id", "serial_number"'],
    ['identity_conflicts', '"tenant_id", "device_id"'],
    ['factory_records', '"partner_id", "serial_number"'],
    ['factory_records', '"partner_id", "product_key_id"'],
  ])
    assert.ok(schema.includes(`on "${table}" (${columns})`), `${table} (${columns})`)
})
