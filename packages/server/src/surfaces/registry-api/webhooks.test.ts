import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { deliverDue } from '@hailport/registry/testing/receiver'
import { Webhook, WebhookVerificationError } from 'standardwebhooks'
import { type Harness, startHarness } from '../../testing/harness.ts'
import { addPartner, addTenant, type Member } from '../../testing/people.ts'

interface Received {
  readonly headers: Record<string, string>
  readonly body: string
}

let h: Harness
let tenant: Member
let list: string
const received: Received[] = []
let status = 204
const server = createServer(async (request, response) => {
  let body = ''
  for await (const part of request) body += part
  received.push({ headers: request.headers as Record<string, string>, body })
  response.writeHead(status).end('the answer')
})
let url: string

before(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  h = await startHarness()
  tenant = await addTenant(h, 'contoso.example')
  list = `/api/v1/organizations/${tenant.id}/webhooks`
})
after(async () => {
  server.close()
  await h.close()
})

const call = (method: string, path: string, body?: unknown) => h.call(method, path, tenant.token, body)
const deliver = () => deliverDue(h.registry, h.deps.webhookSender)

test('what happens arrives at the receiver, as the journal shows it, and its signature holds for an independent library', async () => {
  const made = await call('POST', list, { name: 'hook', url, events: ['group.created', 'group.deleted'] })
  assert.equal(made.statusCode, 201, made.payload)
  assert.match(made.body.secret, /^whsec_/)
  assert.equal(made.headers['location'], `${list}/${made.body.id}`)
  const groups = `/api/v1/tenants/${tenant.id}/groups`
  const { body: group } = await call('POST', groups, { displayName: 'Berlin' })
  await call('DELETE', `${groups}/${group.id}`)
  await deliver()
  const { body: journal } = await call(
    'GET',
    `/api/v1/organizations/${tenant.id}/journal?subjectId=${group.id}&order=asc`,
  )
  const message = received.pop() as Received
  const verifier = new Webhook(made.body.secret)
  const payload = verifier.verify(message.body, message.headers) as Record<string, unknown>
  assert.deepEqual(payload, {
    type: 'events',
    timestamp: payload['timestamp'],
    data: { version: 1, organizationId: tenant.id, webhookId: made.body.id, events: journal.items },
  })
  assert.equal(journal.items.length, 2)
  assert.throws(
    () => verifier.verify(message.body.replace('Berlin', 'Bern'), message.headers),
    WebhookVerificationError,
  )
  const { body: deliveries } = await call('GET', `${list}/${made.body.id}/deliveries`)
  const [{ id, state, events, attempts, status: answered, answer }] = deliveries.items
  assert.deepEqual(
    { id, state, events, attempts, answered, answer },
    { id: message.headers['webhook-id'], state: 'delivered', events: 2, attempts: 1, answered: 204, answer: '' },
  )
  const { body: one } = await call('GET', `${list}/${made.body.id}/deliveries/${id}`)
  assert.deepEqual(one.entries, journal.items)
  assert.equal((await call('DELETE', `${list}/${made.body.id}`)).statusCode, 204)
})

test('the secret is shown when it is made and never again; both count after a rotation', async () => {
  const { body: made } = await call('POST', list, { name: 'hook', url })
  const { body: rotated } = await call('POST', `${list}/${made.id}/secret`, { overlapHours: 1 })
  assert.notEqual(rotated.secret, made.secret)
  assert.ok(rotated.oldSecretUntilAt)
  const { body: result } = await call('POST', `${list}/${made.id}/test`)
  assert.deepEqual([result.delivered, result.status], [true, 204])
  const message = received.pop() as Received
  assert.equal(message.headers['webhook-id'], result.messageId)
  for (const secret of [made.secret, rotated.secret]) {
    const payload = new Webhook(secret).verify(message.body, message.headers) as { type: string }
    assert.equal(payload.type, 'test')
  }
  for (const path of [list, `${list}/${made.id}`]) assert.ok(!(await call('GET', path)).payload.includes('whsec_'))
  assert.ok(!h.log.join('\n').includes(made.secret))
  assert.equal((await call('POST', `${list}/${made.id}/secret`, { overlapHours: 169 })).statusCode, 400)
  await call('DELETE', `${list}/${made.id}`)
})

