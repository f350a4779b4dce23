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

async function jwt(
  change: { claims?: Record<string, unknown>; header?: Record<string, unknown>; key?: CryptoKey | Uint8Array } = {},
): Promise<string> {
  const [key] = h.deps.keyRing.keys
  const now = Math.floor(Date.now() / 1000)
  return new SignJWT({
    iss: `${baseUrl}/${tenant.id}/v2.0`,
    aud: baseUrl,
    sub: applicationId,
    appid: applicationId,
    tid: tenant.id,
    idtyp: 'app',
    roles: [],
    iat: now,
    nbf: now,
    exp: now + 60,
    ...change.claims,
  })
    .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: key?.kid ?? '', ...change.header })
    .sign(change.key ?? (await importJWK(key as never, 'RS256')))
}

/** A token of a person, for whom the application acts. */
const personToken = (person: Member, claims: Record<string, unknown> = {}) =>
  jwt({ claims: { sub: person.personId, idtyp: 'user', roles: undefined, scp: 'user_impersonation', ...claims } })

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
  assert.equal(await statusWith(await jwt()), 200)
  for (const aud of ['https://graph.microsoft.com', 'https://api.partnercenter.microsoft.com', `${baseUrl}/api`])
    assert.equal(await statusWith(await jwt({ claims: { aud } })), 200, aud)
  const past = Math.floor(Date.now() / 1000) - 100
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const other = await addTenant(h, 'fabrikam.example')
  const issuer = `${baseUrl}/${other.id}/v2.0`
  const faults: Record<string, string> = {
    audience: await jwt({ claims: { aud: 'https://other.example/api' } }),
    'an id token': await jwt({ claims: { aud: applicationId } }),
    issuer: await jwt({ claims: { iss: 'https://other.example/v2.0' } }),
    'issuer of another tenant': await jwt({ claims: { iss: issuer } }),
    'another tenant': await jwt({ claims: { iss: issuer, tid: other.id } }),
    'no tenant': await jwt({ claims: { tid: undefined } }),
    expired: await jwt({ claims: { exp: past } }),
    'not yet': await jwt({ claims: { nbf: past + 400 } }),
    'no expiry': await jwt({ claims: { exp: undefined } }),
    type: await jwt({ header: { typ: 'JWT' } }),
    'unknown key': await jwt({ header: { kid: 'x' } }),
    signature: await jwt({ key: stranger as never }),
    symmetric: await jwt({ header: { alg: 'HS256' }, key: Buffer.from(JSON.stringify(h.deps.keyRing.keys[0])) }),
    'another client': await jwt({ claims: { appid: tenant.id } }),
    'unknown application': await jwt({ claims: { sub: tenant.id, appid: tenant.id } }),
    'a person as application': await jwt({ claims: { sub: tenant.personId, appid: tenant.personId } }),
    'an application as person': await personToken({ ...tenant, personId: applicationId }),
    'a person of another tenant': await personToken(other),
  }
  const [, payload] = (await jwt()).split('.')
  const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')
  faults['alg none'] = `${none}.${payload}.`
  for (const [name, token] of Object.entries(faults)) assert.equal(await statusWith(token), 401, name)
})

test("a person's token is the person with the roles of this moment, and no more when disabled", async () => {
  const person = await addPerson(h, tenant.id, 'ada@contoso.example', ['device-reader'])
  const path = `/api/v1/organizations/${tenant.id}/people/${person.personId}`
  const token = await personToken(person)
  const me = async () => (await h.call('GET', '/api/v1/me', token)).body
  assert.deepEqual([(await me()).id, (await me()).roles], [person.personId, ['device-reader']])
  await h.call('PATCH', path, tenant.token, { roles: ['auditor'] })
  assert.deepEqual((await me()).roles, ['auditor'])
  await h.call('PATCH', path, tenant.token, { disabled: true })
  assert.equal(await statusWith(token), 401)
})

test("a person's token with named permissions is good for these only", async () => {
  const person = await addPerson(h, tenant.id, 'bea@contoso.example', ['tenant-admin', 'device-manager'])
  const token = await personToken(person, { scp: 'DeviceManagementServiceConfig.Read.All' })
  const { permissions } = (await h.call('GET', '/api/v1/me', token)).body
  assert.deepEqual(permissions.sort(), ['device.read', 'profile.read'])
})

test('the access token of a revoked application stops at once', async () => {
  const token = await jwt()
  const forPerson = await personToken(tenant)
  assert.equal(await statusWith(forPerson), 200)
  const path = `/api/v1/organizations/${tenant.id}/applications/${applicationId}`
  assert.equal(await statusWith(token), 200)
  assert.equal((await h.call('DELETE', path, tenant.token)).statusCode, 204)
  assert.equal(await statusWith(token), 401)
  assert.equal(await statusWith(forPerson), 401, 'also when it acts for a person')
})
