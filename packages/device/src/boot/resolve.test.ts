import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { after, describe, it } from 'node:test'
import { DeviceError } from '../device-error.ts'
import { resolveAtFirstBoot } from './resolve.ts'
import { retryDelay } from './retry-delay.ts'

const servers: { close(): unknown; closeAllConnections(): void }[] = []
after(() => {
  for (const server of servers) {
    server.close()
    server.closeAllConnections()
  }
})

function serve(listener: RequestListener): Promise<string> {
  return new Promise(resolve => {
    const server = createServer(listener)
    servers.push(server)
    server.listen(0, '127.0.0.1', () => {
      const at = server.address()
      resolve(`http://127.0.0.1:${typeof at === 'object' ? at?.port : 0}`)
    })
  })
}

/** Answers the requests one after the other, the last answer for ever. */
function script(...steps: ((response: ServerResponse, request: IncomingMessage) => void)[]) {
  let calls = 0
  const url = serve((request, response) => {
    const step = steps[Math.min(calls++, steps.length - 1)]
    request.resume().on('end', () => step?.(response, request))
  })
  return { url, calls: () => calls }
}

const hash = Uint8Array.of(0x4f, 0x41, 1, 2)
const registered = {
  status: 'registered',
  correlationId: 'c1',
  tenantId: 't1',
  tenantDomain: 'x.example',
  profile: null,
}
const yes = (response: ServerResponse) => void response.end(JSON.stringify(registered))
const status = (code: number, headers: Record<string, string> = {}) => {
  return (response: ServerResponse) => void response.writeHead(code, headers).end('busy')
}
const never = () => {}

describe('asking at first boot', () => {
  it('posts the hash as base64 below the given address', async () => {
    const seen: unknown[] = []
    const url = await serve((request, response) => {
      let body = ''
      request.on('data', chunk => {
        body += chunk
      })
      request.on('end', () => {
        seen.push(request.method, request.url, request.headers['content-type'], JSON.parse(body))
        yes(response)
      })
    })
    assert.deepEqual(await resolveAtFirstBoot({ url: `${url}/base/`, hash }), registered)
    assert.deepEqual(await resolveAtFirstBoot({ url, hash: 'T0EBAg==' }), registered)
    const body = { hardwareHash: 'T0EBAg==' }
    assert.deepEqual(seen, [
      ...['POST', '/base/device/v1/resolve', 'application/json', body],
      ...['POST', '/device/v1/resolve', 'application/json', body],
    ])
  })

  it('waits as long as Retry-After says, then asks again', async () => {
    const server = script(status(429, { 'retry-after': '1' }), yes)
    const waits: number[] = []
    const start = performance.now()
    await resolveAtFirstBoot({ url: await server.url, hash, onRetry: (_, wait) => waits.push(wait) })
    assert.ok(performance.now() - start >= 990)
    assert.equal(server.calls(), 2)
    assert.ok(waits[0] !== undefined && waits[0] >= 1000 && waits[0] <= 1100)
  })

  it('does not wait beyond the deadline', async () => {
    const server = script(status(429, { 'retry-after': '3600' }))
    await assert.rejects(resolveAtFirstBoot({ url: await server.url, hash, timeoutMs: 2000 }), { code: 'refused' })
    assert.equal(server.calls(), 1)
  })

  it('asks a busy service again, as often as allowed', async () => {
    const server = script(status(503), status(502), yes)
    assert.deepEqual(await resolveAtFirstBoot({ url: await server.url, hash }), registered)
    const busy = script(status(503, { 'retry-after': '0' }))
    await assert.rejects(resolveAtFirstBoot({ url: await busy.url, hash, retries: 3 }), {
      code: 'refused',
      message: /503.*busy.*Try again later/,
    })
    assert.equal(busy.calls(), 4)
  })

  it('takes a clear no for an answer', async () => {
    const server = script(status(400))
    await assert.rejects(resolveAtFirstBoot({ url: await server.url, hash }), { code: 'refused', message: /400/ })
    assert.equal(server.calls(), 1)
  })

  it('gives a slow service up, tries once more and calls it offline', async () => {
    const server = script(never)
    const asking = resolveAtFirstBoot({ url: await server.url, hash, attemptTimeoutMs: 50, retries: 1 })
    await assert.rejects(asking, { code: 'offline', message: /timeout/ })
    assert.equal(server.calls(), 2)
  })

  it('an answer that stops half way is tried again', async () => {
    const server = script(response => {
      response.writeHead(200, { 'content-length': '100' }).write('{"status":')
      setImmediate(() => response.destroy())
    }, yes)
    assert.deepEqual(await resolveAtFirstBoot({ url: await server.url, hash }), registered)
  })

  it('names a dead port', async () => {
    const asking = resolveAtFirstBoot({ url: 'http://127.0.0.1:1', hash, retries: 0 })
    await assert.rejects(asking, (error: DeviceError) => {
      assert.ok(error instanceof DeviceError)
      assert.equal(error.code, 'offline')
      assert.match(error.message, /http:\/\/127\.0\.0\.1:1.*(ECONNREFUSED|bad port).*NODE_EXTRA_CA_CERTS/)
      return true
    })
  })

  for (const body of ['', '<html>sign in</html>', '[]', 'null', '{"status":"maybe"}', '{"status":"registered"}']) {
    it(`calls ${JSON.stringify(body)} unreadable`, async () => {
      const server = script(response => void response.end(body))
      await assert.rejects(resolveAtFirstBoot({ url: await server.url, hash }), { code: 'unreadable' })
      assert.equal(server.calls(), 1)
    })
  }

  it('stops when told to', async () => {
    const server = script(status(503, { 'retry-after': '30' }))
    const stop = new AbortController()
    const asking = resolveAtFirstBoot({ url: await server.url, hash, signal: stop.signal, onRetry: () => stop.abort() })
    await assert.rejects(asking, { name: 'AbortError' })
  })

  it('refuses an address that is none', async () => {
    await assert.rejects(resolveAtFirstBoot({ url: 'hailport.example', hash }), { code: 'bad_request' })
  })
})

describe('the wait before asking again', () => {
  it('doubles from half a second to half a minute, with jitter', () => {
    const waits = (random: number) => [1, 2, 3, 7, 50].map(attempt => retryDelay(attempt, null, () => random))
    assert.deepEqual(waits(0), [250, 500, 1000, 15_000, 15_000])
    assert.deepEqual(waits(1), [500, 1000, 2000, 30_000, 30_000])
  })

  it('reads seconds and dates, and ignores the rest', () => {
    const at = Date.parse('Wed, 21 Oct 2026 07:28:00 GMT')
    const wait = (header: string) =>
      retryDelay(
        1,
        header,
        () => 0,
        () => at - 7000,
      )
    assert.equal(wait('120'), 120_000)
    assert.equal(wait('Wed, 21 Oct 2026 07:28:00 GMT'), 7000)
    assert.equal(wait('Wed, 21 Oct 2020 07:28:00 GMT'), 0)
    assert.equal(wait('soon'), 250)
  })
})
