import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { permissions } from '@hailport/registry'
import { testHash, testSerial } from '../../testing/devices.ts'
import { baseUrl, type Harness, startHarness } from '../../testing/harness.ts'
import { addPartner, addPerson, addTenant, type Member } from '../../testing/people.ts'

let h: Harness
let tenant: Member
let other: Member
let partner: Member
let ada: Member
const day = 86_400_000

before(async () => {
  h = await startHarness()
  tenant = await addTenant(h, 'contoso.example')
  other = await addTenant(h, 'tailwind.example')
  partner = await addPartner(h, 'msp')
  ada = await addPerson(h, partner.id, 'ada@msp.example', [])
  for (const [n, by] of [tenant, other].entries())
    for (const [k, groupTag] of ['In', 'Out'].entries()) {
      const devices = [{ hardwareHash: testHash(n * 2 + k + 1), groupTag }]
      await h.call('POST', `/api/v1/tenants/${by.id}/registrations`, by.token, { devices })
    }
})
after(() => h.close())

const at = (ms: number) => new Date(h.registry.now() + ms).toISOString()

async function delegate(terms: object, use: object = {}): Promise<string> {
  const input = { partnerId: partner.id, expiresAt: at(day), reason: 'Help desk', ...terms }
  const made = await h.call('POST', '/api/v1/delegations', tenant.token, input)
  assert.equal(made.statusCode, 201, made.payload)
  const member = `/api/v1/delegations/${made.body.id}/members/person/${ada.personId}`
  const assigned = await h.call('PUT', member, partner.token, use)
  assert.equal(assigned.statusCode, 200, assigned.payload)
  return made.body.id
}

const end = async (id: string, by = tenant) =>
  assert.equal((await h.call('POST', `/api/v1/delegations/${id}/end`, by.token, {})).statusCode, 200)

const devices = (id: string) => `/api/v1/tenants/${id}/devices`
const look = async (id: string) => (await h.call('GET', devices(id), ada.token)).statusCode

test('the path names the tenant: with a delegation it opens, for that tenant and that person only, until it is revoked', async () => {
  assert.equal(await look(tenant.id), 403)
  const id = await delegate({ permissions: ['device.read'] })
  assert.deepEqual([await look(tenant.id), await look(other.id)], [200, 403])
  const bob = await addPerson(h, partner.id, 'bob@msp.example', [])
  assert.equal((await h.call('GET', devices(tenant.id), bob.token)).statusCode, 403)
  const mine = await h.call('GET', '/api/v1/me/tenants', ada.token)
  assert.deepEqual(
    mine.body.items.map((each: { domain: string }) => each.domain),
    ['contoso.example'],
  )
  const across = await h.call('GET', '/api/v1/me/devices?sort=serialNumber&order=asc', ada.token)
  assert.deepEqual(
    across.body.items.map((each: { serialNumber: string }) => each.serialNumber),
    [testSerial(1), testSerial(2)],
  )
  await end(id)
  assert.equal(await look(tenant.id), 403)
  assert.deepEqual((await h.call('GET', '/api/v1/me/tenants', ada.token)).body.items, [])
})

test('every permission that is not delegated is refused, and each that is opens its routes', async () => {
  const list = await h.call('GET', devices(tenant.id), tenant.token)
  const device = list.body.items[0].id
  const root = `/api/v1/tenants/${tenant.id}`
  const routes: Record<string, [string, string, unknown?]> = {
    'organization.read': ['GET', root],
    'device.read': ['GET', `${root}/batches`],
    'device.register': ['POST', `${root}/registrations`, { devices: [{ hardwareHash: testHash(9) }], dryRun: true }],
    'profile.read': ['GET', `${root}/profiles`],
    'profile.write': ['POST', `${root}/profiles`, { displayName: 'p' }],
    'group.read': ['GET', `${root}/groups`],
    'group.write': ['POST', `${root}/groups`, { displayName: 'g' }],
    'journal.read': ['GET', `/api/v1/organizations/${tenant.id}/journal`],
    'device.tag': ['PATCH', `${root}/devices/${device}`, { groupTag: 'In' }],
    'device.assign': ['PATCH', `${root}/devices/${device}`, { assignedUser: 'a@contoso.example' }],
    'device.write': ['PATCH', `${root}/devices/${device}`, { purchaseOrder: '7' }],
    'device.release': ['DELETE', `${root}/devices/${device}`],
  }
  const changes = ['device.tag', 'device.assign', 'device.write']
  for (const given of Object.keys(routes)) {
    // A change of a device answers with the device.
    const needed = changes.includes(given) ? [given, 'device.read'] : [given]
    const id = await delegate({ permissions: needed })
    for (const [permission, [method, url, body]] of Object.entries(routes)) {
      if (needed.includes(permission) && permission !== given) continue
      const answer = await h.call(method, url, ada.token, body)
      const opened = answer.statusCode < 300
      assert.equal(opened, permission === given, `${given}: ${permission} ${answer.payload}`)
      if (!opened) assert.match(String(answer.statusCode), /403|404/)
    }
    await end(id)
  }
  const undelegable = permissions.filter(each => /^(consent|people|roles|applications|sign-in|delegation)\./.test(each))
  for (const each of undelegable) {
    const input = { partnerId: partner.id, permissions: [each], expiresAt: at(day), reason: 'x' }
    assert.equal((await h.call('POST', '/api/v1/delegations', tenant.token, input)).statusCode, 400, each)
  }
})

