/**
 * The TypeScript SDK of Microsoft Graph, as it comes from npm, against a running service over TLS: its adapter and its models. Builders of
 * requests for device management are not published, so the requests are put together as the SDK would.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { ClientCertificateCredential, ClientSecretCredential, type TokenCredential } from '@azure/identity'
import { HttpMethod, type Parsable, type ParsableFactory, RequestInformation } from '@microsoft/kiota-abstractions'
import { GraphRequestAdapter } from '@microsoft/msgraph-sdk'
import {
  createWindowsAutopilotDeviceIdentityFromDiscriminatorValue as createDevice,
  createWindowsAutopilotDeviceIdentityCollectionResponseFromDiscriminatorValue as createDevices,
  createImportedWindowsAutopilotDeviceIdentityFromDiscriminatorValue as createImport,
  createOrganizationCollectionResponseFromDiscriminatorValue as createOrganizations,
  type WindowsAutopilotDeviceIdentityCollectionResponse as Devices,
  type ImportedWindowsAutopilotDeviceIdentity,
  type OrganizationCollectionResponse,
  serializeWindowsAutopilotDeviceIdentity as serializeDevice,
  serializeImportedWindowsAutopilotDeviceIdentity as serializeImport,
  type WindowsAutopilotDeviceIdentity,
} from '@microsoft/msgraph-sdk/models/index.js'
import {
  createODataErrorFromDiscriminatorValue,
  type ODataError,
} from '@microsoft/msgraph-sdk/models/oDataErrors/index.js'
import {
  BatchRequestContent,
  GraphAzureIdentityAuthenticationProvider,
  type PageCollection,
  PageIterator,
} from '@microsoft/msgraph-sdk-core'
import { testHash, testSerial } from '../../packages/server/src/testing/devices.ts'
import { makeApplicationCertificate } from './certificate.ts'
import { type ClientWorld, startClientWorld } from './world.ts'

const devices = '{+baseurl}/deviceManagement/windowsAutopilotDeviceIdentities'
const imports = '{+baseurl}/deviceManagement/importedWindowsAutopilotDeviceIdentities'
const query = '{?%24count,%24filter,%24select,%24top}'
const nobody = '11111111-2222-4333-8444-555555555555'
const errors = { XXX: createODataErrorFromDiscriminatorValue }
const total = 25

let world: ClientWorld
let adapter: GraphRequestAdapter
before(async () => {
  world = await startClientWorld()
  adapter = adapterOf(await secretOf('device-manager'))
})
after(() => world.close())

const identity = () => ({ authorityHost: world.service.url, disableInstanceDiscovery: true })

async function secretOf(role: string): Promise<TokenCredential> {
  const { id, secret } = await world.application({ roles: [role] })
  return new ClientSecretCredential(world.tenantId, id, secret, identity())
}

/** An adapter that asks for tokens as the SDK does when it is not told otherwise: for the host that it calls. */
function adapterOf(credential: TokenCredential): GraphRequestAdapter {
  const { url } = world.service
  const hosts = new Set([new URL(url).hostname])
  const made = new GraphRequestAdapter(new GraphAzureIdentityAuthenticationProvider(credential, [], undefined, hosts))
  made.baseUrl = `${url}/v1.0`
  return made
}

function request(method: HttpMethod, template: string, given: Record<string, string | number | boolean> = {}) {
  const made = new RequestInformation(method, template, { baseurl: adapter.baseUrl })
  for (const [name, value] of Object.entries(given)) made.queryParameters[`%24${name}`] = value
  made.headers.tryAdd('Accept', 'application/json')
  return made
}

const get = <T extends Parsable>(template: string, factory: ParsableFactory<T>, given = {}) =>
  adapter.send<T>(request(HttpMethod.GET, template, given), factory, errors)

const listDevices = (given: object) => get<Devices>(`${devices}${query}`, createDevices, given)
const readDevice = (path: string) => get<WindowsAutopilotDeviceIdentity>(path, createDevice)

