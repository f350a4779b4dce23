import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type CryptoKey, decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { baseUrl, type Harness, startHarness } from '../../testing/harness.ts'
import { addTenant, type Member } from '../../testing/people.ts'
import { deleteExpired } from './delete-expired.ts'

let h: Harness
let tenant: Member
let app: { id: string; secret: string }
let keyApp: { id: string }
let privateKey: CryptoKey

const applications = () => `/api/v1/organizations/${tenant.id}/applications`

before(async () => {
  h = await startHarness()
  tenant = await addTenant(h, 'contoso.example')
  app = (await h.call('POST', applications(), tenant.token, { name: 'secret', roles: ['device-reader'] })).body
  const pair = await generateKeyPair('ES256', { extractable: true })
  privateKey = pair.privateKey
  const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }] }
  keyApp = (await h.call('POST', applications(), tenant.token, { name: 'keys', roles: ['device-reader'], jwks })).body
})
after(() => h.close())

const tokenPath = (name = tenant.id) => `/${name}/oauth2/v2.0/token`

function ask(form: Record<string, string>, headers: Record<string, string> = {}, path = tokenPath()) {
  return h.call('POST', path, undefined, undefined, {
    payload: new URLSearchParams({ grant_type: 'client_credentials', ...form }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  })
}

const basic = (id: string, secret: string) => ({ authorization: `Basic ${btoa(`${id}:${secret}`)}` })
const secretForm = () => ({ client_id: app.id, client_secret: app.secret })

async function assertion(
  change: { claims?: Record<string, unknown>; key?: CryptoKey } = {},
): Promise<Record<string, string>> {
  const now = Math.floor(Date.now() / 1000)
  const client_assertion = await new SignJWT({
    iss: keyApp.id,
    sub: keyApp.id,
    aud: `${baseUrl}${tokenPath()}`,
    jti: randomUUID(),
    iat: now,
    exp: now + 60,
    ...change.claims,
  })
    .setProtectedHeader({ alg: 'ES256', kid: 'one' })
    .sign(change.key ?? privateKey)
  return { client_assertion, client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' }
}

async function assertWorks(answer: Awaited<ReturnType<typeof ask>>, id: string): Promise<void> {
  assert.equal(answer.statusCode, 200, answer.payload)
  assert.deepEqual(
    [answer.body.token_type, answer.body.expires_in, answer.body.ext_expires_in, answer.body.scope],
    ['Bearer', 3600, 3600, undefined],
  )
  const me = await h.call('GET', '/api/v1/me', answer.body.access_token)
  assert.equal(me.body.id, id)
  assert.deepEqual(me.body.roles, ['device-reader'])
}

function assertFault(answer: Awaited<ReturnType<typeof ask>>, status: number, error: string, number: number): void {
  const { body } = answer
  assert.deepEqual([answer.statusCode, body.error, body.error_codes], [status, error, [number]], answer.payload)
  assert.match(body.error_description, new RegExp(`^AADSTS${String(number).padStart(5, '0')}: `))
  assert.match(body.timestamp, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/)
  assert.ok(body.trace_id && body.correlation_id)
  assert.equal(body.access_token, undefined)
}

test('discovery by id and by domain is that of the organization, on this origin', async () => {
  for (const name of [tenant.id, tenant.id.toUpperCase(), 'contoso.example', 'Contoso.Example']) {
    const { body } = await h.call('GET', `/${name}/v2.0/.well-known/openid-configuration`, undefined, undefined, {
      headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example' },
    })
    assert.equal(body.issuer, `${baseUrl}/${tenant.id}/v2.0`)
    assert.equal(body.token_endpoint, `${baseUrl}/${tenant.id}/oauth2/v2.0/token`)
    assert.equal(body.jwks_uri, `${baseUrl}/${tenant.id}/discovery/v2.0/keys`)
    assert.deepEqual(body.code_challenge_methods_supported, ['S256'])
  }
  const { body } = await h.call('GET', '/organizations/v2.0/.well-known/openid-configuration')
  assert.equal(body.issuer, `${baseUrl}/{tenantid}/v2.0`)
  assert.ok(!body.grant_types_supported.includes('client_credentials'))
})

test('discovery does not tell who is a customer', async () => {
  const discover = async (name: string) => h.call('GET', `/${name}/v2.0/.well-known/openid-configuration`)
  const known = (await discover('contoso.example')).body
  const stranger = (await discover('nobody.example')).body
  assert.deepEqual(stranger, (await discover('nobody.example')).body)
  const shape = (body: object) =>
    JSON.stringify(body).replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-7000-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g, 'id')
  assert.equal(shape(stranger), shape(known))
  for (const name of ['nobody.example', randomUUID()]) {
    const there = await ask({ client_id: randomUUID(), client_secret: 'x' }, {}, tokenPath('contoso.example'))
    const nowhere = await ask({ client_id: randomUUID(), client_secret: 'x' }, {}, tokenPath(name))
    assertFault(there, 400, 'unauthorized_client', 700016)
    assertFault(nowhere, 400, 'unauthorized_client', 700016)
  }
  assert.equal((await discover('not_a_domain')).statusCode, 400)
})

test('published keys are public', async () => {
  const answer = await h.call('GET', `/${tenant.id}/discovery/v2.0/keys`)
  assert.equal(answer.body.keys.length, 1)
  assert.deepEqual(Object.keys(answer.body.keys[0]).sort(), ['alg', 'e', 'kid', 'kty', 'n', 'use'])
})

test('client credentials with a secret, in the header or in the form, at every spelling of the endpoint', async () => {
  await assertWorks(await ask({}, basic(app.id, app.secret)), app.id)
  for (const path of [
    tokenPath(),
    tokenPath('contoso.example'),
    `/${tenant.id}/oauth2/token`,
    '/CONTOSO.example/oauth2/token',
  ])
    await assertWorks(await ask(secretForm(), {}, path), app.id)
})

test('a token is for what was asked for, under every name that this API has', async () => {
  const audiences: Record<string, [Record<string, string>, string]> = {
    default: [{}, baseUrl],
    'Graph scope': [{ scope: 'https://graph.microsoft.com/.default' }, 'https://graph.microsoft.com'],
    'Graph scope with a second slash': [
      { scope: 'https://graph.microsoft.com//.default' },
      'https://graph.microsoft.com',
    ],
    'number of Graph': [{ scope: '00000003-0000-0000-c000-000000000000/.default' }, 'https://graph.microsoft.com'],
    'own scope': [{ scope: `${baseUrl}/.default` }, baseUrl],
    'Partner Center, first version': [
      { resource: 'https://api.partnercenter.microsoft.com' },
      'https://api.partnercenter.microsoft.com',
    ],
    'old Graph, first version': [{ resource: 'https://graph.windows.net/' }, 'https://graph.windows.net'],
  }
  for (const [name, [form, audience]] of Object.entries(audiences)) {
    const answer = await ask({ ...secretForm(), ...form })
    await assertWorks(answer, app.id)
    assert.equal(decodeJwt(answer.body.access_token).aud, audience, name)
  }
  const elsewhere = await ask({ ...secretForm(), scope: 'https://vault.azure.net/.default' })
  assertFault(elsewhere, 400, 'invalid_resource', 500011)
  assertFault(
    await ask({ ...secretForm(), scope: 'https://graph.microsoft.com/User.Read' }),
    400,
    'invalid_scope',
    1002012,
  )
})

test('an access token says what clients of the original read of it', async () => {
  const answer = await ask({ ...secretForm(), scope: 'https://graph.microsoft.com/.default' })
  const claims = decodeJwt(answer.body.access_token) as Record<string, unknown>
  assert.equal(decodeProtectedHeader(answer.body.access_token).typ, 'at+jwt')
  assert.deepEqual(
    { ...claims, exp: 0, iat: 0, nbf: 0, jti: '', uti: '' },
    {
      iss: `${baseUrl}/${tenant.id}/v2.0`,
      aud: 'https://graph.microsoft.com',
      sub: app.id,
      client_id: app.id,
      appid: app.id,
      azp: app.id,
      appidacr: '1',
      azpacr: '1',
      app_displayname: 'secret',
      idtyp: 'app',
      oid: app.id,
      tid: tenant.id,
      roles: claims['roles'],
      ver: '2.0',
      exp: 0,
      iat: 0,
      nbf: 0,
      jti: '',
      uti: '',
    },
  )
  assert.ok((claims['roles'] as string[]).includes('DeviceManagementServiceConfig.Read.All'))
  assert.ok(!(claims['roles'] as string[]).includes('DeviceManagementServiceConfig.ReadWrite.All'))
  assert.ok((claims['exp'] as number) - Date.now() / 1000 > 300, 'PowerShell asks for more than five minutes')
})

test('a wrong secret or client is refused, with the numbers that clients look for', async () => {
  const digest = Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(app.secret))).toString(
    'base64url',
  )
  // What the store holds is of no use to who steals it.
  for (const secret of ['wrong', digest, `live:${digest}`])
    assertFault(await ask({}, basic(app.id, secret)), 401, 'invalid_client', 7000215)
  assertFault(await ask({}, basic(keyApp.id, 'any')), 401, 'invalid_client', 7000215)
  assertFault(await ask({ client_id: app.id }), 401, 'invalid_client', 7000218)
  for (const id of [randomUUID(), 'nobody'])
    assertFault(await ask({}, basic(id, app.secret)), 400, 'unauthorized_client', 700016)
  assertFault(await ask({}), 400, 'invalid_request', 900144)
  assertFault(await ask({ ...secretForm(), grant_type: 'password' }), 400, 'unsupported_grant_type', 70003)
  const twice = `${new URLSearchParams({ grant_type: 'client_credentials', ...secretForm() })}&client_id=${keyApp.id}`
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  assertFault(
    await h.call('POST', tokenPath(), undefined, undefined, { payload: twice, headers }),
    400,
    'invalid_request',
    90100,
  )
})

