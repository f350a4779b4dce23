import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { testHash, testSerial } from '../../testing/devices.ts'
import { type Answer, type Harness, startHarness } from '../../testing/harness.ts'
import { addPartner, addTenant, type Member } from '../../testing/people.ts'

let h: Harness
let tenant: Member
let partner: Member
let base: string

before(async () => {
  h = await startHarness()
  tenant = await addTenant(h, 'contoso.example')
  partner = await addPartner(h, 'reseller')
  base = `/api/v1/tenants/${tenant.id}`
})
after(() => h.close())

async function finished(location: string, token: string): Promise<Answer> {
  for (let n = 0; n < 100; n++) {
    const batch = await h.call('GET', location, token)
    if (batch.body.state === 'finished' || batch.body.state === 'held') return batch
    await setTimeout(50)
  }
  throw new Error('the batch was not worked off')
}

const upload = (token: string, payload: string, contentType: string, query = '', key?: string) =>
  h.call('POST', `${base}/batches${query}`, token, undefined, {
    payload,
    headers: { 'content-type': contentType, ...(key !== undefined && { 'idempotency-key': key }) },
  })

test('a device is registered, boots, is changed, and released', async () => {
  const profile = await h.call('POST', `${base}/profiles`, tenant.token, { displayName: 'Büro' })
  assert.equal(profile.statusCode, 201)
  assert.equal(profile.headers.location, `${base}/profiles/${profile.body.id}`)
  const group = { displayName: 'Sales', rule: '(device.devicePhysicalIds -any (_ -eq "[OrderID]:Sales"))' }
  const { body: made } = await h.call('POST', `${base}/groups`, tenant.token, group)
  const assigned = await h.call('POST', `${base}/profiles/${profile.body.id}/assignments`, tenant.token, {
    target: { kind: 'group', groupId: made.id },
  })
  assert.equal(assigned.headers.location, `${base}/profiles/${profile.body.id}/assignments/${assigned.body.id}`)
  const file = await h.call('GET', `${base}/profiles/${profile.body.id}/offline-profile`, tenant.token)
  assert.match(String(file.headers['content-disposition']), /AutopilotConfigurationFile\.json/)
  assert.match(file.payload, /^\{\n {2}"Comment_File": "Profile B\\u00fcro",\n[\x20-\x7e\n]+\}$/)
  const registered = await h.call('POST', `${base}/registrations`, tenant.token, {
    devices: [{ hardwareHash: testHash(1), groupTag: 'Sales' }, { serialNumber: 5 }],
  })
  assert.equal(registered.statusCode, 200, registered.payload)
  const [first, second] = registered.body.results
  assert.equal(first.status, 'registered')
  assert.deepEqual([second.status, second.field, second.autopilot.number], ['rejected', 'serialNumber', 801])

  const answer = await h.call('POST', '/device/v1/resolve', undefined, { hardwareHash: testHash(1) })
  assert.equal(answer.body.tenantDomain, 'contoso.example')
  assert.equal(answer.body.profile.CloudAssignedTenantId, tenant.id)
  await h.boot.flush()
  const trace = await h.call('GET', `${base}/boot-traces/${answer.body.correlationId}`, tenant.token)
  assert.equal(trace.body.trace.groupName, 'Sales')

  const device = `${base}/devices/${first.deviceId}`
  const read = (await h.call('GET', device, tenant.token)).body
  assert.equal(read.serialNumber, testSerial(1))
  assert.match(read.firstContactAt, /Z$/)
  assert.ok(!JSON.stringify(read).includes(testHash(1).slice(0, 60)))
  const changed = await h.call('PATCH', device, tenant.token, { groupTag: null, displayName: 'desk-5' })
  assert.deepEqual([changed.body.groupTag, changed.body.displayName], [undefined, 'desk-5'])
  const told = await h.call('GET', `${device}/boot-answer`, tenant.token)
  assert.equal(told.body.answer.profile, null)
  const history = await h.call('GET', `${device}/journal`, tenant.token)
  assert.ok(history.body.items.some((entry: { action: string }) => entry.action === 'device.updated'))
  assert.equal((await h.call('DELETE', `${device}?reason=sold`, tenant.token)).statusCode, 204)
  assert.equal((await h.call('GET', device, tenant.token)).statusCode, 404)
  const after = await h.call('POST', '/device/v1/resolve', undefined, { hardwareHash: testHash(1) })
  assert.equal(after.body.status, 'not_registered')
})

