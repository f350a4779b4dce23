import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { SignJWT } from 'jose'
import { baseUrl, type Harness, startHarness } from '../testing/harness.ts'
import { type OtherProvider, startOtherProvider } from '../testing/other-provider.ts'
import { addPartner, addPerson, addTenant, type Member } from '../testing/people.ts'

let h: Harness
let other: OtherProvider
let tenant: Member
let stranger: Member
let providers: string
let providerId: string
let applicationId: string

const seconds = () => Math.floor(h.registry.now() / 1000)

/** Changes the provider, as an administrator. */
const change = (body: object) => h.call('PATCH', `${providers}/${providerId}`, tenant.token, body)

async function addApplication(member: Member, roles: string[]): Promise<string> {
  const path = `/api/v1/organizations/${member.id}/applications`
  return (await h.call('POST', path, member.token, { name: 'sync', roles })).body.id
}

/** A token of the other provider: of the client itself, unless the claims say otherwise. */
async function sign(claims: Record<string, unknown> = {}, header?: object): Promise<string> {
  const now = seconds()
  const usual = { aud: `${baseUrl}/${tenant.id}`, sub: 'robot', client_id: 'robot', iat: now, exp: now + 300 }
  const { token } = await other.tell({ do: 'sign', claims: { ...usual, ...claims }, ...(header && { header }) })
  return token as string
}

/** A token for a person. */
const signFor = (sub: string, scope: string, claims: Record<string, unknown> = {}) => sign({ sub, scope, ...claims })

const me = async (token: string) => h.call('GET', '/api/v1/me', token)
const statusWith = async (token: string) => (await me(token)).statusCode

before(async () => {
  h = await startHarness()
  other = await startOtherProvider()
  tenant = await addTenant(h, 'contoso.example')
  stranger = await addTenant(h, 'fabrikam.example')
  providers = `/api/v1/organizations/${tenant.id}/identity-providers`
  applicationId = await addApplication(tenant, ['device-manager'])
  const made = await h.call('POST', providers, tenant.token, {
    label: 'Contoso Login',
    issuer: other.issuer,
    clientId: 'hailport',
  })
  assert.deepEqual([made.statusCode, made.body.acceptTokens], [201, false], made.payload)
  providerId = made.body.id
})
after(async () => {
  await other?.stop()
  await h.close()
})
beforeEach(async () => {
  const clients = [{ clientId: 'robot', applicationId }]
  const answer = await change({ acceptTokens: true, secondFactor: 'provider', clients, tokenAudiences: [] })
  assert.equal(answer.statusCode, 200, answer.payload)
})

test('tokens of a provider are refused until the organization accepts them, and when it is turned off', async () => {
  assert.equal((await change({ acceptTokens: false })).statusCode, 200)
  assert.equal(await statusWith(await sign()), 401)
  await change({ acceptTokens: true })
  assert.equal(await statusWith(await sign()), 200)
  await change({ disabled: true })
  assert.equal(await statusWith(await sign()), 401)
  await change({ disabled: false })
  assert.equal(await statusWith(await sign()), 200)
})

test('a client acts as the application that it is mapped to: registry API, Graph, and only with what its token names', async () => {
  const { body } = await me(await sign())
  assert.deepEqual([body.kind, body.id, body.organization.id], ['application', applicationId, tenant.id])
  assert.ok(body.permissions.includes('device.release'))
  const devices = '/v1.0/deviceManagement/windowsAutopilotDeviceIdentities'
  assert.equal((await h.call('GET', devices, await sign())).statusCode, 200)
  const narrow = await sign({ roles: ['DeviceManagementServiceConfig.Read.All'] })
  assert.deepEqual((await me(narrow)).body.permissions.sort(), ['device.read', 'profile.read'])
  assert.equal((await h.call('GET', devices, narrow)).statusCode, 200)
  assert.equal((await h.call('POST', devices, narrow, { serialNumber: 'x' })).statusCode, 403)
  assert.equal(await statusWith(await sign({ client_id: undefined, azp: 'robot' })), 200)
  assert.equal(await statusWith(await sign({ client_id: undefined, appid: 'robot', sub: 'object', idtyp: 'app' })), 200)
})

