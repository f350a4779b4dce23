import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { RegistryError } from './errors.ts'
import { decodeCursor, decodePosition, encodeCursor, pageLimit, toPage } from './page.ts'
import { rejectsWith } from './testing/index.ts'

const part = fc.oneof(fc.string(), fc.integer(), fc.constant(null))

test('a cursor gives back its key', () => {
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), key =>
      assert.deepEqual(decodeCursor(encodeCursor(key), key.length), key),
    ),
  )
  assert.equal(decodeCursor(undefined, 1), undefined)
})

test('anything else is refused as invalid_request, never otherwise', async () => {
  const hostile = [
    '',
    '!',
    'null',
    '[]',
    '[1',
    '["a\\u0000"]',
    '{"0":1}',
    '[{}]',
    '[[1]]',
    '[true]',
    '["a","b"]',
    '"a"',
    '[1e999',
  ]
  for (const text of hostile)
    await rejectsWith('invalid_request', () => decodeCursor(Buffer.from(text).toString('base64url'), 1), 'cursor')
  await rejectsWith('invalid_request', () => decodeCursor('['.repeat(100_000), 1), 'cursor')
  fc.assert(
    fc.property(fc.string(), text => {
      try {
        const key = decodeCursor(text, 2)
        assert.equal(key?.length, 2)
      } catch (error) {
        assert.ok(error instanceof RegistryError && error.code === 'invalid_request')
      }
    }),
  )
})

test('a position is a whole number from 0', async () => {
  assert.equal(decodePosition(undefined), undefined)
  assert.equal(decodePosition(encodeCursor([0])), 0)
  for (const bad of ['a', null, -1, 1.5, 1e300])
    await rejectsWith('invalid_request', () => decodePosition(encodeCursor([bad])), 'cursor')
})

test('limits', async () => {
  assert.equal(pageLimit(undefined, 1000), 100)
  assert.equal(pageLimit(undefined, 20), 20)
  assert.equal(pageLimit(1, 20), 1)
  assert.equal(pageLimit(20, 20), 20)
  for (const bad of [0, -1, 21, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
    await rejectsWith('invalid_request', () => pageLimit(bad, 20), 'limit')
})

test('following the cursors gives every item once, in order', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(500), { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (numbers, limit) => {
      const all = numbers.toSorted((a, b) => a - b)
      const got: number[] = []
      for (let cursor: string | undefined; ; ) {
        const after = decodePosition(cursor) ?? -1
        const rows = all.filter(n => n > after).slice(0, limit + 1)
        const page = toPage(
          rows,
          limit,
          n => n,
          n => [n],
        )
        got.push(...page.items)
        if (page.nextCursor === undefined) break
        assert.equal(page.items.length, limit)
        cursor = page.nextCursor
      }
      assert.deepEqual(got, all)
    }),
  )
})