test('applications get tokens of their own organization only', async () => {
  const other = await addTenant(h, 'fabrikam.example')
  assertFault(await ask(secretForm(), {}, tokenPath(other.id)), 400, 'unauthorized_client', 700016)
  const everyone = { name: 'everyone', roles: [], people: 'everyone', redirectUris: ['https://app.example/'] }
  const made = (await h.call('POST', applications(), tenant.token, everyone)).body
  const form = { client_id: made.id, client_secret: made.secret }
  assert.equal((await ask(form)).statusCode, 200)
  assertFault(await ask(form, {}, tokenPath(other.id)), 400, 'unauthorized_client', 7000014)
  for (const name of ['organizations', 'common'])
    assertFault(await ask(form, {}, tokenPath(name)), 400, 'invalid_request', 50059)
})

test('several secrets are good at once, each until it is removed or expires', async () => {
  const made = (await h.call('POST', applications(), tenant.token, { name: 'several', roles: [] })).body
  const credentials = `${applications()}/${made.id}/credentials`
  const expiresAt = new Date(h.registry.now() + 60_000).toISOString()
  const second = (await h.call('POST', credentials, tenant.token, { kind: 'secret', name: 'second', expiresAt })).body
  const tryWith = (secret: string) => ask({ client_id: made.id, client_secret: secret })
  assert.equal((await tryWith(made.secret)).statusCode, 200)
  assert.equal((await tryWith(second.secret)).statusCode, 200)
  const [first] = made.credentials
  assert.equal((await h.call('DELETE', `${credentials}/${first.id}`, tenant.token)).statusCode, 204)
  assertFault(await tryWith(made.secret), 401, 'invalid_client', 7000215)
  h.advance(60_000)
  assertFault(await tryWith(second.secret), 401, 'invalid_client', 7000222)
  h.advance(-60_000)
})

