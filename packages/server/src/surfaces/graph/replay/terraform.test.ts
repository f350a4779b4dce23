import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testSerial } from '../../../testing/devices.ts'
import { type GraphScene, startGraphScene } from '../testing/graph-scene.ts'

/** The requests of Terraform's `windows_autopilot_device_identity` (graph-api 9.3), and what it reads. */

let scene: GraphScene
before(async () => {
  scene = await startGraphScene()
})
after(() => scene.close())

const path = '/beta/deviceManagement/windowsAutopilotDeviceIdentities'
const resource = (n: number, groupTag: string, displayName: string) => ({
  '@odata.type': '#microsoft.graph.windowsAutopilotDeviceIdentity',
  serialNumber: testSerial(n),
  groupTag,
  purchaseOrderIdentifier: 'PO-7',
  productKey: '',
  manufacturer: 'Fabrikam',
  model: 'Laptop 7',
  displayName,
  userPrincipalName: 'ada@contoso.example',
})

test('created, read, changed, destroyed', async () => {
  // A customer registers by hash; the resource then takes the device over by its label.
  const [id] = await scene.register([1])
  const made = await scene.call('POST', path, resource(1, 'Terraform', 'PC-1'))
  assert.equal(made.statusCode, 201)
  assert.equal(made.body.id, id)
  const assigned = await scene.call('POST', `${path}/${id}/assignUserToDevice`, {
    userPrincipalName: 'ada@contoso.example',
    addressableUserName: 'Ada',
  })
  assert.equal(assigned.statusCode, 204)
  const read = async () => {
    const { body } = await scene.get(`${path}/${id}`)
    return ['groupTag', 'displayName', 'purchaseOrderIdentifier', 'userPrincipalName', 'addressableUserName'].map(
      name => body[name],
    )
  }
  assert.deepEqual(await read(), ['Terraform', 'PC-1', 'PO-7', 'ada@contoso.example', 'Ada'])
  const changed = await scene.call('PATCH', `${path}/${id}`, resource(1, 'Changed', 'PC-2'))
  assert.equal(changed.statusCode, 200)
  assert.deepEqual((await read()).slice(0, 2), ['Changed', 'PC-2'])
  assert.equal((await scene.call('POST', `${path}/${id}/unassignUserFromDevice`)).statusCode, 204)
  assert.equal((await scene.call('DELETE', `${path}/${id}`)).statusCode, 204)
  // 404 on a read drops the resource from the state.
  assert.equal((await scene.get(`${path}/${id}`)).statusCode, 404)
})

test('a device that nobody registered is refused, with a reason that a person can read', async () => {
  const answer = await scene.call('POST', path, resource(2, 'Terraform', 'PC-3'))
  assert.equal(answer.statusCode, 400)
  assert.match(answer.body.error.message, /A customer registers by hardware hash only/)
  assert.ok(answer.body.error.innerError['request-id'])
})

test('actions of their own', async () => {
  const [id] = await scene.register([3])
  for (const [name, body] of [
    ['allowNextEnrollment', undefined],
    ['assignUserToDevice', { userPrincipalName: 'bo@contoso.example', addressableUserName: 'Bo' }],
    ['updateDeviceProperties', { groupTag: 'Action', displayName: 'PC-4' }],
    ['unassignUserFromDevice', undefined],
  ] as const)
    assert.equal((await scene.call('POST', `${path}/${id}/${name}`, body)).statusCode, 204, name)
  const { body } = await scene.get(`${path}/${id}`)
  assert.deepEqual(
    [body.groupTag, body.displayName, body.userPrincipalName, body.userlessEnrollmentStatus],
    ['Action', 'PC-4', '', 'allowed'],
  )
})
