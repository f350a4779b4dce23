import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Harness, startHarness } from '../../testing/harness.ts'
import { addTenant, type Member } from '../../testing/people.ts'
import { graphCall } from './testing/graph-client.ts'

let h: Harness
let tenant: Member

before(async () => {
  h = await startHarness()
  tenant = await addTenant(h, 'contoso.example')
})
after(() => h.close())

const send = (body: unknown, version = 'v1.0') => graphCall(h, 'POST', `/${version}/$batch`, tenant.token, body)
const organization = (id: unknown, more: object = {}) => ({ id, method: 'GET', url: '/organization', ...more })

/** Status of each answer by its id. */
async function statuses(...requests: unknown[]): Promise<Record<string, number>> {
  const answer = await send({ requests })
  assert.equal(answer.statusCode, 200, answer.payload)
  return Object.fromEntries(answer.body.responses.map((one: { id: string; status: number }) => [one.id, one.status]))
}

test('addresses are relative to the version, or have it or the host in front', async () => {
  const urls = [
    '/organization',
    'organization',
    '/v1.0/organization',
    'https://graph.microsoft.com/beta/organization',
    '//V1.0//Organization?$select=id',
  ]
  const answer = await send({ requests: urls.map((url, id) => ({ id: String(id), method: 'get', url })) })
  for (const { status, headers, body } of answer.body.responses) {
    assert.equal(status, 200)
    assert.equal(headers['Content-Type'], 'application/json')
    assert.equal(body.value[0].id, tenant.id)
    assert.match(body['@odata.context'], /\/v1\.0\/\$metadata#/)
  }
})

test('each request fails by itself', async () => {
  assert.deepEqual(
    await statuses(
      organization('a'),
      organization('b', { url: '/nothing' }),
      organization('c', { method: 'PATCH' }),
      organization('d', { method: 'TRACE' }),
      organization('e', { url: '/%zz' }),
      organization('f', { url: '/$batch', method: 'POST', body: { requests: [] } }),
      organization(7),
    ),
    { a: 200, b: 400, c: 400, d: 400, e: 400, f: 400, 7: 200 },
  )
})

test('what depends on a failed request is not run, what depends on a good one is', async () => {
  assert.deepEqual(
    await statuses(
      organization('3', { dependsOn: ['2'] }),
      organization('1'),
      organization('2', { dependsOn: ['1'], url: '/nothing' }),
      organization('4', { dependsOn: ['1'] }),
      organization('5', { dependsOn: ['3'] }),
    ),
    { 1: 200, 2: 400, 3: 424, 4: 200, 5: 424 },
  )
})

test('a batch that makes no sense is refused as a whole', async () => {
  const cases: [unknown, RegExp][] = [
    [undefined, /object with a list/],
    [[], /object with a list/],
    [{ requests: {} }, /object with a list/],
    [{ requests: [] }, /maximum value of 20/],
    [{ requests: Array.from({ length: 21 }, (_, id) => organization(String(id))) }, /maximum value of 20/],
    [{ requests: [organization('a'), organization('A')] }, /has to be unique/],
    [{ requests: [organization(undefined)] }, /has no id/],
    [{ requests: [null] }, /has no id/],
    [{ requests: ['x'] }, /has no id/],
    [{ requests: [{ id: '1', method: 'GET' }] }, /needs a method and a url/],
    [{ requests: [organization('1', { dependsOn: ['2'] })] }, /not in the batch/],
    [{ requests: [organization('1', { dependsOn: ['1'] })] }, /in a circle/],
    [{ requests: [organization('1', { dependsOn: ['2'] }), organization('2', { dependsOn: ['1'] })] }, /in a circle/],
  ]
  for (const [body, message] of cases) {
    const answer = await send(body)
    assert.equal(answer.statusCode, 400, JSON.stringify(body))
    assert.match(answer.body.error.message, message)
  }
})

test('each request is allowed by itself', async () => {
  const answer = await graphCall(h, 'POST', '/v1.0/$batch', h.operator, { requests: [organization('1')] })
  assert.equal(answer.statusCode, 200)
  assert.equal(answer.body.responses[0].status, 403)
  assert.equal((await h.call('POST', '/v1.0/$batch', undefined, { requests: [organization('1')] })).statusCode, 401)
})