test('rights reach no farther than the narrowed set: other group tags are not there', async () => {
  const id = await delegate(
    { permissions: ['device.read', 'device.tag', 'device.write'], groupTags: ['In', 'More'] },
    { permissions: ['device.read', 'device.tag'], groupTags: ['In'] },
  )
  const register = async (n: number, groupTag: string) => {
    const body = { devices: [{ hardwareHash: testHash(n), groupTag }] }
    const answer = await h.call('POST', `/api/v1/tenants/${tenant.id}/registrations`, tenant.token, body)
    return answer.body.results[0].deviceId as string
  }
  const [inside, outside] = [await register(21, 'In'), await register(22, 'Out')]
  const list = await h.call('GET', devices(tenant.id), ada.token)
  assert.ok(list.body.items.length > 0)
  assert.ok(list.body.items.every((each: { groupTag: string }) => each.groupTag === 'In'))
  const change = (device: string, body: object) => h.call('PATCH', `${devices(tenant.id)}/${device}`, ada.token, body)
  assert.equal((await change(outside, { groupTag: 'In' })).body.code, 'device_not_registered')
  assert.equal((await change(inside, { groupTag: 'More' })).body.code, 'group_tag_not_yours')
  assert.equal((await change(inside, { displayName: 'PC' })).statusCode, 403)
  assert.equal((await change(inside, { groupTag: 'In' })).statusCode, 200)
  await end(id, partner)
})

test('a registrar says in which capacity it acts where it has both', async () => {
  const both = await addPerson(h, partner.id, 'both@msp.example', ['registrar'])
  const consent = await h.call('POST', '/api/v1/consents', partner.token, { tenantId: tenant.id })
  await h.call('POST', `/api/v1/consents/${consent.body.id}/grant`, tenant.token, {})
  const id = await delegate({ permissions: ['device.read'] })
  await h.call('PUT', `/api/v1/delegations/${id}/members/role/registrar`, partner.token, {})
  const list = async (headers = {}) => h.call('GET', devices(tenant.id), both.token, undefined, { headers })
  assert.ok((await list()).body.items.length > 0)
  assert.deepEqual((await list({ 'hailport-act-as': 'partner' })).body.items, [])
  assert.equal((await list({ 'hailport-act-as': 'nobody' })).statusCode, 400)
  await end(id)
})

test('an application of the partner never acts by delegation', async () => {
  const id = await delegate({ permissions: ['device.read'] })
  await h.call('PUT', `/api/v1/delegations/${id}/members/role/auditor`, partner.token, {})
  const url = `/api/v1/organizations/${partner.id}/applications`
  const app = await h.call('POST', url, partner.token, { name: 'x', roles: ['auditor'] })
  const token = await h.call('POST', `/${partner.id}/oauth2/v2.0/token`, undefined, undefined, {
    payload: `grant_type=client_credentials&scope=${encodeURIComponent(`${baseUrl}/.default`)}&client_id=${app.body.id}&client_secret=${app.body.secret}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  assert.equal(token.statusCode, 200, token.payload)
  // With the consent of the test before, it sees what the partner registered: nothing.
  assert.deepEqual((await h.call('GET', devices(tenant.id), token.body.access_token)).body.items, [])
  assert.equal((await h.call('GET', '/api/v1/me/tenants', token.body.access_token)).statusCode, 403)
  await end(id)
})

test('an expired delegation is none', async () => {
  await delegate({ permissions: ['device.read'] })
  assert.equal(await look(tenant.id), 200)
  h.advance(day)
  assert.equal(await look(tenant.id), 403)
})
