import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '@hailport/registry'
import { testHash, testSerial } from '../../../testing/devices.ts'
import { type GraphScene, messageOf, startGraphScene } from '../testing/graph-scene.ts'

const path = '/beta/deviceManagement/autopilotEvents'
const profiles = '/beta/deviceManagement/windowsAutopilotDeploymentProfiles'

let scene: GraphScene
let ids: string[]
before(async () => {
  scene = await startGraphScene()
  ids = await scene.register([1, 2])
  const type = '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile'
  const { id } = (await scene.call('POST', profiles, { '@odata.type': type, displayName: 'Standard' })).body
  await scene.call('POST', `${profiles}/${id}/assign`, { deviceIds: [ids[0]] })
  for (const n of [1, 2, 1]) await scene.h.call('POST', '/device/v1/resolve', undefined, { hardwareHash: testHash(n) })
  await scene.until(path, answer => answer.body.value.length === 3)
})
after(() => scene.close())

test('first boots are events, newest first', async () => {
  const { body } = await scene.get(`${path}?$count=true&$orderby=eventDateTime desc`)
  assert.equal(body['@odata.count'], 3)
  assert.deepEqual(
    body.value.map((one: { deviceId: string }) => one.deviceId),
    [ids[0], ids[1], ids[0]],
  )
  const [newest, middle] = body.value
  assert.deepEqual(
    [newest.deviceSerialNumber, newest.windowsAutopilotDeploymentProfileDisplayName, newest.enrollmentFailureDetails],
    [testSerial(1), 'Standard', ''],
  )
  assert.equal(middle.enrollmentFailureDetails, 'no_profile')
  assert.deepEqual((await scene.get(`${path}/${newest.id}`)).body.eventDateTime, newest.eventDateTime)
  assert.equal((await scene.get(`${path}/${newId()}`)).statusCode, 404)
  assert.equal((await scene.h.call('GET', `${path}/${newest.id}`, scene.other.token)).statusCode, 404)
  assert.deepEqual((await scene.h.call('GET', path, scene.other.token)).body.value, [])
})

test('they page, are counted, and are narrowed to a device', async () => {
  const first = (await scene.get(`${path}?$top=2`)).body
  const rest = (await scene.get(first['@odata.nextLink'].slice('https://hailport.example'.length))).body
  assert.deepEqual([first.value.length, rest.value.length, '@odata.nextLink' in rest], [2, 1, false])
  assert.equal((await scene.get(`${path}/$count`)).payload, '3')
  assert.equal((await scene.get(`${path}/$count?$filter=deviceId eq '${ids[0]}'`)).payload, '2')
  assert.equal((await scene.get(`${path}?$filter=deviceId eq '${ids[1]}'`)).body.value.length, 1)
  for (const query of [
    "$filter=deviceSerialNumber eq 'x'",
    "$filter=deviceId ne 'x'",
    "$filter=deviceId eq 'x'",
    '$orderby=eventDateTime',
  ])
    assert.equal((await scene.get(`${path}?${query}`)).statusCode, 400, query)
})

test('an event has no policies: a registry sees none carried out', async () => {
  const [{ id }] = (await scene.get(path)).body.value
  const details = `${path}/${id}/policyStatusDetails`
  assert.deepEqual((await scene.get(details)).body.value, [])
  assert.equal((await scene.get(`${details}/$count`)).payload, '0')
  for (const missing of [`${details}/x`, `${path}/${newId()}/policyStatusDetails`])
    assert.equal((await scene.get(missing)).statusCode, 404, missing)
  assert.equal((await scene.call('POST', details, {})).statusCode, 400)
})

test('they cannot be written', async () => {
  for (const [method, below, body] of [
    ['POST', '', {}],
    ['PATCH', `/${newId()}`, {}],
    ['DELETE', `/${newId()}`, undefined],
  ] as const) {
    const answer = await scene.call(method, path + below, body)
    assert.equal(answer.statusCode, 400)
    assert.match(messageOf(answer), /cannot be written/)
  }
})
