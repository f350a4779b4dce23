import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testSerial } from '../../../testing/devices.ts'
import { baseUrl } from '../../../testing/harness.ts'
import { contracts } from '../model.ts'
import { graphCall } from '../testing/graph-client.ts'
import {
  devicesPath,
  type GraphScene,
  importBody,
  importsPath,
  messageOf,
  startGraphScene,
} from '../testing/graph-scene.ts'

/** The ten facts that break a naive implementation of the contract (graph-api 1), one test each. */

let scene: GraphScene
let application: { id: string; secret: string }
before(async () => {
  scene = await startGraphScene()
  const applications = `/api/v1/organizations/${scene.tenant.id}/applications`
  const roles = ['device-manager', 'profile-manager']
  const { body } = await scene.h.call('POST', applications, scene.tenant.token, { name: 'script', roles })
  application = { id: body.id, secret: body.secret ?? body.credentials[0].secret }
})
after(() => scene.close())

const states = async (): Promise<string[]> =>
  (await scene.get(`/beta/${importsPath}`)).body.value.map(
    (one: { state: { deviceImportStatus: string } }) => one.state.deviceImportStatus,
  )

test('fact 1: an import that is being processed is unknown, whatever the client sent', async () => {
  const made = await scene.call('POST', `/beta/${importsPath}`, importBody(1))
  assert.equal(made.body.state.deviceImportStatus, 'unknown')
  // A poller goes on for as long as it reads unknown, and nothing else may come before the end.
  const seen = new Set<string>()
  await scene.until(`/beta/${importsPath}/${made.body.id}`, ({ body }) => {
    seen.add(body.state.deviceImportStatus)
    return body.state.deviceImportStatus !== 'unknown'
  })
  assert.deepEqual(
    [...seen].filter(status => status !== 'unknown'),
    ['complete'],
  )
  assert.deepEqual(await states(), ['complete'])
})

test('fact 2: a device is readable at once when its import is complete', async () => {
  for (let n = 100; n < 110; n++) {
    const made = await scene.call('POST', `/v1.0/${importsPath}`, importBody(n))
    const { body } = await scene.until(
      `/v1.0/${importsPath}/${made.body.id}`,
      answer => answer.body.state.deviceImportStatus === 'complete',
    )
    const device = await scene.get(`/beta/${devicesPath}/${body.state.deviceRegistrationId}`)
    assert.equal(device.statusCode, 200)
    assert.equal(device.body.serialNumber, testSerial(n))
  }
})

test('fact 3: bodies are not always strict JSON', async () => {
  const [id] = await scene.register([3])
  const bodies = [
    ['UpdateDeviceProperties', '{ groupTag: "Sales" }', 'Sales'],
    ['updateDeviceProperties', '{"groupTag":"Lab",}', 'Lab'],
    ['updateDeviceProperties', "{ 'groupTag': 'Desk' }", 'Desk'],
    ['updateDeviceProperties', '{"GroupTag": "Other"}', 'Other'],
  ] as const
  for (const [action, payload, tag] of bodies) {
    const answer = await scene.call('POST', `/beta/${devicesPath}/${id}/${action}`, undefined, {
      payload,
      headers: { 'content-type': 'application/json' },
    })
    assert.equal(answer.statusCode, 204, `${payload}: ${answer.payload}`)
    assert.equal((await scene.get(`/beta/${devicesPath}/${id}`)).body.groupTag, tag)
  }
  const overwrite = '{"importedDeviceIdentities":[],"overwriteImportedDeviceIdentities":"false"}'
  const path = '/beta/deviceManagement/importedDeviceIdentities/importDeviceIdentityList'
  const answer = await scene.call('POST', path, undefined, { payload: overwrite })
  assert.deepEqual(answer.body.value, [])
})

test('fact 4: paths in any capitals, with slashes too many, keys in parentheses, qualified actions', async () => {
  const [id] = await scene.register([4])
  for (const url of [
    `/beta/devicemanagement/windowsautopilotdeviceidentities/${id}`,
    `/beta/deviceManagement/windowsAutopilotDeviceIdentities('${id}')`,
    `/beta/deviceManagement/windowsAutopilotDeviceIdentities/${id?.toUpperCase()}/`,
    `/beta/deviceManagement/windowsAutopilotDeviceIdentities/?$filter=contains(serialNumber,'${testSerial(4)}')`,
    `/v1.0/deviceManagement/importedWindowsAutopilotDeviceIdentities/?$filter=contains(serialNumber,'x')`,
  ])
    assert.equal((await scene.get(url)).statusCode, 200, url)
  for (const url of [
    `/beta/${devicesPath}/${id}/UpdateDeviceProperties`,
    `/beta/${devicesPath}('${id}')/microsoft.graph.updateDeviceProperties`,
    `/V1.0/DeviceManagement/WindowsAutopilotDeviceIdentities/${id}/graph.updateDeviceProperties`,
  ])
    assert.equal((await scene.call('POST', url, { groupTag: 'x' })).statusCode, 204, url)
  const rows = { importedWindowsAutopilotDeviceIdentities: [importBody(5)] }
  assert.equal((await scene.call('POST', `/beta/${importsPath}/microsoft.graph.import`, rows)).statusCode, 200)
})

