import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, test } from 'node:test'
import { graphPermissions, newId } from '@hailport/registry'
import { type CryptoKey, importJWK, SignJWT } from 'jose'
import { testHash, testSerial } from '../../testing/devices.ts'
import { baseUrl, type Harness, startHarness } from '../../testing/harness.ts'
import { addTenant, type Member } from '../../testing/people.ts'
import { type Version, versions } from './model.ts'
import { graphRoutes } from './routes.ts'
import { checkContract } from './testing/check-contract.ts'
import { devicesPath, importBody, importsPath } from './testing/graph-scene.ts'

const unlimited = { appRequests: 1e6, appWrites: 1e6, tenantRequests: 1e6, tenantWrites: 1e6 }

let h: Harness
let url: string
let tenant: Member
let other: Member
/** Things of the first tenant, by the names that routes give their keys. */
const ids: Record<string, string> = {}
const applications = new Map<string, string>()

before(async () => {
  h = await startHarness({ graphRates: unlimited })
  url = await h.app.listen({ port: 0, host: '127.0.0.1' })
  tenant = await addTenant(h, 'first.example')
  other = await addTenant(h, 'fabrikam.example')
  const roles = ['tenant-admin', 'consent-approver', 'device-manager', 'profile-manager']
  for (const { id, token } of [tenant, other]) {
    const made = await h.call('POST', `/api/v1/organizations/${id}/applications`, token, { name: 'app', roles })
    applications.set(id, made.body.id)
  }
  const devices = [{ hardwareHash: testHash(1), groupTag: 'first-tag' }]
  const registered = await h.call('POST', `/api/v1/tenants/${tenant.id}/registrations`, tenant.token, { devices })
  ids['deviceId'] = registered.body.results[0].deviceId
  ids['directoryDeviceId'] = ids['deviceId'] as string
  ids['organizationId'] = tenant.id
  const imported = await h.call('POST', `/beta/${importsPath}`, tenant.token, importBody(2, { groupTag: 'first-tag' }))
  ids['importId'] = imported.body.id
  const identities = {
    importedDeviceIdentities: [
      { importedDeviceIdentifier: 'first,first,first', importedDeviceIdentityType: 'manufacturerModelSerial' },
    ],
  }
  const path = '/beta/deviceManagement/importedDeviceIdentities/importDeviceIdentityList'
  const taken = await h.call('POST', path, tenant.token, identities)
  ids['identityId'] = taken.body.value[0].id
})
after(() => h.close())

interface Operation {
  readonly name: string
  readonly method: string
  readonly version: Version
  readonly path: string
  readonly scopes: readonly string[]
}

const operations: Operation[] = graphRoutes.flatMap(({ method, path, scopes, versions: own = versions }) =>
  own.map(version => ({ name: `${method} /${version}/${path}`, method, version, path, scopes })),
)

/** Bodies that lead as far as the store. */
const bodies: Record<string, unknown> = {
  'PATCH {deviceId}': { groupTag: 'x' },
  'POST assignUserToDevice': { userPrincipalName: 'a@b.example' },
  'POST updateDeviceProperties': { groupTag: 'x' },
  'POST assignResourceAccountToDevice': { userPrincipalName: 'a@b.example' },
  'POST deleteDevices': { serialNumbers: [testSerial(1)] },
  'POST windowsAutopilotDeviceIdentities': { serialNumber: testSerial(1), groupTag: 'x' },
  'POST importedWindowsAutopilotDeviceIdentities': importBody(1),
  'POST searchExistingIdentities': {
    importedDeviceIdentities: [
      { importedDeviceIdentifier: 'first,first,first', importedDeviceIdentityType: 'manufacturerModelSerial' },
    ],
  },
}

interface Answer {
  readonly status: number
  readonly text: string
  readonly headers: Headers
}

