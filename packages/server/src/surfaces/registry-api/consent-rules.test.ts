import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { testHash, testSerial } from '../../testing/devices.ts'
import { type Answer, type Harness, startHarness } from '../../testing/harness.ts'
import { addPartner, addPerson, addTenant, type Member } from '../../testing/people.ts'

/** What consent means, as partners and customers meet it from outside. */

let h: Harness
let customer: Member
let other: Member
let n = 0

before(async () => {
  h = await startHarness()
  customer = await addTenant(h, 'contoso.example')
  other = await addTenant(h, 'tailwind.example')
})
after(() => h.close())

const day = 86_400_000
const root = () => `/api/v1/tenants/${customer.id}`
const newHash = () => ({ hardwareHash: testHash(++n) })

async function ok(answer: Promise<Answer>): Promise<Answer['body']> {
  const { statusCode, payload, body } = await answer
  assert.ok(statusCode < 300, payload)
  return body
}

async function consent(partner: Member, limits: object = {}): Promise<string> {
  const { id } = await ok(h.call('POST', '/api/v1/consents', partner.token, { tenantId: customer.id }))
  await ok(h.call('POST', `/api/v1/consents/${id}/grant`, customer.token, { limits }))
  return id
}

const register = (by: Member, devices: object[] = [newHash()], more: object = {}) =>
  h.call('POST', `${root()}/registrations`, by.token, { devices, ...more })

/** Status and code of a registration: of the call, or of each device. */
const told = ({ statusCode, body }: Answer): string =>
  statusCode === 200
    ? body.results.map((each: { status: string; code?: string }) => each.code ?? each.status).join(' ')
    : `${statusCode} ${body.code}`

/** A batch once it has come to rest. */
async function settled(by: Member, id: string, state: string): Promise<Answer['body']> {
  for (;;) {
    const batch = await ok(h.call('GET', `${root()}/batches/${id}`, by.token))
    if (batch.state === state) return batch
    await pause(5)
  }
}

test('revoked: from the next device on nothing is registered, and what is registered is out of sight', async () => {
  const partner = await addPartner(h, 'revoked')
  assert.equal(told(await register(partner)), '403 consent_missing')
  const id = await consent(partner)
  const first = await register(partner)
  assert.equal(told(first), 'registered')
  await ok(h.call('POST', `/api/v1/consents/${id}/revoke`, customer.token, { reason: 'Contract ended' }))
  assert.equal(told(await register(partner)), '403 consent_revoked')
  assert.equal(told(await register(partner, [newHash()], { onMissingConsent: 'hold' })), '403 consent_revoked')
  const device = `${root()}/devices/${first.body.results[0].deviceId}`
  assert.equal((await h.call('GET', device, partner.token)).statusCode, 404)
  assert.equal((await h.call('GET', device, customer.token)).statusCode, 200)
})

test('expired: at its time', async () => {
  const partner = await addPartner(h, 'expired')
  await consent(partner, { expiresAt: new Date(h.registry.now() + day).toISOString() })
  assert.equal(told(await register(partner)), 'registered')
  h.advance(day + 1)
  assert.equal(told(await register(partner)), '403 consent_expired')
  const { items } = await ok(h.call('GET', '/api/v1/consents', partner.token))
  assert.deepEqual([items[0].state, items[0].status], ['expired', 'expired'])
})

test('over the number of devices: those that fit are registered, in their order', async () => {
  const partner = await addPartner(h, 'counted')
  await consent(partner, { deviceLimit: 2 })
  const three = [newHash(), newHash(), newHash()]
  assert.equal(told(await register(partner, three)), 'registered registered consent_limit_reached')
  assert.equal(told(await register(partner)), '403 consent_limit_reached')
})

test('outside the list of tags, and without one', async () => {
  const partner = await addPartner(h, 'tagged')
  await consent(partner, { groupTags: ['Sales'] })
  const rows = ['Sales', 'Other', undefined].map(groupTag => ({ ...newHash(), ...(groupTag && { groupTag }) }))
  const answer = await register(partner, rows)
  assert.equal(told(answer), 'registered group_tag_not_allowed group_tag_not_allowed')
  assert.equal(answer.body.results[1].field, 'groupTag')
})

