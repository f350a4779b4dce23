import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testHash, testSerial } from '../../testing/devices.ts'
import { type Harness, startHarness } from '../../testing/harness.ts'
import { addTenant, type Member } from '../../testing/people.ts'

let h: Harness
let tenant: Member
let other: Member
let base: string
let deviceId: string

before(async () => {
  h = await startHarness()
  tenant = await addTenant(h, 'contoso.example')
  other = await addTenant(h, 'tailwind.example')
  base = `/api/v1/tenants/${tenant.id}`
  const devices = [{ hardwareHash: testHash(1) }]
  const { body } = await h.call('POST', `${base}/registrations`, tenant.token, { devices })
  deviceId = body.results[0].deviceId
  await h.call('DELETE', `${base}/devices/${deviceId}`, tenant.token)
})
after(() => h.close())

const issue = (...deviceIds: string[]) => h.call('POST', `${base}/release-certificates`, tenant.token, { deviceIds })
const page = (url: string, language = 'en') =>
  h.call('GET', new URL(url).pathname, undefined, undefined, { headers: { 'accept-language': language } })

test('whoever has the address reads who has released what, and whether that still holds', async () => {
  const { body, statusCode } = await issue(deviceId, tenant.id)
  assert.equal(statusCode, 200)
  const [{ certificate }, missing] = body.items
  assert.deepEqual(missing, { deviceId: tenant.id, code: 'not_found' })
  const verified = await h.call('GET', `/api/v1/certificates/${certificate.code}`)
  assert.equal(verified.statusCode, 200, verified.payload)
  assert.deepEqual([verified.body.serialNumber, verified.body.now], [testSerial(1), 'free'])
  assert.ok(verified.body.releasedBy.length > 0 && !verified.payload.includes(deviceId))

  const english = await page(certificate.url)
  assert.match(english.payload, /<h2>Released<\/h2>/)
  assert.ok(english.payload.includes(testSerial(1)) && english.payload.includes(verified.body.releasedBy))
  assert.ok(!english.payload.includes('<script') && english.headers['set-cookie'] === undefined)
  const devices = [{ hardwareHash: testHash(1) }]
  await h.call('POST', `/api/v1/tenants/${other.id}/registrations`, other.token, { devices })
  const german = await page(certificate.url, 'de')
  assert.match(german.payload, /<h2>Wieder registriert<\/h2>/)
  assert.ok(!german.payload.includes('tailwind'))
})

test('the tenant lists its certificates and takes them back', async () => {
  const { body } = await h.call('GET', `${base}/release-certificates?serialNumber=${testSerial(1)}`, tenant.token)
  const [{ id, url, code }] = body.items
  assert.equal((await h.call('DELETE', `${base}/release-certificates/${id}`, tenant.token)).statusCode, 204)
  assert.equal((await h.call('GET', `/api/v1/certificates/${code}`)).body.code, 'not_found')
  const gone = await page(url)
  assert.equal(gone.statusCode, 404)
  assert.match(gone.payload, /role="alert">There is no such certificate/)
})

test('a question names between one and a thousand devices', async () => {
  for (const ids of [[], Array<string>(1001).fill(deviceId)]) {
    const { statusCode, body } = await issue(...ids)
    assert.deepEqual([statusCode, body.code, body.field], [400, 'invalid_request', 'deviceIds'])
  }
})
