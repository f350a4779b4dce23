import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '@hailport/registry'
import { testHash, testSerial } from '../../../testing/devices.ts'
import {
  devicesPath,
  type GraphScene,
  importBody,
  importsPath,
  messageOf,
  startGraphScene,
} from '../testing/graph-scene.ts'

let scene: GraphScene
before(async () => {
  scene = await startGraphScene()
})
after(() => scene.close())

const path = `/beta/${importsPath}`
const post = (n: number, more: object = {}) => scene.call('POST', path, importBody(n, more))
const finished = (id: string) => scene.until(`${path}/${id}`, ({ body }) => body.state.deviceImportStatus !== 'unknown')

test('an import is answered before it is decided, and its device is there when it is complete', async () => {
  const made = await post(1, { groupTag: 'Sales', assignedUserPrincipalName: 'ada@contoso.example' })
  assert.equal(made.statusCode, 201)
  assert.equal(made.body['@odata.context'], `https://hailport.example/beta/$metadata#${importsPath}/$entity`)
  assert.deepEqual(made.body.state, {
    deviceImportStatus: 'unknown',
    deviceRegistrationId: '',
    deviceErrorCode: 0,
    deviceErrorName: '',
  })
  assert.equal(made.body.hardwareIdentifier, null)
  assert.equal(made.body.serialNumber, testSerial(1))
  const { body } = await finished(made.body.id)
  assert.deepEqual([body.state.deviceImportStatus, body.state.deviceErrorName], ['complete', 'None'])
  const device = await scene.get(`/v1.0/${devicesPath}/${body.state.deviceRegistrationId}`)
  assert.deepEqual([device.body.groupTag, device.body.userPrincipalName], ['Sales', 'ada@contoso.example'])
  assert.ok(!(await scene.get(`${path}/${made.body.id}`)).payload.includes(testHash(1)))
})

test('many at once: each has its own state, and the id that the client chose', async () => {
  const importId = newId()
  await scene.register([11], {}, scene.other)
  const given = [
    importBody(10, { importId, groupTag: undefined, orderIdentifier: 'OldName' }),
    importBody(11, { importId }),
    importBody(1, { importId }),
    importBody(12, { importId, hardwareIdentifier: 'AAAA' }),
    importBody(10, { importId }),
  ]
  const answer = await scene.call('POST', `/v1.0/${importsPath}/import`, {
    importedWindowsAutopilotDeviceIdentities: given,
  })
  assert.equal(answer.statusCode, 200, answer.payload)
  assert.equal(answer.body.value.length, 5)
  const query = `/v1.0/${importsPath}?$filter=importId eq '${importId}'`
  const { body } = await scene.until(query, page =>
    page.body.value.every(
      (one: { state: { deviceImportStatus: string } }) => one.state.deviceImportStatus !== 'unknown',
    ),
  )
  assert.deepEqual(
    body.value.map((one: { state: Record<string, unknown> }) => [
      one.state['deviceImportStatus'],
      one.state['deviceErrorCode'],
      one.state['deviceErrorName'],
      one.state['deviceRegistrationId'] !== '',
    ]),
    [
      ['complete', 0, 'None', true],
      ['error', 808, 'ZtdDeviceAssignedToOtherTenant', false],
      ['error', 806, 'ZtdDeviceAlreadyAssigned', false],
      ['error', 802, 'InvalidZtdHardwareHash', false],
      ['error', 806, 'ZtdDeviceDuplicated', false],
    ],
  )
  const device = await scene.get(`/v1.0/${devicesPath}/${body.value[0].state.deviceRegistrationId}`)
  assert.equal(device.body.groupTag, 'OldName')
})

test('lists are filtered, sorted, paged and counted', async () => {
  const importId = newId()
  for (const n of [21, 20, 22]) await post(n, { importId })
  const mine = `$filter=importId eq '${importId}'`
  const serials = async (query: string): Promise<string[]> =>
    (await scene.get(`${path}?${query}`)).body.value.map((one: { serialNumber: string }) => one.serialNumber)
  assert.deepEqual(await serials(mine), [21, 20, 22].map(testSerial))
  assert.deepEqual(await serials(`${mine}&$orderby=serialNumber desc`), [22, 21, 20].map(testSerial))
  assert.deepEqual(await serials(`$filter=contains(serialNumber,'${testSerial(20)}')`), [testSerial(20)])
  assert.equal((await scene.get(`${path}/$count?${mine}`)).payload, '3')
  const first = (await scene.get(`${path}/?${mine}&$top=2&$count=true&$orderby=serialNumber`)).body
  assert.equal(first['@odata.count'], 3)
  const next = (await scene.get(first['@odata.nextLink'].slice('https://hailport.example'.length))).body
  assert.deepEqual(
    [...first.value, ...next.value].map(one => one.serialNumber),
    [20, 21, 22].map(testSerial),
  )
  assert.equal('@odata.nextLink' in next, false)
  const selected = await scene.get(`${path}?${mine}&$top=1&$select=id,state`)
  assert.deepEqual(Object.keys(selected.body.value[0]), ['id', 'state'])
  assert.equal((await scene.get(`${path}?$filter=state/deviceImportStatus eq 'complete'`)).statusCode, 400)
})

test('a record can be deleted, and one that is not there as well', async () => {
  const { body } = await post(30)
  await finished(body.id)
  for (const id of [body.id, body.id, newId(), 'x'])
    assert.equal((await scene.call('DELETE', `${path}/${id}`)).statusCode, 204, id)
  assert.equal((await scene.get(`${path}/${body.id}`)).statusCode, 404)
  const device = await scene.get(`/v1.0/${devicesPath}?$filter=serialNumber eq '${testSerial(30)}'`)
  assert.equal(device.body.value.length, 1)
})

test('what cannot be taken in', async () => {
  const literal = await post(40, { hardwareIdentifier: 'not base64!' })
  assert.equal(literal.statusCode, 400)
  assert.match(messageOf(literal), /^Cannot convert the literal 'not base64!' to the expected type 'Edm\.Binary'/)
  const name = 'importedWindowsAutopilotDeviceIdentities'
  for (const body of [{}, { [name]: [] }, { [name]: [null] }, { [name]: 5 }])
    assert.equal((await scene.call('POST', `${path}/import`, body)).statusCode, 400, JSON.stringify(body))
  const many = Array.from({ length: 501 }, () => ({ serialNumber: 'x' }))
  assert.equal((await scene.call('POST', `${path}/import`, { [name]: many })).statusCode, 413)
  const update = await scene.call('PATCH', `${path}/${newId()}`, {})
  assert.equal(update.body.error.code, 'No method match route template')
  const mine = (await post(41)).body.id
  const foreign = await scene.h.call('GET', `${path}/${mine}`, scene.other.token)
  assert.equal(foreign.statusCode, 404)
  assert.equal((await scene.h.call('GET', path, scene.other.token)).body.value.length, 0)
  await scene.h.call('DELETE', `${path}/${mine}`, scene.other.token)
  assert.equal((await scene.get(`${path}/${mine}`)).statusCode, 200)
})
