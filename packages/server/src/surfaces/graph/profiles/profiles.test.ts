import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { allDevicesId, newId } from '@hailport/registry'
import { type GraphScene, messageOf, startGraphScene } from '../testing/graph-scene.ts'

const path = '/beta/deviceManagement/windowsAutopilotDeploymentProfiles'
const entra = '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile'
const hybrid = '#microsoft.graph.activeDirectoryWindowsAutopilotDeploymentProfile'

let scene: GraphScene
let groups: string[]
before(async () => {
  scene = await startGraphScene()
  groups = await Promise.all(['Sales', 'Lab'].map(makeGroup))
})
after(() => scene.close())
// Every test begins without profiles.
beforeEach(async () => {
  for (const { id, assignments } of (await scene.get(`${path}?$expand=assignments`)).body.value) {
    for (const one of assignments) await scene.call('DELETE', `${path}/${id}/assignments/${one.id}`)
    assert.equal((await scene.call('DELETE', `${path}/${id}`)).statusCode, 204)
  }
})

async function makeGroup(displayName: string): Promise<string> {
  const { tenant, h } = scene
  const answer = await h.call('POST', `/api/v1/tenants/${tenant.id}/groups`, tenant.token, { displayName })
  return answer.body.id
}

async function make(displayName: string, more: object = {}) {
  const answer = await scene.call('POST', path, { '@odata.type': entra, displayName, ...more })
  assert.equal(answer.statusCode, 201, answer.payload)
  return answer.body
}

const target = (type: string, groupId?: string) => ({
  target: { '@odata.type': `#microsoft.graph.${type}`, ...(groupId && { groupId }) },
})

test('a profile is answered under old and new names', async () => {
  const made = await make('Standard', {
    locale: 'de-DE',
    preprovisioningAllowed: true,
    deviceNameTemplate: 'PC-%RAND:5%',
  })
  assert.equal(made['@odata.type'], entra)
  assert.ok(made['@odata.context'].endsWith('#deviceManagement/windowsAutopilotDeploymentProfiles/$entity'))
  const { body } = await scene.get(`${path}/${made.id}`)
  assert.deepEqual(
    [body.locale, body.language, body.preprovisioningAllowed, body.enableWhiteGlove, body.deviceNameTemplate],
    ['de-DE', 'de-DE', true, true, 'PC-%RAND:5%'],
  )
  assert.deepEqual([body.hardwareHashExtractionEnabled, body.extractHardwareHash], [false, false])
  assert.deepEqual(body.outOfBoxExperienceSettings, {
    hidePrivacySettings: true,
    hideEULA: true,
    skipKeyboardSelectionPage: false,
    hideEscapeLink: true,
    userType: 'standard',
    deviceUsageType: 'singleUser',
  })
  assert.deepEqual([body.description, body.managementServiceAppId, body.roleScopeTagIds], [null, null, ['0']])
  assert.equal('hybridAzureADJoinSkipConnectivityCheck' in body, false)
})

test('the hybrid type has a member of its own; types cannot be changed or left out', async () => {
  const { id } = await make('Hybrid', { '@odata.type': hybrid, hybridAzureADJoinSkipConnectivityCheck: true })
  assert.equal((await scene.get(`${path}/${id}`)).body.hybridAzureADJoinSkipConnectivityCheck, true)
  const changed = await scene.call('PATCH', `${path}/${id}`, { hybridAzureADJoinSkipConnectivityCheck: false })
  assert.equal(changed.body.hybridAzureADJoinSkipConnectivityCheck, false)
  const other = await scene.call('PATCH', `${path}/${id}`, { '@odata.type': entra, displayName: 'x' })
  assert.equal(other.statusCode, 400)
  const untyped = await scene.call('POST', path, { displayName: 'x' })
  assert.match(messageOf(untyped), /^Cannot create an abstract class/)
  assert.equal((await scene.call('POST', path, { '@odata.type': '#microsoft.graph.device' })).statusCode, 400)
})

test('a value that comes under both names: the one that differs from what is stored is meant', async () => {
  const { id } = await make('Standard')
  const { '@odata.context': _context, ...read } = (await scene.get(`${path}/${id}`)).body
  const edited = {
    ...read,
    language: 'fr-FR',
    preprovisioningAllowed: true,
    outOfBoxExperienceSettings: { ...read.outOfBoxExperienceSettings, hideEULA: false },
    outOfBoxExperienceSetting: { ...read.outOfBoxExperienceSetting, userType: 'administrator' },
  }
  const { body } = await scene.call('PATCH', `${path}/${id}`, edited)
  assert.deepEqual([body.locale, body.language, body.enableWhiteGlove], ['fr-FR', 'fr-FR', true])
  assert.equal(body.outOfBoxExperienceSetting.eulaHidden, false)
  assert.equal(body.outOfBoxExperienceSettings.userType, 'administrator')
  const both = await scene.call('PATCH', `${path}/${id}`, { locale: 'en-GB', language: 'it-IT' })
  assert.equal(both.body.language, 'en-GB')
})

