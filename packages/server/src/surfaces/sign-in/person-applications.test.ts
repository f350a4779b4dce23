import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { type Answer, baseUrl, type Harness, startHarness } from '../../testing/harness.ts'
import { addPerson, addTenant, type Member } from '../../testing/people.ts'
import { addSignInPerson, goodPassword, Visitor } from '../../testing/visitor.ts'

let h: Harness
let tenant: Member
let own: string
let foreign: string
const redirect = 'https://app.example/signed-in'

async function addApplication(owner: Member, input: object): Promise<string> {
  const answer = await h.call('POST', `/api/v1/organizations/${owner.id}/applications`, owner.token, {
    name: 'Inventory',
    roles: [],
    client: 'public',
    redirectUris: [redirect],
    ...input,
  })
  assert.equal(answer.statusCode, 201, answer.payload)
  return answer.body.id
}

before(async () => {
  h = await startHarness()
  tenant = await addTenant(h, 'contoso.example')
  own = await addApplication(tenant, {})
  foreign = await addApplication(await addTenant(h, 'fabrikam.example'), { name: 'Stock', people: 'everyone' })
})
after(() => h.close())

const verifier = randomBytes(32).toString('base64url')

async function signIn(email: string, password = goodPassword): Promise<Visitor> {
  const visitor = new Visitor(h)
  await visitor.open('/sign-in')
  const answer = await visitor.submit('/sign-in', { email, password })
  assert.equal(answer.statusCode, 303, answer.payload)
  return visitor
}

const token = (form: Record<string, string>): Promise<Answer> =>
  h.call('POST', `/${tenant.id}/oauth2/v2.0/token`, undefined, undefined, {
    payload: new URLSearchParams(form).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })

