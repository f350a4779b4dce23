import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { RegistryError } from '@hailport/registry'
import { readWebhookAddresses } from './addresses.ts'
import { webhookSender } from './sender.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

let handle: Handler = (_, response) => response.end()
const server = createServer((request, response) => handle(request, response))
let url: string
let asked = 0

before(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  server.on('request', () => {
    asked += 1
  })
})
after(() => {
  server.closeAllConnections()
  server.close()
})

const addresses = (text: string) => {
  const read = readWebhookAddresses(text)
  assert.ok(read, text)
  return read
}
const trusting = webhookSender(addresses('any'), 500)
const never = new AbortController().signal
const send = (to = url, sender = trusting) => sender.send({ url: to, headers: { 'x-a': 'b' }, body: '{"ü":1}' }, never)

describe('a message', () => {
  test('is posted with its headers and its body, and the beginning of the answer is kept', async () => {
    let got: object = {}
    handle = async (request, response) => {
      let body = ''
      for await (const part of request) body += part
      got = { method: request.method, body, header: request.headers['x-a'], path: request.url }
      response.writeHead(202).end('thanks')
    }
    const { tookMs, ...result } = await send()
    assert.deepEqual(result, { status: 202, answer: 'thanks' })
    assert.ok(tookMs >= 0)
    assert.deepEqual(got, { method: 'POST', body: '{"ü":1}', header: 'b', path: '/hook' })
  })
  test('is not sent on to where a redirect points', async () => {
    handle = (_, response) => response.writeHead(307, { location: url }).end()
    const before = asked
    assert.equal((await send()).status, 307)
    assert.equal(asked, before + 1)
  })
  test('is not waited for without end, neither for the answer nor for its body', async () => {
    handle = () => undefined
    assert.equal((await send()).problem, 'No answer within 0.5 s.')
    handle = (_, response) => void response.writeHead(200).write('slow')
    assert.deepEqual((await send()).status, 200)
  })
  test('an endless answer is cut', async () => {
    handle = (_, response) => {
      response.on('error', () => undefined)
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(1_000)));
        if (!response.destroyed) response.once('drain', more)
      }
      more()
    }
    assert.equal((await send()).answer?.length, 4_096)
  })
  test('tells how long the receiver asks to wait', async () => {
    handle = (_, response) => response.writeHead(503, { 'retry-after': '120' }).end()
    assert.equal((await send()).retryAfterMs, 120_000)
    handle = (_, response) =>
      response.writeHead(429, { 'retry-after': new Date(Date.now() + 60_000).toUTCString() }).end()
    const { retryAfterMs = 0 } = await send()
    assert.ok(retryAfterMs > 50_000 && retryAfterMs <= 60_000)
    handle = (_, response) => response.writeHead(503, { 'retry-after': 'soon' }).end()
    assert.equal((await send()).retryAfterMs, undefined)
  })
  test('says what went wrong', async () => {
    assert.match(String((await send('http://127.0.0.1:1/')).problem), /ECONNREFUSED/)
    assert.match(String((await send('https://no-such-host.invalid/')).problem), /ENOTFOUND|EAI_AGAIN/)
  })
})

describe('where webhooks may lead', () => {
  const refused = (sender: ReturnType<typeof webhookSender>, to: string) =>
    assert.throws(
      () => sender.requireAllowed(new URL(to)),
      (error: unknown) => error instanceof RegistryError && error.code === 'invalid_request',
      to,
    )
  test('to public addresses by https, and nowhere else unless the operator says so', async () => {
    const strict = webhookSender(addresses('public'), 500)
    handle = (_, response) => response.end()
    const before = asked
    for (const host of [
      '127.0.0.1',
      '10.0.0.1',
      '169.254.169.254',
      '192.168.1.1',
      '[::1]',
      '[fd00::1]',
      '[::ffff:127.0.0.1]',
      '0.0.0.0',
    ])
      refused(strict, `https://${host}/`)
    refused(strict, 'http://contoso.example/')
    strict.requireAllowed(new URL('https://contoso.example/'))
    // A name is looked at when it is resolved.
    const port = new URL(url).port
    assert.equal((await send(`https://localhost:${port}/`, strict)).problem, 'localhost is not at a public address.')
    assert.match(String((await send(url, strict)).problem), /https/)
    assert.equal(asked, before)
  })
  test('to networks of the operator’s choice', async () => {
    const own = webhookSender(addresses('127.0.0.0/8, ::1/128'), 500)
    own.requireAllowed(new URL('https://127.0.0.1/'))
    refused(own, 'https://10.0.0.1/')
    refused(own, url)
    const port = new URL(url).port
    assert.doesNotMatch(String((await send(`https://localhost:${port}/`, own)).problem), /public/)
  })
  test('settings that mean nothing are refused', () => {
    for (const text of ['', 'everywhere', '10.0.0.0', '10.0.0.0/33', '10.0.0.0/8,public', 'fd00::/129'])
      assert.equal(readWebhookAddresses(text), undefined, text)
  })
})