test('what fails is shown with its reason, can be skipped, paused, replayed', async () => {
  const { body: made } = await call('POST', list, { name: 'hook', url, events: ['group.created'] })
  const one = `${list}/${made.id}`
  status = 500
  await call('POST', `/api/v1/tenants/${tenant.id}/groups`, { displayName: 'Hamburg' })
  await deliver()
  const { body: failing } = await call('GET', one)
  assert.equal(failing.lastProblem, '500')
  const { body: waiting } = await call('GET', `${one}/deliveries?state=waiting`)
  const [{ id, answer }] = waiting.items
  assert.equal(answer, 'the answer')
  assert.equal((await call('POST', `${one}/deliveries/${id}/skip`)).body.state, 'failed')
  assert.equal((await call('POST', `${one}/deliveries/${id}/skip`)).statusCode, 409)
  assert.equal((await call('PATCH', one, { state: 'paused' })).body.state, 'paused')
  status = 204
  assert.equal((await call('POST', `${one}/replay`, { failed: true })).statusCode, 202)
  received.length = 0
  await deliver()
  assert.equal(received.length, 0)
  await call('PATCH', one, { state: 'active' })
  await deliver()
  assert.deepEqual(
    received.map(({ headers }) => headers['webhook-id']),
    [id],
  )
  assert.equal((await call('POST', `${one}/replay`, { from: new Date(0).toISOString() })).body.replaying, true)
  await deliver()
  assert.equal(received.length, 2)
  for (const body of [{}, { failed: false }, { from: 'yesterday' }, { failed: true, from: '2031-01-31T12:00:00Z' }])
    assert.equal((await call('POST', `${one}/replay`, body)).statusCode, 400, JSON.stringify(body))
  assert.equal((await call('POST', `${one}/deliveries/${id}/replay`)).statusCode, 202)
  await call('DELETE', one)
})

test('the catalogue names every kind, and a webhook takes no other', async () => {
  const { body } = await call('GET', '/api/v1/webhook-events')
  assert.equal(body.version, 1)
  assert.ok(body.items.some(({ kind }: { kind: string }) => kind === 'device.registered'))
  const refused = await call('POST', list, { name: 'x', url, events: ['device.exploded'] })
  assert.deepEqual([refused.statusCode, refused.body.field], [400, 'events'])
  assert.equal((await call('POST', list, { name: 'x', url: 'http://u:p@a.example/' })).body.field, 'url')
})

test('partners have webhooks of their own', async () => {
  const partner = await addPartner(h, 'Fabrikam')
  const own = `/api/v1/organizations/${partner.id}/webhooks`
  assert.equal((await h.call('POST', own, partner.token, { name: 'x', url })).statusCode, 201)
  assert.equal((await h.call('GET', list, partner.token)).statusCode, 404)
  assert.equal((await h.call('GET', own, h.operator)).statusCode, 404)
})

/** Names of all members, as deep as they go. */
const shapeOf = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(shapeOf)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shapeOf(member)]))
      : typeof value

test('what the documentation shows is what arrives, and its samples verify it', async () => {
  const text = readFileSync(new URL('../../../../../docs/webhooks.md', import.meta.url), 'utf8')
  const sample = (language: string) => text.split(`\`\`\`${language}\n`)[1]?.split('```')[0] ?? ''
  const { body: made } = await call('POST', list, { name: 'hook', url, events: ['group.created'] })
  await call('POST', `/api/v1/tenants/${tenant.id}/groups`, { displayName: 'Köln' })
  received.length = 0
  await deliver()
  const [message] = received as [Received]
  const shown = JSON.parse(sample('json'))
  const sent = JSON.parse(message.body)
  const [event] = sent.data.events
  // The values of a change are those of its kind, and who asked by HTTP is named by a request.
  const { requestId: _id, ...rest } = event
  const comparable = { ...sent, data: { ...sent.data, events: [{ ...rest, after: { displayName: 'Köln' } }] } }
  assert.deepEqual(shapeOf(shown), shapeOf(comparable))
  const { verify } = await import(`data:text/javascript,${encodeURIComponent(sample('js'))}`)
  assert.equal(verify(made.secret, message.headers, message.body), true)
  assert.equal(verify(made.secret, message.headers, `${message.body} `), false)
  const folder = mkdtempSync(join(tmpdir(), 'hailport-webhooks-'))
  try {
    const file = join(folder, 'body')
    const script = `${sample('sh')}\nverify "$@" && echo yes || echo no`
    const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signatures } = message.headers
    const inShell = (body: string) => {
      writeFileSync(file, body)
      const values = [made.secret, String(id), String(at), String(signatures), file]
      return execFileSync('sh', ['-c', script, 'sh', ...values], { encoding: 'utf8' }).trim()
    }
    assert.equal(inShell(message.body), 'yes')
    assert.equal(inShell(`${message.body} `), 'no')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
