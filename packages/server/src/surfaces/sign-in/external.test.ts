import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { after, before, test } from 'node:test'
import { baseUrl, type Harness, startHarness } from '../../testing/harness.ts'
import { type OtherProvider, startOtherProvider } from '../../testing/other-provider.ts'
import { addPerson, addTenant, type Member } from '../../testing/people.ts'
import { addSignInPerson, goodPassword, Visitor } from '../../testing/visitor.ts'

let h: Harness
let other: OtherProvider
let tenant: Member
let providers: string
let provider: { id: string; redirectUri: string }

const settings = {
  label: 'Contoso Login',
  clientId: 'hailport',
  credential: { kind: 'secret', secret: 'a secret of the provider' },
  emailDomains: ['contoso.example'],
  roleMapping: [
    { value: 'readers', role: 'device-reader' },
    { value: 'managers', role: 'device-manager' },
  ],
}

const clientAt = (id: string, redirectUri: string, secret = 'a secret of the provider') =>
  other.tell({
    do: 'client',
    client: { client_id: id, client_secret: secret, redirect_uris: [redirectUri], grant_types: ['authorization_code'] },
  })

before(async () => {
  h = await startHarness()
  other = await startOtherProvider()
  tenant = await addTenant(h, 'contoso.example')
  providers = `/api/v1/organizations/${tenant.id}/identity-providers`
  const made = await h.call('POST', providers, tenant.token, { ...settings, issuer: other.issuer })
  assert.equal(made.statusCode, 201, made.payload)
  provider = made.body
  await clientAt('hailport', provider.redirectUri)
})
after(async () => {
  await other?.stop()
  await h.close()
})

const person = (name: string, claims: object = {}) =>
  other.tell({
    do: 'person',
    name,
    claims: { email: `${name}@contoso.example`, email_verified: true, name: `Name of ${name}`, ...claims },
  })

/** Leaves for the provider. @returns the browser, and the address there. */
async function leave(email: string): Promise<{ visitor: Visitor; url: string }> {
  const visitor = new Visitor(h)
  await visitor.open('/sign-in?continue=%2Faccount%3Ffrom%3Dhere')
  const answer = await visitor.submit('/sign-in/external', { email })
  assert.equal(answer.statusCode, 303, answer.payload)
  return { visitor, url: String(answer.headers.location) }
}

/** Comes back with what the provider says. */
const comeBack = (visitor: Visitor, url: string) => visitor.request('GET', url.slice(baseUrl.length))

async function signIn(email: string) {
  const { visitor, url } = await leave(email)
  const answer = await comeBack(visitor, await other.visit(url))
  return { visitor, answer }
}

async function personNamed(name: string) {
  const list = await h.call('GET', `/api/v1/organizations/${tenant.id}/people?limit=1000`, tenant.token)
  return list.body.items.find((each: { email: string }) => each.email === `${name}@contoso.example`)
}

test('somebody new signs in through the provider of the organization, with the roles of its groups', async () => {
  await person('ada', { groups: ['readers', 'choir'] })
  const { url } = await leave('ada@contoso.example')
  const asked = new URL(url).searchParams
  assert.equal(asked.get('code_challenge_method'), 'S256')
  assert.ok(asked.get('state') && asked.get('nonce'))
  assert.equal(asked.get('redirect_uri'), provider.redirectUri)
  const { visitor, answer } = await signIn('ada@contoso.example')
  assert.equal(answer.headers.location, '/account?from=here', answer.payload)
  assert.match((await visitor.open('/account')).payload, /ada@contoso\.example/)
  const made = await personNamed('ada')
  assert.deepEqual([made.name, made.roles], ['Name of ada', ['device-reader']])
  const identities = `/api/v1/organizations/${tenant.id}/people/${made.id}/external-identities`
  const { items } = (await h.call('GET', identities, tenant.token)).body
  assert.deepEqual([items.length, items[0].providerId, items[0].subject], [1, provider.id, 'ada'])
})

