import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { allDevicesId } from '@hailport/registry'
import { type GraphScene, startGraphScene } from '../testing/graph-scene.ts'

/** The requests about profiles of the PowerShell module, Terraform's profile resource and graph2otel (graph-api 9), and what they read. */

let scene: GraphScene
before(async () => {
  scene = await startGraphScene()
})
after(() => scene.close())

const profiles = '/beta/deviceManagement/windowsAutopilotDeploymentProfiles'
const devices = '/beta/deviceManagement/windowsAutopilotDeviceIdentities'
const entra = '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile'

const makeGroup = async (displayName: string): Promise<string> =>
  (await scene.call('POST', '/beta/groups', { displayName, mailEnabled: false, securityEnabled: true })).body.id

/** What New-AutopilotProfile sends: old names only. */
const oldProfile = (displayName: string) => ({
  '@odata.type': entra,
  displayName,
  description: 'made by a script',
  language: 'os-default',
  extractHardwareHash: false,
  enableWhiteGlove: true,
  deviceNameTemplate: 'PC-%RAND:5%',
  deviceType: 'windowsPc',
  outOfBoxExperienceSettings: {
    '@odata.type': 'microsoft.graph.outOfBoxExperienceSettings',
    hidePrivacySettings: true,
    hideEULA: true,
    userType: 'standard',
    deviceUsageType: 'singleUser',
    skipKeyboardSelectionPage: true,
    hideEscapeLink: true,
  },
  enrollmentStatusScreenSettings: {
    '@odata.type': 'microsoft.graph.windowsEnrollmentStatusScreenSettings',
    hideInstallationProgress: false,
    allowDeviceUseBeforeProfileAndAppInstallComplete: false,
    blockDeviceSetupRetryByUser: false,
    allowLogCollectionOnInstallFailure: true,
    customErrorMessage: 'call us',
    installProgressTimeoutInMinutes: 60,
    allowDeviceUseOnInstallFailure: true,
  },
})

const stripped = ['id', 'createdDateTime', 'lastModifiedDateTime', 'roleScopeTagIds', '@odata.context']

test('PowerShell: New-, Get-, Set- and Remove-AutopilotProfile', async () => {
  const made = await scene.call('POST', profiles, oldProfile('Script'))
  assert.equal(made.statusCode, 201, made.payload)
  const path = `${profiles}/${made.body.id}`
  const read = (await scene.get(path)).body
  assert.deepEqual(
    [read.preprovisioningAllowed, read.outOfBoxExperienceSetting.keyboardSelectionPageSkipped],
    [true, true],
  )
  // Set-AutopilotProfile edits old names of what it read, and sends all of it back.
  read.displayName = 'Script 2'
  read.language = 'en-GB'
  read.enableWhiteGlove = false
  read.outOfBoxExperienceSettings.hideEULA = false
  const rest = Object.fromEntries(Object.entries(read).filter(([name]) => !stripped.includes(name)))
  const set = await scene.call('PATCH', path, rest)
  assert.equal(set.statusCode, 200, set.payload)
  const now = (await scene.get(path)).body
  assert.deepEqual(
    [now.displayName, now.locale, now.preprovisioningAllowed, now.outOfBoxExperienceSetting.eulaHidden],
    ['Script 2', 'en-GB', false, false],
  )
  assert.equal(now.enrollmentStatusScreenSettings.customErrorMessage, 'call us')
  const listed = await scene.get(profiles)
  assert.deepEqual(
    listed.body.value.map((one: { '@odata.type': string }) => one['@odata.type']),
    [entra],
  )
  assert.equal((await scene.call('DELETE', path)).statusCode, 204)
})

test('PowerShell: ConvertTo-AutopilotConfigurationJSON reads a profile and the organization', async () => {
  const { id } = (await scene.call('POST', profiles, oldProfile('Export'))).body
  const profile = (await scene.get(`${profiles}/${id}`)).body
  const organization = (await scene.get('/v1.0/organization')).body.value[0]
  const domain = organization.verifiedDomains.find((one: { isDefault: boolean }) => one.isDefault).name
  const { hideEscapeLink, deviceUsageType, userType } = profile.outOfBoxExperienceSettings
  assert.deepEqual(
    [profile['@odata.type'], organization.id, domain, hideEscapeLink, deviceUsageType, userType],
    [entra, scene.tenant.id, 'contoso.example', true, 'singleUser', 'standard'],
  )
  assert.deepEqual([profile.language, profile.deviceNameTemplate], ['os-default', 'PC-%RAND:5%'])
  await scene.call('DELETE', `${profiles}/${id}`)
})

test('PowerShell: assigned groups and devices of a profile', async () => {
  const group = await makeGroup('Assigned')
  const [device] = await scene.register([1])
  const { id } = (await scene.call('POST', profiles, oldProfile('Assigned'))).body
  const path = `${profiles}/${id}`
  const target = { '@odata.type': '#microsoft.graph.groupAssignmentTarget', groupId: group }
  assert.equal((await scene.call('POST', `${path}/assignments`, { target })).statusCode, 201)
  for (const one of (await scene.get(`${path}/assignments`)).body.value)
    assert.equal((await scene.get(`/beta/groups/${one.target.groupId}`)).body.displayName, 'Assigned')
  const reference = { '@odata.id': `https://graph.microsoft.com/beta/directoryObjects/${device}` }
  assert.equal((await scene.call('POST', `/beta/groups/${group}/members/$ref`, reference)).statusCode, 204)
  const assigned = (await scene.get(`${path}/assignedDevices`)).body.value
  assert.deepEqual(
    assigned.map((one: { id: string }) => one.id),
    [device],
  )
  for (const one of (await scene.get(`${path}/assignments`)).body.value)
    assert.equal((await scene.call('DELETE', `${path}/assignments/${one.id}`)).statusCode, 204)
  assert.equal((await scene.call('DELETE', path)).statusCode, 204)
  await scene.call('DELETE', `${devices}/${device}`)
})

