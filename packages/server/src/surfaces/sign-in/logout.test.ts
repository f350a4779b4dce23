import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { baseUrl, type Harness, startHarness } from '../../testing/harness.ts'
import { addTenant, type Member } from '../../testing/people.ts'
import { addSignInPerson, goodPassword, Visitor } from '../../testing/visitor.ts'

let h: Harness
let tenant: Member
let client: string
const redirect = 'https://app.example/signed-in'
const email = 'ada@contoso.example'

before(async () => {
  h = await startHarness()
  tenant = await addTenant(h, 'contoso.example')
  await addSignInPerson(h, tenant.id, email, ['device-reader'])
  await addSignInPerson(h, tenant.id, 'grace@contoso.example', ['device-reader'])
  const input = { name: 'Inventory', roles: [], client: 'public', redirectUris: [redirect] }
  client = (await h.call('POST', `/api/v1/organizations/${tenant.id}/applications`, tenant.token, input)).body.id
})
after(() => h.close())

async function signIn(address = email): Promise<Visitor> {
  const visitor = new Visitor(h)
  await visitor.open('/sign-in')
  assert.equal((await visitor.submit('/sign-in', { email: address, password: goodPassword })).statusCode, 303)
  return visitor
}

async function idTokenOf(visitor: Visitor): Promise<string> {
  const verifier = randomBytes(32).toString('base64url')
  const asked = new URLSearchParams({
    client_id: client,
    redirect_uri: redirect,
    response_type: 'code',
    scope: 'openid',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  let answer = await visitor.request('GET', `/${tenant.id}/oauth2/v2.0/authorize?${asked}`)
  for (let n = 0; n < 8 && !String(answer.headers.location).startsWith(redirect); n++) {
    const action = /action="(\/sign-in\/interaction\/[^"]+)"/.exec(answer.payload)?.[1]
    visitor.page = answer
    answer =
      action === undefined
        ? await visitor.request('GET', String(answer.headers.location).replace(baseUrl, ''))
        : await visitor.submit(action, { answer: 'allow' })
  }
  const code = String(new URL(String(answer.headers.location)).searchParams.get('code'))
  const form = {
    grant_type: 'authorization_code',
    client_id: client,
    redirect_uri: redirect,
    code,
    code_verifier: verifier,
  }
  const redeemed = await h.call('POST', `/${tenant.id}/oauth2/v2.0/token`, undefined, undefined, {
    payload: new URLSearchParams(form).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  return redeemed.body.id_token
}

const logout = (parameters: Record<string, string>) =>
  `/${tenant.id}/oauth2/v2.0/logout?${new URLSearchParams(parameters)}`
const back = { post_logout_redirect_uri: redirect, state: 'my-state' }
const signedIn = async (visitor: Visitor) => (await visitor.request('GET', '/account')).statusCode === 200

test('an id token of the person ends the session at once, and leads back to a registered address only', async () => {
  const discovery = await h.call('GET', `/${tenant.id}/v2.0/.well-known/openid-configuration`)
  assert.equal(discovery.body.end_session_endpoint, `${baseUrl}/${tenant.id}/oauth2/v2.0/logout`)
  const visitor = await signIn()
  const id_token_hint = await idTokenOf(visitor)
  const answer = await visitor.request('GET', logout({ id_token_hint, ...back }))
  assert.deepEqual([answer.statusCode, answer.headers.location], [303, `${redirect}?state=my-state`])
  assert.equal(await signedIn(visitor), false)
  for (const uri of [`${redirect}/`, 'https://evil.example/', 'javascript:alert(1)', '']) {
    const other = await visitor.request('GET', logout({ id_token_hint, post_logout_redirect_uri: uri }))
    assert.equal(other.headers.location, '/signed-out', uri)
  }
})

test('without one the person is asked; a form of another site ends nothing', async () => {
  const visitor = await signIn()
  const forged = `${(await idTokenOf(visitor)).slice(0, -8)}AAAAAAAA`
  for (const hint of [
    {},
    { id_token_hint: forged },
    { id_token_hint: await idTokenOf(await signIn('grace@contoso.example')) },
  ]) {
    visitor.page = await visitor.request('GET', logout({ client_id: client, ...back, ...hint }))
    assert.equal(visitor.page.statusCode, 200)
    assert.ok(visitor.page.payload.includes(email))
    assert.equal(await signedIn(visitor), true)
  }
  const elsewhere = await visitor.request('POST', '/sign-out', {
    payload: new URLSearchParams({ client_id: client }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  assert.notEqual(elsewhere.statusCode, 303)
  assert.equal(await signedIn(visitor), true)
  const form = visitor.page?.payload.split('<main')[1] ?? ''
  const fields = [...form.matchAll(/name="([^"]*)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value])
  const answer = await visitor.request('POST', '/sign-out', {
    payload: new URLSearchParams(Object.fromEntries(fields)).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  assert.deepEqual([answer.statusCode, answer.headers.location], [303, `${redirect}?state=my-state`])
  assert.equal(await signedIn(visitor), false)
})

test('a request by form leads to the same place', async () => {
  const answer = await new Visitor(h).request('POST', `/${tenant.id}/oauth2/v2.0/logout`, {
    payload: new URLSearchParams({ client_id: client, ...back }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  assert.deepEqual([answer.statusCode, answer.headers.location], [303, logout({ client_id: client, ...back })])
  const next = await new Visitor(h).request('GET', String(answer.headers.location))
  assert.equal(next.headers.location, `${redirect}?state=my-state`)
})
