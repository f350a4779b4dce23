import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '@hailport/registry'
import type { InjectOptions } from 'fastify'
import { baseUrl, type Harness, startHarness } from '../../testing/harness.ts'
import { addPartner, addPerson, addTenant, type Member } from '../../testing/people.ts'
import { versions } from './model.ts'
import { graphCall } from './testing/graph-client.ts'

let h: Harness
let tenant: Member
let other: Member

before(async () => {
  h = await startHarness()
  tenant = await addTenant(h, 'contoso.example')
  other = await addTenant(h, 'fabrikam.example')
})
after(() => h.close())

const get = (url: string, token: string | undefined = tenant.token, more?: InjectOptions) =>
  graphCall(h, 'GET', url, token, undefined, more)
const messageOf = (body: { error: { message: string } }): string => JSON.parse(body.error.message).Message

test('the organization is the one of the caller, in both versions', async () => {
  for (const version of versions) {
    const list = await get(`/${version}/organization`)
    assert.equal(list.statusCode, 200)
    assert.equal(list.body['@odata.context'], `${baseUrl}/${version}/$metadata#organization`)
    const [organization, ...more] = list.body.value
    assert.deepEqual(more, [])
    assert.equal(organization.id, tenant.id)
    const [{ name, isDefault, isInitial }] = organization.verifiedDomains
    assert.deepEqual({ name, isDefault, isInitial }, { name: 'contoso.example', isDefault: true, isInitial: true })
    const one = await get(`/${version}/organization/${tenant.id.toUpperCase()}`)
    assert.equal(one.body['@odata.context'], `${baseUrl}/${version}/$metadata#organization/$entity`)
    assert.equal(one.body.displayName, 'contoso.example')
  }
})

test('another organization is as little there as one that is not', async () => {
  for (const id of [other.id, newId(), 'x']) {
    const answer = await get(`/v1.0/organization/${id}`)
    assert.equal(answer.statusCode, 404)
    assert.equal(answer.body.error.code, 'ResourceNotFound')
    assert.match(messageOf(answer.body), /^An error has occurred - Operation ID/)
  }
})

test('query options hold for it as for every collection', async () => {
  const selected = await get('/v1.0/organization?select=displayname&$count=true&$top=1')
  assert.deepEqual(selected.body.value, [{ id: tenant.id, displayName: 'contoso.example' }])
  assert.equal(selected.body['@odata.count'], 1)
  assert.equal('@odata.nextLink' in selected.body, false)
  const none = await get("/v1.0/organization?$filter=startsWith(displayName,'fab')")
  assert.deepEqual(none.body.value, [])
  const count = await get("/v1.0/organization/$count?$filter=displayName eq 'contoso.example'")
  assert.equal(count.payload, '1')
  assert.match(String(count.headers['content-type']), /^text\/plain/)
  const wrong = await get("/v1.0/organization?$filter=colour eq 'red'")
  assert.equal(wrong.statusCode, 400)
  assert.match(wrong.body.error.message, /^Invalid filter clause: Could not find a property named 'colour'/)
})

test('every answer has the ids, and the id of the caller comes back', async () => {
  const id = '11111111-2222-3333-4444-555555555555'
  const answer = await get('/v1.0/organization', tenant.token, { headers: { 'client-request-id': id } })
  assert.equal(answer.headers['client-request-id'], id)
  assert.equal(answer.headers['odata-version'], '4.0')
  assert.match(String(answer.headers['content-type']), /^application\/json;odata\.metadata=minimal;/)
  const failed = await get('/v1.0/nothing', tenant.token, { headers: { 'client-request-id': id } })
  assert.equal(failed.body.error.innerError['client-request-id'], id)
  assert.equal(failed.body.error.innerError['request-id'], failed.headers['request-id'])
  const odd = await get('/v1.0/nothing', tenant.token, { headers: { 'client-request-id': '<script>' } })
  assert.doesNotMatch(odd.payload, /script/)
})

test('fact 4: paths as clients write them', async () => {
  for (const url of [
    '/V1.0/ORGANIZATION',
    '/v1.0//organization/',
    '/v1.0/organization/?$select=id',
    `/beta/organization('${tenant.id}')`,
    `/beta/Organization(%27${tenant.id}%27)/`,
  ])
    assert.equal((await get(url)).statusCode, 200, url)
})