async function importOne(n: number): Promise<ImportedWindowsAutopilotDeviceIdentity> {
  const body: ImportedWindowsAutopilotDeviceIdentity = {
    serialNumber: testSerial(n),
    hardwareIdentifier: new Uint8Array(Buffer.from(testHash(n), 'base64')).buffer,
    groupTag: 'Sales',
    state: { deviceImportStatus: 'pending' },
  }
  const sent = request(HttpMethod.POST, imports)
  sent.setContentFromParsable(adapter, 'application/json', body, serializeImport)
  const made = await adapter.send<ImportedWindowsAutopilotDeviceIdentity>(sent, createImport, errors)
  assert.ok(made)
  return made
}

async function decided(id: unknown): Promise<ImportedWindowsAutopilotDeviceIdentity> {
  for (let n = 0; n < 600; n++) {
    const found = await get<ImportedWindowsAutopilotDeviceIdentity>(`${imports}/${id}`, createImport)
    if (found && found.state?.deviceImportStatus !== 'unknown') return found
    await pause(50)
  }
  assert.fail('the import is never decided')
}

async function failure(sent: Promise<unknown>): Promise<ODataError> {
  const error = await sent.then(
    () => assert.fail('is refused'),
    (thrown: unknown) => thrown as ODataError,
  )
  assert.ok(error.errorEscaped)
  return error
}

test('imports devices, waits for each, and reads it under the id that its import tells', async () => {
  const made = await Promise.all(Array.from({ length: total }, (_, n) => importOne(n)))
  assert.deepEqual(new Set(made.map(one => one.state?.deviceImportStatus)), new Set(['unknown']))
  for (const { id } of made) {
    const { state, serialNumber } = await decided(id)
    assert.deepEqual([state?.deviceImportStatus, state?.deviceErrorCode], ['complete', 0])
    const device = await readDevice(`${devices}/${state?.deviceRegistrationId}`)
    assert.deepEqual([device?.serialNumber, device?.groupTag], [serialNumber, 'Sales'])
    assert.equal(device?.enrollmentState, 'notContacted')
    assert.equal(device?.lastContactedDateTime?.toISOString(), '0001-01-01T00:00:00.000Z')
  }
  const again = await decided((await importOne(0)).id)
  assert.deepEqual([again.state?.deviceErrorCode, again.state?.deviceErrorName], [806, 'ZtdDeviceAlreadyAssigned'])
})

test('pages go on where the program stopped, keep the filter, and end', async () => {
  const first = await listDevices({ top: 10, filter: "groupTag eq 'Sales'", count: true })
  assert.deepEqual([first?.value?.length, first?.odataCount], [10, total])
  const serials = new Set<string>()
  // The SDK's own types disagree on whether a link may be null.
  const page = first as PageCollection<WindowsAutopilotDeviceIdentity>
  const read = (device: WindowsAutopilotDeviceIdentity) => serials.add(String(device.serialNumber)).size !== 15
  const iterator = new PageIterator<WindowsAutopilotDeviceIdentity>(adapter, page, read, createDevices, errors)
  await iterator.iterate()
  assert.deepEqual([serials.size, iterator.getPagingState()], [15, 'Paused'])
  await iterator.resume()
  assert.deepEqual([serials.size, iterator.getPagingState()], [total, 'Complete'])
})

test('a device is changed and deleted', async () => {
  const found = await listDevices({ filter: `contains(serialNumber,'${testSerial(3)}')` })
  const one = `${devices}/${found?.value?.[0]?.id}`
  const change = request(HttpMethod.PATCH, one)
  const body: WindowsAutopilotDeviceIdentity = { groupTag: 'Service', userPrincipalName: 'ada@contoso.example' }
  change.setContentFromParsable(adapter, 'application/json', body, serializeDevice)
  const changed = await adapter.send<WindowsAutopilotDeviceIdentity>(change, createDevice, errors)
  assert.deepEqual([changed?.groupTag, changed?.userPrincipalName], ['Service', 'ada@contoso.example'])
  await adapter.sendNoResponseContent(request(HttpMethod.POST, `${one}/unassignUserFromDevice`), errors)
  const read = await readDevice(one)
  assert.deepEqual([read?.groupTag, read?.userPrincipalName], ['Service', ''])
  await adapter.sendNoResponseContent(request(HttpMethod.DELETE, one), errors)
  assert.equal((await failure(readDevice(one))).responseStatusCode, 404)
})