test('roles follow the groups at each sign-in, and the journal says so', async () => {
  await person('bea', { groups: ['readers'] })
  await signIn('bea@contoso.example')
  await person('bea', { groups: ['managers'] })
  await signIn('bea@contoso.example')
  const { id, roles } = await personNamed('bea')
  assert.deepEqual(roles, ['device-manager'])
  await person('bea', { groups: [] })
  await signIn('bea@contoso.example')
  assert.deepEqual((await personNamed('bea')).roles, [])
  const journal = await h.call(
    'GET',
    `/api/v1/organizations/${tenant.id}/journal?subjectId=${id}&order=asc`,
    tenant.token,
  )
  assert.deepEqual(
    journal.body.items
      .map((entry: { action: string }) => entry.action)
      .filter((name: string) => !/^session/.test(name)),
    [
      'person.created',
      'external-identity.linked',
      'sign-in.succeeded',
      'person.updated',
      'sign-in.succeeded',
      'person.updated',
      'sign-in.succeeded',
    ],
  )
})

test('groups that the provider leaves out for being too many are not taken for none', async () => {
  await person('cyd', { groups: undefined, _claim_names: { groups: 'src1' } })
  const { answer } = await signIn('cyd@contoso.example')
  assert.equal(answer.statusCode, 403)
  assert.match(answer.payload, /external_sign_in_refused/)
  assert.match(answer.payload, /too many groups/)
})

test('who has an account already is linked by e-mail only when the organization says so and the provider has verified it', async () => {
  const { personId } = await addPerson(h, tenant.id, 'dan@contoso.example', ['auditor'])
  await person('dan', { groups: ['readers'], email_verified: false })
  assert.equal((await signIn('dan@contoso.example')).answer.statusCode, 403)
  await h.call('PATCH', `${providers}/${provider.id}`, tenant.token, { linkByEmail: true })
  assert.equal((await signIn('dan@contoso.example')).answer.statusCode, 403)
  await person('dan', { groups: ['readers'] })
  assert.equal((await signIn('dan@contoso.example')).answer.statusCode, 303)
  assert.equal((await personNamed('dan')).id, personId)
  await h.call('PATCH', `${providers}/${provider.id}`, tenant.token, { linkByEmail: false })
})

test('an administrator links and unlinks who somebody is there', async () => {
  const { personId } = await addPerson(h, tenant.id, 'eve@contoso.example', [])
  await person('eve', { groups: [] })
  const identities = `/api/v1/organizations/${tenant.id}/people/${personId}/external-identities`
  const link = { providerId: provider.id, subject: 'eve' }
  assert.equal((await h.call('POST', identities, tenant.token, link)).statusCode, 201)
  assert.equal((await h.call('POST', identities, tenant.token, link)).statusCode, 409)
  assert.equal((await signIn('eve@contoso.example')).answer.statusCode, 303)
  assert.equal((await h.call('DELETE', `${identities}/${provider.id}`, tenant.token)).statusCode, 204)
  assert.equal((await signIn('eve@contoso.example')).answer.statusCode, 403)
})

test('a disabled person does not get in', async () => {
  await person('fay', { groups: ['readers'] })
  await signIn('fay@contoso.example')
  const { id } = await personNamed('fay')
  await h.call('PATCH', `/api/v1/organizations/${tenant.id}/people/${id}`, tenant.token, { disabled: true })
  const { answer } = await signIn('fay@contoso.example')
  assert.equal(answer.statusCode, 403)
  assert.match(answer.payload, /disabled/)
})

test('an answer counts for the sign-in that it belongs to only: state, nonce, issuer, audience, browser, and once', async () => {
  await person('gil', { groups: [] })
  const email = 'gil@contoso.example'
  const with_ = (url: string, name: string, value: string) => {
    const changed = new URL(url)
    changed.searchParams.set(name, value)
    return changed.href
  }
  const refusedBy = async (
    way: string,
    back: (start: { visitor: Visitor; url: string }) => Promise<[Visitor, string]>,
  ) => {
    const [visitor, url] = await back(await leave(email))
    const answer = await comeBack(visitor, url)
    assert.equal(answer.statusCode, 400, `${way}: ${answer.payload}`)
    assert.match(answer.payload, /external_sign_in_failed|sign_in_expired/, way)
    assert.equal(visitor.cookies.has('__Host-hailport-session'), false, way)
  }
  await refusedBy('state', async ({ visitor, url }) => [visitor, with_(await other.visit(url), 'state', 'x')])
  await refusedBy('nonce', async ({ visitor, url }) => [visitor, await other.visit(with_(url, 'nonce', 'x'))])
  await refusedBy('challenge', async ({ visitor, url }) => [
    visitor,
    await other.visit(with_(url, 'code_challenge', 'x'.repeat(43))),
  ])
  await refusedBy('iss', async ({ visitor, url }) => [
    visitor,
    with_(await other.visit(url), 'iss', 'https://evil.example'),
  ])
  await refusedBy('code', async ({ visitor, url }) => [visitor, with_(await other.visit(url), 'code', 'x')])
  await refusedBy('another browser', async ({ url }) => [new Visitor(h), await other.visit(url)])
  for (const [way, claims] of Object.entries({
    'issuer of the token': { iss: 'https://evil.example' },
    audience: { aud: 'another' },
    expired: { exp: 1000, iat: 900 },
  })) {
    await other.tell({ do: 'forge', claims })
    await refusedBy(way, async ({ visitor, url }) => [visitor, await other.visit(url)])
  }
  await other.tell({ do: 'forge', strangerKey: true })
  await refusedBy('signature', async ({ visitor, url }) => [visitor, await other.visit(url)])
  await other.tell({ do: 'forge' })
  const { visitor, url } = await leave(email)
  const back = await other.visit(url)
  const kept = new Map(visitor.cookies)
  assert.equal((await comeBack(visitor, back)).statusCode, 303)
  for (const [name, value] of kept) visitor.cookies.set(name, value)
  assert.equal((await comeBack(visitor, back)).statusCode, 400, 'a second time')
})

