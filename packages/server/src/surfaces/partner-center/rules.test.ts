import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '@hailport/registry'
import { type Contract, startContract } from '../../testing/contract.ts'
import { testHash, testSerial } from '../../testing/devices.ts'

let c: Contract
before(async () => {
  c = await startContract()
})
after(() => c.close())

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const hashes = (...numbers: number[]) => numbers.map(n => ({ hardwareHash: testHash(n) }))
const create = (batchId: string, devices: unknown, headers = {}) =>
  c.send('POST', `/v1${c.customer}/deviceBatches`, { body: { batchId, devices }, headers })

/** Every object in an answer. */
function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield value as Record<string, unknown>
  for (const member of Object.values(value)) yield* objectsIn(member)
}

test('R1: calls that start work answer 202 with a Location and a body of no bytes', async () => {
  const created = await create('R1', hashes(100))
  const appended = await c.send('POST', `/v1${c.customer}/deviceBatches/R1/devices`, { body: hashes(101) })
  for (const answer of [created, appended]) {
    assert.equal(answer.status, 202, answer.text)
    assert.equal(answer.text, '')
    assert.equal(answer.headers['content-length'], '0')
    assert.ok(answer.headers.location)
  }
  await c.ended(String(appended.headers.location))
})

test('R2: Location is relative, begins with /customers/, and its fifth part is the tracking id', async () => {
  const location = String((await create('R2', hashes(110))).headers.location)
  assert.ok(location.startsWith(`/customers/${c.tenant.id}/batchJobStatus/`))
  const tracking = location.split('/')[4] as string
  assert.match(tracking, guid)
  assert.equal((await c.ended(location)).batchTrackingId, tracking)
})

test('R3: doubled slashes count as one, and one at the end as none', async () => {
  for (const path of [
    `/v1/${c.customer}/deviceBatches`,
    `//v1${c.customer}/deviceBatches`,
    '/v1//customers?size=5',
    '//v1//customers//',
    `/v1${c.customer}/`,
  ])
    assert.equal((await c.send('GET', path)).status, 200, path)
})

test('R4: names in the path count in any case of letters', async () => {
  const tracking = String((await create('R4', hashes(120))).headers.location).split('/')[4]
  for (const path of [
    `/V1/CUSTOMERS/${c.tenant.id.toUpperCase()}/DeviceBatches`,
    `/v1/Customers/${c.tenant.id}/devicebatches/R4/Devices`,
    `/v1/customers/${c.tenant.id}/batchjobstatus/${tracking}`,
    `/v1/customers/RelationshipRequests`,
  ])
    assert.equal((await c.send('GET', path)).status, 200, path)
})

test('R5: names in a body count in any case, and unknown ones are read over', async () => {
  const body = {
    BatchId: 'R5',
    Devices: [
      { HardwareHash: testHash(130), deviceBatchId: 'x', setDevices: {} },
      { id: '9993', Id: '9993', hardwareHash: testHash(131), serialNumber: testSerial(131) },
      { SerialNumber: '', oemManufacturerName: '', modelName: '', productKey: '', hardwareHash: testHash(132) },
    ],
    SetDevices: [],
    Attributes: { ObjectType: 'DeviceBatchCreationRequest' },
  }
  const answer = await c.send('POST', `/v1${c.customer}/deviceBatches`, { body })
  assert.equal(answer.status, 202, answer.text)
  const { devicesStatus } = await c.ended(String(answer.headers.location))
  assert.deepEqual(
    devicesStatus.map((device: { status: string }) => device.status),
    ['finished', 'finished', 'finished'],
  )
})

test('R6: what only the service writes is ignored in what comes in', async () => {
  const junk = {
    Id: null,
    ModelName: null,
    CreatedBy: null,
    Policies: null,
    AllowedOperations: null,
    Links: null,
    Attributes: { ObjectType: 'Device', Etag: null },
  }
  const { devicesStatus } = await c.upload('R6', [
    { ...junk, HardwareHash: testHash(140), UploadedDate: '0001-01-01T00:00:00' },
    { ...junk, HardwareHash: testHash(141), UploadedDate: '0001-01-01T00:00:00Z', Policies: [] },
  ])
  assert.deepEqual(
    devicesStatus.map((device: { status: string }) => device.status),
    ['finished', 'finished'],
  )
  const { json } = await c.send('GET', `/v1${c.customer}/deviceBatches/R6/devices`)
  for (const device of json.items) {
    assert.match(device.id, guid)
    assert.ok(Math.abs(Date.parse(device.uploadedDate) - Date.now()) < 600_000)
  }
})