test('get-windowsautopilotinfo: -AddToGroup, then -Assign waits until the status begins with assigned', async () => {
  const group = await makeGroup('Online')
  const { id } = (await scene.call('POST', profiles, oldProfile('Online'))).body
  const target = { '@odata.type': '#microsoft.graph.groupAssignmentTarget', groupId: group }
  await scene.call('POST', `${profiles}/${id}/assignments`, { target })
  const [device] = await scene.register([2])
  const status = async () => (await scene.get(`${devices}/${device}`)).body.deploymentProfileAssignmentStatus
  assert.equal(await status(), 'notAssigned')
  const found = (await scene.get("/beta/groups?$filter=displayName eq 'Online'")).body.value[0]
  const { azureActiveDirectoryDeviceId } = (await scene.get(`${devices}/${device}`)).body
  const object = (await scene.get(`/beta/devices?$filter=deviceId eq '${azureActiveDirectoryDeviceId}'`)).body.value[0]
  const reference = { '@odata.id': `https://graph.microsoft.com/beta/directoryObjects/${object.id}` }
  assert.equal((await scene.call('POST', `/beta/groups/${found.id}/members/$ref`, reference)).statusCode, 204)
  assert.equal(await status(), 'pending')
  scene.h.advance(30_000)
  assert.match(await status(), /^assigned/)
  const expand = '$expand=deploymentProfile,intendedDeploymentProfile'
  assert.equal((await scene.get(`${devices}/${device}?${expand}`)).body.deploymentProfile.displayName, 'Online')
  await scene.call('DELETE', `${devices}/${device}`)
})

test('Terraform: a profile with its assignments is created, read, changed, destroyed', async () => {
  const groups = [await makeGroup('One'), await makeGroup('Two')]
  const resource = (displayName: string, locale: string) => ({
    '@odata.type': entra,
    displayName,
    locale,
    deviceNameTemplate: '',
    hardwareHashExtractionEnabled: true,
    preprovisioningAllowed: true,
    deviceType: 'windowsPc',
    roleScopeTagIds: ['0'],
    outOfBoxExperienceSetting: {
      privacySettingsHidden: true,
      eulaHidden: true,
      keyboardSelectionPageSkipped: true,
      escapeLinkHidden: true,
      userType: 'administrator',
      deviceUsageType: 'shared',
    },
  })
  const { id } = (await scene.call('POST', profiles, resource('Terraform', 'os-default'))).body
  const path = `${profiles}/${id}`
  const assign = (type: string, groupId?: string) =>
    scene.call('POST', `${path}/assignments`, {
      '@odata.type': '#microsoft.graph.windowsAutopilotDeploymentProfileAssignment',
      target: { '@odata.type': `#microsoft.graph.${type}`, ...(groupId && { groupId }) },
    })
  assert.equal((await assign('groupAssignmentTarget', groups[0])).statusCode, 201)
  assert.equal((await assign('exclusionGroupAssignmentTarget', groups[1])).statusCode, 201)
  const clear = async () => {
    const { value } = (await scene.get(`${path}/assignments`)).body
    for (const one of value) assert.equal((await scene.call('DELETE', `${path}/assignments/${one.id}`)).statusCode, 204)
    return value.length
  }
  assert.equal((await scene.call('PATCH', path, resource('Terraform', 'ja-JP'))).statusCode, 200)
  assert.equal(await clear(), 2)
  const all = await assign('allDevicesAssignmentTarget')
  assert.equal(all.body.id, `${id}_${allDevicesId}_0`)
  // What was sent must come back as it was, or the plan never settles: an unset description is null, an unset template the empty text.
  const { body } = await scene.get(path)
  const sent = resource('Terraform', 'ja-JP')
  assert.deepEqual(Object.fromEntries(Object.keys(sent).map(name => [name, body[name]])), sent)
  assert.deepEqual([body.description, body.enrollmentStatusScreenSettings], [null, null])
  // A profile with assignments is not destroyed.
  assert.equal((await scene.call('DELETE', path)).statusCode, 400)
  assert.equal(await clear(), 1)
  assert.equal((await scene.call('DELETE', path)).statusCode, 204)
  assert.equal((await scene.get(path)).statusCode, 404)
})

test('graph2otel: devices of v1.0, profiles with their assignments and settings of beta', async () => {
  const before = (await scene.get(profiles)).body.value.length
  const { id } = (await scene.call('POST', profiles, oldProfile('Seen'))).body
  const devicesPage = (await scene.get(devices.replace('beta', 'v1.0'))).body
  assert.ok(Array.isArray(devicesPage.value))
  const { value } = (await scene.get(profiles)).body
  assert.equal(value.length, before + 1)
  for (const profile of value) {
    assert.equal(typeof profile.displayName, 'string')
    assert.ok(Array.isArray((await scene.get(`${profiles}/${profile.id}/assignments`)).body.value))
  }
  assert.ok((await scene.get('/beta/deviceManagement/windowsAutopilotSettings')).body.syncStatus)
  await scene.call('DELETE', `${profiles}/${id}`)
})