test('batches stream in as NDJSON, CSV or JSON and are worked off', async () => {
  const rows = [10, 11, 12].map(n => ({ hardwareHash: testHash(n) }))
  const ndjson = await upload(tenant.token, rows.map(row => JSON.stringify(row)).join('\n'), 'application/x-ndjson')
  assert.equal(ndjson.statusCode, 202, ndjson.payload)
  const batch = await finished(String(ndjson.headers.location), tenant.token)
  assert.equal(batch.body.counts.registered, 3)
  const results = await h.call('GET', `${ndjson.headers.location}/results?limit=2`, tenant.token)
  assert.equal(results.body.items.length, 2)
  const rest = await h.call('GET', `${ndjson.headers.location}/results?cursor=${results.body.nextCursor}`, tenant.token)
  assert.equal(rest.body.items.length, 1)

  const csv = await upload(
    tenant.token,
    `hardwareHash\n${testHash(13)}\n`,
    'text/csv; charset=utf-8',
    '?groupTag=Kiosk',
  )
  await finished(String(csv.headers.location), tenant.token)
  const tagged = await h.call('GET', `${base}/devices?groupTag=Kiosk`, tenant.token)
  assert.deepEqual(
    tagged.body.items.map((device: { serialNumber: string }) => device.serialNumber),
    [testSerial(13)],
  )

  const json = await upload(tenant.token, JSON.stringify(rows), 'application/json', '?dryRun=true')
  assert.equal((await finished(String(json.headers.location), tenant.token)).body.counts.alreadyRegistered, 3)
  assert.equal((await upload(tenant.token, '<a/>', 'application/xml')).body.code, 'unsupported_media_type')
  assert.equal((await upload(tenant.token, '[{', 'application/json')).body.code, 'unreadable_body')
})

test('an idempotency key makes one batch of many uploads', async () => {
  const row = JSON.stringify({ hardwareHash: testHash(20) })
  const first = await upload(tenant.token, row, 'application/x-ndjson', '', 'order-1')
  const again = await upload(tenant.token, row, 'application/x-ndjson', '', 'order-1')
  assert.equal(again.body.id, first.body.id)
  const other = await upload(tenant.token, `${row}\n${row}`, 'application/x-ndjson', '', 'order-1')
  assert.equal(other.body.code, 'idempotency_key_reused')
  const bad = await upload(tenant.token, row, 'application/x-ndjson', '', 'with space')
  assert.deepEqual([bad.statusCode, bad.body.field], [400, 'idempotency-key'])
})

test('a partner needs consent, may hold devices until it is given, and loses sight when it is revoked', async () => {
  const devices = [{ hardwareHash: testHash(30) }]
  const register = (more = {}) => h.call('POST', `${base}/registrations`, partner.token, { devices, ...more })
  assert.equal((await register()).body.code, 'consent_missing')
  const held = await register({ onMissingConsent: 'hold' })
  assert.equal(held.body.results[0].status, 'held')

  const asked = await h.call('GET', '/api/v1/consents?state=requested', tenant.token)
  const consent = `/api/v1/consents/${asked.body.items[0].id}`
  const expiresAt = '2099-01-01T00:00:00.000Z'
  const granted = await h.call('POST', `${consent}/grant`, tenant.token, { limits: { deviceLimit: 5, expiresAt } })
  assert.deepEqual([granted.body.state, granted.body.limits.expiresAt], ['granted', expiresAt])
  let batch = await finished(`${base}/batches/${held.body.batch.id}`, partner.token)
  for (let n = 0; n < 100 && batch.body.counts.registered === 0; n++) {
    await setTimeout(50)
    batch = await h.call('GET', `${base}/batches/${held.body.batch.id}`, partner.token)
  }
  assert.equal(batch.body.counts.registered, 1)
  assert.equal((await h.call('GET', `${base}/devices`, partner.token)).body.items.length, 1)

  assert.equal(
    (await h.call('PATCH', consent, tenant.token, { limits: { deviceLimit: null } })).body.limits.deviceLimit,
    null,
  )
  assert.equal((await h.call('POST', `${consent}/revoke`, tenant.token)).body.state, 'revoked')
  assert.equal((await h.call('GET', `${base}/devices`, partner.token)).statusCode, 404)
  assert.equal((await register()).body.code, 'consent_revoked')
  const journal = await h.call('GET', `/api/v1/organizations/${tenant.id}/journal?action=consent.revoked`, tenant.token)
  assert.equal(journal.body.items.length, 1)
})

test('consent by the link of a partner', async () => {
  const other = await addPartner(h, 'link-reseller', 'csp-indirect-reseller')
  const link = (await h.call('GET', `/api/v1/partners/${other.id}/consent-link`, other.token)).body
  assert.equal(link.url, `${h.deps.baseUrl}/consent/${link.code}`)
  const owner = await h.call('GET', `/api/v1/consent-links/${link.code}`, tenant.token)
  assert.deepEqual(owner.body.partner, {
    id: other.id,
    name: 'link-reseller',
    kind: 'csp-indirect-reseller',
    manufacturers: [],
  })
  const granted = await h.call('POST', `/api/v1/consent-links/${link.code}/grant`, tenant.token)
  assert.equal(granted.body.state, 'granted')
})
