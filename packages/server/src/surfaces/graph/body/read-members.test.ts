import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GraphCall } from '../call.ts'
import { readActionBody, readEntityBody } from './read-members.ts'

const withBody = (body: unknown, version = 'beta') => ({ version, body: () => body }) as unknown as GraphCall
const profile = (body: unknown) => readEntityBody(withBody(body), 'windowsAutopilotDeploymentProfile')
const imported = (body: unknown) => readEntityBody(withBody(body), 'importedWindowsAutopilotDeviceIdentity')

test('names and values take the form of the contract', () => {
  const read = imported({
    '@odata.type': '#microsoft.graph.importedWindowsAutopilotDeviceIdentity',
    SerialNumber: 'S-1',
    groupTag: null,
    productKey: 5,
    hardwareIdentifier: 'QUJD RA',
    orderIdentifier: 'unknown to the contract',
    state: {
      '@odata.type': 'microsoft.graph.importedWindowsAutopilotDeviceIdentityState',
      deviceErrorCode: '0',
      deviceImportStatus: 'PENDING',
    },
  })
  assert.deepEqual(read, {
    serialNumber: 'S-1',
    groupTag: null,
    productKey: '5',
    hardwareIdentifier: 'QUJDRA==',
    state: { deviceErrorCode: 0, deviceImportStatus: 'pending' },
  })
})

test('booleans come as texts too, lists of one without their brackets', () => {
  const read = profile({
    '@odata.type': 'Microsoft.Graph.AzureADWindowsAutopilotDeploymentProfile',
    extractHardwareHash: 'True',
    roleScopeTagIds: '0',
    outOfBoxExperienceSetting: { escapeLinkHidden: 'false' },
  })
  assert.deepEqual(read, {
    '@odata.type': '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile',
    extractHardwareHash: true,
    roleScopeTagIds: ['0'],
    outOfBoxExperienceSetting: { escapeLinkHidden: false },
  })
})

test('a value that is none of its type is refused in the words of the original', () => {
  const cases: [() => unknown, RegExp][] = [
    [
      () => imported({ hardwareIdentifier: 'no base64!' }),
      /Cannot convert the literal 'no base64!' to the expected type 'Edm.Binary'/,
    ],
    [() => imported({ hardwareIdentifier: 'ABCDE' }), /Edm.Binary/],
    [() => imported({ serialNumber: { a: 1 } }), /Edm.String/],
    [() => imported({ state: { deviceImportStatus: 'lost' } }), /importedWindowsAutopilotDeviceIdentityImportStatus/],
    [() => imported({ state: 'x' }), /importedWindowsAutopilotDeviceIdentityState/],
    [() => imported({ state: { deviceErrorCode: 2 ** 31 } }), /Edm.Int32/],
    [() => profile({ extractHardwareHash: 'maybe' }), /Edm.Boolean/],
    [() => profile({ createdDateTime: 'yesterday' }), /Edm.DateTimeOffset/],
    [() => profile({ '@odata.type': '#microsoft.graph.organization' }), /could not be resolved by the model/],
    [() => profile([]), /must be a JSON object/],
    [() => profile({ description: 'x'.repeat(40_000) }), /longer than/],
    [() => profile({ description: 'a\0' }), /characters/],
  ]
  for (const [read, pattern] of cases) assert.throws(read, pattern)
})

test('parameters of an action are read by the contract of the version', () => {
  const body = { GroupTag: 'X', deviceFriendlyName: 'n', more: 1 }
  assert.deepEqual(readActionBody(withBody(body), 'updateDeviceProperties'), { groupTag: 'X', deviceFriendlyName: 'n' })
  assert.deepEqual(readActionBody(withBody(body, 'v1.0'), 'updateDeviceProperties'), { groupTag: 'X' })
  assert.deepEqual(readActionBody(withBody(undefined), 'sync'), {})
  const list = { importedWindowsAutopilotDeviceIdentities: [{ serialNumber: 'S', x: 1 }] }
  assert.deepEqual(readActionBody(withBody(list), 'import'), {
    importedWindowsAutopilotDeviceIdentities: [{ serialNumber: 'S' }],
  })
})