test('wrong role: administrators do not decide, and are told what would', async () => {
  const partner = await addPartner(h, 'asking')
  const asked = await ok(h.call('POST', '/api/v1/consents', partner.token, { domain: 'contoso.example' }))
  const admin = await addPerson(h, customer.id, 'only-admin@contoso.example', ['tenant-admin'])
  for (const [by, code] of [
    [admin, 'forbidden'],
    [partner, 'forbidden'],
    [other, 'not_found'],
  ] as const) {
    const answer = await h.call('POST', `/api/v1/consents/${asked.id}/grant`, by.token, {})
    assert.equal(answer.body.code, code)
  }
  const refusal = await h.call('POST', `/api/v1/consents/${asked.id}/grant`, admin.token, {})
  assert.match(refusal.body.detail, /consent-approver/)
  assert.equal((await ok(h.call('GET', `/api/v1/consents/${asked.id}`, partner.token))).status, 'sent')
})

test('consent to a reseller authorises its provider at the same moment, under one count, and revoking ends both', async () => {
  const provider = await addPartner(h, 'distributor', 'csp-indirect-provider')
  const reseller = await addPartner(h, 'reseller', 'csp-indirect-reseller')
  await ok(h.call('PUT', `/api/v1/links/${reseller.id}`, provider.token))
  await ok(h.call('PUT', `/api/v1/links/${provider.id}`, reseller.token))
  assert.equal(told(await register(provider)), '403 consent_missing')
  const id = await consent(reseller, { deviceLimit: 2 })
  assert.equal(told(await register(provider)), 'registered')
  assert.equal(told(await register(reseller)), 'registered')
  assert.equal(told(await register(provider)), '403 consent_limit_reached')
  await ok(h.call('POST', `/api/v1/consents/${id}/revoke`, customer.token, {}))
  for (const by of [provider, reseller]) assert.equal(told(await register(by)), '403 consent_revoked')
})

test('a batch that waits for consent is seen by both sides, and granting releases it', async () => {
  const partner = await addPartner(h, 'early')
  const answer = await register(partner, [newHash(), newHash()], { onMissingConsent: 'hold', name: 'Order 7' })
  assert.equal(told(answer), 'consent_missing consent_missing')
  const { id } = answer.body.batch
  const held = async (by: Member) =>
    (await ok(h.call('GET', '/api/v1/held-batches?waitsFor=consent&name=Order%207', by.token))).items
  for (const by of [partner, customer]) {
    const [seen] = await held(by)
    assert.deepEqual([seen.id, seen.tenantId, seen.state, seen.counts.held], [id, customer.id, 'held', 2])
  }
  assert.deepEqual(await held(other), [])
  const [asked] = (await ok(h.call('GET', `/api/v1/consents?state=requested&partnerId=${partner.id}`, customer.token)))
    .items
  await ok(h.call('POST', `/api/v1/consents/${asked.id}/grant`, customer.token, {}))
  for (const by of [partner, customer]) {
    assert.equal((await settled(by, id, 'finished')).counts.registered, 2)
    assert.deepEqual(await held(by), [])
  }
})

