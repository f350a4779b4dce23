import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { type Harness, startHarness } from '../testing/harness.ts'
import { addTenant } from '../testing/people.ts'

async function withHarness(
  options: Parameters<typeof startHarness>[0],
  work: (h: Harness) => Promise<void>,
): Promise<void> {
  const h = await startHarness(options)
  try {
    await work(h)
  } finally {
    await h.close()
  }
}

test('callers are counted one by one, and told how long to wait', () =>
  withHarness({ rates: { read: 3 } }, async h => {
    const tenant = await addTenant(h, 'contoso.example')
    for (let n = 0; n < 3; n++) assert.equal((await h.call('GET', '/api/v1/me', tenant.token)).statusCode, 200)
    const fourth = await h.call('GET', '/api/v1/me', tenant.token)
    assert.equal(fourth.statusCode, 429)
    assert.equal(fourth.body.code, 'rate_limited')
    assert.ok(Number(fourth.headers['retry-after']) > 0 && Number(fourth.headers['retry-after']) <= 60)
    assert.equal((await h.call('GET', '/api/v1/me', h.operator)).statusCode, 200)
    // Another class of route has its own count.
    assert.equal((await h.call('POST', '/api/v1/tenants', tenant.token, {})).statusCode, 400)
  }))

test('one caller is counted over all its tokens', () =>
  withHarness({ rates: { read: 3 } }, async h => {
    const tenant = await addTenant(h, 'contoso.example')
    const tokens = `/api/v1/organizations/${tenant.id}/people/${tenant.personId}/tokens`
    const second = (await h.call('POST', tokens, tenant.token, { name: 'second' })).body.secret
    for (const token of [tenant.token, second, tenant.token]) await h.call('GET', '/api/v1/me', token)
    assert.equal((await h.call('GET', '/api/v1/me', second)).statusCode, 429)
  }))

test('guesses are counted per address, whatever credential they bring', () =>
  withHarness({ rates: { anonymous: 3 } }, async h => {
    const from = (remoteAddress: string, guess: number) =>
      h.call('GET', '/api/v1/me', `hpat_${guess}`, undefined, { remoteAddress })
    for (let n = 0; n < 3; n++) assert.equal((await from('192.0.2.1', n)).statusCode, 401)
    assert.equal((await from('192.0.2.1', 3)).statusCode, 429)
    assert.equal((await from('192.0.2.2', 4)).statusCode, 401)
    // Who has a /64 does not have 2^64 addresses here.
    for (let n = 0; n < 3; n++) await from(`2001:db8::${n + 1}`, n)
    assert.equal((await from('2001:db8::ffff', 5)).statusCode, 429)
    // A caller with a credential is not held up by guesses from its address.
    const valid = await h.call('GET', '/api/v1/me', h.operator, undefined, { remoteAddress: '192.0.2.1' })
    assert.equal(valid.statusCode, 200)
  }))

test('X-Forwarded-For is not believed unless a proxy is trusted', () =>
  withHarness({ rates: { device: 1 } }, async h => {
    const ask = (forwarded: string) =>
      h.call(
        'POST',
        '/device/v1/resolve',
        undefined,
        { hardwareHash: 'AAAA' },
        { headers: { 'x-forwarded-for': forwarded } },
      )
    assert.equal((await ask('192.0.2.1')).statusCode, 400)
    assert.equal((await ask('192.0.2.2')).statusCode, 429)
  }))

test('the token endpoint is limited too', () =>
  withHarness({ rates: { token: 1 } }, async h => {
    await h.call('POST', '/common/oauth2/v2.0/token')
    const second = await h.call('POST', '/common/oauth2/v2.0/token')
    assert.equal(second.statusCode, 429)
    assert.ok(second.headers['retry-after'])
  }))