/** Calls an operation over a connection, on what `keys` names or on what is not there. */
async function ask(
  { method, version, path }: Operation,
  token?: string,
  keys: Record<string, string> = {},
): Promise<Answer> {
  const below = path.replaceAll(/\{(\w+)\}/g, (_, key: string) => keys[key] ?? newId())
  const body =
    method === 'GET' || method === 'DELETE' ? undefined : (bodies[`${method} ${path.split('/').at(-1)}`] ?? {})
  const answer = await fetch(`${url}/${version}/${below}`, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (/^application\/json/.test(String(answer.headers.get('content-type'))))
    assert.deepEqual(checkContract(version, answer.status, JSON.parse(text)), [], text.slice(0, 1_000))
  return { status: answer.status, text, headers: answer.headers }
}

interface Change {
  readonly claims?: Record<string, unknown>
  readonly key?: CryptoKey | Uint8Array
  readonly member?: Member
}

/** A token of the application of a tenant, as the OpenID provider makes them, or changed. */
async function tokenOf(roles: readonly string[], { claims, key, member = tenant }: Change = {}): Promise<string> {
  const [own] = h.deps.keyRing.keys
  const now = Math.floor(Date.now() / 1000)
  const application = applications.get(member.id) ?? ''
  return new SignJWT({
    iss: `${baseUrl}/${member.id}/v2.0`,
    aud: 'https://graph.microsoft.com',
    sub: application,
    appid: application,
    tid: member.id,
    idtyp: 'app',
    roles: [...roles],
    iat: now,
    nbf: now,
    exp: now + 600,
    ...claims,
  })
    .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: own?.kid ?? '' })
    .sign(key ?? (await importJWK(own as never, 'RS256')))
}

const all = Object.keys(graphPermissions)

test('each operation refuses whoever has no valid token for it', async () => {
  const whole = await tokenOf(all)
  const past = Math.floor(Date.now() / 1000) - 3_600
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey as unknown as CryptoKey
  const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')
  const faults: Record<string, string | undefined> = {
    'no token': undefined,
    expired: await tokenOf(all, { claims: { iat: past, nbf: past, exp: past + 60 } }),
    'wrong audience': await tokenOf(all, { claims: { aud: 'https://other.example' } }),
    'wrong signature': await tokenOf(all, { key: stranger }),
    'alg none': `${none}.${whole.split('.')[1]}.`,
    'the tenant of somebody else': await tokenOf(all, { claims: { tid: other.id } }),
  }
  const keys = { ...ids }
  for (const operation of operations)
    for (const [fault, token] of Object.entries(faults)) {
      const { status, text, headers } = await ask(operation, token, keys)
      const what = `${operation.name}, ${fault}: ${text}`
      assert.equal(status, 401, what)
      const { code, message } = JSON.parse(text).error
      assert.equal(code, 'InvalidAuthenticationToken', what)
      assert.equal(message, token === undefined ? 'Access token is empty.' : 'Access token validation failure.', what)
      assert.match(String(headers.get('www-authenticate')), /^Bearer /, what)
      assert.ok(headers.get('request-id'), what)
    }
  assert.equal((await ask(operations[0] as Operation, whole)).status, 200)
})

test('each operation needs one of the permissions that it names, and one is enough', async () => {
  for (const operation of operations) {
    const others = all.filter(scope => !operation.scopes.includes(scope))
    const refused = await ask(operation, await tokenOf(others), ids)
    assert.equal(refused.status, 403, `${operation.name}: ${refused.text}`)
    const { code, message } = JSON.parse(refused.text).error
    assert.equal(code, 'Forbidden')
    const told = /must have one of the following scopes: (.*?) - Operation ID/.exec(JSON.parse(message).Message)?.[1]
    assert.equal(told, operation.scopes.join(', '), operation.name)
    for (const scope of operation.scopes) {
      // On what is not there, so that the first tenant keeps its things.
      const { status, text } = await ask(operation, await tokenOf([scope], { member: other }))
      assert.ok(![401, 403, 500].includes(status), `${operation.name} with ${scope}: ${status} ${text}`)
    }
  }
})

test('no operation shows or changes anything of another tenant', async () => {
  const stranger = await tokenOf(all, { member: other })
  for (const operation of operations) {
    const { status, text } = await ask(operation, stranger, ids)
    assert.doesNotMatch(text, new RegExp(`first-tag|first,first|${testSerial(2)}`), operation.name)
    assert.notEqual(status, 500, `${operation.name}: ${text}`)
  }
  const mine = async (path: string) => (await h.call('GET', path, tenant.token)).body
  assert.equal((await mine(`/v1.0/${devicesPath}/${ids['deviceId']}`)).groupTag, 'first-tag')
  assert.equal((await mine(`/v1.0/${importsPath}/${ids['importId']}`)).groupTag, 'first-tag')
  assert.ok((await mine(`/beta/deviceManagement/importedDeviceIdentities/${ids['identityId']}`)).id)
})
