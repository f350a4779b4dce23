import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testHash, testSerial } from '../../testing/devices.ts'
import { type Answer, baseUrl, type Harness, startHarness } from '../../testing/harness.ts'
import { addPartner, addPerson, addTenant, type Member } from '../../testing/people.ts'

let h: Harness
let tenant: Member
let provider: Member
let reseller: Member
let n = 0

before(async () => {
  h = await startHarness()
  tenant = await addTenant(h, 'contoso.example')
  provider = await addPartner(h, 'distributor', 'csp-indirect-provider')
  reseller = await addPartner(h, 'reseller', 'csp-indirect-reseller')
})
after(() => h.close())

const link = (by: Member, other: Member) => h.call('PUT', `/api/v1/links/${other.id}`, by.token)
const unlink = (by: Member, other: Member) => h.call('DELETE', `/api/v1/links/${other.id}`, by.token)
const root = () => `/api/v1/tenants/${tenant.id}`

async function register(by: Member, more: object = {}): Promise<Answer> {
  n += 1
  const body = { devices: [{ hardwareHash: testHash(n), ...more }] }
  return h.call('POST', `${root()}/registrations`, by.token, body)
}

/** What a registration comes to: the error of the call, or of the device. */
const told = (answer: Answer): string => {
  const [result] = answer.body.results ?? []
  return answer.body.code ?? result.code ?? result.status
}

async function consent(partner: Member, limits: object = {}): Promise<string> {
  const made = await h.call('POST', '/api/v1/consents', partner.token, { tenantId: tenant.id })
  const granted = await h.call('POST', `/api/v1/consents/${made.body.id}/grant`, tenant.token, { limits })
  assert.equal(granted.statusCode, 200, granted.payload)
  return made.body.id
}
const revoke = (id: string) => h.call('POST', `/api/v1/consents/${id}/revoke`, tenant.token, {})

const serials = async (by: Member): Promise<string[]> => {
  const list = await h.call('GET', `${root()}/devices?sort=serialNumber&order=asc`, by.token)
  assert.equal(list.statusCode, 200, list.payload)
  return list.body.items.map((each: { serialNumber: string }) => each.serialNumber)
}

test('a link needs both sides, and the right two kinds', async () => {
  assert.equal((await link(provider, reseller)).body.state, 'offered')
  const asked = await h.call('GET', '/api/v1/links?state=asked', reseller.token)
  assert.deepEqual(
    asked.body.items.map((each: { partner: { id: string } }) => each.partner.id),
    [provider.id],
  )
  assert.equal((await link(provider, reseller)).body.state, 'offered')
  assert.equal((await link(reseller, provider)).body.state, 'active')
  assert.equal((await unlink(provider, reseller)).statusCode, 204)
  assert.equal((await unlink(provider, reseller)).statusCode, 404)
  const direct = await addPartner(h, 'direct')
  for (const [a, b] of [
    [provider, direct],
    [direct, reseller],
    [reseller, reseller],
  ] as const)
    assert.equal((await link(a, b)).statusCode, 409)
  const registrar = await addPerson(h, provider.id, 'r@distributor.example', ['registrar'])
  assert.equal((await link(registrar, reseller)).statusCode, 403)
  assert.equal((await link(tenant, reseller)).statusCode, 403)
})

test('consent to a reseller authorises its provider at the same moment, revoking it ends both', async () => {
  await link(provider, reseller)
  // Not agreed by both yet: nothing follows from it.
  const early = await consent(reseller)
  assert.equal(told(await register(provider)), 'consent_missing')
  await link(reseller, provider)
  assert.equal(told(await register(provider)), 'registered')
  assert.equal(told(await register(reseller)), 'registered')
  // Each sees what it registered.
  const [ofProvider, ofReseller] = [await serials(provider), await serials(reseller)]
  assert.deepEqual([ofProvider.length, ofReseller.length], [1, 1])
  assert.notDeepEqual(ofProvider, ofReseller)
  const through = await h.call('GET', `/api/v1/consents?through=${reseller.id}`, provider.token)
  assert.deepEqual([through.body.items[0].id, through.body.items[0].tenantId], [early, tenant.id])
  await revoke(early)
  assert.deepEqual(
    [told(await register(provider)), told(await register(reseller))],
    ['consent_revoked', 'consent_revoked'],
  )
  assert.equal((await h.call('GET', `${root()}/devices`, provider.token)).statusCode, 404)
  assert.deepEqual((await h.call('GET', `/api/v1/consents?through=${reseller.id}`, provider.token)).body.items, [])
  const journal = await h.call('GET', `/api/v1/organizations/${provider.id}/journal?subjectId=${early}`, provider.token)
  assert.deepEqual(
    journal.body.items.map((each: { action: string; after: object }) => [each.action, each.after]),
    [['consent.revoked', { reseller: reseller.id }]],
  )
})

