import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Harness, startHarness } from '../../testing/harness.ts'
import { addTenant, type Member } from '../../testing/people.ts'
import { totpCode } from '../../testing/totp.ts'
import { addSignInPerson, goodPassword, Visitor } from '../../testing/visitor.ts'

let h: Harness
let tenant: Member
before(async () => {
  h = await startHarness()
  tenant = await addTenant(h, 'contoso.example')
})
after(() => h.close())

const now = () => h.registry.now()
const half = 30_000

async function begin(email: string): Promise<Visitor> {
  const visitor = new Visitor(h)
  await visitor.open('/sign-in')
  await visitor.send('/sign-in', { email, password: goodPassword })
  return visitor
}

const secretOn = (page: string | undefined) => /name="secret" value="([A-Z2-7]{32})"/.exec(page ?? '')?.[1] ?? ''
const codesOn = (page: string) => [...page.matchAll(/<code>([a-z2-9-]{19})<\/code>/g)].map(match => String(match[1]))

/** A person who decides about others, with an authenticator app. */
async function withApp(email: string) {
  const id = await addSignInPerson(h, tenant.id, email, ['consent-approver'])
  const visitor = await begin(email)
  const secret = secretOn(visitor.page?.payload)
  const page = await visitor.submit('/sign-in/set-up', { code: totpCode(secret, now()) })
  assert.equal(page.statusCode, 200, page.payload)
  await visitor.send('/sign-in/next', {})
  h.advance(half)
  return { id, visitor, secret, codes: codesOn(page.payload) }
}

test('who decides about others must set up a second factor before anything else', async () => {
  const email = 'approver@contoso.example'
  await addSignInPerson(h, tenant.id, email, ['consent-approver'])
  const visitor = await begin(email)
  assert.match(String(visitor.page?.payload), /requires a second factor/)
  assert.equal((await visitor.request('GET', '/account')).statusCode, 303)
  assert.equal((await visitor.submit('/sign-in/set-up', { code: '000000' })).statusCode, 400)
  const secret = secretOn(visitor.page?.payload)
  const codes = await visitor.submit('/sign-in/set-up', { code: totpCode(secret, now()) })
  assert.equal(codesOn(codes.payload).length, 10)
  assert.match((await visitor.send('/sign-in/next', {})).payload, /approver@contoso\.example of contoso/)
  const read = await h.call('GET', `/api/v1/organizations/${tenant.id}/journal?limit=1000`, tenant.token)
  assert.ok(!read.payload.includes(secret))
})

test('people without such rights sign in with a password alone, until the organization wants more', async () => {
  const email = 'reader@contoso.example'
  await addSignInPerson(h, tenant.id, email, ['device-reader'])
  assert.match(String((await begin(email)).page?.payload), /of contoso/)
  const policy = `/api/v1/organizations/${tenant.id}/sign-in-policy`
  assert.equal((await h.call('GET', policy, tenant.token)).body.secondFactor, 'privileged')
  assert.equal((await h.call('PUT', policy, tenant.token, { secondFactor: 'everyone' })).statusCode, 200)
  assert.match(String((await begin(email)).page?.payload), /requires a second factor/)
  await h.call('PUT', policy, tenant.token, { secondFactor: 'optional' })
  assert.match(String((await begin(email)).page?.payload), /of contoso/)
  await h.call('PUT', policy, tenant.token, { secondFactor: 'privileged' })
})

test('a code is taken once, one step early or late, and no older one', async () => {
  const email = 'codes@contoso.example'
  const { secret } = await withApp(email)
  const attempt = async (code: string) => {
    const visitor = await begin(email)
    return (await visitor.submit('/sign-in/second-factor', { code })).statusCode
  }
  h.advance(10 * half)
  const at = now()
  assert.equal(await attempt(totpCode(secret, at - 2 * half)), 401, 'two steps late')
  assert.equal(await attempt(totpCode(secret, at + 2 * half)), 401, 'two steps early')
  assert.equal(await attempt(totpCode(secret, at)), 303)
  assert.equal(await attempt(totpCode(secret, at)), 401, 'again')
  assert.equal(await attempt(totpCode(secret, at - half)), 401, 'an older one')
  assert.equal(await attempt(totpCode(secret, at + half)), 303, 'one step early')
})

test('wrong codes delay, and a right password in between does not help', async () => {
  const email = 'guess@contoso.example'
  const { secret } = await withApp(email)
  for (let n = 0; n < 5; n++) {
    const visitor = await begin(email)
    assert.equal((await visitor.submit('/sign-in/second-factor', { code: '000000' })).statusCode, 401)
  }
  const visitor = await begin(email)
  assert.match(String(visitor.page?.payload), /Too many failed attempts/)
  h.advance(31_000)
  const later = await begin(email)
  assert.equal((await later.submit('/sign-in/second-factor', { code: totpCode(secret, now()) })).statusCode, 303)
})