test('R7: answers have names with a small first letter and no members without value', async () => {
  await c.upload('R7', hashes(150))
  const tracking = String((await create('R7b', [{ productKey: '1' }])).headers.location)
  for (const path of [
    '/customers',
    c.customer,
    `${c.customer}/profiles/company`,
    `${c.customer}/profiles/billing`,
    `${c.customer}/relationships`,
    `${c.customer}/deviceBatches`,
    `${c.customer}/deviceBatches/R7/devices`,
    '/relationships?relationship_type=is_indirect_reseller_of',
    tracking,
  ]) {
    const { json, status } = await c.send('GET', `/v1${path}`)
    assert.equal(status, 200, path)
    for (const object of objectsIn(json))
      for (const [name, value] of Object.entries(object)) {
        assert.match(name, /^[a-z]/, `${path}: ${name}`)
        // The one place where null is documented, and is text.
        if (name !== 'value') assert.notEqual(value, null, `${path}: ${name}`)
      }
  }
})

test('R8: devices do not say what may be done with them', async () => {
  await c.upload('R8', hashes(160))
  const { json } = await c.send('GET', `/v1${c.customer}/deviceBatches/R8/devices`)
  assert.equal(json.items.length, 1)
  assert.ok(!('allowedOperations' in json.items[0]))
  assert.ok(!('hardwareHash' in json.items[0]))
  assert.deepEqual(json.items[0].policies, [{ key: 'o_o_b_e', value: null }])
})

test('R9: before a job has ended its status has neither devices nor an end, afterwards it has both', async () => {
  // `ended` looks at every status on the way.
  const status = await c.upload('R9', hashes(170, 171))
  assert.equal(status.devicesStatus.length, 2)
  assert.match(status.completedTime, /Z$/)
  assert.ok(status.startedTime <= status.completedTime)
})

test('R10: states are of the five that clients know; a job that ran is finished although a device of it is not', async () => {
  const status = await c.upload('R10', [...hashes(180), { productKey: '0000000000000' }, ...hashes(180)])
  assert.equal(status.status, 'finished')
  const told = status.devicesStatus.map((device: Record<string, string>) => [
    device['status'],
    device['errorCode'],
    device['errorDescription'],
  ])
  assert.deepEqual(told, [
    ['finished', undefined, undefined],
    ['finished_with_errors', '812', 'ZtdDeviceNotFound'],
    ['finished_with_errors', '806', 'ZtdDeviceDuplicated'],
  ])
})

test('R11: an error is an object with code, description, data as a list, and source', async () => {
  const cases = [
    ['GET', '/nothing', undefined, 404, '1000'],
    ['GET', '/customers/not-a-guid', undefined, 400, '2000'],
    ['GET', `/customers/${newId()}`, undefined, 404, '60003'],
    ['GET', `/customers/${newId()}/deviceBatches`, undefined, 403, '20002'],
    ['GET', `${c.customer}/deviceBatches/none/devices`, undefined, 404, '1000'],
    ['GET', `${c.customer}/batchJobStatus/${newId()}`, undefined, 404, '1000'],
    ['POST', `${c.customer}/deviceBatches`, '{"batchId":', 400, '800002'],
    ['POST', `${c.customer}/deviceBatches`, '[]', 400, '3000'],
    ['POST', `${c.customer}/deviceBatches`, '{"batchId":"x"}', 400, '3000'],
    ['POST', `${c.customer}/deviceBatches`, '{"batchId":"x","devices":[]}', 400, '3000'],
    ['POST', `${c.customer}/deviceBatches`, '{"devices":[{}]}', 400, '3000'],
    ['POST', `${c.customer}/deviceBatches`, `{"batchId":"${'x'.repeat(65)}","devices":[{}]}`, 400, '3000'],
    ['POST', `${c.customer}/deviceBatches/none/devices`, '[{"productKey":"1"}]', 404, '1000'],
    ['POST', `${c.customer}/deviceBatches/none/devices`, '{"devices":[]}', 400, '3000'],
    ['GET', '/customers?size=many', undefined, 400, '3000'],
    ['GET', '/%zz', undefined, 400, '3000'],
  ] as const
  for (const [method, path, body, status, code] of cases) {
    const answer = await c.send(method, `/v1${path}`, { body })
    assert.deepEqual([answer.status, answer.json?.code], [status, code], `${method} ${path} ${body}: ${answer.text}`)
    assert.equal(typeof answer.json.description, 'string')
    assert.ok(answer.json.description.length <= 1024)
    assert.ok(Array.isArray(answer.json.data))
    assert.equal(answer.json.source, 'Hailport')
    assert.ok(answer.headers['ms-requestid'], `${method} ${path}`)
  }
  const stranger = await c.send('GET', '/v1/customers', { token: 'none' })
  assert.deepEqual([stranger.status, stranger.json.code], [401, '400'])
  assert.match(String(stranger.headers['www-authenticate']), /^Bearer/)
  const tooMany = await create('R11', Array(1001).fill({ productKey: '1' }))
  assert.deepEqual([tooMany.status, tooMany.json.code], [400, '3000'])
})