test('both draw on the same limits, and the provider loses them with the link', async () => {
  const id = await consent(reseller, { deviceLimit: 2, groupTags: ['A'] })
  assert.equal(told(await register(provider, { groupTag: 'B' })), 'group_tag_not_allowed')
  assert.equal(told(await register(provider, { groupTag: 'A' })), 'registered')
  assert.equal(told(await register(reseller, { groupTag: 'A' })), 'registered')
  assert.equal(told(await register(provider, { groupTag: 'A' })), 'consent_limit_reached')
  await h.call('PATCH', `/api/v1/consents/${id}`, tenant.token, { limits: { deviceLimit: null, groupTags: null } })
  assert.equal(told(await register(provider)), 'registered')
  await unlink(reseller, provider)
  assert.equal(told(await register(provider)), 'consent_missing')
  assert.equal((await h.call('GET', `/api/v1/consents?through=${reseller.id}`, provider.token)).statusCode, 404)
  await revoke(id)
  await link(reseller, provider)
  await link(provider, reseller)
})

test('a no to the provider itself holds until a later yes to a reseller', async () => {
  const own = await consent(provider)
  const through = await consent(reseller)
  h.advance(1000)
  await revoke(own)
  assert.equal(told(await register(provider)), 'consent_revoked')
  assert.equal(told(await register(reseller)), 'registered')
  await revoke(through)
  h.advance(1000)
  const later = await consent(reseller)
  assert.equal(told(await register(provider)), 'registered')
  await revoke(later)
})

test('rows of the provider that wait are registered when the customer consents to the reseller', async () => {
  const [other, third] = [await addTenant(h, 'waiting.example'), await addPartner(h, 'd2', 'csp-indirect-provider')]
  await link(third, reseller)
  await link(reseller, third)
  const body = { devices: [{ hardwareHash: testHash(900) }], onMissingConsent: 'hold' }
  const held = await h.call('POST', `/api/v1/tenants/${other.id}/registrations`, third.token, body)
  assert.equal(held.body.results[0].status, 'held')
  const asked = await h.call('POST', '/api/v1/consents', reseller.token, { tenantId: other.id })
  await h.call('POST', `/api/v1/consents/${asked.body.id}/grant`, other.token, {})
  const url = `/api/v1/tenants/${other.id}/batches/${held.body.batch.id}`
  for (let tries = 0; tries < 200; tries++) {
    const batch = await h.call('GET', url, third.token)
    if (batch.body.state === 'finished') break
    await new Promise(resolve => setTimeout(resolve, 25))
  }
  assert.equal((await h.call('GET', url, third.token)).body.counts.registered, 1)
})

test('programs of an indirect reseller register only when the operator allows it; its people always may', async () => {
  const id = await consent(reseller)
  const made = await h.call('POST', `/api/v1/organizations/${reseller.id}/applications`, h.operator, {
    name: 'Shop',
    roles: ['registrar'],
  })
  assert.equal(made.statusCode, 201, made.payload)
  const fresh = await tokenOf(made.body)
  const shop = { ...reseller, token: fresh }
  assert.equal(told(await register(shop)), 'api_not_allowed')
  assert.equal(told(await register(reseller)), 'registered')
  const url = `/api/v1/partners/${reseller.id}`
  assert.equal((await h.call('PATCH', url, reseller.token, { apiRegistration: true })).statusCode, 403)
  assert.equal((await h.call('PATCH', url, h.operator, { apiRegistration: true })).body.apiRegistration, true)
  assert.equal(told(await register(shop)), 'registered')
  await h.call('PATCH', url, h.operator, { apiRegistration: false })
  assert.equal(told(await register(shop)), 'api_not_allowed')
  await revoke(id)
})

