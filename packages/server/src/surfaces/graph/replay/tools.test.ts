import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '@hailport/registry'
import { testHash, testSerial } from '../../../testing/devices.ts'
import { graphCall } from '../testing/graph-client.ts'
import { type GraphScene, importBody, startGraphScene } from '../testing/graph-scene.ts'

/** The requests of other tools (graph-api 9.4), and what they read. */

let scene: GraphScene
before(async () => {
  scene = await startGraphScene()
})
after(() => scene.close())

test('Autopilot Companion: small letters, the token without Bearer, a filter with contains', async () => {
  const [id] = await scene.register([1])
  const headers = { authorization: scene.tenant.token }
  const call = (method: string, url: string, payload?: string) =>
    graphCall(scene.h, method, `/beta/devicemanagement/${url}`, undefined, undefined, {
      headers: { ...headers, 'content-type': 'application/json' },
      ...(payload !== undefined && { payload }),
    })
  const found = await call('GET', `windowsautopilotdeviceidentities?$filter=contains(serialNumber,'${testSerial(1)}')`)
  const [device] = found.body.value
  assert.equal(device.id, id)
  for (const name of ['serialNumber', 'manufacturer', 'model', 'groupTag', 'userPrincipalName', 'addressableUserName'])
    assert.equal(typeof device[name], 'string', name)
  const body = JSON.stringify({
    userPrincipalName: 'ada@contoso.example',
    addressableUserName: 'Ada',
    groupTag: 'Desk',
  })
  assert.equal(
    (await call('POST', `windowsautopilotdeviceidentities/${id}/UpdateDeviceProperties`, body)).statusCode,
    204,
  )
  assert.equal(
    (await call('POST', `windowsautopilotdeviceidentities/${id}/unassignUserFromDevice`, '')).statusCode,
    204,
  )
  assert.equal((await call('GET', `windowsautopilotdeviceidentities/${id}`)).body.userPrincipalName, '')
  assert.equal((await call('POST', 'windowsautopilotsettings/sync', '')).statusCode, 204)
})

test('AutopilotMonitor: a page of 100 by a part of the serial number, compared by itself', async () => {
  const [id] = await scene.register([2])
  const filter = encodeURIComponent(`contains(serialNumber,'${testSerial(2)}')`)
  const { statusCode, body } = await scene.get(
    `/v1.0/deviceManagement/windowsAutopilotDeviceIdentities?$top=100&$filter=${filter}`,
  )
  assert.equal(statusCode, 200)
  const exact = body.value.filter((device: { serialNumber: string }) => device.serialNumber === testSerial(2))
  assert.deepEqual([exact.length, exact[0].id], [1, id])
  assert.equal('@odata.nextLink' in body, false)
})

test('Foundry: import with its own id, found again by it, then the whole list', async () => {
  const importId = newId()
  const row = {
    '@odata.type': '#microsoft.graph.importedWindowsAutopilotDeviceIdentity',
    serialNumber: testSerial(3),
    hardwareIdentifier: testHash(3),
    groupTag: 'Foundry',
    importId,
  }
  const path = '/v1.0/deviceManagement/importedWindowsAutopilotDeviceIdentities'
  const made = await scene.call('POST', `${path}/import`, { importedWindowsAutopilotDeviceIdentities: [row] })
  assert.equal(made.statusCode, 200)
  assert.equal(made.body.value[0].importId, importId)
  const { body } = await scene.until(
    `${path}?$filter=${encodeURIComponent(`importId eq '${importId}'`)}`,
    answer => answer.body.value[0].state.deviceImportStatus === 'complete',
  )
  const wanted = body.value[0].state.deviceRegistrationId
  let isFound = false
  for (let next = '/v1.0/deviceManagement/windowsAutopilotDeviceIdentities?$top=2'; next; ) {
    const page = (await scene.get(next)).body
    isFound ||= page.value.some((device: { id: string }) => device.id === wanted)
    next = page['@odata.nextLink']?.replace('https://hailport.example', '')
  }
  assert.ok(isFound)
})

test('PHP probe: an import watched by id and state, a large page, both records deleted', async () => {
  const path = '/beta/deviceManagement/importedWindowsAutopilotDeviceIdentities'
  const made = await scene.call('POST', path, importBody(4))
  const { body } = await scene.until(
    `${path}/${made.body.id}?$select=id,state`,
    answer => answer.body.state.deviceImportStatus === 'complete',
  )
  assert.deepEqual(Object.keys(body).sort(), ['@odata.context', 'id', 'state'])
  const devices = '/beta/deviceManagement/windowsAutopilotDeviceIdentities'
  const page = await scene.get(`${devices}?$top=999`)
  const id = body.state.deviceRegistrationId
  assert.ok(page.body.value.some((device: { id: string }) => device.id === id))
  for (const url of [`${devices}/${id}`, `${path}/${made.body.id}`])
    assert.ok([200, 204, 404].includes((await scene.call('DELETE', url)).statusCode), url)
})

test('DeviceOffboardingManager: by serial numbers, or several objects in a batch', async () => {
  const [one, two] = await scene.register([5, 6])
  const autopilot = '/deviceManagement/windowsAutopilotDeviceIdentities'
  const states = await scene.call('POST', `/v1.0${autopilot}/deleteDevices`, {
    serialNumbers: [testSerial(5), 'nobody-has-it'],
  })
  const failed = states.body.value.filter((state: { deletionState: string }) => state.deletionState === 'failed')
  assert.deepEqual(
    failed.map((state: { serialNumber: string }) => state.serialNumber),
    ['nobody-has-it'],
  )
  await scene.until(`/v1.0${autopilot}/${one}`, answer => answer.statusCode === 404)
  const { body } = await scene.call('POST', '/v1.0/$batch', {
    requests: [
      { id: '1', method: 'DELETE', url: `${autopilot}/${two}` },
      { id: '2', method: 'DELETE', url: `/devices/${two}`, dependsOn: ['1'] },
      { id: '3', method: 'GET', url: `/deviceManagement/managedDevices?$filter=serialNumber eq '${testSerial(6)}'` },
    ],
  })
  const statuses = body.responses.map((part: { id: string; status: number }) => [part.id, part.status])
  assert.deepEqual(statuses.sort(), [
    ['1', 204],
    // The directory object went with the registration.
    ['2', 404],
    ['3', 200],
  ])
})
