import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pagesNotWalked } from './console-pages.ts'
import { walkPages } from './walk-pages.ts'

/** Every page of customers. */

test('every route of the console has a page in the walk', async () => {
  assert.deepEqual(await pagesNotWalked(), [])
})

walkPages(['tenant'])
