import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { catalogue } from '@hailport/registry'
import { type Answer, baseUrl, type Harness, startHarness } from '../testing/harness.ts'
import { addTenant, type Member } from '../testing/people.ts'

let h: Harness
let tenant: Member

before(async () => {
  h = await startHarness()
  tenant = await addTenant(h, 'contoso.example')
})
after(() => h.close())

function assertProblem(answer: Answer, code: keyof typeof catalogue, field?: string): void {
  const entry = catalogue[code]
  assert.equal(answer.body.code, code, answer.payload)
  assert.equal(answer.statusCode, entry.status)
  assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
  assert.equal(answer.body.type, `${baseUrl}/errors/${code}`)
  assert.equal(answer.body.title, entry.title)
  assert.equal(answer.body.status, entry.status)
  assert.equal(answer.body.cause, entry.cause)
  assert.equal(answer.body.remedy, entry.remedy)
  assert.equal(answer.body.requestId, answer.headers['x-request-id'])
  assert.ok(answer.body.detail.length > 0)
  assert.equal(answer.body.field, field)
}

const post = (payload: string | object, headers: Record<string, string> = {}) =>
  h.call('POST', '/api/v1/tenants', h.operator, undefined, {
    payload,
    headers: { 'content-type': 'application/json', ...headers },
  })

test('each class of fault is problem details of the catalogue', async () => {
  assertProblem(await post({ name: 'x' }), 'invalid_request', 'domain')
  assertProblem(await post({ name: 5, domain: 'a.example' }), 'invalid_request', 'name')
  assertProblem(await post({ name: 'x', domain: 'no domain' }), 'invalid_request', 'domain')
  assertProblem(await post({ name: 'x', domain: 'a.example', extra: 1 }), 'invalid_request', 'extra')
  assertProblem(await post('{"name":'), 'unreadable_body')
  assertProblem(await post(''), 'invalid_request', 'name')
  assertProblem(await post('{"__proto__":{"a":1},"name":"x"}'), 'unreadable_body')
  assertProblem(await post('<a/>', { 'content-type': 'application/xml' }), 'unsupported_media_type')
  assertProblem(await post(`{"name":"${'x'.repeat(300_000)}"}`), 'body_too_large')
  assertProblem(await h.call('GET', '/api/v1/nothing', h.operator), 'not_found')
  assertProblem(await h.call('DELETE', '/api/v1/me', h.operator), 'not_found')
  assertProblem(await h.call('GET', '/api/v1/%zz', h.operator), 'invalid_request')
  assertProblem(await h.call('GET', `/api/v1/tenants/${'x'.repeat(101)}`, h.operator), 'invalid_request')
  assertProblem(await h.call('GET', '/api/v1/tenants/not-an-id', h.operator), 'invalid_request', 'tenantId')
  assertProblem(await h.call('GET', '/api/v1/tenants?limit=0', h.operator), 'invalid_request', 'limit')
  assertProblem(await h.call('GET', '/api/v1/tenants?limit=1001', h.operator), 'invalid_request', 'limit')
  assertProblem(await h.call('GET', '/api/v1/tenants?limit=ten', h.operator), 'invalid_request', 'limit')
  assertProblem(await h.call('GET', '/api/v1/tenants?cursor=!!', h.operator), 'invalid_request', 'cursor')
  assertProblem(await h.call('GET', '/api/v1/tenants?colour=red', h.operator), 'invalid_request', 'colour')
  assertProblem(await h.call('GET', '/api/v1/tenants', tenant.token), 'forbidden')
  assertProblem(await h.call('GET', '/api/v1/me'), 'unauthenticated')
})

test('text of a query is read as the type that is wanted', async () => {
  const page = await h.call('GET', '/api/v1/tenants?limit=1', h.operator)
  assert.equal(page.body.items.length, 1)
})

