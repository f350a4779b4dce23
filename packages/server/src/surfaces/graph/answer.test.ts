import assert from 'node:assert/strict'
import { test } from 'node:test'
import { actionResult, collection, entity, noContent } from './answer.ts'
import type { GraphCall } from './call.ts'
import type { Version } from './model.ts'
import { fitOptions } from './odata/fit-options.ts'
import { parseOptions } from './odata/options.ts'
import { checkContract } from './testing/check-contract.ts'

const profiles = 'deviceManagement/windowsAutopilotDeploymentProfiles'
const devices = 'deviceManagement/windowsAutopilotDeviceIdentities'

const call = (version: Version, canonicalPath: string, type: string, query = '') =>
  ({
    version,
    type,
    base: `https://hailport.example/${version}`,
    address: { version, segments: [], path: `/${canonicalPath}`, query },
    canonicalPath,
    options: fitOptions(parseOptions(query), version, type),
  }) as unknown as GraphCall

const contextOf = (body: unknown) => String((body as Record<string, unknown>)['@odata.context']).split('#')[1]
const device = {
  id: 'd',
  enrollmentState: 'enrolled',
  lastContactedDateTime: '0001-01-01T00:00:00Z',
  serialNumber: 'S',
}

test('the context of an entity names its set, however it was reached', () => {
  const type = 'windowsAutopilotDeviceIdentity'
  const cases: [string, number, string][] = [
    [`${devices}('d')`, 200, `${devices}/$entity`],
    [devices, 201, `${devices}/$entity`],
    [`${profiles}('p')/assignedDevices('d')`, 200, `${profiles}('p')/assignedDevices/$entity`],
  ]
  for (const [path, status, expected] of cases) {
    const answer = entity(call('beta', path, type), device, status as 200)
    assert.equal(answer.status, status)
    assert.equal(contextOf(answer.body), expected)
    const location = `https://hailport.example/beta/${devices}('d')`
    assert.equal(answer.headers?.['location'], status === 201 ? location : undefined)
  }
})

test('what was selected stands in the context, and the answer is as the contract says', () => {
  const asked = call('v1.0', `${devices}('d')`, 'windowsAutopilotDeviceIdentity', '$select=SerialNumber')
  const { body } = entity(asked, device)
  assert.equal(contextOf(body), `${devices}(serialNumber)/$entity`)
  assert.deepEqual(checkContract('v1.0', 200, body), [])
})

test('items of an abstract type keep the name of their own, and expanded ones stay, whatever was selected', () => {
  const type = 'windowsAutopilotDeviceIdentity'
  const asked = call('beta', devices, type, '$select=serialNumber&$expand=deploymentProfile')
  const { body } = collection(asked, { items: [{ '@odata.type': '#x', ...device, deploymentProfile: null }] })
  assert.deepEqual((body as { value: unknown }).value, [
    { '@odata.type': '#x', id: 'd', serialNumber: 'S', deploymentProfile: null },
  ])
})

test('what an action returns has the context of its type, or no body at all', () => {
  const state = { serialNumber: 'S', deviceRegistrationId: 'd', deletionState: 'accepted', errorMessage: null }
  const { status, body } = actionResult(
    call('beta', `${devices}/deleteDevices`, 'windowsAutopilotDeviceIdentity'),
    'deletedWindowsAutopilotDeviceState',
    [state],
  )
  assert.equal(status, 200)
  assert.equal(contextOf(body), 'Collection(microsoft.graph.deletedWindowsAutopilotDeviceState)')
  assert.deepEqual(checkContract('beta', 200, body), [])
  assert.deepEqual(noContent(), { status: 204 })
})