test('bodies are limited route by route', () =>
  withHarness({}, async h => {
    const hash = 'A'.repeat(17_000)
    const resolve = await h.call('POST', '/device/v1/resolve', undefined, { hardwareHash: hash })
    assert.equal(resolve.body.code, 'body_too_large')
    const tenant = await addTenant(h, 'contoso.example')
    const devices = Array.from({ length: 30 }, () => ({ hardwareHash: 'A'.repeat(11_000) }))
    const answer = await h.call('POST', `/api/v1/tenants/${tenant.id}/registrations`, tenant.token, { devices })
    assert.equal(answer.statusCode, 200)
  }))

test('a streamed upload stops at its limit, declared or not', () =>
  withHarness({ httpLimits: { uploadBytes: 1_000 } }, async h => {
    const tenant = await addTenant(h, 'contoso.example')
    const url = await h.app.listen({ port: 0, host: '127.0.0.1' })
    const row = `${JSON.stringify({ serialNumber: 'x'.repeat(90) })}\n`
    const send = (body: RequestInit['body']) =>
      fetch(`${url}/api/v1/tenants/${tenant.id}/batches`, {
        method: 'POST',
        headers: { authorization: `Bearer ${tenant.token}`, 'content-type': 'application/x-ndjson' },
        body,
        duplex: 'half',
      } as RequestInit)
    const declared = await send(row.repeat(20))
    assert.equal(declared.status, 413)
    const chunked = await send(ReadableStream.from(Array.from({ length: 20 }, () => Buffer.from(row))))
    assert.equal(chunked.status, 413)
    assert.equal(((await chunked.json()) as { code: string }).code, 'body_too_large')
    const list = await h.call('GET', `/api/v1/tenants/${tenant.id}/batches`, tenant.token)
    assert.deepEqual(list.body.items, [])
  }))

/** Sends raw text and collects what comes back until the connection ends. */
function raw(port: number, text: string, timeoutMs = 5_000): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    let answer = ''
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error('the server kept the connection')))
    socket.on('data', data => {
      answer += data
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(answer))
  })
}

async function port(h: Harness): Promise<number> {
  await h.app.listen({ port: 0, host: '127.0.0.1' })
  return (h.app.server.address() as { port: number }).port
}

test('a body that does not arrive ends with 408', () =>
  withHarness({ httpLimits: { bodyTimeoutMs: 100 } }, async h => {
    const head =
      'POST /device/v1/resolve HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{'
    const answer = await raw(await port(h), head)
    assert.match(answer, /^HTTP\/1.1 408/)
    assert.match(answer, /"code":"timeout"/)
  }))

test('headers that do not arrive, are too large or are no HTTP end with problem details', () =>
  withHarness({ httpLimits: { headersTimeoutMs: 200, headerBytes: 2_000 } }, async h => {
    const at = await port(h)
    const slow = await raw(at, 'GET /healthz HTTP/1.1\r\nHost: x\r\n')
    assert.match(slow, /^HTTP\/1.1 408/)
    assert.match(slow, /"code":"timeout"/)
    const large = await raw(at, `GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(5_000)}\r\n\r\n`)
    assert.match(large, /"code":"invalid_request"/)
    assert.match(await raw(at, 'EHLO there\r\n\r\n'), /^HTTP\/1.1 400/)
  }))

test('the limits in force are published', () =>
  withHarness({ rates: { read: 77 }, httpLimits: { bodyBytes: 99_999 } }, async h => {
    const { body } = await h.call('GET', '/api/v1/limits')
    assert.equal(body.requestsPerMinute.read, 77)
    assert.equal(body.http.bodyBytes, 99_999)
    assert.equal(body.registry.devicesPerCall, h.registry.limits.devicesPerCall)
  }))

test('a busy event loop turns requests away, but not health', () =>
  withHarness({ httpLimits: { eventLoopDelayMs: 5 } }, async h => {
    await setTimeout(1_100)
    // What counts is the mean of half a second: enough of it, wherever that begins.
    const block = performance.now() + 600
    while (performance.now() < block);
    await setTimeout(20)
    const answer = await h.call('GET', '/api/v1/limits')
    assert.equal(answer.statusCode, 503)
    assert.equal(answer.body.code, 'overloaded')
    assert.ok(answer.headers['retry-after'])
    assert.equal((await h.call('GET', '/healthz')).statusCode, 200)
  }))