test('it is known which secret was used last, once a token was given for it', async () => {
  const made = (await h.call('POST', applications(), tenant.token, { name: 'used', roles: [] })).body
  const path = `${applications()}/${made.id}`
  const second = (await h.call('POST', `${path}/credentials`, tenant.token, { kind: 'secret' })).body
  await ask({ client_id: made.id, client_secret: 'wrong' })
  await ask({ client_id: made.id, client_secret: second.secret })
  // It is written down beside the answer.
  for (;;) {
    const [first, other] = (await h.call('GET', path, tenant.token)).body.credentials
    assert.equal(first.lastUsedAt, undefined)
    if (other.lastUsedAt !== undefined) break
    await pause(10)
  }
})

test('a signed assertion works once', async () => {
  const form = await assertion()
  await assertWorks(await ask(form), keyApp.id)
  assertFault(await ask(form), 401, 'invalid_client', 700028)
})

test('of requests with one assertion at once only one gets through', async () => {
  const form = await assertion()
  const statuses = (await Promise.all([ask(form), ask(form), ask(form)])).map(answer => answer.statusCode)
  assert.deepEqual(statuses.sort(), [200, 401, 401])
})

test('an assertion may be for any spelling of the endpoint', async () => {
  for (const aud of [
    `${baseUrl}/${tenant.id}/oauth2/v2.0/token`,
    `${baseUrl}/${tenant.id}/oauth2/token`,
    `${baseUrl}/${tenant.id}/v2.0`,
    `${baseUrl}/contoso.example/oauth2/v2.0/token`,
  ])
    await assertWorks(await ask(await assertion({ claims: { aud } }), {}, tokenPath('contoso.example')), keyApp.id)
})

