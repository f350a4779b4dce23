import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { postRequest } from './connection.ts'
import { closedLoop, openLoop } from './load.ts'

/** A server that answers every other request well and turns the rest away. */
async function serve(refusal: { status: number; headers: Record<string, string> }) {
  let seen = 0
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      seen += 1
      if (seen % 2 === 0) response.writeHead(200, { 'content-length': 2 }).end('ok')
      else response.writeHead(refusal.status, { ...refusal.headers, 'content-length': 0 }).end()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  return { url, seen: () => seen, close: () => server.close() }
}

test('an open loop sends what is due and counts every answer once', async () => {
  const server = await serve({ status: 503, headers: { 'retry-after': '5' } })
  const run = await openLoop(server.url, [postRequest(server.url, '{}')], { rate: 200, seconds: 1, connections: 50 })
  server.close()
  assert.equal(server.seen(), 200)
  assert.deepEqual([run.good, run.refused, run.wrong, run.lost, run.unsent], [100, 100, 0, 0, 0])
})

test('turning away without Retry-After is a wrong answer', async () => {
  const server = await serve({ status: 503, headers: {} })
  const run = await openLoop(server.url, [postRequest(server.url, '{}')], { rate: 100, seconds: 0.5, connections: 50 })
  server.close()
  assert.deepEqual([run.good, run.refused, run.wrong], [25, 0, 25])
})

test('a closed loop fails when a request is not answered well', async () => {
  const server = await serve({ status: 503, headers: { 'retry-after': '5' } })
  const run = closedLoop(server.url, [postRequest(server.url, '{}')], { connections: 2, seconds: 0.2 })
  await assert.rejects(run, /Unexpected answer: HTTP\/1.1 503/)
  server.close()
})
