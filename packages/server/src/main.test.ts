import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { request } from 'node:http'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { atFreePort, type RunningServer, type StartOptions, startServer } from './main.ts'

const directory = mkdtempSync(join(tmpdir(), 'hailport-main-'))
const logTo = { write: () => undefined }
const running = new Set<RunningServer>()

/** A server that is closed at the end of the file at the latest, so that a failure does not leave the process hanging. */
async function start({ httpLimits, ...options }: StartOptions = {}): Promise<RunningServer> {
  const server = await startServer({
    dataDirectory: join(directory, 'data'),
    port: 0,
    logTo,
    // Other tests keep the machine busy; that is not the subject here.
    httpLimits: { eventLoopDelayMs: 60_000, ...httpLimits },
    ...options,
  })
  running.add(server)
  return {
    ...server,
    close() {
      running.delete(server)
      return server.close()
    },
  }
}
after(async () => {
  for (const server of running) await server.close()
  rmSync(directory, { recursive: true })
})

test('the first start makes the operator, keys and store; later starts find them', async () => {
  const log: string[] = []
  const first = await start({ logTo: { write: (line: string) => void log.push(line) } })
  const { operatorToken } = first
  assert.match(operatorToken ?? '', /^hpat_/)
  assert.ok(!log.join('').includes(operatorToken ?? '-'))
  assert.equal((await fetch(`${first.url}/readyz`)).status, 200)
  await first.close()
  for (const name of ['vault.key']) assert.equal(statSync(join(directory, 'data', name)).mode & 0o777, 0o600)

  const second = await start()
  assert.equal(second.operatorToken, undefined)
  const me = await fetch(`${second.url}/api/v1/me`, { headers: { authorization: `Bearer ${operatorToken}` } })
  assert.equal(me.status, 200)
  await second.close()
})

test('another vault key, or a port in use, is refused and leaves nothing open', async () => {
  const vaultKey = Buffer.alloc(32, 9).toString('base64')
  await assert.rejects(start({ vaultKey }), /another vault key/)
  const first = await start()
  await assert.rejects(start({ port: new URL(first.url).port }), /EADDRINUSE/)
  assert.equal((await fetch(`${first.url}/readyz`)).status, 200)
  await first.close()
})

test('a free port that somebody else has taken meanwhile is given up for another', async () => {
  const opened: Server[] = []
  const listen = (port: number) =>
    new Promise<number>((resolve, reject) => {
      const server = createServer().once('error', reject)
      opened.push(server)
      server.listen(port, '127.0.0.1', () => resolve(port))
    })
  const tried: number[] = []
  const port = await atFreePort('127.0.0.1', async free => {
    tried.push(free)
    if (tried.length < 3) await listen(free)
    return listen(free)
  })
  assert.deepEqual([tried.length, tried.at(-1)], [3, port])
  await assert.rejects(
    atFreePort('127.0.0.1', async free => listen(await listen(free))),
    { code: 'EADDRINUSE' },
  )
  const other = new Error('not about the port')
  await assert.rejects(
    atFreePort('127.0.0.1', () => Promise.reject(other)),
    other,
  )
  for (const server of opened) server.close()
})

test('closing finishes what runs, and refuses what comes', async () => {
  const server = await start()
  const { hostname, port } = new URL(server.url)
  const body = JSON.stringify({ hardwareHash: 'AAAA' })
  const answer = new Promise<number | undefined>((resolve, reject) => {
    const slow = request(
      {
        hostname,
        port,
        path: '/device/v1/resolve',
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': body.length },
      },
      response => resolve(response.resume().statusCode),
    )
    slow.on('error', reject)
    slow.write(body.slice(0, 5))
    globalThis.setTimeout(() => slow.end(body.slice(5)), 300)
  })
  await setTimeout(100)
  const closed = server.close()
  await setTimeout(50)
  await assert.rejects(fetch(`${server.url}/healthz`))
  assert.equal(await answer, 400)
  await closed
})

test('a request that never ends does not hold the shutdown up for ever', async () => {
  const server = await start({ httpLimits: { shutdownMs: 200 } })
  const { hostname, port } = new URL(server.url)
  const hanging = request({
    hostname,
    port,
    path: '/device/v1/resolve',
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': 10 },
  })
  const cut = new Promise(resolve => hanging.on('error', resolve))
  hanging.write('{')
  await setTimeout(100)
  await server.close()
  await cut
})
