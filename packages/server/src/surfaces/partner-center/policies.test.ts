import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '@hailport/registry'
import { type Contract, grantConsent, startContract, type Wire } from '../../testing/contract.ts'
import { testHash, testSerial } from '../../testing/devices.ts'
import { addPartner, addPerson, addTenant } from '../../testing/people.ts'

let c: Contract
let policies: string
before(async () => {
  c = await startContract()
  policies = `/v1${c.customer}/policies`
})
after(() => c.close())

const make = (name: string, policySettings = ['oobe_user_not_local_admin', 'skip_eula']) =>
  c.send('POST', policies, { body: { name, category: 'o_o_b_e', description: 'd', policySettings } })
const key = (value: string | null) => [{ key: 'o_o_b_e', value }]
const update = (devices: unknown, headers = {}) =>
  c.send('PATCH', `/v1${c.customer}/DevicePolicyUpdates`, { body: { devices }, headers })
const valuesOf = async (batch: string) => {
  const { json } = await c.send('GET', `/v1${c.customer}/deviceBatches/${batch}/devices`)
  return json.items.map((device: { policies: { key: string; value: string | null }[] }) => device.policies[0]?.value)
}
const codesOf = (status: Wire['json']) => status.devicesStatus.map((device: { errorCode?: string }) => device.errorCode)

test('a policy is made, read, listed, replaced and deleted', async () => {
  const made = await make('Standard')
  assert.equal(made.status, 200, made.text)
  const { id } = made.json
  assert.deepEqual(
    [made.json.category, made.json.policySettings, made.json.devicesAssignedCount, made.json.devicesAssigned],
    ['o_o_b_e', ['oobe_user_not_local_admin', 'skip_eula'], 0, 0],
  )
  assert.deepEqual((await c.send('GET', `${policies}/${id}`)).json, made.json)
  const list = (await c.send('GET', policies)).json
  assert.deepEqual(list.items, [made.json])
  // PowerShell reads, changes, and sends the whole of it back.
  const body = { ...made.json, name: 'Renamed', policySettings: ['skip_express_settings'] }
  const replaced = (await c.send('PUT', `${policies}/${id}`, { body })).json
  assert.deepEqual([replaced.name, replaced.policySettings], ['Renamed', ['skip_express_settings']])
  assert.ok(replaced.lastModifiedDate >= replaced.createdDate)
  const other = await c.send('PUT', `${policies}/${id}`, { body: { ...body, id: newId() } })
  assert.equal(other.status, 400)
  const deleted = await c.send('DELETE', `${policies}/${id}`)
  assert.deepEqual([deleted.status, deleted.text], [204, ''])
  assert.equal((await c.send('GET', `${policies}/${id}`)).json.code, '1000')
})

test('R10: a category and settings are taken in the spellings of the clients, and others are refused', async () => {
  for (const category of ['o_o_b_e', 'oobe', 'OOBE', 1, 'none', null, undefined]) {
    const body = { Name: `c ${category}`, Category: category, PolicySettings: ['SkipEula', 'skip_eula'] }
    const { status, json, text } = await c.send('POST', policies, { body })
    assert.equal(status, 200, text)
    assert.deepEqual([json.category, json.policySettings], ['o_o_b_e', ['skip_eula']])
    await c.send('DELETE', `${policies}/${json.id}`)
  }
  for (const [body, code] of [
    [{ name: 'x', category: 'other', policySettings: [] }, '900126'],
    [{ name: 'x', policySettings: ['skip_everything'] }, '900126'],
    [{ name: 'x' }, '3000'],
    [{ policySettings: [] }, '3000'],
  ] as const) {
    const answer = await c.send('POST', policies, { body })
    assert.deepEqual([answer.status, answer.json.code], [400, code])
  }
})