async function tokenOf(app: { id: string; secret: string }): Promise<string> {
  // Tokens are good for an hour by the clock of the tests, which has moved by seconds only.
  const answer = await h.call('POST', `/${reseller.id}/oauth2/v2.0/token`, undefined, undefined, {
    payload: `grant_type=client_credentials&scope=${encodeURIComponent(`${baseUrl}/.default`)}&client_id=${app.id}&client_secret=${app.secret}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  assert.equal(answer.statusCode, 200, answer.payload)
  return answer.body.access_token
}

test('a vendor under a reseller keeps to its role, its group tags and its customers', async () => {
  const elsewhere = await addTenant(h, 'elsewhere.example')
  const id = await consent(reseller)
  const other = await h.call('POST', '/api/v1/consents', reseller.token, { tenantId: elsewhere.id })
  await h.call('POST', `/api/v1/consents/${other.body.id}/grant`, elsewhere.token, {})
  const role = {
    name: 'vendor-north',
    permissions: ['device.read', 'device.register'],
    groupTags: ['North'],
    tenants: [tenant.id],
  }
  const boss = await addPerson(h, reseller.id, 'boss@reseller.example', ['partner-admin', 'registrar'])
  assert.equal((await h.call('POST', `/api/v1/organizations/${reseller.id}/roles`, boss.token, role)).statusCode, 201)
  const vendor = await addPerson(h, reseller.id, 'vendor@north.example', ['vendor-north'])
  assert.equal(told(await register(vendor, { groupTag: 'North' })), 'registered')
  assert.equal(told(await register(vendor, { groupTag: 'South' })), 'group_tag_not_yours')
  assert.equal(told(await register(vendor)), 'group_tag_not_yours')
  assert.deepEqual(await serials(vendor), [testSerial(n - 2)])
  for (const [method, url, body] of [
    ['GET', `/api/v1/tenants/${elsewhere.id}/devices`],
    ['POST', `/api/v1/tenants/${elsewhere.id}/registrations`, { devices: [{ hardwareHash: testHash(800) }] }],
    ['GET', `/api/v1/tenants/${elsewhere.id}/batches`],
  ] as const)
    assert.equal((await h.call(method, url, vendor.token, body)).statusCode, 404, url)
  const devices = await h.call('GET', `${root()}/devices`, vendor.token)
  const gone = await h.call('DELETE', `${root()}/devices/${devices.body.items[0].id}`, vendor.token)
  assert.equal(gone.statusCode, 403)
  assert.equal((await h.call('GET', '/api/v1/consents', vendor.token)).statusCode, 403)
  await revoke(id)
})

test('a maker with live consent deregisters devices of its make that another party registered; nobody else does', async () => {
  const maker = await addPartner(h, 'maker', 'oem')
  const stranger = await addPartner(h, 'other-maker', 'oem')
  const direct = await addPartner(h, 'seller')
  await h.call('PATCH', `/api/v1/partners/${maker.id}`, h.operator, { manufacturers: ['Fabrikam'] })
  await h.call('PATCH', `/api/v1/partners/${stranger.id}`, h.operator, { manufacturers: ['Tailwind'] })
  const consents: string[] = []
  for (const by of [stranger, direct, reseller]) consents.push(await consent(by))
  const registered = await register(reseller)
  const url = `${root()}/devices/${registered.body.results[0].deviceId}`
  for (const by of [stranger, direct, provider]) {
    const answer = await h.call('DELETE', url, by.token)
    assert.deepEqual([answer.statusCode >= 400, answer.body.code], [true, 'device_registered_by_another'])
  }
  assert.equal((await h.call('DELETE', url, maker.token)).statusCode, 404)
  const id = await consent(maker)
  await revoke(id)
  assert.equal((await h.call('DELETE', url, maker.token)).statusCode, 404)
  await consent(maker)
  assert.equal((await h.call('DELETE', url, maker.token)).statusCode, 204)
  assert.equal((await h.call('GET', url, tenant.token)).statusCode, 404)
})