test('nested fields are named, and several faults are all told', async () => {
  const profile = { displayName: 'p', outOfBoxExperienceSetting: { userType: 'king', colour: 'red' }, joinMethod: 7 }
  const { body } = await h.call('POST', `/api/v1/tenants/${tenant.id}/profiles`, tenant.token, profile)
  const fields = body.errors.map((error: { field: string }) => error.field)
  assert.ok(fields.includes('outOfBoxExperienceSetting.userType'))
  assert.ok(fields.includes('joinMethod'))
  assert.ok(fields.includes('outOfBoxExperienceSetting.colour'))
})

test('a request id that is sane is kept, any other replaced', async () => {
  const idFor = async (given?: string) =>
    (
      await h.call(
        'GET',
        '/healthz',
        undefined,
        undefined,
        given === undefined ? {} : { headers: { 'x-request-id': given } },
      )
    ).headers['x-request-id']
  assert.equal(await idFor('order-4711.retry_2'), 'order-4711.retry_2')
  for (const bad of [undefined, '', 'short', 'x'.repeat(65), 'a b c d e f', '"quoted-id"', '<script>xx'])
    assert.match(String(await idFor(bad)), /^[0-9a-f-]{36}$/)
})

test('nothing of an internal fault is told but the request id', async () => {
  const secret = 'select * from secret_table'
  const failing = await startHarness()
  failing.registry.store.ping = () => Promise.reject(new Error(secret))
  const ready = await failing.call('GET', '/readyz')
  assert.equal(ready.statusCode, 503)
  assert.equal(ready.headers['retry-after'], '5')
  assert.ok(!ready.payload.includes(secret))
  failing.deps.boot.resolve = () => Promise.reject(new Error(secret))
  const broken = await failing.call('POST', '/device/v1/resolve', undefined, { hardwareHash: 'x' })
  assertProblem(broken, 'internal')
  assert.ok(!broken.payload.includes(secret))
  const logged = failing.log.find(line => line.includes(secret))
  assert.ok(logged?.includes(String(broken.headers['x-request-id'])))
  await failing.close()
})

test('the catalogue can be read, and problem types lead to it', async () => {
  const all = await h.call('GET', '/api/v1/errors')
  assert.equal(all.body.items.length, Object.keys(catalogue).length)
  const one = await h.call('GET', '/errors/device_registered_elsewhere')
  assert.deepEqual(one.body.autopilot, { name: 'ZtdDeviceAssignedToOtherTenant', number: 808 })
  assertProblem(await h.call('GET', '/errors/constructor'), 'not_found')
})

test('a DELETE without a body may name a content type', async () => {
  const path = `/api/v1/organizations/${tenant.id}/applications`
  const made = await h.call('POST', path, tenant.token, { name: 'ERP', roles: ['device-reader'] })
  const removed = await h.call('DELETE', `${path}/${made.body.id}`, tenant.token, undefined, {
    headers: { 'content-type': 'application/json' },
  })
  assert.equal(removed.statusCode, 204, removed.payload)
})

test('a first boot says what is wrong with its body', async () => {
  const ask = (payload: string, type = 'application/json') =>
    h.call('POST', '/device/v1/resolve', undefined, undefined, { payload, headers: { 'content-type': type } })
  assertProblem(await ask('{"hardwareHash":'), 'unreadable_body')
  assertProblem(await ask('{}', 'application/xml'), 'unsupported_media_type')
  const fields: [string, string][] = [
    ['', 'hardwareHash'],
    ['{}', 'hardwareHash'],
    ['{"hardwareHash":1}', 'hardwareHash'],
    ['{"hardwareHash":"AAAA"}', 'hardwareHash'],
    ['{"hardwareHash":"AAAA","more":1}', 'more'],
    ['{"hardwareHash":"AAAA","__proto__":{"x":1}}', '__proto__'],
    ['{"hardwareHash":"AAAA","constructor":{"prototype":{}}}', 'constructor'],
  ]
  for (const [payload, field] of fields) {
    const answer = await ask(payload)
    assert.equal(answer.statusCode, 400, payload)
    assert.equal(answer.body.field, field, payload)
    assert.ok(answer.headers['x-request-id'])
  }
})
