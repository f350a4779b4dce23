import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { baseUrl, type Harness, startHarness } from '../../testing/harness.ts'
import { addTenant, type Member } from '../../testing/people.ts'
import { deleteExpired } from './delete-expired.ts'

let h: Harness
let tenant: Member
let app: { id: string; secret: string }
let keyApp: { id: string }
let privateKey: CryptoKey

before(async () => {
  h = await startHarness()
  tenant = await addTenant(h, 'contoso.example')
  const applications = `/api/v1/organizations/${tenant.id}/applications`
  app = (await h.call('POST', applications, tenant.token, { name: 'secret', roles: ['device-reader'] })).body
  const pair = await generateKeyPair('ES256', { extractable: true })
  privateKey = pair.privateKey
  const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }] }
  keyApp = (await h.call('POST', applications, tenant.token, { name: 'keys', roles: ['device-reader'], jwks })).body
})
after(() => h.close())

function ask(form: Record<string, string>, headers: Record<string, string> = {}) {
  return h.call('POST', '/oidc/token', undefined, undefined, {
    payload: new URLSearchParams({ grant_type: 'client_credentials', ...form }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  })
}

const basic = (id: string, secret: string) => ({ authorization: `Basic ${btoa(`${id}:${secret}`)}` })

async function assertion(
  change: { claims?: Record<string, unknown>; key?: CryptoKey } = {},
): Promise<Record<string, string>> {
  const now = Math.floor(Date.now() / 1000)
  const client_assertion = await new SignJWT({
    iss: keyApp.id,
    sub: keyApp.id,
    aud: `${baseUrl}/oidc/token`,
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
  assert.equal(answer.body.expires_in, 3600)
  const me = await h.call('GET', '/api/v1/me', answer.body.access_token)
  assert.equal(me.body.id, id)
  assert.deepEqual(me.body.roles, ['device-reader'])
}

test('discovery names this origin and what there is', async () => {
  const { body } = await h.call('GET', '/oidc/.well-known/openid-configuration', undefined, undefined, {
    headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example' },
  })
  assert.equal(body.issuer, `${baseUrl}/oidc`)
  assert.equal(body.token_endpoint, `${baseUrl}/oidc/token`)
  assert.equal(body.jwks_uri, `${baseUrl}/oidc/jwks`)
  assert.deepEqual(body.grant_types_supported, ['client_credentials'])
  assert.equal(body.authorization_endpoint, undefined)
  assert.equal((await h.call('GET', '/oidc/auth')).statusCode, 404)
})

test('published keys are public', async () => {
  const { body } = await h.call('GET', '/oidc/jwks')
  assert.equal(body.keys.length, 1)
  assert.equal(body.keys[0].d, undefined)
})

test('client credentials with a secret, in the header or in the form', async () => {
  await assertWorks(await ask({}, basic(app.id, app.secret)), app.id)
  await assertWorks(await ask({ client_id: app.id, client_secret: app.secret }), app.id)
  await assertWorks(await ask({ resource: `${baseUrl}/api` }, basic(app.id, app.secret)), app.id)
})

test('a wrong secret, client or resource is refused', async () => {
  const digest = Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(app.secret))).toString(
    'base64url',
  )
  for (const [id, secret] of [
    [app.id, 'wrong'],
    // What the store holds is of no use to who steals it.
    [app.id, digest],
    [app.id, `sha256:${digest}`],
    [randomUUID(), app.secret],
    ['nobody', app.secret],
    [keyApp.id, 'any'],
  ] as const) {
    const answer = await ask({}, basic(id, secret))
    assert.equal(answer.statusCode, 401)
    assert.equal(answer.body.error, 'invalid_client')
    assert.equal(answer.body.access_token, undefined)
  }
  const other = await ask({ resource: 'https://other.example/api' }, basic(app.id, app.secret))
  assert.equal(other.body.error, 'invalid_target')
})

test('private_key_jwt works once for each assertion', async () => {
  const form = await assertion()
  await assertWorks(await ask(form), keyApp.id)
  const again = await ask(form)
  assert.equal(again.statusCode, 401)
  assert.equal(again.body.error, 'invalid_client')
})

test('of two requests with one assertion at once only one gets through', async () => {
  const form = await assertion()
  const statuses = (await Promise.all([ask(form), ask(form), ask(form)])).map(answer => answer.statusCode)
  assert.deepEqual(statuses.sort(), [200, 401, 401])
})

test('an assertion of another key, audience, time or issuer is refused', async () => {
  const now = Math.floor(Date.now() / 1000)
  const stranger = (await generateKeyPair('ES256')).privateKey
  for (const form of [
    await assertion({ key: stranger }),
    await assertion({ claims: { aud: 'https://other.example' } }),
    await assertion({ claims: { exp: now - 60 } }),
    await assertion({ claims: { iss: app.id } }),
    await assertion({ claims: { jti: undefined } }),
  ])
    assert.equal((await ask(form)).statusCode, 401)
})

test('a revoked application gets no token', async () => {
  const applications = `/api/v1/organizations/${tenant.id}/applications`
  const gone = (await h.call('POST', applications, tenant.token, { name: 'gone', roles: [] })).body
  assert.equal((await ask({}, basic(gone.id, gone.secret))).statusCode, 200)
  await h.call('DELETE', `${applications}/${gone.id}`, tenant.token)
  assert.equal((await ask({}, basic(gone.id, gone.secret))).statusCode, 401)
})

test('answers carry the headers of every other answer', async () => {
  const answer = await ask({}, { ...basic(app.id, app.secret), 'x-request-id': 'sign-in-1234' })
  assert.equal(answer.headers['x-request-id'], 'sign-in-1234')
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
