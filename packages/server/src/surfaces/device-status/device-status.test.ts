import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testHash, testSerial } from '../../testing/devices.ts'
import { type Harness, startHarness } from '../../testing/harness.ts'
import { addPartner, addTenant, type Member } from '../../testing/people.ts'

let h: Harness
let tenant: Member

before(async () => {
  h = await startHarness()
  tenant = await addTenant(h, 'contoso.example')
  const maker = await addPartner(h, 'maker', 'oem')
  const built = await h.call('POST', `/api/v1/partners/${maker.id}/build-reports`, maker.token, undefined, {
    payload: [1, 2].map(n => JSON.stringify({ hardwareHash: testHash(n) })).join('\n'),
    headers: { 'content-type': 'application/x-ndjson' },
  })
  assert.equal(built.body.rows.new, 2, built.payload)
  const registered = await h.call('POST', `/api/v1/tenants/${tenant.id}/registrations`, tenant.token, {
    devices: [{ hardwareHash: testHash(1) }],
  })
  assert.equal(registered.body.results[0].status, 'registered')
})
after(() => h.close())

const ask = (...hardwareHashes: string[]) => h.call('POST', '/api/v1/device-status', undefined, { hardwareHashes })
const page = (hash: string, language = 'en') =>
  h.call('POST', '/device-status', undefined, undefined, {
    payload: new URLSearchParams({ hash }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': language },
  })

test('whoever holds a device learns whether it is claimed, and not by whom', async () => {
  const answer = await ask(testHash(1), testHash(2), testHash(3), 'T0 is no hash')
  assert.equal(answer.statusCode, 200, answer.payload)
  assert.deepEqual(
    answer.body.items.map((item: { status: string; serialNumber?: string }) => [item.status, item.serialNumber]),
    [
      ['claimed', testSerial(1)],
      ['free', testSerial(2)],
      ['unknown', testSerial(3)],
      ['unreadable', undefined],
    ],
  )
  assert.doesNotMatch(answer.payload, new RegExp(`contoso|${tenant.id}`))
  assert.match(answer.body.items[3].message, /base64|hash/i)
})

test('asking is no first boot: nothing is written', async () => {
  await h.boot.flush()
  const traces = await h.call('GET', `/api/v1/tenants/${tenant.id}/boot-traces`, tenant.token)
  assert.deepEqual(traces.body.items, [])
  const { body } = await h.call('GET', `/api/v1/tenants/${tenant.id}/devices`, tenant.token)
  assert.equal(body.items[0].lastContactAt, undefined)
})

test('after its release the device is free', async () => {
  const { body } = await h.call('GET', `/api/v1/tenants/${tenant.id}/devices`, tenant.token)
  const one = `/api/v1/tenants/${tenant.id}/devices/${body.items[0].id}`
  assert.ok((await h.call('DELETE', one, tenant.token)).statusCode < 300)
  assert.equal((await ask(testHash(1))).body.items[0].status, 'free')
  const again = { devices: [{ hardwareHash: testHash(1) }] }
  await h.call('POST', `/api/v1/tenants/${tenant.id}/registrations`, tenant.token, again)
})

test('a question has between one and twenty hashes', async () => {
  for (const hashes of [[], Array<string>(21).fill('T0')]) {
    const { statusCode, body } = await ask(...hashes)
    assert.deepEqual([statusCode, body.code, body.field], [400, 'invalid_request', 'hardwareHashes'])
  }
})

test('the page finds the hashes in whatever is pasted, in English and German, without a script', async () => {
  const csv = `Device Serial Number,Windows Product ID,Hardware Hash\r\n${testSerial(1)},,${testHash(1)}\r\n"x","",${testHash(3)}`
  const english = await page(csv)
  assert.equal(english.statusCode, 200)
  assert.match(english.payload, /<strong>Claimed<\/strong>[\s\S]*<strong>Not known here<\/strong>/)
  assert.ok(english.payload.includes(testSerial(1)) && !english.payload.includes('contoso'))
  assert.ok(!english.payload.includes('<script') && english.headers['set-cookie'] === undefined)
  assert.match((await page(testHash(2), 'de')).payload, /<strong>Frei<\/strong>/)
  for (const [pasted, said] of [
    ['serial 5', /role="alert">There is no hardware hash/],
    [Array(4).fill(testHash(1).slice(0, 1000)).join(' '), /role="alert">These are more than 3 devices/],
  ] as const) {
    const refused = await page(pasted)
    assert.equal(refused.statusCode, 400)
    assert.match(refused.payload, said)
  }
  assert.match((await page(testHash(1).slice(0, 1000))).payload, /<strong>Not readable<\/strong>/)
})