test('fact 5: assignment status and last contact are never null or absent', async () => {
  const [id] = await scene.register([50])
  const ofTenant = `/api/v1/tenants/${scene.tenant.id}`
  for (const url of [`/beta/${devicesPath}/${id}`, `/beta/${devicesPath}?$filter=id eq '${id}'`]) {
    const { body } = await scene.get(url)
    const device = body.value?.[0] ?? body
    assert.equal(device.deploymentProfileAssignmentStatus, 'notAssigned')
    assert.equal(device.deploymentProfileAssignedDateTime, '0001-01-01T00:00:00Z')
    assert.equal(device.lastContactedDateTime, '0001-01-01T00:00:00Z')
  }
  const profile = await scene.h.call('POST', `${ofTenant}/profiles`, scene.tenant.token, { displayName: 'All' })
  const target = { target: { kind: 'allDevices' } }
  await scene.h.call('POST', `${ofTenant}/profiles/${profile.body.id}/assignments`, scene.tenant.token, target)
  const statuses: string[] = []
  const { body } = await scene.until(`/beta/${devicesPath}/${id}`, answer => {
    statuses.push(answer.body.deploymentProfileAssignmentStatus)
    if (statuses.length === 1) scene.h.advance(60_000)
    return statuses.at(-1)?.startsWith('assigned') === true
  })
  assert.deepEqual([...new Set(statuses)], ['pending', 'assignedInSync'])
  assert.ok(Date.parse(body.deploymentProfileAssignedDateTime) > Date.parse('2020-01-01'))
  await scene.h.call(
    'DELETE',
    `${ofTenant}/profiles/${profile.body.id}/assignments/${profile.body.id}_adadadad-808e-44e2-905a-0b7873a8a531_0`,
    scene.tenant.token,
  )
})

test('fact 6: the typo in assignedUnkownSyncState is part of the wire', () => {
  const members = Object.keys(contracts.beta.enums['windowsAutopilotProfileAssignmentStatus'] ?? {})
  assert.ok(members.includes('assignedUnkownSyncState'))
  assert.ok(!members.includes('assignedUnknownSyncState'))
})

test('fact 7: 806 is a device of this tenant, 808 one of another, each with its name', async () => {
  await scene.register([70])
  await scene.register([71], {}, scene.other)
  const wanted = [
    [70, 806, 'ZtdDeviceAlreadyAssigned'],
    [71, 808, 'ZtdDeviceAssignedToOtherTenant'],
  ] as const
  for (const [n, code, name] of wanted) {
    const made = await scene.call('POST', `/beta/${importsPath}`, importBody(n))
    const { body } = await scene.until(
      `/beta/${importsPath}/${made.body.id}`,
      answer => answer.body.state.deviceImportStatus !== 'unknown',
    )
    assert.deepEqual(body.state, {
      deviceImportStatus: 'error',
      deviceRegistrationId: '',
      deviceErrorCode: code,
      deviceErrorName: name,
    })
  }
})

const form = (url: string, members: Record<string, string>) =>
  scene.h.call('POST', url, undefined, undefined, {
    payload: new URLSearchParams(members).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })

test('fact 8: the device code grant is known by its short name, too', async () => {
  const token = `/${scene.tenant.id}/oauth2/v2.0/token`
  // The client that Microsoft's tools sign people in with.
  const client_id = '14d82eec-204b-4c2f-b7e8-296a70dab67e'
  const scope = 'https://graph.microsoft.com/.default openid profile offline_access'
  const begun = await form(`/${scene.tenant.id}/oauth2/v2.0/devicecode`, { client_id, scope })
  assert.equal(begun.statusCode, 200, begun.payload)
  for (const grant_type of ['device_code', 'urn:ietf:params:oauth:grant-type:device_code']) {
    const answer = await form(token, { grant_type, client_id, device_code: begun.body.device_code })
    assert.equal(answer.statusCode, 400)
    assert.match(answer.body.error, /^(authorization_pending|slow_down)$/, grant_type)
  }
})

test('fact 9: links are https, absolute and of the public origin', async () => {
  await scene.register([90, 91])
  const { body } = await scene.call('GET', `/v1.0/${devicesPath}?$top=1`, undefined, {
    headers: { host: 'internal:8080', 'x-forwarded-proto': 'http' },
  })
  assert.ok(body['@odata.nextLink'].startsWith(`${baseUrl}/v1.0/${devicesPath}?$top=1&$skiptoken=`))
  assert.match(body['@odata.nextLink'], /^https:\/\//)
})

test('fact 10: a token for Microsoft Graph, or for this host, is good here', async () => {
  for (const audience of ['https://graph.microsoft.com', baseUrl]) {
    const answer = await form(`/${scene.tenant.id}/oauth2/v2.0/token`, {
      grant_type: 'client_credentials',
      client_id: application.id,
      client_secret: application.secret,
      scope: `${audience}/.default`,
    })
    assert.equal(answer.statusCode, 200, answer.payload)
    assert.equal(answer.body.token_type, 'Bearer')
    const list = await graphCall(scene.h, 'GET', `/v1.0/${devicesPath}?$top=1`, answer.body.access_token)
    assert.equal(list.statusCode, 200, list.payload)
    assert.equal(list.body.value.length, 1)
  }
  const refused = await graphCall(scene.h, 'GET', `/v1.0/${devicesPath}`, 'a.b.c')
  assert.equal(messageOf(refused), 'Access token validation failure.')
})