test('keys that the provider rotates are read anew', async () => {
  await person('hal', { groups: [] })
  assert.equal((await signIn('hal@contoso.example')).answer.statusCode, 303)
  await other.tell({ do: 'rotate' })
  assert.equal((await signIn('hal@contoso.example')).answer.statusCode, 303)
})

test('who refuses there is told so here', async () => {
  const { answer } = await signIn('nobody@contoso.example')
  assert.equal(answer.statusCode, 400)
  assert.match(answer.payload, /access_denied/)
})

test('the sign-in page of an organization has a button for each provider; an unknown domain is told', async () => {
  const visitor = new Visitor(h)
  assert.match((await visitor.open('/sign-in?organization=contoso.example')).payload, /Sign in with Contoso Login/)
  await visitor.open('/sign-in')
  const answer = await visitor.submit('/sign-in/external', { email: 'a@unknown.example' })
  assert.equal(answer.statusCode, 404)
  assert.match(answer.payload, /No organization has set up/)
})

test('external only: passwords end, but for the person who breaks the glass', async () => {
  const breaker = await addSignInPerson(h, tenant.id, 'breaker@contoso.example', ['auditor'])
  await addSignInPerson(h, tenant.id, 'usual@contoso.example', ['auditor'])
  const policy = `/api/v1/organizations/${tenant.id}/sign-in-policy`
  const set = (change: object) => h.call('PUT', policy, tenant.token, { secondFactor: 'optional', ...change })
  assert.equal((await set({ externalOnly: true })).statusCode, 400, 'nobody could get in')
  assert.equal((await set({ externalOnly: true, breakGlass: [tenant.personId] })).statusCode, 400, 'has no password')
  const answer = await set({ externalOnly: true, breakGlass: [breaker] })
  assert.deepEqual(answer.body, { secondFactor: 'optional', externalOnly: true, breakGlass: [breaker] })
  const withPassword = async (email: string) => {
    const visitor = new Visitor(h)
    await visitor.open('/sign-in')
    return visitor.submit('/sign-in', { email, password: goodPassword })
  }
  assert.equal((await withPassword('breaker@contoso.example')).statusCode, 303)
  const refused = await withPassword('usual@contoso.example')
  assert.equal(refused.statusCode, 403)
  assert.match(refused.payload, /external_sign_in_needed/)
  await person('ivy', { groups: [] })
  const { visitor: ivy, answer: signedIn } = await signIn('ivy@contoso.example')
  assert.equal(signedIn.statusCode, 303)
  const account = (await ivy.open('/account')).payload
  assert.match(account, /there is no password to change here/)
  assert.doesNotMatch(account, /href="\/account\/password"/)
  const page = await ivy.open('/account/password')
  assert.equal(page.statusCode, 403)
  assert.match(page.payload, /external_sign_in_needed/)
  await set({ externalOnly: false, breakGlass: [] })
  assert.match((await ivy.open('/account')).payload, /You have no password here/)
})

