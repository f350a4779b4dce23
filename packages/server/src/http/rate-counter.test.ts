import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RateCounter } from './rate-counter.ts'

test('a window begins with the first request of a caller, and with the first after it ended', () => {
  const counter = new RateCounter(1000, 10)
  assert.deepEqual({ ...counter.hit('a', 0) }, { hits: 1, endsAt: 1000 })
  assert.deepEqual({ ...counter.hit('a', 999) }, { hits: 2, endsAt: 1000 })
  assert.deepEqual({ ...counter.hit('b', 999) }, { hits: 1, endsAt: 1999 })
  assert.deepEqual({ ...counter.hit('a', 1000) }, { hits: 1, endsAt: 2000 })
})

test('of too many callers the one whose window began first is forgotten', () => {
  const counter = new RateCounter(1000, 2)
  counter.hit('a', 0)
  counter.hit('b', 1)
  counter.hit('a', 1500)
  counter.hit('c', 1500)
  assert.equal(counter.hit('a', 1500).hits, 2)
  assert.equal(counter.hit('c', 1500).hits, 2)
  assert.equal(counter.hit('b', 1500).hits, 1)
})
