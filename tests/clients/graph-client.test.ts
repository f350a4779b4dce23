/** The JavaScript client of Microsoft Graph, as it comes from npm, against a running service over TLS. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { ClientSecretCredential } from '@azure/identity'
import {
  BatchRequestContent,
  type BatchRequestStep,
  BatchResponseContent,
  Client,
  GraphError,
  PageIterator,
  RetryHandlerOptions,
} from '@microsoft/microsoft-graph-client'
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js'
import { testHash, testSerial } from '../../packages/server/src/testing/devices.ts'
import { type ClientWorld, startClientWorld } from './world.ts'

const devices = '/deviceManagement/windowsAutopilotDeviceIdentities'
const imports = '/deviceManagement/importedWindowsAutopilotDeviceIdentities'
const profiles = '/deviceManagement/windowsAutopilotDeploymentProfiles'
const settings = '/deviceManagement/windowsAutopilotSettings'
const nobody = '11111111-2222-4333-8444-555555555555'
const total = 2500
const most = 500
/** Writes that one application has in 20 seconds: fewer than by default, so that one can come to the limit. */
const appWrites = 60

interface Device {
  readonly id: string
  readonly serialNumber: string
  readonly groupTag: string
}
interface Imported {
  readonly id: string
  readonly serialNumber: string
  readonly state: Readonly<Record<'deviceImportStatus' | 'deviceRegistrationId' | 'deviceErrorName', string>>
}
interface Page<T> {
  readonly value: T[]
}

let world: ClientWorld
let client: Client
before(async () => {
  world = await startClientWorld({ HAILPORT_GRAPH_RATES: `appWrites=${appWrites}` })
  client = await clientOf('device-manager')
})
after(() => world.close())

/** A client that signs in as an application of its own with these roles. */
async function clientOf(...roles: string[]): Promise<Client> {
  const { id, secret } = await world.application({ roles })
  const { url } = world.service
  const options = { authorityHost: url, disableInstanceDiscovery: true }
  return Client.initWithMiddleware({
    authProvider: new TokenCredentialAuthenticationProvider(
      new ClientSecretCredential(world.tenantId, id, secret, options),
      { scopes: ['https://graph.microsoft.com/.default'] },
    ),
    baseUrl: url,
    customHosts: new Set([new URL(url).hostname]),
  })
}

/** Every item of a list, as the client's iterator finds them. */
async function all<T>(path: string): Promise<T[]> {
  const found: T[] = []
  const page = await client.api(path).get()
  await new PageIterator(client, page, item => found.push(item) > 0).iterate()
  return found
}

const importBody = (n: number, importId: string) => ({
  importId,
  serialNumber: testSerial(n),
  hardwareIdentifier: testHash(n),
  groupTag: n % 2 ? 'Odd' : '',
})

/** Asks for the imports of this id until all are decided, as importing programs do. */
async function decided(importId: string): Promise<Imported[]> {
  for (let n = 0; n < 600; n++) {
    const found = await all<Imported>(`${imports}?$filter=importId eq '${importId}'`)
    if (found.every(({ state }) => state.deviceImportStatus !== 'unknown')) return found
    await pause(100)
  }
  assert.fail('imports are never decided')
}

const deviceOf = async (n: number): Promise<Device> => {
  const page: Page<Device> = await client
    .api(devices)
    .filter(`contains(serialNumber,'${testSerial(n)}')`)
    .get()
  assert.equal(page.value.length, 1)
  return page.value[0] as Device
}

const failure = async (sent: Promise<unknown>): Promise<GraphError> => {
  const error = await sent.then(
    () => assert.fail('is refused'),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof GraphError, String(error))
  return error
}

/** The client types headers loosely. */
const headerOf = ({ headers }: GraphError, name: string) => (headers as Headers | undefined)?.get(name)

const textOf = ({ message }: GraphError): string => JSON.parse(message).Message