test('R12: too many requests are answered in their own form, with the seconds to wait', async () => {
  const limited = await startContract({ rates: { read: 3 } })
  try {
    let answer = await limited.send('GET', '/v1/customers')
    for (let n = 0; n < 10 && answer.status === 200; n++) answer = await limited.send('GET', '/v1/customers')
    assert.equal(answer.status, 429)
    assert.deepEqual(Object.keys(answer.json).sort(), ['message', 'statusCode'])
    assert.equal(answer.json.statusCode, 429)
    assert.match(String(answer.headers['retry-after']), /^[1-9]\d*$/)
  } finally {
    await limited.close()
  }
})

test('R13: a request that is sent again with its MS-RequestId has one effect', async () => {
  const headers = { 'ms-requestid': newId().toUpperCase() }
  const first = await create('R13', hashes(190, 191), headers)
  const again = await create('R13', hashes(190, 191), headers)
  assert.deepEqual([first.status, again.status], [202, 202], again.text)
  assert.equal(again.headers.location, first.headers.location)
  const status = await c.ended(String(first.headers.location))
  assert.equal(status.devicesStatus.length, 2)
  const append = () => c.send('POST', `/v1${c.customer}/deviceBatches/R13/devices`, { body: hashes(192), headers })
  const appended = await append()
  assert.notEqual(appended.headers.location, first.headers.location)
  assert.equal((await append()).headers.location, appended.headers.location)
  await c.ended(String(appended.headers.location))
  const { json } = await c.send('GET', `/v1${c.customer}/deviceBatches`)
  assert.equal(json.items.find((batch: { id: string }) => batch.id === 'R13').devicesCount, 3)
  // Without the id, or with another, it is another request.
  const other = await create('R13', hashes(190, 191))
  assert.deepEqual([other.status, other.json.code], [409, '3000'])
})

test('R14: no header but Authorization is asked for; ids of a request are made when absent and echoed when there', async () => {
  const bare = await c.send('GET', '/v1/customers')
  assert.equal(bare.status, 200)
  for (const name of ['ms-requestid', 'ms-correlationid', 'ms-cv', 'ms-serverid']) assert.ok(bare.headers[name], name)
  const headers = {
    'ms-requestid': newId(),
    'ms-correlationid': newId(),
    'ms-cv': 'Zk+8dHs2LkqFEMfD',
    'ms-contract-version': 'v1',
    'x-locale': 'en-US',
  }
  for (const path of ['/customers', '/nothing', `/customers/${newId()}`]) {
    const answer = await c.send('GET', `/v1${path}`, { headers })
    assert.equal(answer.headers['ms-requestid'], headers['ms-requestid'])
    assert.equal(answer.headers['ms-correlationid'], headers['ms-correlationid'])
    assert.equal(answer.headers['ms-cv'], `${headers['ms-cv']}.0`)
  }
})

test('R15: a content type may have a character set, and stand on requests without a body', async () => {
  const type = { 'content-type': 'application/json; charset=utf-8' }
  const { devicesStatus } = await c.ended(String((await create('R15', hashes(200), type)).headers.location))
  assert.equal((await c.send('GET', '/v1/customers', { headers: type })).status, 200)
  const device = `/v1${c.customer}/deviceBatches/R15/devices/${devicesStatus[0].deviceId}`
  const deleted = await c.send('DELETE', device, { headers: type })
  assert.deepEqual([deleted.status, deleted.text], [204, ''])
  assert.deepEqual((await c.send('DELETE', device, { headers: type })).json.code, '1000')
})

test('R16: a batch id is any text, matched exactly; one that differs in capitals only is refused', async () => {
  const names = ['Test batch', 'Büro #4 / 5?'.replace('/', '&'), '日本', '100%', 'a+b', '..']
  for (const [n, name] of names.entries()) {
    await c.upload(name, hashes(210 + n))
    const path = `/v1${c.customer}/deviceBatches/${encodeURIComponent(name)}/devices`
    if (name === '..') continue
    assert.equal((await c.send('GET', path)).json.items.length, 1, name)
    assert.equal((await c.send('GET', path.replace('Test', 'test'))).status, name === 'Test batch' ? 404 : 200)
  }
  const { json } = await c.send('GET', `/v1${c.customer}/deviceBatches`)
  for (const name of names) {
    const batch = json.items.find((one: { id: string }) => one.id === name)
    assert.ok(batch, name)
    assert.equal((await c.send('GET', `/v1${batch.devicesLink.uri}`)).json.items.length, 1, batch.devicesLink.uri)
  }
  const other = await create('TEST batch', hashes(230))
  assert.deepEqual([other.status, other.json.code], [409, '3000'])
  assert.match(other.json.description, /Test batch/)
})
