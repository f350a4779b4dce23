import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '@hailport/registry'
import { type Contract, startContract } from '../../testing/contract.ts'
import { testHash, testSerial } from '../../testing/devices.ts'

// The requests of the known clients as they send them, and of the answers what each of them reads.

let c: Contract
before(async () => {
  c = await startContract()
})
after(() => c.close())

const dotNet = () => ({
  accept: 'application/json',
  'ms-requestid': newId(),
  'ms-correlationid': newId(),
  'x-locale': 'en-US',
  'ms-partnercenter-client': 'Partner Center .NET SDK',
  'ms-sdkversion': '1.15.6.0',
})

/** A device as .NET serialises its model: every member, those without value as null, and the first day of the calendar. */
const dotNetDevice = (members: object) => ({
  Id: null,
  SerialNumber: null,
  ProductKey: null,
  HardwareHash: null,
  ModelName: null,
  OemManufacturerName: null,
  Policies: null,
  UploadedDate: '0001-01-01T00:00:00',
  AllowedOperations: null,
  Attributes: { ObjectType: 'Device' },
  ...members,
})

test('.NET: creates a batch, waits, lists, appends, deletes', async () => {
  const body = {
    BatchId: 'PO-4711',
    Devices: [dotNetDevice({ HardwareHash: testHash(1), SerialNumber: testSerial(1) })],
    Attributes: { ObjectType: 'DeviceBatchCreationRequest' },
  }
  const headers = { ...dotNet(), expect: '100-continue' }
  const created = await c.send('POST', `/v1${c.customer}/deviceBatches`, { body, headers })
  assert.equal(created.status, 202, created.text)
  const status = await c.ended(String(created.headers.location))
  const [device] = status.devicesStatus
  assert.deepEqual([device.status, device.serialNumber], ['finished', testSerial(1)])
  // Its dates and numbers cannot be null, so they are there or absent.
  assert.ok(!Number.isNaN(Date.parse(status.startedTime)) && !Number.isNaN(Date.parse(status.completedTime)))

  const appended = await c.send('POST', `/v1${c.customer}/deviceBatches/PO-4711/devices`, {
    body: [dotNetDevice({ HardwareHash: testHash(2) })],
    headers: dotNet(),
  })
  await c.ended(String(appended.headers.location))
  const batches = await c.send('GET', `/v1${c.customer}/deviceBatches`, { headers: dotNet() })
  const [batch] = batches.json.items
  assert.deepEqual([batch.id, batch.createdBy, batch.devicesCount], ['PO-4711', 'fabrikam', 2])
  assert.deepEqual(batch.attributes, { objectType: 'DeviceBatch' })

  const path = `/v1${c.customer}/deviceBatches/PO-4711/devices`
  const devices = (await c.send('GET', path, { headers: dotNet() })).json
  assert.equal(devices.totalCount, 2)
  const deleted = await c.send('DELETE', `${path}/${device.deviceId}`, { headers: dotNet() })
  assert.deepEqual([deleted.status, deleted.text], [204, ''])
  assert.equal((await c.send('GET', path)).json.items.length, 1)
  assert.equal((await c.send('GET', `/v1${c.customer}/deviceBatches`)).json.items[0].devicesCount, 1)
})

test('PowerShell: looks the batch up without regard to case, creates or appends, and polls the fifth part of Location', async () => {
  const headers = { ...dotNet(), 'ms-partnercenter-application': 'Partner Center PowerShell' }
  const list = async () => (await c.send('GET', `/v1${c.customer}/deviceBatches`, { headers })).json
  const upload = async (batchId: string, devices: object[]) => {
    const known = (await list()).items.find((batch: { id: string }) => batch.id.toLowerCase() === batchId.toLowerCase())
    const path = `/v1${c.customer}/deviceBatches`
    const answer = known
      ? await c.send('POST', `${path}/${encodeURIComponent(known.id)}/devices`, { body: devices, headers })
      : await c.send('POST', path, { body: { BatchId: batchId, Devices: devices }, headers })
    assert.equal(answer.status, 202, answer.text)
    const id = String(answer.headers.location).split('/')[4]
    return c.ended(`${c.customer}/batchJobStatus/${id}`)
  }
  // PSNET leaves out what is null, but not the first day of the calendar.
  const device = (n: number) => ({ HardwareHash: testHash(n), UploadedDate: '0001-01-01T00:00:00Z' })
  await upload('Spring', [device(10)])
  const second = await upload('spring', [device(11)])
  assert.equal(second.devicesStatus[0].status, 'finished')
  const { items } = await list()
  assert.equal(items.filter((batch: { id: string }) => /^spring$/i.test(batch.id)).length, 1)
})

