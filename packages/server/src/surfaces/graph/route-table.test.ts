import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isGraphUrl, readAddress, toServerUrl } from './address.ts'
import { GraphError } from './errors.ts'
import { type GraphRoute, makeRouteTable, matchRoute } from './route-table.ts'

const route = (method: GraphRoute['method'], path: string, more: Partial<GraphRoute> = {}): GraphRoute => ({
  method,
  path,
  scopes: [],
  handle: () => ({ status: 204 }),
  ...more,
})
const devices = 'deviceManagement/windowsAutopilotDeviceIdentities'
const list = route('GET', devices)
const count = route('GET', `${devices}/$count`)
const one = route('GET', `${devices}/{deviceId}`)
const update = route('POST', `${devices}/{deviceId}/updateDeviceProperties`)
const removeMany = route('POST', `${devices}/deleteDevices`)
const allow = route('POST', `${devices}/{deviceId}/allowNextEnrollment`, { versions: ['beta'] })
const members = route('POST', 'groups/{groupId}/members/$ref')
const table = makeRouteTable([list, count, one, update, removeMany, allow, members])

const find = (method: string, url: string) => matchRoute(table, method, readAddress(url))

test('fact 4: paths are found in any capitals, with slashes too many, keys in parentheses and qualified actions', () => {
  const cases: [string, string, GraphRoute, Record<string, string>][] = [
    ['GET', `/v1.0/${devices}`, list, {}],
    ['GET', '/beta/devicemanagement/WINDOWSautopilotdeviceidentities/?$filter=x', list, {}],
    ['GET', `//beta//${devices}//`, list, {}],
    ['GET', `/BETA/${devices}/$count`, count, {}],
    ['GET', `/v1.0/${devices}/%24count`, count, {}],
    ['GET', `/v1.0/${devices}/AbC`, one, { deviceId: 'AbC' }],
    ['GET', `/v1.0/${devices}('AbC')`, one, { deviceId: 'AbC' }],
    ['GET', `/v1.0/${devices}(%27it%27%27s%27)/`, one, { deviceId: "it's" }],
    ['GET', `/v1.0/${devices}(id='x')`, one, { deviceId: 'x' }],
    ['GET', `/v1.0/${devices}(0199a1b2)`, one, { deviceId: '0199a1b2' }],
    ['GET', `/v1.0/${devices}('deleteDevices')`, one, { deviceId: 'deleteDevices' }],
    ['POST', `/v1.0/${devices}/x/UpdateDeviceProperties`, update, { deviceId: 'x' }],
    ['POST', `/v1.0/${devices}('x')/microsoft.graph.updateDeviceProperties`, update, { deviceId: 'x' }],
    ['POST', `/v1.0/${devices}/graph.deleteDevices`, removeMany, {}],
    ['POST', `/v1.0/${devices}/deleteDevices()`, removeMany, {}],
    ['POST', '/beta/groups/g/members/$ref', members, { groupId: 'g' }],
  ]
  for (const [method, url, expected, keys] of cases) {
    const found = find(method, url)
    assert.equal(found.route, expected, url)
    assert.deepEqual(found.keys, keys, url)
  }
})

test('the path in the spelling of the contract names what was asked for', () => {
  assert.equal(find('GET', '/beta/DEVICEmanagement/windowsautopilotdeviceidentities/').canonicalPath, devices)
  assert.equal(
    find('POST', `/v1.0/${devices}/it's/updatedeviceproperties`).canonicalPath,
    `${devices}('it''s')/updateDeviceProperties`,
  )
})

test('what is not there is told in the words of the original', () => {
  const cases: [string, string, number, string, RegExp][] = [
    ['GET', '/v1.0/deviceManagement/nothing', 400, 'BadRequest', /^Resource not found for the segment 'nothing'\.$/],
    ['GET', '/v1.0/nothing', 400, 'BadRequest', /^Resource not found for the segment 'nothing'\.$/],
    ['GET', `/v1.0/${devices}/x/more`, 400, 'BadRequest', /segment 'more'/],
    ['POST', `/v1.0/${devices}/x/allowNextEnrollment`, 400, 'BadRequest', /segment 'allowNextEnrollment'/],
    ['GET', `/v1.0/${devices}/${'x'.repeat(600)}`, 400, 'BadRequest', /segment 'x{512}'/],
    [
      'PATCH',
      `/v1.0/${devices}/x`,
      400,
      'No method match route template',
      /^No OData route exists that match template ~\/singleton\/navigation\/key with http verb PATCH for request \/v1\.0\/deviceManagement/,
    ],
    [
      'GET',
      `/beta/${devices}/x/updateDeviceProperties`,
      400,
      'No method match route template',
      /~\/singleton\/navigation\/key\/action/,
    ],
    ['GET', '/v1.0/deviceManagement', 400, 'No method match route template', /~\/singleton with/],
    ['GET', '/deviceManagement/x', 404, 'ResourceNotFound', /^Invalid version: devicemanagement$/],
  ]
  for (const [method, url, status, code, message] of cases)
    assert.throws(
      () => find(method, url),
      (error: Error) =>
        error instanceof GraphError && error.status === status && error.code === code && message.test(error.message),
      url.slice(0, 80),
    )
})

test('an operation is there once', () => {
  assert.throws(() => makeRouteTable([list, route('GET', devices.toLowerCase())]), /twice/)
})

test('addresses of the API lead to the routes of the server, and no others', () => {
  const cases: [string, string][] = [
    ['/v1.0', '/v1.0'],
    ['/BETA/?x=1', '/beta'],
    ['//v1.0//', '/v1.0'],
    ['/v1.0/$metadata', '/v1.0/$metadata'],
    ['/beta/%24Metadata/?x', '/beta/$metadata'],
    ['/v1.0/a/%zz?x=$metadata', '/v1.0/resources'],
    ['/deviceManagement/x', '/v1.0/resources'],
    ['/api/v1/tenants', '/api/v1/tenants'],
    ['/v1/customers', '/v1/customers'],
    ['/v1.01/x', '/v1.01/x'],
    ['/betas', '/betas'],
    ['/device/v1/resolve', '/device/v1/resolve'],
    ['/x?a=/v1.0/y', '/x?a=/v1.0/y'],
  ]
  for (const [url, expected] of cases) {
    assert.equal(toServerUrl(url), expected, url)
    assert.equal(isGraphUrl(url), /^\/(v1\.0|beta)(\/|$)/.test(expected), url)
  }
})
