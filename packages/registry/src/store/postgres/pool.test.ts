import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startPostgres } from '../../testing/postgres-server.ts'
import { openPostgres } from './engine.ts'
import { isConnectionLost, isTransient } from './faults.ts'
import { openPool } from './pool.ts'

test('a server that dies between two statements of a lent connection ends neither the process nor the pool', async () => {
  const server = await startPostgres({ settings: { fsync: 'off' } })
  const pool = openPool(server.url, {})
  try {
    const client = await pool.connect()
    await client.query('begin')
    const ended = new Promise(resolve => client.once('end', () => resolve(undefined)))
    await server.kill()
    await ended
    await assert.rejects(client.query('select 1'), isConnectionLost)
    client.release(true)
    await server.start()
    const { rows } = await pool.read({ text: 'select 1 as one' })
    assert.deepEqual(rows, [{ one: 1 }])
  } finally {
    await pool.end()
    await server.stop()
  }
})

test('a ping goes by another connection when the first one is broken, and gives up soon when all are', async () => {
  const server = await startPostgres({ settings: { fsync: 'off' } })
  let broken = 1
  const lost = () => Promise.reject(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))
  const store = openPostgres(server.url, {
    intercept: client =>
      broken-- > 0 ? (Object.assign(Object.create(client), { query: lost }) as typeof client) : client,
  })
  try {
    await store.ping()
    broken = Number.POSITIVE_INFINITY
    await assert.rejects(store.ping(), { code: 'store_unavailable' })
  } finally {
    await store.close()
    await server.stop()
  }
})

test('a server that takes no writes is not read from either: callers are told to come back', async () => {
  const server = await startPostgres({ settings: { fsync: 'off', default_transaction_read_only: 'on' } })
  const pool = openPool(server.url, {})
  try {
    await assert.rejects(pool.connect(), isTransient)
    await assert.rejects(pool.read({ text: 'select 1' }), { code: 'store_unavailable', retryAfterSeconds: 5 })
  } finally {
    await pool.end()
    await server.stop()
  }
})
