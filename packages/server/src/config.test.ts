import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError, readConfig } from './config.ts'

test('defaults, then environment, then options', () => {
  assert.equal(readConfig({}, {}).port, 8080)
  assert.equal(readConfig({}, {}).host, '127.0.0.1')
  assert.equal(readConfig({}, { HAILPORT_PORT: '9000' }).port, 9000)
  assert.equal(readConfig({ port: 9001 }, { HAILPORT_PORT: '9000' }).port, 9001)
  assert.equal(
    readConfig({}, { HAILPORT_PUBLIC_URL: 'https://hailport.example/' }).publicUrl,
    'https://hailport.example',
  )
  assert.equal(readConfig({}, { HAILPORT_RATES: 'read=5, device=7' }).rates.device, 7)
  assert.equal(readConfig({}, { HAILPORT_GRAPH_RATES: 'appWrites=5' }).graphRates.appWrites, 5)
  assert.equal(readConfig({}, { HAILPORT_GRAPH_RATES: 'appWrites=5' }).graphRates.appRequests, 1_000)
  assert.equal(readConfig({}, {}).limits.sessionIdleMs, 28_800_000)
  assert.equal(readConfig({}, { HAILPORT_SESSION_MAX_MINUTES: '60' }).limits.sessionMaxMs, 3_600_000)
  assert.equal(readConfig({}, {}).workers, 1)
  assert.equal(readConfig({}, { HAILPORT_WORKERS: '3' }).workers, 3)
  assert.ok(readConfig({ workers: 'auto' }, { HAILPORT_WORKERS: '3' }).workers >= 1)
  assert.equal(readConfig({}, { HAILPORT_TRUST_PROXY: '10.0.0.0/8' }).trustProxy, '10.0.0.0/8')
})

test('a setting that cannot be used is named', () => {
  for (const [env, name] of [
    [{ HAILPORT_PORT: '80a' }, /HAILPORT_PORT/],
    [{ HAILPORT_PORT: '70000' }, /HAILPORT_PORT/],
    [{ HAILPORT_PUBLIC_URL: 'https://hailport.example/path' }, /HAILPORT_PUBLIC_URL/],
    [{ HAILPORT_PUBLIC_URL: 'ftp://hailport.example' }, /HAILPORT_PUBLIC_URL/],
    [{ HAILPORT_LOG_LEVEL: 'loud' }, /HAILPORT_LOG_LEVEL/],
    [{ HAILPORT_SESSION_IDLE_MINUTES: '8h' }, /HAILPORT_SESSION_IDLE_MINUTES/],
    [{ HAILPORT_WORKERS: '0' }, /HAILPORT_WORKERS/],
    [{ HAILPORT_WORKERS: 'many' }, /HAILPORT_WORKERS/],
    [{ HAILPORT_RATES: 'raed=5' }, /HAILPORT_RATES/],
    [{ HAILPORT_GRAPH_RATES: 'read=5' }, /HAILPORT_GRAPH_RATES/],
    [{ HAILPORT_VAULT_KEY: 'c2hvcnQ=' }, /HAILPORT_VAULT_KEY/],
  ] as const)
    assert.throws(
      () => readConfig({}, env),
      (error: Error) => error instanceof ConfigError && name.test(error.message) && !error.message.includes('c2hvcnQ'),
    )
})