describe('@microsoft/microsoft-graph-client', { concurrency: 2 }, () => {
  test('waits as long as the service says when it has sent too much, and goes on', async () => {
    const eager = await clientOf('device-manager')
    const step = (n: number): BatchRequestStep => ({
      id: String(n),
      request: new Request(`${world.service.url}/v1.0${imports}/${nobody}`, { method: 'DELETE' }),
    })
    for (let sent = 0; sent < appWrites; sent += 20) {
      const content = await new BatchRequestContent(Array.from({ length: 20 }, (_, n) => step(n))).getContent()
      const answers = new BatchResponseContent(await eager.api('/$batch').post(content)).getResponses()
      assert.deepEqual(new Set([...answers.values()].map(({ status }) => status)), new Set([204]))
    }
    const refused: (string | null)[] = []
    const retry = new RetryHandlerOptions(
      undefined,
      undefined,
      (_delay, _attempt, _request, _options, { status, headers }) => {
        refused.push(`${status} ${headers.get('retry-after')}`)
        return true
      },
    )
    await eager.api(`${imports}/${nobody}`).middlewareOptions([retry]).delete()
    assert.equal(refused.length, 1, refused.join(', '))
    assert.match(String(refused[0]), /^429 ([1-9]|1\d|20)$/)
  })

  describe('the life of devices', { concurrency: 1 }, () => {
    const importId = '0b7a5c1e-6f0e-4a53-9c1f-2d8f5f0d6a11'

    test(`imports ${total} devices and reads each under the id that its import tells`, async () => {
      for (let first = 0; first < total; first += most) {
        const rows = Array.from({ length: most }, (_, n) => importBody(first + n, importId))
        const answer: Page<Imported> = await client
          .api(`${imports}/import`)
          .post({ importedWindowsAutopilotDeviceIdentities: rows })
        assert.deepEqual(
          answer.value.map(({ state }) => state.deviceImportStatus),
          rows.map(() => 'unknown'),
        )
      }
      const found = await decided(importId)
      assert.equal(found.length, total)
      assert.deepEqual(new Set(found.map(({ state }) => state.deviceErrorName)), new Set(['None']))
      const registered = await all<Device>(devices)
      assert.deepEqual(
        new Map(registered.map(device => [device.id, device.serialNumber])),
        new Map(found.map(({ serialNumber, state }) => [state.deviceRegistrationId, serialNumber])),
      )
    })

    test('pages go on where the program stopped, keep the filter, and end', async () => {
      const serials: string[] = []
      const page = await client.api(devices).filter("groupTag eq 'Odd'").select('serialNumber').top(400).get()
      const iterator = new PageIterator(client, page, ({ serialNumber }) => serials.push(serialNumber) !== 600)
      await iterator.iterate()
      assert.deepEqual([serials.length, iterator.isComplete()], [600, false])
      await iterator.resume()
      assert.deepEqual([serials.length, iterator.isComplete()], [total / 2, true])
      assert.equal(new Set(serials).size, total / 2)
      assert.equal(await client.api(`${devices}/$count`).get(), String(total))
    })

    test('the program in the documentation, in a process that trusts the authority, lists them', async () => {
      const { id, secret } = await world.application({ roles: ['device-reader'] })
      const page = readFileSync(new URL('../../docs/customers.md', import.meta.url), 'utf8')
      const [, program] = /```js\n(.*?)```/s.exec(page) ?? []
      const env = {
        ...process.env,
        NODE_EXTRA_CA_CERTS: world.authorityFile,
        ...{ HAILPORT: world.service.url, TENANT: world.tenantId, CLIENT_ID: id, CLIENT_SECRET: secret },
      }
      const child = spawn(process.execPath, ['--input-type=module'], { env, stdio: ['pipe', 'pipe', 'inherit'] })
      child.stdin.end(program)
      const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
      assert.equal(code, 0)
      assert.deepEqual(
        new Set(said.trim().split('\n')),
        new Set(Array.from({ length: total }, (_, n) => testSerial(n))),
      )
    })

    test('one import: its error has the name that programs look for', async () => {
      const made: Imported = await client
        .api(imports)
        .post({ ...importBody(1, nobody), state: { deviceImportStatus: 'pending' } })
      assert.equal(made.state.deviceImportStatus, 'unknown')
      const [{ state } = assert.fail()] = await decided(nobody)
      assert.deepEqual(
        [state.deviceImportStatus, state.deviceErrorName, state.deviceRegistrationId],
        ['error', 'ZtdDeviceAlreadyAssigned', ''],
      )
      assert.equal(await client.api(`${imports}/${made.id}`).delete(), undefined)
    })

    test('a device is changed and deleted', async () => {
      const { id } = await deviceOf(7)
      const one = `${devices}/${id}`
      const change = { groupTag: 'Sales', displayName: 'PC-7' }
      assert.equal(await client.api(`${one}/updateDeviceProperties`).post(change), undefined)
      const user = { userPrincipalName: 'ada@contoso.example', addressableUserName: 'Ada' }
      await client.api(`${one}/assignUserToDevice`).post(user)
      const { groupTag, displayName, userPrincipalName, addressableUserName } = await client.api(one).get()
      assert.deepEqual({ groupTag, displayName, userPrincipalName, addressableUserName }, { ...change, ...user })
      assert.equal((await client.api(one).patch({ groupTag: 'Service' })).groupTag, 'Service')
      await client.api(`${one}/unassignUserFromDevice`).post({})
      const beta = await client.api(one).version('beta').get()
      assert.deepEqual([beta.userPrincipalName, beta.userlessEnrollmentStatus], ['', 'allowed'])
      assert.equal(await client.api(one).delete(), undefined)
      assert.equal((await failure(client.api(one).get())).statusCode, 404)
      const gone = await failure(client.api(one).delete())
      assert.deepEqual([gone.statusCode, gone.code], [400, 'BadRequest'])
      assert.match(gone.message, new RegExp(`^Cannot find device with ztd Id ${id} and accountId .* to delete`))
    })

    test('a profile is made, changed, assigned to a group, and shown by its devices', async () => {
      const manager = await clientOf('device-reader', 'profile-manager')
      const beta = (path: string) => manager.api(path).version('beta')
      const group = await beta('/groups').post({
        displayName: 'Odd ones',
        mailEnabled: false,
        mailNickname: 'odd',
        securityEnabled: true,
        groupTypes: ['DynamicMembership'],
        membershipRule: '(device.devicePhysicalIds -any (_ -eq "[OrderID]:Odd"))',
        membershipRuleProcessingState: 'On',
      })
      const profile = await beta(profiles).post({
        '@odata.type': '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile',
        displayName: 'Odd',
        locale: 'os-default',
        deviceNameTemplate: 'ODD-%RAND:5%',
      })
      const one = `${profiles}/${profile.id}`
      assert.equal((await beta(one).patch({ locale: 'de-DE' })).language, 'de-DE')
      const target = { '@odata.type': '#microsoft.graph.groupAssignmentTarget', groupId: group.id }
      const assignment = await beta(`${one}/assignments`).post({ target })
      assert.equal(assignment.id, `${profile.id}_${group.id}_0`)
      const { id } = await deviceOf(9)
      for (let n = 0; ; n++) {
        const device = await beta(`${devices}/${id}`).expand('deploymentProfile,intendedDeploymentProfile').get()
        if (device.deploymentProfileAssignmentStatus.startsWith('assigned')) {
          assert.equal(device.deploymentProfile.displayName, 'Odd')
          break
        }
        assert.ok(n < 600, device.deploymentProfileAssignmentStatus)
        await pause(50)
      }
      assert.equal((await failure(beta(one).delete())).statusCode, 400)
      await beta(`${one}/assignments/${assignment.id}`).delete()
      assert.equal(await beta(one).delete(), undefined)
    })

    test('a batch: in order where asked, each with its own answer', async () => {
      const { id } = await deviceOf(8)
      const base = `${world.service.url}/v1.0`
      const json = { 'content-type': 'application/json' }
      const body = JSON.stringify({ groupTag: 'Batch' })
      const change = new Request(`${base}${devices}/${id}/updateDeviceProperties`, {
        method: 'POST',
        headers: json,
        body,
      })
      const content = new BatchRequestContent([
        { id: 'change', request: change },
        { id: 'read', request: new Request(`${base}${devices}/${id}`), dependsOn: ['change'] },
        { id: 'missing', request: new Request(`${base}${devices}/${nobody}`), dependsOn: ['change'] },
        { id: 'late', request: new Request(`${base}/organization`), dependsOn: ['change'] },
      ])
      const answer = new BatchResponseContent(await client.api('/$batch').post(await content.getContent()))
      const statuses = ['change', 'read', 'missing', 'late'].map(name => answer.getResponseById(name).status)
      assert.deepEqual(statuses, [204, 200, 404, 200])
      const read = (await answer.getResponseById('read').json()) as Device
      assert.equal(read.groupTag, 'Batch')
      const missing = (await answer.getResponseById('missing').json()) as { error: { code: string } }
      assert.equal(missing.error.code, 'ResourceNotFound')
    })

    test('errors come as the objects that programs read', async () => {
      const missing = await failure(client.api(`${devices}/${nobody}`).header('client-request-id', nobody).get())
      assert.deepEqual([missing.statusCode, missing.code], [404, 'ResourceNotFound'])
      assert.match(
        textOf(missing),
        /^An error has occurred - Operation ID .* - Activity ID: 11111111-2222-.* - Url: https:/,
      )
      assert.equal(missing.requestId, headerOf(missing, 'request-id'))
      assert.equal(JSON.parse(missing.body).innerError['client-request-id'], nobody)
      assert.ok(missing.date.getTime() > 0)

      const filter = await failure(client.api(devices).filter("colour eq 'red'").get())
      assert.deepEqual([filter.statusCode, filter.code], [400, 'BadRequest'])
      assert.match(filter.message, /^Invalid filter clause: Could not find a property named 'colour'/)

      const reader = await clientOf('device-reader')
      const forbidden = await failure(reader.api(`${devices}/${nobody}`).delete())
      assert.deepEqual([forbidden.statusCode, forbidden.code], [403, 'Forbidden'])
      assert.deepEqual(
        /following scopes: (.*?) - Operation ID/.exec(textOf(forbidden))?.[1],
        'DeviceManagementServiceConfig.ReadWrite.All',
      )

      const host = new URL(world.service.url).hostname
      const strangers = { baseUrl: world.service.url, customHosts: new Set([host]) }
      const stranger = Client.init({ ...strangers, authProvider: done => done(null, 'eyJhbGciOiJub25lIn0.e30.') })
      const unknown = await failure(stranger.api(devices).get())
      assert.deepEqual([unknown.statusCode, unknown.code], [401, 'InvalidAuthenticationToken'])

      const sync = () => client.api(`${settings}/sync`).version('beta')
      assert.equal(await sync().post(undefined), undefined)
      while ((await client.api(settings).version('beta').get()).syncStatus === 'inProgress') await pause(50)
      const early = await failure(
        sync()
          .middlewareOptions([new RetryHandlerOptions(0, 0)])
          .post(undefined),
      )
      assert.deepEqual([early.statusCode, early.code], [429, 'TooManyRequests'])
      assert.ok(Number(headerOf(early, 'retry-after')) > 500)
    })
  })
})