test('an assertion of another key, audience, time or issuer is refused', async () => {
  const now = Math.floor(Date.now() / 1000)
  const stranger = (await generateKeyPair('ES256')).privateKey
  for (const form of [
    await assertion({ key: stranger }),
    await assertion({ claims: { aud: 'https://other.example' } }),
    await assertion({ claims: { aud: `${baseUrl}/common/oauth2/v2.0/token` } }),
    await assertion({ claims: { exp: now - 90 } }),
    await assertion({ claims: { iss: app.id } }),
    await assertion({ claims: { jti: undefined } }),
  ]) {
    const answer = await ask(form)
    assert.deepEqual([answer.statusCode, answer.body.error], [401, 'invalid_client'], answer.payload)
  }
})

test('a revoked application gets no token', async () => {
  const gone = (await h.call('POST', applications(), tenant.token, { name: 'gone', roles: [] })).body
  assert.equal((await ask({}, basic(gone.id, gone.secret))).statusCode, 200)
  await h.call('DELETE', `${applications()}/${gone.id}`, tenant.token)
  assert.equal((await ask({}, basic(gone.id, gone.secret))).statusCode, 400)
})

test('answers carry the headers of every other answer, and the ids that the client sent', async () => {
  const id = randomUUID()
  const answer = await ask(
    { client_id: 'x' },
    { 'x-request-id': 'sign-in-1234' },
    `${tokenPath()}?client-request-id=${id}`,
  )
  assert.equal(answer.headers['x-request-id'], 'sign-in-1234')
  assert.equal(answer.headers['client-request-id'], id)
  assert.deepEqual([answer.body.trace_id, answer.body.correlation_id], ['sign-in-1234', id])
  assert.equal(answer.headers['x-content-type-options'], 'nosniff')
  assert.equal(answer.headers['cache-control'], 'no-store')
})

test('expired state is deleted', async () => {
  const count = async () => (await h.registry.store.db.selectFrom('oidc_state').select('id').execute()).length
  await ask(await assertion())
  const before = await count()
  await deleteExpired(h.registry)
  assert.equal(await count(), before)
  h.advance(7_200_000)
  await deleteExpired(h.registry)
  assert.equal(await count(), 0)
  h.advance(-7_200_000)
})
