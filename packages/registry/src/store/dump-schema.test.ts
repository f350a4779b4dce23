import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { dumpSchema } from './dump-schema.ts'

test('schema.sql is what the migrations make (npm run generate)', async () => {
  assert.equal(await readFile(new URL('./schema.sql', import.meta.url), 'utf8'), await dumpSchema())
})