test('a recovery code works once', async () => {
  const email = 'lost@contoso.example'
  const { codes } = await withApp(email)
  const attempt = async (code: string) => {
    const visitor = await begin(email)
    return (await visitor.submit('/sign-in/second-factor', { code })).statusCode
  }
  const [first = '', second = ''] = codes
  assert.equal(await attempt(first), 303)
  assert.equal(await attempt(first), 401)
  assert.equal(await attempt(` ${second.toUpperCase().replaceAll('-', ' ')}`), 303)
  const other = await withApp('other@contoso.example')
  assert.equal(await attempt(String(other.codes[0])), 401, "another person's code")
})

test('the second factor is asked of the browser that gave the password', async () => {
  await withApp('bound@contoso.example')
  const visitor = await begin('bound@contoso.example')
  const stranger = new Visitor(h)
  await stranger.open('/sign-in')
  const answer = await stranger.open('/sign-in/second-factor')
  assert.equal(answer.statusCode, 400)
  assert.match(answer.payload, /sign_in_expired/)
  assert.equal((await visitor.request('GET', '/account')).statusCode, 303)
  assert.equal((await visitor.request('GET', '/sign-in/set-up')).statusCode, 400, 'no second app in its place')
})

test('factors are changed only shortly after a sign-in, and the last required one stays', async () => {
  const email = 'careful@contoso.example'
  const { visitor, secret } = await withApp(email)
  await visitor.open('/account')
  const refused = await visitor.submit('/account/authenticator-app/remove', {})
  assert.equal(refused.statusCode, 403)
  assert.match(refused.payload, /second_factor_needed/)
  await visitor.open('/account')
  h.advance(900_000)
  const late = await visitor.submit('/account/recovery-codes', {})
  assert.equal(late.statusCode, 303)
  assert.match(String(late.headers.location), /^\/sign-in\?prompt=login/)
  const problem = await visitor.request('GET', '/account/authenticator-app', {
    headers: { accept: 'application/json' },
  })
  assert.equal(JSON.parse(problem.payload).code, 'recent_sign_in_needed')
  await visitor.open(String(late.headers.location))
  await visitor.send('/sign-in', { email, password: goodPassword })
  await visitor.send('/sign-in/second-factor', { code: totpCode(secret, now()) })
  const page = await visitor.send('/account/recovery-codes', {})
  assert.equal(codesOn(page.payload).length, 10)
})

test('a link that resets the second factors leads to a new set-up', async () => {
  const email = 'reset@contoso.example'
  const { id, codes } = await withApp(email)
  const link = `/api/v1/organizations/${tenant.id}/people/${id}/sign-in-link`
  const made = await h.call('POST', link, tenant.token, { resetSecondFactors: true })
  const path = new URL(made.body.url).pathname
  const visitor = new Visitor(h)
  assert.match((await visitor.open(path)).payload, /also removes your passkeys/)
  await visitor.submit(path, { password: goodPassword, again: goodPassword })
  assert.match(String((await begin(email)).page?.payload), /requires a second factor/)
  const state = await h.call('GET', `/api/v1/organizations/${tenant.id}/people/${id}/sign-in`, tenant.token)
  assert.equal(state.body.authenticatorAppSetAt, undefined)
  assert.equal(state.body.recoveryCodes, 0)
  assert.equal(codes.length, 10)
})

test('a password is changed with the one before, which ends the other sessions', async () => {
  const email = 'change@contoso.example'
  await addSignInPerson(h, tenant.id, email, ['device-reader'])
  const [here, elsewhere] = [await begin(email), await begin(email)]
  await here.open('/account/password')
  const change = (current: string, password: string) =>
    here.submit('/account/password', { current, password, again: password })
  assert.equal((await change('wrong one', 'quite another phrase')).statusCode, 401)
  assert.equal((await change(goodPassword, 'short')).statusCode, 400)
  assert.equal((await change(goodPassword, 'quite another phrase')).statusCode, 303)
  assert.equal((await here.request('GET', '/account')).statusCode, 200)
  assert.equal((await elsewhere.request('GET', '/account')).statusCode, 303)
})

test('who has the same password in two organizations switches between them without it', async () => {
  const email = 'both@people.example'
  const second = await addTenant(h, 'second.example')
  await addSignInPerson(h, tenant.id, email, ['device-reader'])
  await addSignInPerson(h, second.id, email, ['device-reader'])
  const visitor = await begin(email)
  assert.match((await visitor.send('/sign-in/organization', { organization: tenant.id })).payload, /of contoso/)
  const before = new Map(visitor.cookies)
  await visitor.send('/account/switch', {})
  assert.match((await visitor.send('/sign-in/organization', { organization: second.id })).payload, /of second\.example/)
  const left = new Visitor(h)
  for (const [name, value] of before) left.cookies.set(name, value)
  assert.equal((await left.request('GET', '/account')).statusCode, 303, 'the session before has ended')
})
