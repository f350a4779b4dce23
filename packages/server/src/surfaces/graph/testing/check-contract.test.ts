import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contracts, memberType, navigationOf, propertiesOf, type Version, versions } from '../model.ts'
import { checkContract } from './check-contract.ts'

const contextOf = (fragment: string, version: Version = 'v1.0') =>
  `https://hailport.example/${version}/$metadata#${fragment}`
const devices = 'deviceManagement/windowsAutopilotDeviceIdentities'
const device = { id: '1', enrollmentState: 'enrolled', lastContactedDateTime: '0001-01-01T00:00:00Z', groupTag: null }
const one = (value: object, fragment = `${devices}/$entity`) =>
  checkContract('v1.0', 200, { '@odata.context': contextOf(fragment), ...value })

test('an answer that is as the contract says has no faults', () => {
  assert.deepEqual(one(device), [])
  assert.deepEqual(one({ id: '1' }, `${devices}(id)/$entity`), [])
  const list = { '@odata.context': contextOf(devices), '@odata.count': 1, value: [device] }
  assert.deepEqual(checkContract('v1.0', 200, list), [])
})

test('every kind of fault is found and named', () => {
  const list = (value: unknown, version: Version = 'v1.0') =>
    checkContract(version, 200, { '@odata.context': contextOf(devices), value })
  const faults: [string[], RegExp][] = [
    [one({ ...device, colour: 'red' }), /has colour/],
    [one({ ...device, enrollmentState: 'Enrolled' }), /enrollmentState: "Enrolled" is no member/],
    [one({ ...device, enrollmentState: null }), /enrollmentState: is null/],
    [one({ ...device, lastContactedDateTime: 'never' }), /lastContactedDateTime/],
    [one({ ...device, groupTag: 5 }), /groupTag: 5 is no Edm.String/],
    [one({ id: '1', enrollmentState: 'enrolled' }), /lacks lastContactedDateTime/],
    [one({ ...device, azureAdDeviceId: '' }), /has azureAdDeviceId/],
    [one({ ...device, '@odata.etag': 'x' }), /has @odata.etag/],
    [one(device, 'deviceManagement/nothing/$entity'), /names nothing/],
    [list([], 'beta'), /no context/],
    [list(null), /is no list/],
    [list([{ ...device, model: 1 }]), /value\[0\]\.model/],
    [checkContract('v1.0', 400, { error: { code: 'x' } }), /lacks/],
    [checkContract('v1.0', 400, { message: 'x' }), /no error envelope/],
  ]
  for (const [found, pattern] of faults) assert.match(found[0] ?? '', pattern)
})

test('an item of an abstract type names its own, and has its members', () => {
  const target = (value: object) =>
    checkContract('beta', 200, {
      '@odata.context': contextOf("deviceManagement/windowsAutopilotDeploymentProfiles('1')/assignments", 'beta'),
      value: [{ id: '1', source: 'direct', sourceId: '1', target: value }],
    })
  const filter = { deviceAndAppManagementAssignmentFilterId: null, deviceAndAppManagementAssignmentFilterType: 'none' }
  const typed = (name: string, members: object = {}) =>
    target({ '@odata.type': `#microsoft.graph.${name}`, ...filter, ...members })
  assert.deepEqual(typed('groupAssignmentTarget', { groupId: 'g' }), [])
  assert.match(target(filter)[0] ?? '', /abstract/)
  assert.match(typed('organization')[0] ?? '', /is no device/)
  assert.match(typed('allDevicesAssignmentTarget', { groupId: 'g' })[0] ?? '', /groupId/)
})

test('everything that the contract names is in it', () => {
  for (const version of versions) {
    const { types, enums, container, actions } = contracts[version]
    const named = [
      ...Object.values(container),
      ...Object.keys(types).flatMap(name => [
        ...Object.values(propertiesOf(version, name)),
        ...Object.values(navigationOf(version, name)),
      ]),
      ...actions.flatMap(({ binding, parameters, returns }) => [
        binding,
        ...Object.values(parameters),
        ...(returns ? [returns] : []),
      ]),
    ]
    for (const text of named) {
      const { name } = memberType(text)
      assert.ok(/^Edm\./.test(name) || types[name] || enums[name], `${version}: ${text}`)
    }
    assert.ok(named.length > 50)
  }
})

test('fact 6: the typing error of an enum member is part of the wire', () => {
  const statuses = Object.keys(contracts.beta.enums['windowsAutopilotProfileAssignmentStatus'] ?? {})
  assert.ok(statuses.includes('assignedUnkownSyncState'))
  assert.ok(!('blocked' in (contracts['v1.0'].enums['enrollmentState'] ?? {})))
  assert.ok('blocked' in (contracts.beta.enums['enrollmentState'] ?? {}))
})