test('second factors are asked for here, unless the organization leaves them to the provider', async () => {
  await person('jon', { groups: ['readers'] })
  const policy = `/api/v1/organizations/${tenant.id}/sign-in-policy`
  await h.call('PUT', policy, tenant.token, { secondFactor: 'everyone' })
  assert.equal((await signIn('jon@contoso.example')).answer.headers.location, '/sign-in/set-up')
  await h.call('PATCH', `${providers}/${provider.id}`, tenant.token, { secondFactor: 'provider' })
  assert.equal((await signIn('jon@contoso.example')).answer.headers.location, '/account?from=here')
  await h.call('PUT', policy, tenant.token, { secondFactor: 'optional' })
})

test('what is saved is checked: issuer, domains, roles; secrets are not shown', async () => {
  const made = (change: object) =>
    h.call('POST', providers, tenant.token, { ...settings, issuer: other.issuer, emailDomains: [], ...change })
  const wrong = await made({ issuer: `${other.issuer}/nothing/here` })
  assert.deepEqual([wrong.statusCode, wrong.body.code], [502, 'identity_provider_unavailable'])
  assert.equal((await made({ issuer: 'https://login.microsoftonline.com/common/v2.0' })).statusCode, 400)
  assert.equal((await made({ emailDomains: ['fabrikam.example'] })).statusCode, 403)
  assert.equal((await made({ emailDomains: ['sub.contoso.example'] })).statusCode, 201)
  assert.equal((await made({ defaultRoles: ['no-such-role'] })).statusCode, 400)
  const list = await h.call('GET', providers, tenant.token)
  assert.doesNotMatch(list.payload + h.log.join(''), /a secret of the provider/)
  const reader = await addPerson(h, tenant.id, 'kim@contoso.example', ['device-reader'])
  assert.equal((await h.call('GET', providers, reader.token)).statusCode, 403)
  for (const { id } of list.body.items)
    if (id !== provider.id) assert.equal((await h.call('DELETE', `${providers}/${id}`, tenant.token)).statusCode, 204)
})

test('a private key proves this service to the provider; another one does not', async () => {
  const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
  const { publicKey, privateKey } = pair()
  const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' })
  const made = await h.call('POST', providers, tenant.token, {
    label: 'By key',
    clientId: 'by-key',
    issuer: other.issuer,
    credential: { kind: 'key', privateKey: pem(privateKey), keyId: 'k1' },
    emailDomains: ['keys.contoso.example'],
  })
  assert.deepEqual([made.statusCode, made.body.credential], [201, 'key'], made.payload)
  assert.ok(!made.payload.includes('PRIVATE KEY'))
  await other.tell({
    do: 'client',
    client: {
      client_id: 'by-key',
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }] },
      redirect_uris: [made.body.redirectUri],
      grant_types: ['authorization_code'],
    },
  })
  const email = 'lou@keys.contoso.example'
  await person('lou', { email, groups: [] })
  assert.equal((await signIn(email)).answer.statusCode, 303)
  const path = `${providers}/${made.body.id}`
  const change = (credential: object) => h.call('PATCH', path, tenant.token, { credential })
  assert.equal((await change({ kind: 'key', privateKey: 'no key' })).statusCode, 400)
  assert.equal((await change({ kind: 'key', privateKey: pem(pair().privateKey), keyId: 'k1' })).statusCode, 200)
  const refused = (await signIn(email)).answer
  assert.equal(refused.statusCode, 400)
  assert.match(refused.payload, /invalid_client/)
  assert.equal((await h.call('DELETE', path, tenant.token)).statusCode, 204)
})

test('a provider that is turned off, or down, says so', async () => {
  await h.call('PATCH', `${providers}/${provider.id}`, tenant.token, { disabled: true })
  const visitor = new Visitor(h)
  await visitor.open('/sign-in')
  assert.equal((await visitor.submit('/sign-in/external', { email: 'ada@contoso.example' })).statusCode, 404)
  await h.call('PATCH', `${providers}/${provider.id}`, tenant.token, { disabled: false })
  const { visitor: gone, url } = await leave('ada@contoso.example')
  const back = await other.visit(url)
  const check = () => h.call('POST', `${providers}/${provider.id}/check`, tenant.token)
  assert.equal((await check()).statusCode, 204)
  await other.stop()
  const unavailable = await check()
  assert.deepEqual([unavailable.statusCode, unavailable.body.code], [502, 'identity_provider_unavailable'])
  const answer = await comeBack(gone, back)
  assert.equal(answer.statusCode, 502)
  assert.match(answer.payload, /identity_provider_unavailable/)
  assert.match(answer.payload, /Contoso Login/)
})
