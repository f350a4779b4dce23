import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bytesToId, idToBytes, isId, newId } from './ids.ts'

test('ids are UUIDv7 of their moment', () => {
  const at = Date.now() + 60_000
  const id = newId(at)
  assert.ok(isId(id))
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.equal(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16), at)
})

test('ids grow, also many in one millisecond and when the clock goes back', () => {
  const now = Date.now() + 120_000
  const ids = [
    ...Array.from({ length: 20_000 }, () => newId(now)),
    ...Array.from({ length: 100 }, (_, n) => newId(now - 50 * n)),
    ...Array.from({ length: 100 }, (_, n) => newId(now + n)),
  ]
  assert.deepEqual(ids, [...ids].sort())
  assert.equal(new Set(ids).size, ids.length)
})

test('a clock that was far ahead and is put right is followed', () => {
  const at = (id: string) => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
  const now = Date.now()
  const ahead = () => newId(now + 86_400_000)
  const ids = [ahead(), newId(now), newId(now), ahead(), newId(now - 1), newId(now - 60_000), newId(now), ahead()]
  assert.deepEqual(
    ids.map(at),
    [86_400_000, 0, 0, 86_400_000, 0, -60_000, 0, 86_400_000].map(ms => now + ms),
  )
  const ofNow = [ids[1], ids[2], ids[4]]
  assert.deepEqual(ofNow, [...ofNow].sort())
  const ofAhead = [ids[0], ids[3], ids[7]]
  assert.deepEqual(ofAhead, [...ofAhead].sort())
})

test('text to bytes and back', () => {
  fc.assert(fc.property(fc.uuid(), id => assert.equal(bytesToId(idToBytes(id)), id)))
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), bytes => {
      assert.deepEqual([...idToBytes(bytesToId(bytes))], [...bytes])
      assert.ok(isId(bytesToId(bytes)))
    }),
  )
  const large = Uint8Array.from({ length: 48 }, (_, n) => n)
  assert.equal(bytesToId(large.subarray(16, 32)), '10111213-1415-1617-1819-1a1b1c1d1e1f')
})

test('only a UUID in lower case is an id', () => {
  const id = newId()
  for (const text of ['', id.toUpperCase(), `{${id}}`, id.replaceAll('-', ''), `${id}\n`, ` ${id}`, `${id}0`])
    assert.equal(isId(text), false, JSON.stringify(text))
})