test('a person is who it is at the sign-in, with what the token names of its roles', async () => {
  const person = await addPerson(h, tenant.id, 'ada@contoso.example', ['device-reader'])
  const people = `/api/v1/organizations/${tenant.id}/people/${person.personId}`
  assert.equal(await statusWith(await signFor('ada', 'user_impersonation')), 401, 'not linked')
  const link = await h.call('POST', `${people}/external-identities`, tenant.token, { providerId, subject: 'ada' })
  assert.equal(link.statusCode, 201, link.payload)
  const whole = (await me(await signFor('ada', 'openid user_impersonation'))).body
  assert.deepEqual([whole.kind, whole.id, whole.roles], ['person', person.personId, ['device-reader']])
  const narrow = await signFor('ada', 'DeviceManagementConfiguration.Read.All')
  assert.deepEqual((await me(narrow)).body.permissions, ['profile.read'])
  assert.deepEqual((await me(await signFor('ada', 'openid profile'))).body.permissions, [])
  assert.equal(await statusWith(await sign({ sub: 'ada' })), 401, 'an ID token names no permissions')
  assert.equal(await statusWith(await signFor('ada', 'user_impersonation', { nonce: 'n' })), 401, 'an ID token')
  await change({ secondFactor: 'here' })
  assert.equal(await statusWith(await signFor('ada', 'user_impersonation')), 401, 'second factors are asked for here')
  await change({ secondFactor: 'provider' })
  await h.call('PATCH', people, tenant.token, { disabled: true })
  assert.equal(await statusWith(await signFor('ada', 'user_impersonation')), 401)
})

test('whoever is not known is no application, though its client is one', async () => {
  assert.equal(await statusWith(await signFor('somebody', 'user_impersonation')), 401)
  await change({ clients: [{ clientId: 'robot', applicationId, subject: 'service-account' }] })
  assert.equal(await statusWith(await signFor('service-account', 'profile')), 200)
  assert.equal(await statusWith(await signFor('somebody', 'profile')), 401)
})

test('a token is good only as the issuer made it for this service', async () => {
  const now = seconds()
  assert.equal(await statusWith(await sign()), 200)
  assert.equal(await statusWith(await sign({}, { typ: 'at+jwt' })), 200)
  const [header = '', payload = '', signature = ''] = (await sign()).split('.')
  const none = Buffer.from('{"alg":"none"}').toString('base64url')
  const symmetric = new SignJWT(JSON.parse(Buffer.from(payload, 'base64url').toString()))
  const forged = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), jti: 'x' }))
  const faults: Record<string, string> = {
    audience: await sign({ aud: 'https://other.example' }),
    'audience of another API': await sign({ aud: 'https://graph.microsoft.com' }),
    'audience of another tenant': await sign({ aud: `${baseUrl}/${stranger.id}` }),
    'audiences of two tenants': await sign({ aud: [`${baseUrl}/${stranger.id}`, `${baseUrl}/${tenant.id}`] }),
    'no audience': await sign({ aud: undefined }),
    issuer: await sign({ iss: 'https://login.example' }),
    'an issuer of ours': await sign({ iss: `${baseUrl}/${tenant.id}/v2.0` }),
    expired: await sign({ iat: now - 1_000, exp: now - 100 }),
    'no expiry': await sign({ exp: undefined }),
    'not yet': await sign({ nbf: now + 200 }),
    'from the future': await sign({ iat: now + 200 }),
    'too old': await sign({ iat: now - 90_000, exp: now + 300 }),
    'no client': await sign({ client_id: undefined }),
    'client that is not mapped': await sign({ sub: 'robot-2', client_id: 'robot-2' }),
    'bound to a key': await sign({ cnf: { jkt: 'x' } }),
    'a token of logout': await sign({}, { typ: 'logout+jwt' }),
    'unknown key': await sign({}, { kid: 'unknown' }),
    'alg none': `${none}.${payload}.`,
    HS256: await symmetric.setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from('a key of thirty-two bytes length')),
    'changed claims': `${header}.${forged.toString('base64url')}.${signature}`,
  }
  for (const [name, token] of Object.entries(faults)) {
    const answer = await me(token)
    assert.deepEqual([answer.statusCode, answer.body.code], [401, 'unauthenticated'], name)
  }
  assert.equal(await statusWith(await sign()), 200, 'the refused ones changed nothing')
})

test('addresses of the whole service and given audiences do, those of other APIs cannot be given', async () => {
  assert.equal(await statusWith(await sign({ aud: baseUrl })), 200)
  assert.equal(await statusWith(await sign({ aud: ['account', `${baseUrl}/api`] })), 200)
  assert.equal(await statusWith(await sign({ aud: 'api://hailport' })), 401)
  await change({ tokenAudiences: ['api://hailport'] })
  assert.equal(await statusWith(await sign({ aud: 'api://hailport' })), 200)
  const refused = await change({ tokenAudiences: ['https://graph.microsoft.com/'] })
  assert.deepEqual([refused.statusCode, refused.body.code], [400, 'invalid_request'])
})

test('a key that is not known is looked for, though not at every token; old keys serve while the provider is down', async () => {
  assert.equal(await statusWith(await sign()), 200)
  await other.tell({ do: 'rotate' })
  h.advance(31_000)
  assert.equal(await statusWith(await sign()), 200)
  await other.tell({ do: 'rotate' })
  const next = await sign()
  assert.equal(await statusWith(next), 401, 'the keys were read just now')
  h.advance(31_000)
  assert.equal(await statusWith(next), 200)
})