test('members that are absent stay; null clears what can be cleared', async () => {
  const screen = { hideInstallationProgress: true, installProgressTimeoutInMinutes: 30 }
  const more = { description: 'text', deviceNameTemplate: 'PC-%SERIAL%', enrollmentStatusScreenSettings: screen }
  const { id } = await make('Standard', more)
  const same = (await scene.call('PATCH', `${path}/${id}`, { displayName: 'Other', locale: null })).body
  assert.deepEqual([same.displayName, same.description, same.deviceNameTemplate], ['Other', 'text', 'PC-%SERIAL%'])
  assert.equal(same.enrollmentStatusScreenSettings.installProgressTimeoutInMinutes, 30)
  assert.equal(same.locale, 'os-default')
  const cleared = { description: null, deviceNameTemplate: '', enrollmentStatusScreenSettings: null }
  const { body } = await scene.call('PATCH', `${path}/${id}`, cleared)
  assert.deepEqual(
    [body.description, body.deviceNameTemplate, body.enrollmentStatusScreenSettings, body.displayName],
    [null, '', null, 'Other'],
  )
})

test('what a profile cannot be is refused', async () => {
  const { id } = await make('Standard')
  for (const [body, text] of [
    [{ displayName: '' }, /displayName/],
    [{ displayName: 'x'.repeat(201) }, /200/],
    [{ deviceNameTemplate: 'a template that is too long' }, /deviceNameTemplate|15/],
    [{ locale: 'de DE' }, /locale/],
    [{ deviceType: 'unknownFutureValue' }, /deviceType/],
    [{ deviceType: 'phone' }, /Cannot convert the literal/],
    [{ outOfBoxExperienceSetting: { userType: 'unknownFutureValue' } }, /userType/],
    [{ preprovisioningAllowed: 'perhaps' }, /Edm.Boolean/],
  ] as const) {
    const answer = await scene.call('PATCH', `${path}/${id}`, body)
    assert.equal(answer.statusCode, 400, JSON.stringify(body))
    assert.match(messageOf(answer), text)
  }
  assert.equal((await scene.call('POST', path, { '@odata.type': entra })).statusCode, 400)
})

test('the list pages, filters, sorts and counts', async () => {
  for (const name of ['B', 'A', 'C']) await make(name)
  const first = await scene.get(`${path}?$top=2&$orderby=displayName desc`)
  assert.deepEqual(
    first.body.value.map((one: { displayName: string }) => one.displayName),
    ['C', 'B'],
  )
  assert.equal('@odata.count' in first.body, false)
  const next = await scene.get(first.body['@odata.nextLink'].slice('https://hailport.example'.length))
  assert.deepEqual(
    next.body.value.map((one: { displayName: string }) => one.displayName),
    ['A'],
  )
  const found = await scene.get(`${path}?$filter=displayName eq 'A'&$select=displayName&$count=true`)
  assert.deepEqual(
    [found.body['@odata.count'], Object.keys(found.body.value[0])],
    [1, ['@odata.type', 'id', 'displayName']],
  )
  assert.equal((await scene.get(`${path}/$count`)).payload, '3')
  assert.equal((await scene.get(`${path}?$expand=assignedDevices`)).statusCode, 400)
})

test('assignments are made, read, changed and deleted', async () => {
  const { id } = await make('Standard')
  const at = `${path}/${id}/assignments`
  const made = await scene.call('POST', at, { id: '', ...target('groupAssignmentTarget', groups[0]) })
  assert.equal(made.statusCode, 201, made.payload)
  assert.equal(made.body.id, `${id}_${groups[0]}_0`)
  assert.ok(made.body['@odata.context'].endsWith(`windowsAutopilotDeploymentProfiles('${id}')/assignments/$entity`))
  assert.deepEqual([made.body.source, made.body.sourceId], ['direct', id])
  assert.deepEqual(made.body.target, {
    '@odata.type': '#microsoft.graph.groupAssignmentTarget',
    deviceAndAppManagementAssignmentFilterId: null,
    deviceAndAppManagementAssignmentFilterType: 'none',
    groupId: groups[0],
  })
  const excluded = await scene.call('POST', at, target('exclusionGroupAssignmentTarget', groups[1]))
  const all = await scene.call('POST', at, target('allDevicesAssignmentTarget'))
  assert.equal(all.body.id, `${id}_${allDevicesId}_0`)
  const listed = await scene.get(at)
  assert.ok(listed.body['@odata.context'].endsWith(`windowsAutopilotDeploymentProfiles('${id}')/assignments`))
  assert.equal(listed.body.value.length, 3)
  assert.equal((await scene.get(`${at}/$count`)).payload, '3')
  assert.deepEqual((await scene.get(`${path}/${id}?$expand=assignments`)).body.assignments, listed.body.value)
  assert.equal((await scene.get(`${at}/${made.body.id}`)).body.target.groupId, groups[0])
  assert.equal((await scene.call('DELETE', `${path}/${id}`)).statusCode, 400)
  assert.equal((await scene.call('DELETE', `${at}/${excluded.body.id}`)).statusCode, 204)
  const moved = await scene.call('PATCH', `${at}/${made.body.id}`, target('exclusionGroupAssignmentTarget', groups[1]))
  assert.equal(moved.body.id, excluded.body.id)
  assert.equal((await scene.call('PATCH', `${at}/${moved.body.id}`, {})).body.target.groupId, groups[1])
  assert.equal((await scene.get(`${at}/${made.body.id}`)).statusCode, 404)
})