test('a batch takes the requests of the SDK', async () => {
  const found = await listDevices({ filter: `serialNumber eq '${testSerial(4)}'` })
  const one = `${devices}/${found?.value?.[0]?.id}`
  const change = request(HttpMethod.PATCH, one)
  const body: WindowsAutopilotDeviceIdentity = { groupTag: 'Batch' }
  change.setContentFromParsable(adapter, 'application/json', body, serializeDevice)
  const batch = new BatchRequestContent(adapter, errors)
  const changed = batch.addBatchRequest(change)
  const read = batch.addBatchRequest(request(HttpMethod.GET, one))
  read.dependsOn = [changed.id]
  const missing = batch.addBatchRequest(request(HttpMethod.GET, `${devices}/${nobody}`))
  missing.dependsOn = [read.id]
  const answer = await batch.postAsync()
  const statuses = await answer?.getResponsesStatusCodes()
  assert.deepEqual(
    [changed, read, missing].map(({ id }) => statuses?.get(id)),
    [200, 200, 404],
  )
})

test('errors come as the objects that programs read', async () => {
  const missing = await failure(readDevice(`${devices}/${nobody}`))
  assert.deepEqual([missing.responseStatusCode, missing.errorEscaped?.code], [404, 'ResourceNotFound'])
  assert.match(JSON.parse(String(missing.errorEscaped?.message)).Message, /^An error has occurred - Operation ID /)
  const { requestId, clientRequestId, date } = missing.errorEscaped?.innerError ?? {}
  assert.deepEqual(
    [[requestId], [clientRequestId]],
    [missing.responseHeaders?.['request-id'], missing.responseHeaders?.['client-request-id']],
  )
  assert.ok(date instanceof Date && date.getTime() > 0)
  const filter = await failure(listDevices({ filter: "colour eq 'red'" }))
  assert.deepEqual([filter.responseStatusCode, filter.errorEscaped?.code], [400, 'BadRequest'])
  const reader = adapterOf(await secretOf('device-reader'))
  const forbidden = await failure(
    reader.sendNoResponseContent(request(HttpMethod.DELETE, `${devices}/${nobody}`), errors),
  )
  assert.deepEqual([forbidden.responseStatusCode, forbidden.errorEscaped?.code], [403, 'Forbidden'])
  const token = {
    getToken: async () => ({ token: 'eyJhbGciOiJub25lIn0.e30.', expiresOnTimestamp: Date.now() + 3_600_000 }),
  }
  const unknown = await failure(adapterOf(token).send(request(HttpMethod.GET, devices), createDevices, errors))
  assert.deepEqual([unknown.responseStatusCode, unknown.errorEscaped?.code], [401, 'InvalidAuthenticationToken'])
})

test('signs in with a certificate as well', async () => {
  const { id } = await world.application({ roles: ['device-reader'] })
  const { certificate, privateKey } = await makeApplicationCertificate()
  const credentials = `/api/v1/organizations/${world.tenantId}/applications/${id}/credentials`
  await world.service.call(201, 'POST', credentials, world.admin, { kind: 'certificate', certificate })
  const pem = { certificate: `${certificate}${privateKey}` }
  const reader = adapterOf(new ClientCertificateCredential(world.tenantId, id, pem, identity()))
  const found = await reader.send<OrganizationCollectionResponse>(
    request(HttpMethod.GET, '{+baseurl}/organization'),
    createOrganizations,
    errors,
  )
  const domains = found?.value?.[0]?.verifiedDomains?.map(({ name, isDefault }) => [name, isDefault])
  assert.deepEqual(domains, [['contoso.example', true]])
})