test('Java: sends id twice, follows links.next over a doubled slash with the header of the link, and resends with the same id', async () => {
  const headers = {
    'ms-contract-version': 'v1',
    'ms-requestid': newId(),
    'ms-correlationid': newId(),
    'accept-encoding': 'gzip',
  }
  const device = { id: '9993', serialNumber: testSerial(20), hardwareHash: testHash(20), Id: '9993' }
  const body = {
    attributes: { objectType: 'DeviceBatchCreationRequest' },
    batchId: 'My Batch',
    devices: [{ attributes: { objectType: 'Device' }, ...device, policies: [] }],
  }
  const created = await c.send('POST', `/v1${c.customer}/deviceBatches`, { body, headers })
  // Its retry sends every answer but a success again, up to five times; a success it may not have seen.
  for (let n = 0; n < 4; n++) {
    const again = await c.send('POST', `/v1${c.customer}/deviceBatches`, { body, headers })
    assert.deepEqual([again.status, again.text, again.headers.location], [202, '', created.headers.location])
  }
  await c.ended(String(created.headers.location))
  const appended = await c.send('POST', `/v1${c.customer}/deviceBatches/My%20Batch/devices`, {
    body: [{ hardwareHash: testHash(21) }],
    headers: { ...headers, 'ms-requestid': newId() },
  })
  await c.ended(String(appended.headers.location))

  const more = await manyCustomers(3)
  const seen: string[] = []
  let page = (await c.send('GET', '/v1/customers?size=2', { headers })).json
  for (;;) {
    seen.push(...page.items.map((item: { id: string }) => item.id))
    const { next } = page.links
    if (next === undefined) break
    const [header] = next.headers
    page = (await c.send(next.method, `/v1/${next.uri}`, { headers: { ...headers, [header.key]: header.value } })).json
  }
  assert.deepEqual(seen.sort(), [c.tenant.id, ...more].sort())
  // Its delete of a device and of a policy are broken; its PUT names the device %7B2%7D.
  const put = await c.send('PUT', `/v1${c.customer}/deviceBatches/My%20Batch/devices/%7B2%7D`, {
    body: device,
    headers,
  })
  assert.equal(put.status, 404)
})

async function manyCustomers(count: number): Promise<string[]> {
  const ids: string[] = []
  for (let n = 0; n < count; n++) {
    const tenant = await c.h.call('POST', '/api/v1/tenants', c.h.operator, { name: `T${n}`, domain: `t${n}.example` })
    const people = `/api/v1/organizations/${tenant.body.id}/people`
    const input = { email: 'a@t.example', name: 'a', roles: ['consent-approver'] }
    const person = await c.h.call('POST', people, c.h.operator, input)
    const token = await c.h.call('POST', `${people}/${person.body.id}/tokens`, c.h.operator, { name: 'test' })
    const asked = await c.h.call('POST', '/api/v1/consents', c.partner.token, { tenantId: tenant.body.id })
    await c.h.call('POST', `/api/v1/consents/${asked.body.id}/grant`, token.body.secret, {})
    ids.push(tenant.body.id)
  }
  return ids
}

test('CIPP: reads the count before and after, sends empty columns, polls over a doubled slash, maps results by position', async () => {
  const list = async () => (await c.send('GET', `/v1/customers/${c.tenant.id}/DeviceBatches`)).json
  const before = await list()
  const columns = { SerialNumber: '', oemManufacturerName: '', modelName: '', productKey: '' }
  const body = {
    batchId: newId(),
    devices: [
      { ...columns, hardwareHash: testHash(30) },
      { ...columns, SerialNumber: 'X', hardwareHash: '' },
      { ...columns, hardwareHash: testHash(31), deviceBatchId: 'x' },
    ],
  }
  const created = await c.send('POST', `/v1/customers/${c.tenant.id}/DeviceBatches`, { body })
  // Looked at while the job may still run: the batch is there as soon as it is accepted.
  assert.equal((await list()).totalCount, before.totalCount + 1)
  let status = { status: '' } as { status: string; devicesStatus: { status: string; errorCode?: string }[] }
  for (let n = 0; n < 100 && status.status !== 'finished'; n++)
    status = (await c.send('GET', `/v1/${created.headers.location}`)).json
  assert.deepEqual(
    status.devicesStatus.map(device => device.errorCode),
    [undefined, '803', undefined],
  )
  // 2024 appended to `/v1/` and the link of the batch.
  const batch = (await list()).items.find((one: { id: string }) => one.id === body.batchId)
  const appended = await c.send('POST', `/v1/${batch.devicesLink.uri}`, { body: [{ hardwareHash: testHash(32) }] })
  assert.equal((await c.ended(String(appended.headers.location))).devicesStatus[0].status, 'finished')
})

test('a customer without batches has an empty list, not an error', async () => {
  const [id] = (await c.send('GET', '/v1/customers')).json.items
    .map((item: { id: string }) => item.id)
    .filter((one: string) => one !== c.tenant.id)
  const { json, status } = await c.send('GET', `/v1/customers/${id}/deviceBatches`)
  assert.equal(status, 200)
  assert.deepEqual([json.totalCount, json.items], [0, []])
})

test('a batch gives its name to its devices as group tag, and a hundred devices make a page', async () => {
  await c.upload(
    'Kiosk',
    Array.from({ length: 101 }, (_, n) => ({ hardwareHash: testHash(1000 + n) })),
  )
  const { body } = await c.h.call(
    'GET',
    `/api/v1/tenants/${c.tenant.id}/devices?groupTag=Kiosk&limit=200`,
    c.tenant.token,
  )
  assert.equal(body.items.length, 101)
  const path = `/v1${c.customer}/deviceBatches/Kiosk/devices`
  const first = (await c.send('GET', path)).json
  assert.deepEqual([first.items.length, first.totalCount], [100, 100])
  const second = (await c.send('GET', path, { headers: { 'ms-continuationtoken': first.continuationToken } })).json
  assert.equal(second.items.length, 1)
  assert.ok(!('continuationToken' in second) && !('next' in second.links))
  const ids = new Set([...first.items, ...second.items].map((item: { id: string }) => item.id))
  assert.equal(ids.size, 101)
})

test('a thousand devices of one call have their results in the order in which they were sent', async () => {
  const numbers = Array.from({ length: 1000 }, (_, n) => 5000 + n)
  const status = await c.upload(
    'Thousand',
    numbers.map(n => ({ hardwareHash: testHash(n) })),
  )
  const told = status.devicesStatus.map((device: Record<string, string>) => [device['status'], device['serialNumber']])
  assert.deepEqual(
    told,
    numbers.map(n => ['finished', testSerial(n)]),
  )
})
