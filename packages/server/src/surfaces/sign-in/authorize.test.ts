import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { decodeJwt } from 'jose'
import { type Answer, baseUrl, type Harness, startHarness } from '../../testing/harness.ts'
import { addTenant, type Member } from '../../testing/people.ts'
import { addSignInPerson, goodPassword, Visitor } from '../../testing/visitor.ts'

let h: Harness
let tenant: Member
let other: Member
let personId: string
let client: string
let confidential: { id: string; secret: string }
let foreign: string
const email = 'ada@contoso.example'
const redirect = 'https://app.example/signed-in'
const graph = 'https://graph.microsoft.com'

async function addApplication(owner: Member, input: object): Promise<{ id: string; secret: string }> {
  const answer = await h.call('POST', `/api/v1/organizations/${owner.id}/applications`, owner.token, {
    name: 'application',
    roles: [],
    ...input,
  })
  assert.equal(answer.statusCode, 201, answer.payload)
  return answer.body
}

before(async () => {
  h = await startHarness()
  tenant = await addTenant(h, 'contoso.example')
  other = await addTenant(h, 'fabrikam.example')
  personId = await addSignInPerson(h, tenant.id, email, ['device-manager'])
  client = (await addApplication(tenant, { client: 'public', redirectUris: [redirect, 'http://localhost/back'] })).id
  confidential = await addApplication(tenant, { redirectUris: [redirect] })
  foreign = (await addApplication(other, { client: 'public', redirectUris: [redirect], people: 'everyone' })).id
})
after(() => h.close())

const verifier = randomBytes(32).toString('base64url')
const challenge = createHash('sha256').update(verifier).digest('base64url')
const defaults = () => ({
  client_id: client,
  redirect_uri: redirect,
  response_type: 'code',
  scope: `openid profile offline_access ${graph}/.default`,
  code_challenge: challenge,
  code_challenge_method: 'S256',
  state: 'my-state',
  nonce: 'my-nonce',
})

const without = (parameters: Record<string, string>, ...names: string[]) =>
  Object.fromEntries(Object.entries(parameters).filter(([name]) => !names.includes(name)))

const authorizePath = (parameters: Record<string, string>, name = tenant.id) =>
  `/${name}/oauth2/v2.0/authorize?${new URLSearchParams(parameters)}`

const pathOf = (url: unknown): string => String(url).replace(baseUrl, '')

async function signedIn(): Promise<Visitor> {
  const visitor = new Visitor(h)
  await visitor.open('/sign-in')
  const answer = await visitor.submit('/sign-in', { email, password: goodPassword })
  assert.equal(answer.statusCode, 303, answer.payload)
  return visitor
}

/** Follows redirects on our origin, allows what is asked for. @returns where the client's redirect URI is reached. */
async function follow(visitor: Visitor, path: string, answer = 'allow'): Promise<URL> {
  let next = await visitor.request('GET', path)
  for (let n = 0; n < 8; n++) {
    const location = String(next.headers.location ?? '')
    if (location !== '' && !location.startsWith('/') && !location.startsWith(baseUrl)) return new URL(location)
    if (location !== '') next = await visitor.request('GET', pathOf(location))
    else {
      const action = /action="(\/sign-in\/interaction\/[^"]+)"/.exec(next.payload)?.[1]
      assert.ok(action, next.payload)
      visitor.page = next
      next = await visitor.submit(action, { answer })
    }
  }
  assert.fail('no end of redirects')
}

