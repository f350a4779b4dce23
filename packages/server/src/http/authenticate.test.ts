import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, test } from 'node:test'
import { type CryptoKey, importJWK, SignJWT } from 'jose'
import { baseUrl, type Harness, startHarness } from '../testing/harness.ts'
import { addPerson, addTenant, type Member } from '../testing/people.ts'

let h: Harness
let tenant: Member
let applicationId: string

before(async () => {
  h = await startHarness()
  tenant = await addTenant(h, 'contoso.example')
  const made = await h.call('POST', `/api/v1/organizations/${tenant.id}/applications`, tenant.token, {
    name: 'app',
    roles: ['device-reader'],
  })
  applicationId = made.body.id
})
after(() => h.close())

const statusWith = async (token?: string) => (await h.call('GET', '/api/v1/me', token)).statusCode

async function jwt(change: {
  claims?: Record<string, unknown>
  header?: Record<string, unknown>
  key?: CryptoKey | Uint8Array
}): Promise<string> {
  const [key] = h.deps.signingKeys.keys
  const now = Math.floor(Date.now() / 1000)
  return new SignJWT({
    iss: `${baseUrl}/oidc`,
    aud: `${baseUrl}/api`,
    sub: applicationId,
    client_id: applicationId,
    iat: now,
    exp: now + 60,
    ...change.claims,
  })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key?.kid ?? '', ...change.header })
    .sign(change.key ?? (await importJWK(key as never, 'ES256')))
}

test('a live personal access token is its person', async () => {
  const me = await h.call('GET', '/api/v1/me', tenant.token)
  assert.equal(me.statusCode, 200)
  assert.equal(me.body.id, tenant.personId)
  assert.deepEqual(me.body.organization, { kind: 'tenant', id: tenant.id })
})

test('no credential, or one that is none, is refused alike', async () => {
  for (const authorization of [
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Basic YTpi',
    'Bearer hpat_',
    'Bearer hpat_wrong',
    'Bearer a.b.c',
    'Bearer ü',
  ]) {
    const answer = await h.call('GET', '/api/v1/me', undefined, undefined, {
      headers: authorization === undefined ? {} : { authorization },
    })
    assert.equal(answer.statusCode, 401, authorization)
    assert.equal(answer.body.code, 'unauthenticated')
    assert.match(String(answer.headers['www-authenticate']), /^Bearer/)
  }
})

test('a revoked token stops at once', async () => {
  const tokens = `/api/v1/organizations/${tenant.id}/people/${tenant.personId}/tokens`
  const token = (await h.call('POST', tokens, tenant.token, { name: 'short' })).body
  assert.equal(await statusWith(token.secret), 200)
  assert.equal((await h.call('DELETE', `${tokens}/${token.id}`, tenant.token)).statusCode, 204)
  assert.equal(await statusWith(token.secret), 401)
})

test('an expired token stops', async () => {
  const tokens = `/api/v1/organizations/${tenant.id}/people/${tenant.personId}/tokens`
  const expiresAt = new Date(h.registry.now() + 60_000).toISOString()
  const token = (await h.call('POST', tokens, tenant.token, { name: 'short', expiresAt })).body
  assert.equal(token.expiresAt, expiresAt)
  assert.equal(await statusWith(token.secret), 200)
  h.advance(60_000)
  assert.equal(await statusWith(token.secret), 401)
  h.advance(-60_000)
})

test('a disabled person stops at once', async () => {
  const person = await addPerson(h, tenant.id, 'leaver@contoso.example', ['device-reader'])
  assert.equal(await statusWith(person.token), 200)
  const path = `/api/v1/organizations/${tenant.id}/people/${person.personId}`
  assert.equal((await h.call('PATCH', path, tenant.token, { disabled: true })).statusCode, 200)
  assert.equal(await statusWith(person.token), 401)
})

test('an access token is good only as this provider made it for this API', async () => {
  assert.equal(await statusWith(await jwt({})), 200)
  const past = Math.floor(Date.now() / 1000) - 10
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const faults: Record<string, string> = {
    audience: await jwt({ claims: { aud: 'https://other.example/api' } }),
    issuer: await jwt({ claims: { iss: 'https://other.example/oidc' } }),
    expired: await jwt({ claims: { exp: past } }),
    'no expiry': await jwt({ claims: { exp: undefined } }),
    type: await jwt({ header: { typ: 'JWT' } }),
    signature: await jwt({ key: stranger as never }),
    symmetric: await jwt({ header: { alg: 'HS256' }, key: Buffer.from(JSON.stringify(h.deps.signingKeys.keys[0])) }),
    'another client': await jwt({ claims: { client_id: 'somebody' } }),
    'unknown application': await jwt({ claims: { sub: tenant.id, client_id: tenant.id } }),
  }
  const [, payload] = (await jwt({})).split('.')
  const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')
  faults['alg none'] = `${none}.${payload}.`
  for (const [name, token] of Object.entries(faults)) assert.equal(await statusWith(token), 401, name)
})

test('the access token of a revoked application stops at once', async () => {
  const token = await jwt({})
  const path = `/api/v1/organizations/${tenant.id}/applications/${applicationId}`
  assert.equal(await statusWith(token), 200)
  assert.equal((await h.call('DELETE', path, tenant.token)).statusCode, 204)
  assert.equal(await statusWith(token), 401)
})
