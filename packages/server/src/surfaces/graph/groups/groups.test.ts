import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '@hailport/registry'
import { versions } from '../model.ts'
import { type GraphScene, messageOf, startGraphScene } from '../testing/graph-scene.ts'

const path = '/beta/groups'
const objects = 'https://hailport.example/beta/directoryObjects'

let scene: GraphScene
let ids: string[]
before(async () => {
  scene = await startGraphScene()
  ids = await scene.register([1, 2, 3])
  await scene.call('POST', `/beta/deviceManagement/windowsAutopilotDeviceIdentities/${ids[2]}/updateDeviceProperties`, {
    groupTag: 'Sales',
  })
})
after(() => scene.close())

async function make(displayName: string, more: object = {}): Promise<string> {
  const answer = await scene.call('POST', path, { displayName, mailEnabled: false, securityEnabled: true, ...more })
  assert.equal(answer.statusCode, 201, answer.payload)
  return answer.body.id
}

const membersOf = async (id: string): Promise<string[]> =>
  (await scene.get(`${path}/${id}/members`)).body.value.map((one: { id: string }) => one.id).sort()

test('groups are made, found, changed and deleted', async () => {
  const id = await make("Bob's PCs", { description: 'text', mailNickname: 'bob' })
  for (const version of versions) {
    for (const filter of [`id eq '${id}'`, "displayName eq 'Bob''s PCs'", "startswith(displayName,'bob')"]) {
      const { body } = await scene.get(`/${version}/groups?$filter=${filter}&$select=id,displayName`)
      assert.deepEqual(body.value, [{ id, displayName: "Bob's PCs" }], filter)
    }
    assert.deepEqual((await scene.get(`/${version}/groups/${id}`)).body.groupTypes, [])
  }
  assert.equal((await scene.get(`${path}/$count?$filter=displayName eq 'nobody'`)).payload, '0')
  const changed = await scene.call('PATCH', `${path}/${id}`, { displayName: 'PCs', description: null })
  assert.equal(changed.statusCode, 204)
  const { body } = await scene.get(`${path}/${id}`)
  assert.deepEqual([body.displayName, body.description], ['PCs', null])
  assert.equal((await scene.h.call('GET', `${path}/${id}`, scene.other.token)).statusCode, 404)
  assert.equal((await scene.call('DELETE', `${path}/${id}`)).statusCode, 204)
  assert.equal((await scene.get(`${path}/${id}`)).statusCode, 404)
})

test('devices are added to a static group and taken out', async () => {
  const id = await make('Static')
  const add = (reference: string, to = id) =>
    scene.call('POST', `${path}/${to}/members/$ref`, { '@odata.id': reference })
  assert.equal((await add(`${objects}/${ids[0]}`)).statusCode, 204)
  assert.equal((await add(`https://graph.microsoft.com/v1.0/devices('${ids[1]}')`)).statusCode, 204)
  assert.equal((await add(`${objects}/${ids[1]}`)).statusCode, 204)
  assert.deepEqual(await membersOf(id), [ids[0], ids[1]].sort())
  const listed = await scene.get(`${path}/${id}/members?$filter=id eq '${ids[0]}'`)
  assert.equal(listed.body.value[0]['@odata.type'], '#microsoft.graph.device')
  assert.ok(listed.body['@odata.context'].endsWith(`#groups('${id}')/members`))
  assert.equal((await scene.get(`${path}/${id}/members/$count`)).payload, '2')
  const direct = (await scene.get(`${path}/${id}/members`)).body.value
  assert.deepEqual((await scene.get(`${path}/${id}/transitiveMembers`)).body.value, direct)
  assert.equal((await scene.get(`${path}/${id}/transitiveMembers/$count`)).payload, '2')
  assert.equal((await scene.call('DELETE', `${path}/${id}/members/${ids[0]}/$ref`)).statusCode, 204)
  assert.equal((await scene.call('DELETE', `${path}/${id}/members/${ids[0]}/$ref`)).statusCode, 404)
  const bound = { 'members@odata.bind': [`${objects}/${ids[0]}`, `${objects}/${ids[2]}`] }
  assert.equal((await scene.call('PATCH', `${path}/${id}`, bound)).statusCode, 204)
  assert.deepEqual(await membersOf(id), [...ids].sort())
  for (const [reference, status] of [
    [`${objects}/${newId()}`, 404],
    [`${objects}/x`, 400],
    ['', 400],
  ] as const)
    assert.equal((await add(reference)).statusCode, status, reference)
  assert.equal((await scene.call('POST', `${path}/${id}/members/$ref`, {})).statusCode, 400)
  assert.equal((await add(`${objects}/${ids[0]}`, newId())).statusCode, 404)
  assert.equal((await scene.get(`${path}/${newId()}/members`)).statusCode, 404)
})

test('the members of a dynamic group follow from its rule', async () => {
  const membershipRule = '(device.devicePhysicalIds -any (_ -eq "[OrderID]:Sales"))'
  const dynamic = { groupTypes: ['DynamicMembership'], membershipRule, membershipRuleProcessingState: 'On' }
  const id = await make('Sales', dynamic)
  const { body } = await scene.get(`${path}/${id}`)
  assert.deepEqual(
    [body.groupTypes, body.membershipRule, body.membershipRuleProcessingState],
    [['DynamicMembership'], membershipRule, 'On'],
  )
  assert.deepEqual(await membersOf(id), [ids[2]])
  assert.equal((await scene.get(`${path}/${id}/members/$count`)).payload, '1')
  const added = await scene.call('POST', `${path}/${id}/members/$ref`, { '@odata.id': `${objects}/${ids[0]}` })
  assert.equal(added.statusCode, 400)
})

test('groups that cannot be are refused', async () => {
  for (const [body, text] of [
    [{}, /displayName is required/],
    [{ displayName: 'x', mailEnabled: true }, /no mail/],
    [{ displayName: 'x', groupTypes: ['Unified'] }, /no mail/],
    [{ displayName: 'x', groupTypes: ['DynamicMembership'] }, /membershipRule/],
    [{ displayName: 'x', membershipRule: '(user.department -eq "Sales")' }, /rule|user/],
    [{ displayName: 'x', membershipRuleProcessingState: 'Paused' }, /paused/],
    [{ displayName: 'x', 'members@odata.bind': [`${objects}/${ids[0]}`] }, /add the members/],
  ] as const) {
    const answer = await scene.call('POST', path, body)
    assert.equal(answer.statusCode, 400, answer.payload)
    assert.match(messageOf(answer), text)
  }
})

test('a group that has a profile stays', async () => {
  const id = await make('Assigned')
  const profiles = '/beta/deviceManagement/windowsAutopilotDeploymentProfiles'
  const type = '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile'
  const profile = (await scene.call('POST', profiles, { '@odata.type': type, displayName: 'One' })).body.id
  const target = { '@odata.type': '#microsoft.graph.groupAssignmentTarget', groupId: id }
  assert.equal((await scene.call('POST', `${profiles}/${profile}/assignments`, { target })).statusCode, 201)
  const refused = await scene.call('DELETE', `${path}/${id}`)
  assert.deepEqual([refused.statusCode, refused.body.error.innerError.code], [400, 'group_in_use'])
})