test('assignments that cannot be are refused', async () => {
  const [one, two] = [await make('One'), await make('Two')]
  const at = (id: string) => `${path}/${id}/assignments`
  await scene.call('POST', at(one.id), target('allDevicesAssignmentTarget'))
  const taken = await scene.call('POST', at(two.id), target('allDevicesAssignmentTarget'))
  assert.equal(taken.statusCode, 400)
  assert.match(
    messageOf(taken),
    new RegExp(`^Another Profile ${one.id} is already assigned to All Devices\\. - Operation`),
  )
  for (const [body, text] of [
    [{}, /^target is required/],
    [target('allLicensedUsersAssignmentTarget'), /profiles are for devices/],
    [{ target: { groupId: groups[0] } }, /must be one of/],
    [target('groupAssignmentTarget'), /groupId is required/],
    [target('deviceTarget'), /could not be resolved/],
    [
      {
        target: {
          ...target('groupAssignmentTarget', groups[0]).target,
          deviceAndAppManagementAssignmentFilterType: 'include',
        },
      },
      /filters are not supported/,
    ],
  ] as const) {
    const answer = await scene.call('POST', at(two.id), body)
    assert.equal(answer.statusCode, 400, answer.payload)
    assert.match(messageOf(answer), text)
  }
  for (const groupId of [newId(), 'Sales'])
    assert.equal((await scene.call('POST', at(two.id), target('groupAssignmentTarget', groupId))).statusCode, 404)
})

test('profiles are given to devices by name', async () => {
  const [first, second] = await scene.register([1, 2])
  const { id } = await make('Standard')
  const answer = await scene.call('POST', `${path}/${id}/microsoft.graph.assign`, {
    deviceIds: [first?.toUpperCase(), second],
  })
  assert.equal(answer.statusCode, 204)
  const inUse = await scene.call('DELETE', `${path}/${id}`)
  assert.equal(inUse.body.error.innerError.code, 'profile_in_use')
  assert.equal((await scene.call('POST', `${path}/${id}/assign`, { deviceIds: [newId()] })).statusCode, 404)
  assert.equal((await scene.call('POST', `${path}/${id}/assign`, {})).statusCode, 400)
  for (const device of [first, second])
    await scene.call('DELETE', `/beta/deviceManagement/windowsAutopilotDeviceIdentities/${device}`)
})

test('policy sets ask which profiles are assigned', async () => {
  const [one, two] = [await make('One'), await make('Two')]
  await scene.call('POST', `${path}/${one.id}/assignments`, target('groupAssignmentTarget', groups[0]))
  const { statusCode, body } = await scene.call('POST', `${path}/hasPayloadLinks`, { payloadIds: [one.id, two.id] })
  assert.equal(statusCode, 200)
  assert.deepEqual(body.value, [
    { payloadId: one.id, hasLink: true, error: null, sources: ['direct'] },
    { payloadId: two.id, hasLink: false, error: null, sources: [] },
  ])
})

test('what is not there, or not in this version', async () => {
  const { id } = await make('Standard')
  for (const [method, below, body] of [
    ['GET', '', undefined],
    ['PATCH', '', {}],
    ['DELETE', '', undefined],
    ['GET', '/assignments', undefined],
    ['POST', '/assignments', target('allDevicesAssignmentTarget')],
    ['GET', `/assignments/${newId()}_${newId()}_0`, undefined],
    ['DELETE', '/assignments/x', undefined],
  ] as const)
    for (const missing of [newId(), 'x'])
      assert.equal((await scene.call(method, `${path}/${missing}${below}`, body)).statusCode, 404, `${method} ${below}`)
  assert.equal((await scene.h.call('GET', `${path}/${id}`, scene.other.token)).statusCode, 404)
  const v1 = await scene.get(path.replace('beta', 'v1.0'))
  assert.deepEqual(
    [v1.statusCode, v1.body.error.message],
    [400, "Resource not found for the segment 'windowsAutopilotDeploymentProfiles'."],
  )
})