test('devices get a policy with the upload, with an update of many, and one by one; and lose it again', async () => {
  const [first, second] = [(await make('First')).json.id, (await make('Second')).json.id]
  const status = await c.upload('Policies', [
    { hardwareHash: testHash(1), policies: key(first) },
    { hardwareHash: testHash(2), Policies: [{ Key: 'OOBE', Value: first.toUpperCase() }] },
    { hardwareHash: testHash(3) },
    { hardwareHash: testHash(4), policies: key(newId()) },
  ])
  assert.deepEqual(codesOf(status), [undefined, undefined, undefined, '809'])
  assert.deepEqual(await valuesOf('Policies'), [first, first, null])
  assert.equal((await c.send('GET', `${policies}/${first}`)).json.devicesAssignedCount, 2)
  const inUse = await c.send('DELETE', `${policies}/${first}`)
  assert.deepEqual([inUse.status, inUse.json.code], [409, '3000'])

  const [a, b, d] = status.devicesStatus.map((device: { deviceId: string }) => device.deviceId)
  const changed = await update([
    { Id: a, Policies: key(second), HardwareHash: null, UploadedDate: '0001-01-01T00:00:00' },
    { id: b, policies: key(null) },
    { id: d, policies: key('') },
    { id: newId(), policies: key(second) },
    { id: a, policies: key(newId()) },
    { id: a },
  ])
  assert.deepEqual([changed.status, changed.text], [202, ''])
  const job = await c.ended(String(changed.headers.location))
  assert.deepEqual(codesOf(job), [undefined, undefined, undefined, '807', '809', '801'])
  assert.deepEqual(await valuesOf('Policies'), [second, null, null])

  const device = `/v1${c.customer}/deviceBatches/Policies/devices/${b}`
  const put = await c.send('PUT', device, { body: { id: b, policies: key(first) } })
  assert.deepEqual([put.status, put.json.policies], [200, key(first)])
  assert.equal((await c.send('PUT', device, { body: { id: b, policies: null } })).json.policies[0].value, first)
  assert.equal((await c.send('PUT', device, { body: { policies: key(newId()) } })).json.code, '1000')
  await c.send('PUT', device, { body: { policies: key(null) } })
  const journal = await c.h.call('GET', `/api/v1/tenants/${c.tenant.id}/devices/${b}/journal`, c.tenant.token)
  const actions = journal.body.items.map((entry: { action: string }) => entry.action)
  assert.equal(actions.filter((action: string) => action === 'device.policy_changed').length, 3)

  // A device that is gone has no policy any more, and the policy is free.
  await c.send('DELETE', `/v1${c.customer}/deviceBatches/Policies/devices/${a}`)
  assert.equal((await c.send('DELETE', `${policies}/${second}`)).status, 204)
})

test('R13: an update that is sent again is the same job', async () => {
  const status = await c.upload('Again', [{ hardwareHash: testHash(10) }])
  const { id } = (await make('Again')).json
  const headers = { 'ms-requestid': newId() }
  const devices = [{ id: status.devicesStatus[0].deviceId, policies: key(id) }]
  const first = await update(devices, headers)
  assert.equal((await update(devices, headers)).headers.location, first.headers.location)
  assert.notEqual((await update(devices)).headers.location, first.headers.location)
})

test('what an update must have', async () => {
  for (const devices of [[], undefined, [1], Array(1001).fill({ id: newId(), policies: [] })])
    assert.equal((await update(devices)).status, 400)
})

test('a consent that does not allow profiles lets devices in, and no policies', async () => {
  const tenant = await addTenant(c.h, 'narrow.example')
  const partner = await addPartner(c.h, 'narrow')
  await grantConsent(c.h, tenant, partner)
  const { token } = partner
  const path = `/v1/customers/${tenant.id}`
  const body = { name: 'p', policySettings: ['skip_eula'] }
  const refused = await c.send('POST', `${path}/policies`, { token, body })
  assert.deepEqual([refused.status, refused.json.code, refused.json.data], [403, '2032', ['profiles_not_allowed']])
  assert.deepEqual((await c.send('GET', `${path}/policies`, { token })).json.items, [])
  const devices = [{ hardwareHash: testHash(20) }, { hardwareHash: testHash(21), policies: key(newId()) }]
  const created = await c.send('POST', `${path}/deviceBatches`, { token, body: { batchId: 'b', devices } })
  let { json } = created
  while (json?.status !== 'finished') ({ json } = await c.send('GET', `/v1${created.headers.location}`, { token }))
  assert.deepEqual(codesOf(json), [undefined, 'profiles_not_allowed'])
})

test('policies are of one partner and one customer, and need the role for them', async () => {
  const { id } = (await make('Mine')).json
  const rival = await addPartner(c.h, 'rival')
  await grantConsent(c.h, c.tenant, rival, { mayGiveProfiles: true })
  const { token } = rival
  assert.deepEqual((await c.send('GET', policies, { token })).json.items, [])
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const body = method === 'PUT' ? { name: 'x', policySettings: [] } : undefined
    assert.equal((await c.send(method, `${policies}/${id}`, { token, body })).json.code, '1000', method)
  }
  const created = await c.send('POST', `/v1${c.customer}/deviceBatches`, {
    token,
    body: { batchId: 'theirs', devices: [{ hardwareHash: testHash(30), policies: key(id) }] },
  })
  let { json } = created
  while (json?.status !== 'finished') ({ json } = await c.send('GET', `/v1${created.headers.location}`, { token }))
  assert.deepEqual(codesOf(json), ['809'])

  const clerk = await addPerson(c.h, c.partner.id, 'clerk@fabrikam.example', ['registrar'])
  const refused = await c.send('POST', policies, { token: clerk.token, body: { name: 'x', policySettings: [] } })
  assert.deepEqual([refused.status, refused.json.code], [403, '900150'])
})