test('an issuer that two organizations trust decides for the one that the token names, and else for nobody', async () => {
  const path = `/api/v1/organizations/${stranger.id}/identity-providers`
  const strange = await addApplication(stranger, ['device-reader'])
  const body = { label: 'x', issuer: other.issuer, clientId: 'x', acceptTokens: true }
  const clients = [{ clientId: 'robot', applicationId: strange }]
  const made = await h.call('POST', path, stranger.token, { ...body, clients })
  assert.equal(made.statusCode, 201, made.payload)
  assert.equal(await statusWith(await sign({ aud: baseUrl })), 401)
  assert.equal((await me(await sign())).body.organization.id, tenant.id)
  assert.equal((await me(await sign({ aud: `${baseUrl}/${stranger.id}` }))).body.organization.id, stranger.id)
  await h.call('PATCH', `${path}/${made.body.id}`, stranger.token, { clients: [] })
  assert.equal((await me(await sign({ aud: baseUrl }))).body.organization.id, tenant.id)
  const mine = await h.call('PATCH', `${path}/${made.body.id}`, stranger.token, {
    clients: [{ clientId: 'robot', applicationId }],
  })
  assert.deepEqual([mine.statusCode, mine.body.field], [400, 'clients'], 'an application of another organization')
  const twice = await h.call('POST', path, stranger.token, { ...body, label: 'y' })
  assert.deepEqual([twice.statusCode, twice.body.code], [409, 'conflict'])
  await h.call('DELETE', `${path}/${made.body.id}`, stranger.token)
})

test('who maps a client could have made a credential of the application', async () => {
  const roles = `/api/v1/organizations/${tenant.id}/roles`
  await h.call('POST', roles, tenant.token, { name: 'sign-in', permissions: ['sign-in.manage'] })
  const keeper = await addPerson(h, tenant.id, 'keeper@contoso.example', ['sign-in'])
  const patch = (body: object) => h.call('PATCH', `${providers}/${providerId}`, keeper.token, body)
  assert.equal((await patch({ label: 'Renamed' })).statusCode, 200)
  assert.equal((await patch({ clients: [{ clientId: 'mine', applicationId }] })).statusCode, 403)
  assert.equal((await patch({ acceptTokens: false })).statusCode, 200)
  assert.equal((await patch({ acceptTokens: true })).statusCode, 403)
})

test('a revoked application stops, and the journal has what was configured', async () => {
  const short = await addApplication(tenant, ['auditor'])
  await change({ clients: [{ clientId: 'robot', applicationId: short }] })
  const path = `/api/v1/organizations/${tenant.id}`
  const journal = await h.call('GET', `${path}/journal?subjectId=${providerId}&limit=1`, await sign())
  const [{ action, after: changed }] = journal.body.items
  assert.equal(action, 'identity-provider.updated')
  assert.deepEqual(changed.clients, [{ clientId: 'robot', applicationId: short }])
  await h.call('DELETE', `${path}/applications/${short}`, tenant.token)
  assert.equal(await statusWith(await sign()), 401)
})

test("a partner's client calls the Partner Center contract", async () => {
  const partner = await addPartner(h, 'tailwind')
  const own = await addApplication(partner, ['registrar'])
  const made = await h.call('POST', `/api/v1/organizations/${partner.id}/identity-providers`, partner.token, {
    label: 'Tailwind',
    issuer: other.issuer,
    clientId: 'x',
    acceptTokens: true,
    clients: [{ clientId: 'robot', applicationId: own }],
  })
  assert.equal(made.statusCode, 201, made.payload)
  const token = await sign({ aud: `${baseUrl}/${partner.id}` })
  const answer = await h.call('GET', '/v1/customers', token)
  assert.equal(answer.statusCode, 200, answer.payload)
})

test('a large token is taken', async () => {
  const groups = Array.from({ length: 250 }, (_, n) => `${n}`.padStart(36, 'g'))
  const token = await sign({ groups })
  assert.ok(token.length > 13_000 && token.length < 16_384)
  assert.equal(await statusWith(token), 200)
})

test('keys that were read serve while the provider is down, for a day', async () => {
  assert.equal(await statusWith(await sign()), 200)
  const later = seconds() + 3_600
  const soon = await sign({ iat: later, exp: later + 300 })
  const tomorrow = await sign({ iat: later + 100_000, exp: later + 100_300 })
  await other.stop()
  h.advance(3_600_000)
  assert.equal(await statusWith(soon), 200)
  h.advance(100_000_000)
  assert.equal(await statusWith(tomorrow), 401)
})