test('fact 3: bodies need not be strict JSON, whatever their type is called', async () => {
  const payload = "{ requests: [{ id: '1', method: 'GET', url: '/organization' },] }"
  for (const type of ['application/json', 'application/x-www-form-urlencoded', 'text/plain; charset=utf-8']) {
    const answer = await graphCall(h, 'POST', '/v1.0/$batch', tenant.token, undefined, {
      payload,
      headers: { 'content-type': type },
    })
    assert.equal(answer.body.responses[0].status, 200, type)
  }
})

test('fact 9: addresses in answers are of the public origin, whatever host was asked', async () => {
  const answer = await get('/v1.0/organization', tenant.token, {
    headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' },
  })
  assert.ok(answer.body['@odata.context'].startsWith('https://hailport.example/v1.0/'))
  assert.doesNotMatch(answer.payload, /evil/)
})

test('without a valid token there is an answer in the form of the contract', async () => {
  const empty = await h.call('GET', '/v1.0/organization')
  assert.equal(empty.statusCode, 401)
  assert.equal(empty.body.error.code, 'InvalidAuthenticationToken')
  assert.equal(empty.body.error.message, 'Access token is empty.')
  assert.match(String(empty.headers['www-authenticate']), /^Bearer realm="hailport", authorization_uri="https:\/\//)
  for (const token of ['hpat_wrong', 'a.b.c', 'x']) {
    const wrong = await get('/v1.0/nothing', token)
    assert.equal(wrong.statusCode, 401)
    assert.equal(wrong.body.error.message, 'Access token validation failure.')
  }
})

test('a token without Bearer is taken here, and nowhere else', async () => {
  const headers = { authorization: tenant.token }
  assert.equal((await h.call('GET', '/v1.0/organization', undefined, undefined, { headers })).statusCode, 200)
  assert.equal((await h.call('GET', '/api/v1/me', undefined, undefined, { headers })).statusCode, 401)
})

test('who lacks the permission is told its names, where tools look for them', async () => {
  const person = await addPerson(h, tenant.id, 'nobody@contoso.example', [])
  const answer = await get('/v1.0/organization', person.token)
  assert.equal(answer.statusCode, 403)
  assert.equal(answer.body.error.code, 'Forbidden')
  const scopes = /must have one of the following scopes: (.*?) - Operation ID/.exec(messageOf(answer.body))?.[1]
  assert.equal(scopes, 'User.Read, Organization.Read.All, Directory.Read.All')
})

test('partners and operators belong to no tenant', async () => {
  const partner = await addPartner(h, 'tailwind')
  for (const token of [partner.token, h.operator]) {
    const answer = await get('/v1.0/organization', token)
    assert.equal(answer.statusCode, 403)
    assert.match(messageOf(answer.body), /^The credential belongs to no tenant\./)
  }
})

test('what cannot be answered is told in the form of the contract, by the HTTP server too', async () => {
  const cases: [string, string, InjectOptions, number, string][] = [
    ['GET', '/v1.0/nothing', {}, 400, 'BadRequest'],
    ['PATCH', '/v1.0/organization', {}, 400, 'No method match route template'],
    ['GET', '/deviceManagement/windowsAutopilotDeviceIdentities', {}, 404, 'ResourceNotFound'],
    ['GET', '/v1.0/%zz', {}, 400, 'BadRequest'],
    ['GET', '/v1.0/organization?$top=0', {}, 400, 'BadRequest'],
    ['GET', `/v1.0/${'x/'.repeat(1_500)}`, {}, 400, 'BadRequest'],
    ['OPTIONS', '/v1.0/organization', {}, 404, 'ResourceNotFound'],
    ['POST', '/v1.0/$batch', { payload: '{' }, 400, 'BadRequest'],
    ['POST', '/v1.0/$batch', { payload: 'x'.repeat(21_000_000) }, 413, 'RequestEntityTooLarge'],
    ['POST', '/v1.0/$batch', { payload: ' '.repeat(5_000_000) }, 413, 'RequestEntityTooLarge'],
    ['POST', '/v1.0', { payload: '{}', headers: { 'content-type': 'application/json' } }, 404, 'ResourceNotFound'],
  ]
  for (const [method, url, more, status, code] of cases) {
    const answer = await graphCall(h, method, url, tenant.token, undefined, more)
    assert.equal(answer.statusCode, status, `${method} ${url.slice(0, 60)}: ${answer.payload}`)
    assert.equal(answer.body.error.code, code, url.slice(0, 60))
  }
})

test('a fault of ours tells nothing but the request id', async () => {
  const failing = await startHarness()
  const { token } = await addTenant(failing, 'contoso.example')
  const secret = 'select * from secret_table'
  await graphCall(failing, 'GET', '/v1.0/organization', token)
  const { db } = failing.registry.store
  Object.defineProperty(failing.registry.store, 'db', {
    get: () => {
      throw new Error(secret)
    },
  })
  const answer = await graphCall(failing, 'GET', '/v1.0/organization', token)
  Object.defineProperty(failing.registry.store, 'db', { value: db })
  assert.equal(answer.statusCode, 500)
  assert.equal(answer.body.error.code, 'InternalServerError')
  assert.ok(!answer.payload.includes(secret))
  const logged = failing.log.find(line => line.includes(secret))
  assert.ok(logged?.includes(String(answer.headers['request-id'])))
  await failing.close()
})

test('the log names the operation, not the address', async () => {
  await get(`/beta/organization/${tenant.id}?$select=id`)
  const line = h.log.findLast(text => text.includes('"msg":"request"')) ?? ''
  assert.match(line, /"route":"\/beta\/organization\/\{organizationId\}"/)
  assert.ok(!line.includes(tenant.id) && !line.includes('select'))
})

/** Names of elements that are not closed in order; none when the text is well-formed. */
function unclosed(xml: string): string[] {
  const open: string[] = []
  for (const [, close, name = '', self] of xml.matchAll(/<(\/)?([A-Za-z:]+)[^<>]*?(\/)?>/g))
    if (close) assert.equal(open.pop(), name)
    else if (!self) open.push(name)
  return open
}

test('the metadata and the service document need no credential', async () => {
  for (const version of versions) {
    const { statusCode, headers, payload } = await h.call('GET', `/${version}/$metadata`)
    assert.equal(statusCode, 200)
    assert.match(String(headers['content-type']), /^application\/xml/)
    assert.deepEqual(unclosed(payload), [])
    for (const part of [
      '<EntityType Name="windowsAutopilotDeviceIdentity" BaseType="graph.entity">',
      '<Property Name="enrollmentState" Type="graph.enrollmentState" Nullable="false"/>',
      '<Action Name="updateDeviceProperties" IsBound="true">',
      '<Singleton Name="deviceManagement" Type="microsoft.graph.deviceManagement"/>',
      '<EntitySet Name="organization" EntityType="microsoft.graph.organization"/>',
    ])
      assert.ok(payload.includes(part), part)
    assert.equal(payload.includes('"deploymentProfileAssignmentStatus"'), version === 'beta')
    const service = await h.call('GET', `/${version}/`)
    assert.equal(service.body['@odata.context'], `${baseUrl}/${version}/$metadata`)
    assert.ok(service.body.value.some((entry: { name: string }) => entry.name === 'organization'))
  }
})

test('it is the same over a real connection', async () => {
  const real = await startHarness()
  const { id, token } = await addTenant(real, 'contoso.example')
  const url = await real.app.listen({ port: 0, host: '127.0.0.1' })
  const answer = await fetch(`${url}/v1.0/organization('${id}')?$select=id`, {
    headers: { authorization: `Bearer ${token}` },
  })
  assert.equal(answer.status, 200)
  assert.deepEqual(await answer.json(), { '@odata.context': `${baseUrl}/v1.0/$metadata#organization(id)/$entity`, id })
  const batch = await fetch(`${url}/beta/%24batch`, {
    method: 'POST',
    headers: { authorization: token },
    body: JSON.stringify({ requests: [{ id: 1, method: 'GET', url: 'organization' }] }),
  })
  const { responses } = (await batch.json()) as { responses: { body: { value: { id: string }[] } }[] }
  assert.equal(responses[0]?.body.value[0]?.id, id)
  await real.close()
})
