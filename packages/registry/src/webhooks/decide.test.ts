import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decideAttempt, failingPatienceMs, refusedAttempts, retryDelays } from './decide.ts'

const base = { attempts: 1, failingSince: 0, now: 0, chance: 0.5 }
const answered = (status: number, more: { retryAfterMs?: number } = {}) => ({ status, tookMs: 1, ...more })
const silent = { problem: 'connect ECONNREFUSED', tookMs: 1 }

describe('what follows from an attempt', () => {
  test('2xx is delivered, whatever was before', () => {
    for (const status of [200, 204, 299])
      assert.deepEqual(decideAttempt(answered(status), { ...base, attempts: 12, now: 9e9 }), { kind: 'delivered' })
  })
  test('redirects, errors and silence are tried again, later each time, over three days', () => {
    for (const result of [answered(302), answered(500), answered(404), silent]) {
      let now = 0
      for (const [index, delay] of retryDelays.entries()) {
        const verdict = decideAttempt(result, { ...base, attempts: index + 1, now })
        assert.deepEqual(verdict, { kind: 'retry', at: now + delay })
        now += delay
      }
      assert.ok(now >= failingPatienceMs)
      assert.deepEqual(decideAttempt(result, { ...base, attempts: 12, now }), { kind: 'failed', disable: 'failing' })
    }
  })
  test('retries are spread by a tenth either way', () => {
    const at = (chance: number) => decideAttempt(silent, { ...base, attempts: 5, chance })
    assert.deepEqual(at(0), { kind: 'retry', at: 1_620_000 })
    assert.deepEqual(at(1), { kind: 'retry', at: 1_980_000 })
  })
  test('Retry-After of 429 and 503 is honoured, up to a day, never to come sooner', () => {
    const at = (status: number, retryAfterMs: number) => decideAttempt(answered(status, { retryAfterMs }), base)
    assert.deepEqual(at(429, 60_000), { kind: 'retry', at: 60_000 })
    assert.deepEqual(at(503, 9e9), { kind: 'retry', at: 86_400_000 })
    assert.deepEqual(at(503, 0), { kind: 'retry', at: 5_000 })
    assert.deepEqual(at(500, 60_000), { kind: 'retry', at: 5_000 })
  })
  test('what the receiver refuses is given up sooner, and does not hold up the rest', () => {
    const attempts = refusedAttempts
    assert.equal(decideAttempt(answered(422), { ...base, attempts: attempts - 1 }).kind, 'retry')
    assert.deepEqual(decideAttempt(answered(422), { ...base, attempts }), { kind: 'failed' })
    for (const status of [401, 403, 404, 408, 429])
      assert.equal(decideAttempt(answered(status), { ...base, attempts }).kind, 'retry')
  })
  test('a receiver that refuses everything for three days is left alone', () => {
    const late = { ...base, now: failingPatienceMs }
    assert.deepEqual(decideAttempt(answered(400), late), { kind: 'failed', disable: 'failing' })
  })
  test('410 ends it at once', () => {
    assert.deepEqual(decideAttempt(answered(410), base), { kind: 'gone' })
  })
})
