import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '@hailport/registry'
import { devicesPath, type GraphScene, startGraphScene } from '../testing/graph-scene.ts'

const profiles = '/beta/deviceManagement/windowsAutopilotDeploymentProfiles'
const devices = `/beta/${devicesPath}`

let scene: GraphScene
let ids: string[]
let profileId: string
before(async () => {
  scene = await startGraphScene()
  ids = await scene.register([1, 2, 3])
  const type = '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile'
  profileId = (await scene.call('POST', profiles, { '@odata.type': type, displayName: 'Standard' })).body.id
  await scene.call('POST', `${profiles}/${profileId}/assign`, { deviceIds: ids.slice(0, 2) })
})
after(() => scene.close())

test('devices that get a profile are listed below it', async () => {
  const list = `${profiles}/${profileId}/assignedDevices`
  const { body } = await scene.get(list)
  assert.ok(body['@odata.context'].endsWith(`('${profileId}')/assignedDevices`))
  assert.deepEqual(body.value.map((one: { id: string }) => one.id).sort(), ids.slice(0, 2).sort())
  assert.equal((await scene.get(`${list}/$count`)).payload, '2')
  assert.equal((await scene.get(`${list}/${ids[0]}`)).body.id, ids[0])
  assert.equal((await scene.get(`${list}/${ids[2]}`)).statusCode, 404)
  assert.equal((await scene.get(`${profiles}/${newId()}/assignedDevices`)).statusCode, 404)
  assert.equal((await scene.get(`${profiles}/none/assignedDevices`)).statusCode, 404)
})

test('actions reach the devices of the profile by that way, and no others', async () => {
  const act = (id: string | undefined, name: string, body?: object) =>
    scene.call('POST', `${profiles}/${profileId}/assignedDevices/${id}/${name}`, body)
  assert.equal((await act(ids[0], 'updateDeviceProperties', { groupTag: 'Lab' })).statusCode, 204)
  assert.equal((await scene.get(`${devices}/${ids[0]}`)).body.groupTag, 'Lab')
  assert.equal((await act(ids[2], 'updateDeviceProperties', { groupTag: 'Lab' })).statusCode, 404)
  assert.equal((await scene.get(`${devices}/${ids[2]}`)).body.groupTag, '')
})

test('a device is read with its profiles when they are asked for', async () => {
  const expand = '$expand=deploymentProfile,intendedDeploymentProfile'
  // An assignment is pending for a moment.
  const { body } = await scene.until(`${devices}/${ids[0]}?${expand}`, answer => answer.body.deploymentProfile !== null)
  assert.deepEqual([body.deploymentProfile.id, body.intendedDeploymentProfile.id], [profileId, profileId])
  assert.equal(body.deploymentProfileAssignmentStatus, 'assignedInSync')
  const without = (await scene.get(`${devices}/${ids[2]}?${expand}`)).body
  assert.deepEqual(
    [without.deploymentProfile, without.intendedDeploymentProfile, without.deploymentProfileAssignmentStatus],
    [null, null, 'notAssigned'],
  )
  // Not compared with the contract: its checker knows no selection inside an expansion.
  const narrow = '$expand=intendedDeploymentProfile($select=displayName)&$select=id'
  const listed = await scene.h.call('GET', `${devices}?${narrow}`, scene.tenant.token)
  const found = listed.body.value.find((one: { id: string }) => one.id === ids[0])
  assert.deepEqual(Object.keys(found.intendedDeploymentProfile).sort(), ['@odata.type', 'displayName', 'id'])
  assert.equal((await scene.get(`/v1.0/${devicesPath}/${ids[0]}?${expand}`)).statusCode, 400)
})

test('the profile of a device has an address, and its assignments below it', async () => {
  const at = `${devices}/${ids[0]}/deploymentProfile`
  assert.equal((await scene.get(at)).body.id, profileId)
  assert.equal((await scene.get(`${devices}/${ids[0]}/intendedDeploymentProfile`)).body.displayName, 'Standard')
  assert.equal((await scene.get(`${devices}/${ids[2]}/deploymentProfile`)).statusCode, 204)
  const target = { '@odata.type': '#microsoft.graph.allDevicesAssignmentTarget' }
  const made = await scene.call('POST', `${at}/assignments`, { target })
  assert.equal(made.statusCode, 201, made.payload)
  assert.equal((await scene.get(`${at}/assignments`)).body.value[0].sourceId, profileId)
  assert.equal((await scene.call('DELETE', `${at}/assignments/${made.body.id}`)).statusCode, 204)
  const none = await scene.get(`${devices}/${ids[2]}/deploymentProfile/assignments`)
  assert.deepEqual([none.statusCode, none.body.error.innerError.code], [404, 'profile_not_found'])
})