test('each batch waits for acceptance, whichever way it came; device by device, then the rest', async () => {
  const partner = await addPartner(h, 'looked-at')
  await consent(partner, { eachBatch: 'hold' })
  const devices = [newHash(), newHash(), newHash()]
  const contract = `/v1/customers/${customer.id}`
  const created = await h.call('POST', `${contract}/deviceBatches`, partner.token, { batchId: 'B-1', devices })
  assert.equal(created.statusCode, 202, created.payload)
  const location = `/v1${created.headers.location}`
  const id = String(location.split('/').at(-1))
  assert.equal((await settled(partner, id, 'held')).awaitingAcceptance, 3)
  const job = async () => ok(h.call('GET', location, partner.token))
  assert.deepEqual([(await job()).status, (await job()).devicesStatus], ['processing', undefined])
  const list = await ok(h.call('GET', `/api/v1/held-batches?waitsFor=acceptance`, customer.token))
  assert.deepEqual(
    list.items.map((each: { id: string }) => each.id),
    [id],
  )
  const results = await ok(h.call('GET', `${root()}/batches/${id}/results?status=held`, partner.token))
  assert.equal(results.items[0].code, 'batch_not_accepted')
  const answer = (body: object, by = customer) => h.call('POST', `${root()}/batches/${id}/answer`, by.token, body)
  assert.equal((await answer({ answer: 'accepted' }, partner)).statusCode, 404)
  const reader = await addPerson(h, customer.id, 'reads-only@contoso.example', ['device-reader'])
  assert.equal((await answer({ answer: 'accepted' }, reader)).body.code, 'forbidden')
  assert.equal((await answer({ answer: 'perhaps' })).statusCode, 400)
  assert.equal((await answer({ answer: 'refused', positions: [9] })).statusCode, 409)
  await ok(answer({ answer: 'refused', positions: [1], reason: 'Not ordered' }))
  await ok(answer({ answer: 'accepted' }))
  const batch = await settled(partner, id, 'finished')
  assert.deepEqual([batch.counts.registered, batch.counts.rejected, batch.answer.answer], [2, 1, 'accepted'])
  const { status, devicesStatus } = await job()
  assert.equal(status, 'finished')
  const codes = devicesStatus.map((each: { errorCode?: string }) => each.errorCode)
  assert.deepEqual(codes, [undefined, 'batch_refused', undefined])
  assert.equal((await answer({ answer: 'refused' })).body.code, 'conflict')
  const journal = await ok(h.call('GET', `/api/v1/organizations/${partner.id}/journal?subjectId=${id}`, partner.token))
  const refusal = journal.items.find((entry: { action: string }) => entry.action === 'batch.refused')
  assert.deepEqual([refusal.reason, refusal.actor.id], ['Not ordered', customer.id])
})

test('validate: for each device what registering would answer; nothing is changed', async () => {
  const maker = await addPartner(h, 'validating-maker', 'oem')
  const [reported, mine, theirs] = [++n, ++n, ++n]
  await ok(
    h.call('POST', `/api/v1/partners/${maker.id}/build-reports`, maker.token, undefined, {
      payload: JSON.stringify({ hardwareHash: testHash(reported) }),
      headers: { 'content-type': 'application/x-ndjson' },
    }),
  )
  for (const [by, number] of [
    [customer, mine],
    [other, theirs],
  ] as const)
    await ok(
      h.call('POST', `/api/v1/tenants/${by.id}/registrations`, by.token, {
        devices: [{ hardwareHash: testHash(number) }],
      }),
    )
  const tuple = { manufacturer: 'Fabrikam', model: 'Laptop 7', serialNumber: testSerial(reported) }
  const devices = [
    { hardwareHash: testHash(mine) },
    { hardwareHash: testHash(theirs) },
    { ...tuple, groupTag: 'Sales' },
    { ...tuple, serialNumber: 'unknown', groupTag: 'Sales' },
    { productKeyId: '3305001234567', groupTag: 'Sales' },
    { ...tuple },
    {},
  ].map((device, index) => (index < 2 ? { ...device, groupTag: 'Sales' } : device))
  const validate = () => h.call('POST', `${root()}/validations`, maker.token, { devices })
  assert.deepEqual([(await validate()).body.mayRegister, (await validate()).body.code], [false, 'consent_missing'])
  await consent(maker, { groupTags: ['Sales'], deviceLimit: 1 })
  const answer = await validate()
  assert.equal(answer.body.mayRegister, true)
  assert.deepEqual(told(answer).split(' '), [
    'device_already_registered',
    'device_registered_elsewhere',
    'registered',
    'consent_limit_reached',
    'consent_limit_reached',
    'consent_limit_reached',
    'missing_identifier',
  ])
  const alone = async (device: object) =>
    told(await h.call('POST', `${root()}/validations`, maker.token, { devices: [device] }))
  for (const index of [3, 4]) assert.equal(await alone(devices[index] as object), 'device_not_found')
  assert.equal(await alone(tuple), 'group_tag_not_allowed')
  const numbers = answer.body.results.map((each: { autopilot?: { number?: number } }) => each.autopilot?.number)
  assert.deepEqual(numbers.slice(0, 2), [806, 808])
  assert.equal(answer.payload, (await validate()).payload, 'asking changes nothing')
  assert.deepEqual((await ok(h.call('GET', `${root()}/batches`, maker.token))).items, [])
  const many = await h.call('POST', `${root()}/validations`, maker.token, { devices: Array(1001).fill(tuple) })
  assert.equal(many.body.code, 'body_too_large')
})