function token(form: Record<string, string>, name = tenant.id): Promise<Answer> {
  return h.call('POST', `/${name}/oauth2/v2.0/token`, undefined, undefined, {
    payload: new URLSearchParams(form).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
}

const redeem = (code: string, more: Record<string, string> = {}, name = tenant.id) =>
  token(
    {
      grant_type: 'authorization_code',
      client_id: client,
      redirect_uri: redirect,
      code,
      code_verifier: verifier,
      ...more,
    },
    name,
  )

async function codeFor(parameters: Record<string, string> = defaults(), name = tenant.id): Promise<string> {
  const back = await follow(await signedIn(), authorizePath(parameters, name))
  assert.equal(back.searchParams.get('error'), null, back.href)
  return String(back.searchParams.get('code'))
}

test('who is not signed in goes to the sign-in page and comes back to the same request', async () => {
  const visitor = new Visitor(h)
  const answer = await visitor.request('GET', authorizePath(defaults()))
  const location = new URL(String(answer.headers.location), baseUrl)
  assert.equal(location.pathname, '/sign-in')
  assert.equal(location.searchParams.get('organization'), tenant.id)
  await visitor.open(pathOf(location.href))
  const next = await visitor.submit('/sign-in', { email, password: goodPassword })
  const back = await follow(visitor, pathOf(next.headers.location))
  assert.equal(`${back.origin}${back.pathname}`, redirect)
  assert.equal(back.searchParams.get('state'), 'my-state')
  assert.equal(back.searchParams.get('iss'), `${baseUrl}/${tenant.id}/v2.0`)
  const answered = await redeem(String(back.searchParams.get('code')))
  assert.equal(answered.statusCode, 200, answered.payload)
  const idToken = decodeJwt(answered.body.id_token)
  assert.deepEqual(
    [
      idToken['nonce'],
      idToken.sub,
      idToken['oid'],
      idToken['tid'],
      idToken['preferred_username'],
      idToken.aud,
      idToken.iss,
    ],
    ['my-nonce', personId, personId, tenant.id, email, client, `${baseUrl}/${tenant.id}/v2.0`],
  )
})

test('the token acts as the person, and says what clients read', async () => {
  const { body } = await redeem(await codeFor(), { client_info: '1', scope: `${graph}/.default` })
  const me = await h.call('GET', '/api/v1/me', body.access_token)
  assert.deepEqual([me.body.kind, me.body.id, me.body.roles], ['person', personId, ['device-manager']])
  const claims = decodeJwt(body.access_token)
  assert.deepEqual(
    [claims.aud, claims['tid'], claims['oid'], claims['upn'], claims['appid'], claims['idtyp'], claims['roles']],
    [graph, tenant.id, personId, email, client, 'user', undefined],
  )
  const scopes = String(claims['scp']).split(' ')
  assert.ok(scopes.includes('DeviceManagementServiceConfig.ReadWrite.All') && scopes.includes('user_impersonation'))
  assert.ok(body.scope.split(' ').includes(`${graph}/.default`))
  const info = JSON.parse(Buffer.from(body.client_info, 'base64url').toString())
  assert.deepEqual(info, { uid: personId, utid: tenant.id })
  const userinfo = await h.call('GET', '/oidc/userinfo', body.access_token)
  assert.deepEqual([userinfo.body.sub, userinfo.body.email], [personId, email])
})

test('a token for named permissions has these and no others', async () => {
  const name = 'DeviceManagementServiceConfig.Read.All'
  const code = await codeFor({ ...defaults(), scope: `openid offline_access ${graph}/${name} ${graph}/Mail.Read` })
  const { body } = await redeem(code)
  assert.equal(decodeJwt(body.access_token)['scp'], name)
  const { permissions } = (await h.call('GET', '/api/v1/me', body.access_token)).body
  assert.ok(!permissions.includes('device.write'))
  const more = await token({
    grant_type: 'refresh_token',
    client_id: client,
    refresh_token: body.refresh_token,
    scope: 'https://api.partnercenter.microsoft.com/user_impersonation',
  })
  assert.equal(decodeJwt(more.body.access_token).aud, 'https://api.partnercenter.microsoft.com')
  assert.equal(decodeJwt(more.body.access_token)['scp'], 'user_impersonation')
  const none = authorizePath({ ...defaults(), scope: `openid ${graph}/Mail.Read` })
  assert.equal((await (await signedIn()).request('GET', none)).statusCode, 400)
})

test('public clients must use PKCE, and only by S256', async () => {
  const visitor = await signedIn()
  const parameters = without(defaults(), 'code_challenge', 'code_challenge_method')
  const missing = await follow(visitor, authorizePath(parameters))
  assert.equal(missing.searchParams.get('error'), 'invalid_request')
  const plain = await follow(visitor, authorizePath({ ...defaults(), code_challenge_method: 'plain' }))
  assert.equal(plain.searchParams.get('error'), 'invalid_request')
  const wrong = await redeem(await codeFor(), { code_verifier: randomBytes(32).toString('base64url') })
  assert.deepEqual([wrong.statusCode, wrong.body.error, wrong.body.error_codes], [400, 'invalid_grant', [501481]])
  const absent = await token({
    grant_type: 'authorization_code',
    client_id: client,
    redirect_uri: redirect,
    code: await codeFor(),
  })
  assert.equal(absent.body.error, 'invalid_grant')
})

test('a confidential client needs its secret, and may go without PKCE', async () => {
  const parameters = { ...without(defaults(), 'code_challenge', 'code_challenge_method'), client_id: confidential.id }
  const form = { grant_type: 'authorization_code', client_id: confidential.id, redirect_uri: redirect }
  const code = await codeFor(parameters)
  const bare = await token({ ...form, code })
  assert.equal(bare.statusCode, 401, bare.payload)
  const answer = await token({ ...form, code, client_secret: confidential.secret })
  assert.equal(answer.statusCode, 200, answer.payload)
})

test('the redirect URI must be a registered one to the letter, but for the port of a loopback address', async () => {
  const visitor = await signedIn()
  for (const uri of [
    'https://app.example/signed-in/',
    'https://app.example/signed-in?x=1',
    'https://app.example.evil.example/signed-in',
    'https://evil.example/',
    'http://app.example/signed-in',
    'http://localhost/elsewhere',
    'http://localhost.evil.example/back',
    '//evil.example',
    'javascript:alert(1)',
  ]) {
    const answer = await visitor.request('GET', authorizePath({ ...defaults(), redirect_uri: uri }))
    assert.equal(answer.headers.location, undefined, uri)
    assert.equal(answer.statusCode, 400, uri)
    assert.match(String(answer.headers['content-security-policy']), /frame-ancestors 'none'/)
  }
  const local = await follow(visitor, authorizePath({ ...defaults(), redirect_uri: 'http://localhost:51234/back' }))
  assert.equal(`${local.origin}${local.pathname}`, 'http://localhost:51234/back')
  const unknown = await visitor.request('GET', authorizePath({ ...defaults(), client_id: personId }))
  assert.deepEqual([unknown.statusCode, unknown.headers.location], [400, undefined])
})

test('a code works once; used again, it takes with it what came of it', async () => {
  const code = await codeFor()
  const first = await redeem(code)
  assert.equal(first.statusCode, 200, first.payload)
  const again = await redeem(code)
  assert.deepEqual([again.statusCode, again.body.error, again.body.error_codes], [400, 'invalid_grant', [54005]])
  const refreshed = await token({
    grant_type: 'refresh_token',
    client_id: client,
    refresh_token: first.body.refresh_token,
  })
  assert.equal(refreshed.body.error, 'invalid_grant')
})

test('of requests with one code at once only one gets a token', async () => {
  const code = await codeFor()
  const answers = await Promise.all([redeem(code), redeem(code), redeem(code)])
  assert.ok(answers.filter(answer => answer.statusCode === 200).length <= 1)
  assert.ok(answers.filter(answer => answer.body.error === 'invalid_grant').length >= 2)
})

test('a refresh token is replaced at each use; an old one ends the whole family', async () => {
  const { body } = await redeem(await codeFor())
  const refresh = (refresh_token: string) => token({ grant_type: 'refresh_token', client_id: client, refresh_token })
  const second = await refresh(body.refresh_token)
  assert.equal(second.statusCode, 200, second.payload)
  assert.notEqual(second.body.refresh_token, body.refresh_token)
  const third = await refresh(second.body.refresh_token)
  assert.equal(third.statusCode, 200)
  const old = await refresh(body.refresh_token)
  assert.deepEqual([old.statusCode, old.body.error], [400, 'invalid_grant'])
  assert.equal((await refresh(third.body.refresh_token)).body.error, 'invalid_grant')
})

test('a code or refresh token is good for its client and its organization only', async () => {
  const stranger = (await addApplication(tenant, { client: 'public', redirectUris: [redirect] })).id
  assert.equal((await redeem(await codeFor(), { client_id: stranger })).body.error, 'invalid_grant')
  const { body } = await redeem(await codeFor())
  const refresh = { grant_type: 'refresh_token', refresh_token: body.refresh_token }
  assert.equal((await token({ ...refresh, client_id: stranger })).body.error, 'invalid_grant')
  assert.notEqual((await token({ ...refresh, client_id: client }, other.id)).statusCode, 200)
  assert.equal((await token({ ...refresh, client_id: client }, 'organizations')).statusCode, 200)
})

test('a person who is disabled gets no new token', async () => {
  const address = 'leaver@contoso.example'
  const id = await addSignInPerson(h, tenant.id, address, ['device-reader'])
  const visitor = new Visitor(h)
  await visitor.open('/sign-in')
  await visitor.submit('/sign-in', { email: address, password: goodPassword })
  const back = await follow(visitor, authorizePath(defaults()))
  const { body } = await redeem(String(back.searchParams.get('code')))
  await h.call('PATCH', `/api/v1/organizations/${tenant.id}/people/${id}`, tenant.token, { disabled: true })
  const refreshed = await token({ grant_type: 'refresh_token', client_id: client, refresh_token: body.refresh_token })
  assert.equal(refreshed.body.error, 'invalid_grant')
  assert.equal((await h.call('GET', '/api/v1/me', body.access_token)).statusCode, 401)
})

test('an application of another organization asks for leave, once, and is told when it gets none', async () => {
  const parameters = { ...defaults(), client_id: foreign }
  const visitor = await signedIn()
  const page = await visitor.request(
    'GET',
    pathOf((await visitor.request('GET', authorizePath(parameters))).headers.location),
  )
  assert.match(page.payload, /application wants to act for ada@contoso\.example/)
  assert.match(page.payload, /Everything that you may do here/)
  const denied = await follow(visitor, authorizePath(parameters), 'deny')
  assert.equal(denied.searchParams.get('error'), 'access_denied')
  assert.equal(denied.searchParams.get('state'), 'my-state')
  const allowed = await follow(visitor, authorizePath(parameters))
  const { body } = await redeem(String(allowed.searchParams.get('code')), { client_id: foreign })
  assert.equal((await h.call('GET', '/api/v1/me', body.access_token)).body.id, personId)
  const journal = await h.call(
    'GET',
    `/api/v1/organizations/${tenant.id}/journal?action=application.consented`,
    tenant.token,
  )
  assert.equal(journal.body.items[0].subject.id, foreign)
})

test('what was allowed for one permission does not hold for another', async () => {
  const limited = (await addApplication(other, { client: 'public', redirectUris: [redirect], people: 'everyone' })).id
  const name = 'DeviceManagementServiceConfig.Read.All'
  const scope = `openid offline_access ${graph}/${name}`
  const visitor = await signedIn()
  const back = await follow(visitor, authorizePath({ ...defaults(), client_id: limited, scope }))
  const { body } = await redeem(String(back.searchParams.get('code')), { client_id: limited })
  assert.equal(decodeJwt(body.access_token)['scp'], name)
  const more = await token({
    grant_type: 'refresh_token',
    client_id: limited,
    refresh_token: body.refresh_token,
    scope: `${graph}/.default`,
  })
  assert.equal(decodeJwt(more.body.access_token)['scp'], name)
})

test('a single-organization application is not known to people of others', async () => {
  await addSignInPerson(h, other.id, 'eve@fabrikam.example', ['device-reader'])
  const visitor = new Visitor(h)
  await visitor.open('/sign-in')
  await visitor.submit('/sign-in', { email: 'eve@fabrikam.example', password: goodPassword })
  const answer = await visitor.request('GET', authorizePath(defaults(), 'organizations'))
  assert.deepEqual([answer.statusCode, answer.headers.location], [400, undefined])
  const there = await visitor.request('GET', authorizePath(defaults()))
  assert.match(String(there.headers.location), /^\/sign-in\?/)
})

test('at organizations and common a person gets a token of the own organization', async () => {
  for (const name of ['organizations', 'common', 'contoso.example']) {
    const code = await codeFor(defaults(), name)
    const { body } = await redeem(code, {}, name)
    assert.equal(decodeJwt(body.access_token).iss, `${baseUrl}/${tenant.id}/v2.0`, name)
  }
})

test('prompt=none asks nobody, prompt=login asks again', async () => {
  const silent = await follow(new Visitor(h), authorizePath({ ...defaults(), prompt: 'none' }))
  assert.equal(silent.searchParams.get('error'), 'login_required')
  const visitor = await signedIn()
  const answer = await visitor.request('GET', authorizePath({ ...defaults(), prompt: 'login' }))
  const page = new URL(String(answer.headers.location), baseUrl)
  assert.deepEqual([page.pathname, page.searchParams.get('prompt')], ['/sign-in', 'login'])
  await visitor.open(pathOf(page.href))
  const next = await visitor.submit('/sign-in', { email, password: goodPassword })
  const back = await follow(visitor, pathOf(next.headers.location))
  assert.ok(back.searchParams.get('code'), back.href)
})

async function startDevice(name = 'organizations', client_id = client): Promise<Answer> {
  return h.call('POST', `/${name}/oauth2/v2.0/devicecode`, undefined, undefined, {
    payload: new URLSearchParams({ client_id, scope: `openid offline_access ${graph}/.default` }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
}

test('a device code, in both spellings of the grant', async () => {
  for (const grant_type of ['device_code', 'urn:ietf:params:oauth:grant-type:device_code']) {
    const started = await startDevice(tenant.id)
    assert.equal(started.statusCode, 200, started.payload)
    const { user_code, device_code, verification_uri, expires_in, interval, message } = started.body
    assert.deepEqual([verification_uri, expires_in, interval], [`${baseUrl}/devicelogin`, 900, 5])
    assert.ok(message.includes(user_code) && message.includes(verification_uri))
    const poll = () => token({ grant_type, client_id: client, device_code })
    const waiting = await poll()
    assert.deepEqual(
      [waiting.statusCode, waiting.body.error, waiting.body.error_codes],
      [400, 'authorization_pending', [70016]],
    )
    const visitor = await signedIn()
    await visitor.open(`/devicelogin?user_code=${user_code}`)
    assert.ok(visitor.page?.payload.includes(`value="${user_code}"`))
    await visitor.submit('/devicelogin', { user_code })
    assert.match(String(visitor.page?.payload), /will act for ada@contoso\.example/)
    const done = await visitor.submit('/devicelogin', { user_code, confirm: 'yes' })
    assert.match(done.payload, /signed in/, done.payload)
    const answer = await poll()
    assert.equal(answer.statusCode, 200, answer.payload)
    assert.equal((await h.call('GET', '/api/v1/me', answer.body.access_token)).body.id, personId)
    assert.ok(answer.body.refresh_token && answer.body.id_token)
    assert.equal((await poll()).body.error, 'invalid_grant', 'a device code works once')
  }
})

test('a well-known client at organizations, by a device code', async () => {
  const powershell = '14d82eec-204b-4c2f-b7e8-296a70dab67e'
  const { user_code, device_code } = (await startDevice('organizations', powershell)).body
  const visitor = await signedIn()
  await visitor.open('/devicelogin')
  await visitor.submit('/devicelogin', { user_code: user_code.toLowerCase().replace('-', ' ') })
  await visitor.submit('/devicelogin', { user_code, confirm: 'yes' })
  const answer = await token({ grant_type: 'device_code', client_id: powershell, device_code }, 'organizations')
  assert.equal(answer.statusCode, 200, answer.payload)
  assert.equal(decodeJwt(answer.body.access_token)['tid'], tenant.id)
  assert.equal((await h.call('GET', '/api/v1/me', answer.body.access_token)).body.id, personId)
})

test('a device code that is refused, wrong, or of another organization', async () => {
  const visitor = await signedIn()
  const { user_code, device_code } = (await startDevice(tenant.id)).body
  await visitor.open('/devicelogin')
  assert.match((await visitor.submit('/devicelogin', { user_code: 'BCDF-GHJK' })).payload, /not known/)
  await visitor.open('/devicelogin')
  await visitor.submit('/devicelogin', { user_code })
  await visitor.submit('/devicelogin', { user_code, abort: 'yes' })
  const refused = await token({ grant_type: 'device_code', client_id: client, device_code })
  assert.equal(refused.body.error, 'access_denied')
  const elsewhere = (await startDevice(other.id, foreign)).body
  await visitor.open('/devicelogin')
  assert.match((await visitor.submit('/devicelogin', { user_code: elsewhere.user_code })).payload, /not known/)
  const forged = await visitor.request('POST', '/devicelogin', {
    payload: `user_code=${user_code}&confirm=yes&xsrf=x`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  assert.match(forged.payload, /not known|code/i)
  const nobody = await new Visitor(h).request('GET', '/devicelogin?user_code=ABCD-EFGH')
  assert.equal(nobody.headers.location, '/sign-in?continue=%2Fdevicelogin%3Fuser_code%3DABCD-EFGH')
})

test('what the store holds of codes and tokens cannot be used', async () => {
  const { body } = await redeem(await codeFor())
  const rows = await h.registry.store.db.selectFrom('oidc_state').selectAll().execute()
  const text = JSON.stringify(rows)
  assert.ok(!text.includes(body.refresh_token))
  for (const { id } of rows.filter(row => row.model === 'RefreshToken')) {
    const answer = await token({ grant_type: 'refresh_token', client_id: client, refresh_token: id })
    assert.equal(answer.body.error, 'invalid_grant')
  }
})
