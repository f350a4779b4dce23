import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '@hailport/registry'
import { testSerial } from '../../testing/devices.ts'
import { versions } from './model.ts'
import { type GraphScene, messageOf, startGraphScene } from './testing/graph-scene.ts'

let scene: GraphScene
let ids: string[]
before(async () => {
  scene = await startGraphScene()
  ids = await scene.register([1, 2, 3], { groupTag: 'Sales', purchaseOrder: 'PO-1' })
})
after(() => scene.close())

test('a registered device is in the directory, under the id of its registration', async () => {
  for (const version of versions) {
    const byDeviceId = await scene.get(`/${version}/devices?$filter=deviceID eq '${ids[0]}'`)
    assert.equal(byDeviceId.body.value.length, 1)
    const [device] = byDeviceId.body.value
    assert.equal(device.id, ids[0])
    assert.equal(device.displayName, testSerial(1))
    assert.deepEqual(device.physicalIds, [`[ZTDID]:${ids[0]}`, '[OrderID]:Sales', '[PurchaseOrderId]:PO-1'])
    assert.equal((await scene.get(`/${version}/devices/${ids[1]}`)).body.deviceId, ids[1])
    assert.equal((await scene.get(`/${version}/devices/$count`)).payload, '3')
    assert.equal((await scene.get(`/${version}/devices/${newId()}`)).statusCode, 404)
    const named = await scene.get(`/${version}/devices?$filter=startswith(displayName,'F7')&$top=2&$count=true`)
    assert.equal(named.body['@odata.count'], 3)
    assert.ok(named.body['@odata.nextLink'])
  }
})

test('its directory object goes with its registration only', async () => {
  const answer = await scene.call('DELETE', `/beta/devices/${ids[0]}`)
  assert.equal(answer.statusCode, 400)
  assert.match(
    messageOf(answer),
    /goes with its registration: delete deviceManagement\/windowsAutopilotDeviceIdentities/,
  )
  assert.equal((await scene.call('DELETE', `/beta/devices/${newId()}`)).statusCode, 404)
})

test('there are no managed devices, and whoever acts on one is told so', async () => {
  const path = 'deviceManagement/managedDevices'
  for (const query of ['', `?$filter=startsWith(serialNumber, '${testSerial(1)}')`, "?$filter=serialNumber eq 'S'"])
    assert.deepEqual((await scene.get(`/beta/${path}${query}`)).body.value, [])
  assert.equal((await scene.get(`/v1.0/${path}/$count`)).payload, '0')
  for (const [method, below] of [
    ['GET', ''],
    ['DELETE', ''],
    ['POST', '/wipe'],
    ['POST', '/microsoft.graph.retire'],
  ] as const) {
    const answer = await scene.call(method, `/v1.0/${path}/${newId()}${below}`)
    assert.equal(answer.statusCode, 404)
    assert.match(messageOf(answer), /^This service registers devices and manages none/)
  }
})

test('corporate identifiers are searched for, imported, listed and removed', async () => {
  const path = '/beta/deviceManagement/importedDeviceIdentities'
  const identity = (serial: string) => ({
    importedDeviceIdentifier: `Contoso,Notebook 14,${serial}`,
    importedDeviceIdentityType: 'manufacturerModelSerial',
  })
  const search = (serial: string) =>
    scene.call('POST', `${path}/searchExistingIdentities`, { importedDeviceIdentities: [identity(serial)] })
  assert.deepEqual((await search('A')).body.value, [])
  const taken = await scene.call('POST', `${path}/importDeviceIdentityList`, {
    importedDeviceIdentities: [identity('A'), identity('B'), { ...identity('C'), description: 'desk' }],
    overwriteImportedDeviceIdentities: false,
  })
  assert.equal(taken.statusCode, 200)
  assert.deepEqual(
    taken.body.value.map((one: { status: boolean }) => one.status),
    [true, true, true],
  )
  const [found] = (await search('A')).body.value
  assert.equal(found.importedDeviceIdentifier, 'Contoso,Notebook 14,A')
  assert.equal(found.lastContactedDateTime, '0001-01-01T00:00:00Z')
  assert.equal((await scene.get(`${path}/${found.id}`)).body.importedDeviceIdentityType, 'manufacturerModelSerial')
  const page = await scene.get(`${path}?$filter=contains(importedDeviceIdentifier,'notebook')&$top=2&$count=true`)
  assert.deepEqual([page.body['@odata.count'], page.body.value.length], [3, 2])
  assert.equal((await scene.get(`${path}/$count?$filter=description eq 'desk'`)).payload, '1')
  assert.equal((await scene.call('DELETE', `${path}/${found.id}`)).statusCode, 204)
  assert.equal((await scene.get(`${path}/${found.id}`)).statusCode, 404)
  const wrong = await scene.call('POST', `${path}/importDeviceIdentityList`, {
    importedDeviceIdentities: [{ ...identity('D'), importedDeviceIdentifier: 'Contoso' }],
  })
  assert.equal(wrong.statusCode, 400)
  assert.match(messageOf(wrong), /^Invalid Device Identifier parameter found for 1 import records!/)
  assert.equal((await scene.get(path.replace('beta', 'v1.0'))).statusCode, 400)
})