/** Signs in to an application, and allows it what it asks for. */
async function signInTo(visitor: Visitor, client: string): Promise<{ access_token: string; refresh_token: string }> {
  const asked = new URLSearchParams({
    client_id: client,
    redirect_uri: redirect,
    response_type: 'code',
    scope: 'openid offline_access https://graph.microsoft.com/.default',
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
  const form = { grant_type: 'authorization_code', client_id: client, redirect_uri: redirect, code_verifier: verifier }
  const redeemed = await token({ ...form, code })
  assert.equal(redeemed.statusCode, 200, redeemed.payload)
  return redeemed.body
}

const refresh = async (client: string, refresh_token: string) =>
  (await token({ grant_type: 'refresh_token', client_id: client, refresh_token })).statusCode
const people = () => `/api/v1/organizations/${tenant.id}/people`
const journal = async (action: string, subjectId: string) => {
  const answer = await h.call('GET', `/api/v1/organizations/${tenant.id}/journal?action=${action}`, tenant.token)
  return answer.body.items.filter((entry: { subject: { id: string } }) => entry.subject.id === subjectId)
}

test('applications are listed page by page, and revoked by who manages people', async () => {
  const email = 'ada@contoso.example'
  const id = await addSignInPerson(h, tenant.id, email, ['device-reader'])
  const visitor = await signIn(email)
  const [mine, others] = [await signInTo(visitor, own), await signInTo(visitor, foreign)]
  const path = `${people()}/${id}/applications`
  const first = await h.call('GET', `${path}?limit=1`, tenant.token)
  assert.equal(first.statusCode, 200, first.payload)
  const second = await h.call('GET', `${path}?limit=1&cursor=${first.body.nextCursor}`, tenant.token)
  const [inventory, stock] = [...first.body.items, ...second.body.items]
  assert.deepEqual([inventory.applicationId, inventory.name], [own, 'Inventory'])
  assert.ok(Date.parse(inventory.expiresAt) > h.registry.now())
  assert.deepEqual([stock.applicationId, stock.name], [foreign, 'Stock'])
  assert.ok(stock.scopes.length > 0 && stock.consentedAt)
  assert.equal(second.body.nextCursor, undefined)

  assert.equal((await h.call('DELETE', `${path}/${foreign}`, tenant.token)).statusCode, 204)
  assert.equal((await h.call('DELETE', `${path}/${foreign}`, tenant.token)).statusCode, 404)
  assert.equal(await refresh(foreign, others.refresh_token), 400)
  assert.equal(await refresh(own, mine.refresh_token), 200, 'the other one stays')
  const [entry] = await journal('application.consent-revoked', foreign)
  assert.equal(entry.after.personId, id)
  const page = await visitor.request('GET', '/account')
  assert.ok(page.payload.includes('Inventory') && !page.payload.includes('Stock'))
})

test('a person revokes on the account page, and is asked anew; nobody else without the right', async () => {
  const email = 'grace@contoso.example'
  const id = await addSignInPerson(h, tenant.id, email, ['device-reader'])
  const visitor = await signIn(email)
  const { refresh_token } = await signInTo(visitor, foreign)
  const nosy = await addPerson(h, tenant.id, 'nosy@contoso.example', ['device-reader'])
  const path = `${people()}/${id}/applications`
  assert.equal((await h.call('GET', path, nosy.token)).statusCode, 403)
  assert.equal((await h.call('DELETE', `${path}/${foreign}`, nosy.token)).statusCode, 403)

  await visitor.open('/account')
  await visitor.send(`/account/applications/${foreign}/revoke`, {})
  assert.ok(!visitor.page?.payload.includes('Stock'))
  assert.equal(await refresh(foreign, refresh_token), 400)
  const asked = new URLSearchParams({
    client_id: foreign,
    redirect_uri: redirect,
    response_type: 'code',
    scope: 'openid https://graph.microsoft.com/.default',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  const answer = await visitor.request('GET', `/${tenant.id}/oauth2/v2.0/authorize?${asked}`)
  assert.match(String(answer.headers.location), /\/sign-in\/interaction\//)
})

test('a new password ends other sessions and what applications would go on with', async () => {
  const email = 'joan@contoso.example'
  const id = await addSignInPerson(h, tenant.id, email, ['device-reader'])
  const [here, elsewhere] = [await signIn(email), await signIn(email)]
  const { refresh_token } = await signInTo(elsewhere, own)
  await here.open('/account/password')
  const next = 'other kettle marble 9 fen'
  const changed = await here.submit('/account/password', { current: goodPassword, password: next, again: next })
  assert.equal(changed.statusCode, 303, changed.payload)
  assert.equal((await here.request('GET', '/account')).statusCode, 200)
  assert.equal((await elsewhere.request('GET', '/account')).statusCode, 303)
  assert.equal(await refresh(own, refresh_token), 400)
  const [entry] = await journal('session.ended', id)
  assert.deepEqual(entry.after, { sessions: 1, applications: 1 })
})

test('so does a link when it is used, and not before', async () => {
  const email = 'mary@contoso.example'
  const id = await addSignInPerson(h, tenant.id, email, ['device-reader'])
  const visitor = await signIn(email)
  const { refresh_token } = await signInTo(visitor, own)
  const link = await h.call('POST', `${people()}/${id}/sign-in-link`, tenant.token, {})
  const newer = await token({ grant_type: 'refresh_token', client_id: own, refresh_token })
  assert.equal(newer.statusCode, 200)
  const path = new URL(link.body.url).pathname
  const who = new Visitor(h)
  await who.open(path)
  assert.equal((await who.submit(path, { password: goodPassword, again: goodPassword })).statusCode, 303)
  assert.equal((await visitor.request('GET', '/account')).statusCode, 303)
  assert.equal(await refresh(own, newer.body.refresh_token), 400)
})

test('who is disabled and enabled again is signed in nowhere', async () => {
  const email = 'leaver@contoso.example'
  const id = await addSignInPerson(h, tenant.id, email, ['device-reader'])
  const visitor = await signIn(email)
  const { refresh_token } = await signInTo(visitor, own)
  for (const disabled of [true, false])
    assert.equal((await h.call('PATCH', `${people()}/${id}`, tenant.token, { disabled })).statusCode, 200)
  assert.equal((await visitor.request('GET', '/account')).statusCode, 303)
  assert.equal(await refresh(own, refresh_token), 400)
  const [entry] = await journal('session.ended', id)
  assert.deepEqual(entry.after, { sessions: 1, applications: 1 })
})