test('first boot tells the policy where the customer has assigned nothing of its own', async () => {
  const settings = ['skip_eula', 'skip_express_settings']
  const { id } = (await make('Administrator', settings)).json
  await c.upload('Boot', [{ hardwareHash: testHash(50), policies: key(id) }])
  const boot = async () =>
    (await c.h.call('POST', '/device/v1/resolve', undefined, { hardwareHash: testHash(50) })).body.profile
  // 1 and 8 always; 4 no privacy page, 16 no licence; not 2, the user is an administrator.
  assert.equal((await boot()).CloudAssignedOobeConfig, 1 + 4 + 8 + 16)
  const profiles = `/api/v1/tenants/${c.tenant.id}/profiles`
  const own = await c.h.call('POST', profiles, c.tenant.token, { displayName: 'Own', isDefault: true })
  assert.equal((await boot()).Comment_File, 'Profile Administrator')
  const target = { target: { kind: 'allDevices' } }
  const assigned = await c.h.call('POST', `${profiles}/${own.body.id}/assignments`, c.tenant.token, target)
  assert.ok(assigned.statusCode < 300, assigned.payload)
  assert.equal((await boot()).Comment_File, 'Profile Own')
  const [device] = (
    await c.h.call('GET', `/api/v1/tenants/${c.tenant.id}/devices?serialNumber=${testSerial(50)}`, c.tenant.token)
  ).body.items
  const path = `/api/v1/tenants/${c.tenant.id}/devices/${device.id}/effective-profile`
  assert.equal((await c.h.call('GET', path, c.tenant.token)).body.rule, 'allDevices')
  await c.h.call('DELETE', `${profiles}/${own.body.id}/assignments/${assigned.body.id}`, c.tenant.token)
  const told = (await c.h.call('GET', path, c.tenant.token)).body
  assert.deepEqual([told.rule, told.intendedProfile.id], ['partner', id])
  const without = `/api/v1/tenants/${c.tenant.id}/devices?profileId=none&serialNumber=${testSerial(50)}`
  assert.deepEqual((await c.h.call('GET', without, c.tenant.token)).body.items, [])
})

test('a device that the customer releases and takes back has its policy again, while that is still there', async () => {
  const { id } = (await make('Kept')).json
  await c.upload('Kept', [{ hardwareHash: testHash(60), policies: key(id) }])
  const devices = `/api/v1/tenants/${c.tenant.id}/devices`
  const [device] = (await c.h.call('GET', `${devices}?serialNumber=${testSerial(60)}`, c.tenant.token)).body.items
  const again = async () => {
    const released = await c.h.call('DELETE', `${devices}/${device.id}`, c.tenant.token)
    assert.ok(released.statusCode < 300, released.payload)
    const path = `/api/v1/tenants/${c.tenant.id}/released-devices/${device.id}/restore`
    const restored = await c.h.call('POST', path, c.tenant.token)
    assert.ok(restored.statusCode < 300, restored.payload)
    return (await c.h.call('GET', `${devices}/${device.id}/effective-profile`, c.tenant.token)).body.intendedProfile
  }
  assert.equal((await again())?.id, id)
  await c.h.call('DELETE', `${devices}/${device.id}`, c.tenant.token)
  assert.equal((await c.send('DELETE', `${policies}/${id}`)).status, 204)
  const path = `/api/v1/tenants/${c.tenant.id}/released-devices/${device.id}/restore`
  assert.ok((await c.h.call('POST', path, c.tenant.token)).statusCode < 300)
  const told = await c.h.call('GET', `${devices}/${device.id}/effective-profile`, c.tenant.token)
  assert.notEqual(told.body.rule, 'partner')
})

test('a customer does not register devices with policies', async () => {
  const devices = [{ hardwareHash: testHash(40), policyId: newId() }]
  const path = `/api/v1/tenants/${c.tenant.id}/registrations`
  const { body } = await c.h.call('POST', path, c.tenant.token, { devices })
  assert.equal(body.results[0].code, 'profiles_not_allowed')
})
