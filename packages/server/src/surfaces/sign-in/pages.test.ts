import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Harness, startHarness } from '../../testing/harness.ts'
import { addPartner, addTenant, type Member } from '../../testing/people.ts'
import { addSignInPerson, goodPassword, Visitor } from '../../testing/visitor.ts'
import { browserSessionReader } from './browser/browser-session.ts'
import { sameOriginPath } from './browser/same-origin-path.ts'

let h: Harness
let tenant: Member
let personId: string
const email = 'reader@contoso.example'

before(async () => {
  h = await startHarness()
  tenant = await addTenant(h, 'contoso.example')
  personId = await addSignInPerson(h, tenant.id, email, ['device-reader'])
})
after(() => h.close())

async function signedIn(): Promise<Visitor> {
  const visitor = new Visitor(h)
  await visitor.open('/sign-in')
  const answer = await visitor.submit('/sign-in', { email, password: goodPassword })
  assert.equal(answer.statusCode, 303, answer.payload)
  return visitor
}

test('an invited person sets a password, signs in, is known to others of the service, and signs out', async () => {
  const visitor = new Visitor(h)
  await visitor.open('/sign-in?continue=%2Faccount%3Fa%3Db')
  const answer = await visitor.submit('/sign-in', { email: 'Reader@Contoso.example ', password: goodPassword })
  assert.equal(answer.headers.location, '/account?a=b')
  const read = browserSessionReader(h.deps)
  const headers = () => ({ cookie: [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ') })
  const session = await read({ headers: headers() })
  assert.deepEqual(
    { ...session, sessionId: '', authTime: 0 },
    { sessionId: '', personId, organizationId: tenant.id, email, name: `Name of ${email}`, amr: ['pwd'], authTime: 0 },
  )
  assert.match((await visitor.open('/sign-in?continue=/account')).payload, /reader@contoso\.example/)
  const before = headers()
  await visitor.submit('/sign-out', {})
  assert.equal(await read({ headers: before }), undefined)
  assert.equal((await visitor.request('GET', '/account')).headers.location, '/sign-in?continue=%2Faccount')
})

test('cookies cannot be read by scripts, are sent over HTTPS only, and not with the forms of other sites', async () => {
  const visitor = new Visitor(h)
  const page = await visitor.open('/sign-in')
  const answer = await visitor.submit('/sign-in', { email, password: goodPassword })
  for (const cookie of [page, answer].flatMap(({ headers }) => [headers['set-cookie'] ?? []].flat()))
    assert.match(cookie, /^__Host-hailport-[a-z-]+=[\w-]*; Path=\/; HttpOnly; SameSite=Lax; Secure(; Max-Age=0)?$/)
})

test('continue leads to this origin only', () => {
  const base = 'https://hailport.example'
  for (const path of ['/account', '/a?b=c&d=%2F', '/sign-in/interaction/x'])
    assert.equal(sameOriginPath(path, base), path)
  for (const elsewhere of [
    '//evil.example',
    '/\\evil.example',
    '/.//evil.example',
    '/..//evil.example',
    '/x/..//evil.example',
    '/\t/evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    'account',
    '',
    `/${'a'.repeat(5000)}`,
    undefined,
  ])
    assert.equal(sameOriginPath(elsewhere, base), undefined, String(elsewhere))
})

test('a sign-in that was asked to continue elsewhere ends at the account', async () => {
  const visitor = new Visitor(h)
  await visitor.open('/sign-in?continue=https%3A%2F%2Fevil.example%2F')
  const answer = await visitor.submit('/sign-in', { email, password: goodPassword })
  assert.equal(answer.headers.location, '/account')
})

test('unknown address, wrong password, disabled person and person without a password get the same answer', async () => {
  const disabled = 'disabled@contoso.example'
  const id = await addSignInPerson(h, tenant.id, disabled, ['device-reader'])
  const people = `/api/v1/organizations/${tenant.id}/people`
  await h.call('PATCH', `${people}/${id}`, h.operator, { disabled: true })
  const invited = 'invited@contoso.example'
  await h.call('POST', people, h.operator, { email: invited, name: 'Invited', roles: [] })
  const answers = []
  for (const [address, password] of [
    ['nobody@contoso.example', goodPassword],
    [email, 'wrong password entirely'],
    [disabled, goodPassword],
    [invited, goodPassword],
  ] as const) {
    const visitor = new Visitor(h)
    await visitor.open('/sign-in')
    const answer = await visitor.submit('/sign-in', { email: address, password })
    assert.equal(answer.statusCode, 401)
    answers.push(answer.payload.replaceAll(address, 'ADDRESS').replaceAll(/name="token" value="[^"]*"/g, ''))
  }
  assert.equal(new Set(answers).size, 1)
})

test('forms of other sites are refused', async () => {
  const visitor = await signedIn()
  await visitor.open('/account')
  const cookies = new Map(visitor.cookies)
  const send = (body: string, headers: Record<string, string> = {}) =>
    visitor.request('POST', '/sign-out', {
      payload: body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    })
  const token = /name="token" value="([^"]+)"/.exec(visitor.page?.payload ?? '')?.[1] ?? ''
  for (const answer of [
    await send(''),
    await send('token=wrong'),
    await send(`token=${token}`, { 'sec-fetch-site': 'cross-site' }),
    await send(`token=${token}`, { 'sec-fetch-site': 'same-site' }),
    await send(`token=${token}`, { origin: 'https://evil.example' }),
  ]) {
    assert.equal(answer.statusCode, 403)
    assert.match(answer.payload, /form_not_valid/)
  }
  assert.deepEqual(visitor.cookies, cookies)
  assert.equal((await visitor.request('GET', '/account')).statusCode, 200)
  const stranger = new Visitor(h)
  const login = await stranger.request('POST', '/sign-in', {
    payload: new URLSearchParams({ email, password: goodPassword }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  assert.equal(login.statusCode, 403)
})

test('one e-mail address in several organizations: the person chooses, a hint narrows, passwords stay apart', async () => {
  const address = 'both@people.example'
  const partner = await addPartner(h, 'fabrikam')
  const second = await addTenant(h, 'second.example')
  await addSignInPerson(h, tenant.id, address, ['device-reader'])
  await addSignInPerson(h, partner.id, address, ['registrar'])
  await addSignInPerson(h, second.id, address, ['device-reader'], 'another phrase of 5 words')
  const visitor = new Visitor(h)
  await visitor.open('/sign-in?continue=/account')
  const choice = await visitor.send('/sign-in', { email: address, password: goodPassword })
  assert.match(choice.payload, /contoso\.example/)
  assert.match(choice.payload, /fabrikam/)
  assert.doesNotMatch(choice.payload, /second\.example/)
  // Whose password it was not cannot be chosen.
  assert.match((await visitor.send('/sign-in/organization', { organization: second.id })).payload, /fabrikam/)
  const account = await visitor.send('/sign-in/organization', { organization: partner.id })
  assert.match(account.payload, /both@people\.example of fabrikam/)

  const narrowed = new Visitor(h)
  await narrowed.open('/sign-in?organization=contoso.example')
  assert.match(
    (await narrowed.send('/sign-in', { email: address, password: goodPassword })).payload,
    /of contoso\.example/,
  )
  const other = await visitor.open('/sign-in?organization=contoso.example')
  assert.match(other.payload, /type="password"/)
})

test('pages are in the language of the reader, and escape what people have written', async () => {
  const german = new Visitor(h, { 'accept-language': 'fr;q=0.9, de-AT;q=0.8, en;q=0.5' })
  const page = await german.open('/sign-in?login_hint=%22%3E%3Cscript%3E')
  assert.match(page.payload, /<html lang="de">/)
  assert.match(page.payload, /Anmelden/)
  assert.doesNotMatch(page.payload, /"><script>/)
  assert.match(String(page.headers['content-security-policy']), /default-src 'none'/)
  assert.doesNotMatch(String(page.headers['content-security-policy']), /unsafe/)
})

test('an error is a page with code, cause and remedy; a script gets problem details', async () => {
  const page = await new Visitor(h).request('GET', `/invitation/${'A'.repeat(43)}`)
  assert.equal(page.statusCode, 404)
  assert.match(page.payload, /<code>sign_in_link_not_valid<\/code>/)
  assert.match(page.payload, /Ask an administrator/)
  const problem = await new Visitor(h).request('GET', '/account', { headers: { accept: 'application/json' } })
  assert.equal(problem.statusCode, 401)
  assert.equal(JSON.parse(problem.payload).code, 'session_ended')
})

async function attempt(address: string, password: string, headers: Record<string, string> = {}) {
  const visitor = new Visitor(h, headers)
  await visitor.open('/sign-in')
  return visitor.submit('/sign-in', { email: address, password })
}

test('failed attempts delay the next one, for people and for unknown addresses alike, until the delay is over', async () => {
  const known = 'guessed@contoso.example'
  await addSignInPerson(h, tenant.id, known, ['device-reader'])
  for (const address of [known, 'unknown@contoso.example']) {
    for (let n = 0; n < 5; n++) assert.equal((await attempt(address, `wrong ${n}`)).statusCode, 401)
    const delayed = await attempt(address, goodPassword)
    assert.equal(delayed.statusCode, 429)
    assert.equal(delayed.headers['retry-after'], '30')
    assert.match(delayed.payload, /Try again in 30 seconds/)
  }
  const journal = await h.call('GET', `/api/v1/organizations/${tenant.id}/journal?action=sign-in.delayed`, tenant.token)
  assert.deepEqual(
    journal.body.items.map((entry: { after: unknown }) => entry.after),
    [{ failures: 5 }],
  )
  h.advance(31_000)
  assert.equal((await attempt(known, goodPassword)).statusCode, 303)
  // Success forgets.
  for (let n = 0; n < 4; n++) assert.equal((await attempt(known, `wrong ${n}`)).statusCode, 401)
  assert.equal((await attempt(known, goodPassword)).statusCode, 303)
})

test('attempts at the same time do not outrun the count', async () => {
  const address = 'parallel@contoso.example'
  await addSignInPerson(h, tenant.id, address, ['device-reader'])
  const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => attempt(address, `wrong ${n}`)))
  assert.equal(answers.filter(({ statusCode }) => statusCode === 401).length, 5)
  assert.equal(answers.filter(({ statusCode }) => statusCode === 429).length, 7)
})

test('a password that is easy to guess is refused, and the link is still good afterwards', async () => {
  const people = `/api/v1/organizations/${tenant.id}/people`
  const input = { email: 'careless@contoso.example', name: 'Careless', roles: [] }
  const path = new URL((await h.call('POST', people, tenant.token, input)).body.signInLink.url).pathname
  const visitor = new Visitor(h)
  await visitor.open(path)
  for (const [password, text] of [
    ['short', /too short/],
    ['Password2031!', /tried first/],
    ['my contoso.example pass', /name of your organization/],
  ] as const) {
    const answer = await visitor.submit(path, { password, again: password })
    assert.equal(answer.statusCode, 400)
    assert.match(answer.payload, text)
  }
  assert.match((await visitor.submit(path, { password: goodPassword, again: 'other' })).payload, /not the same/)
  assert.equal((await visitor.submit(path, { password: goodPassword, again: goodPassword })).statusCode, 303)
})

test('a link works once, not after another was made, not when revoked, not when expired, not for the disabled', async () => {
  const people = `/api/v1/organizations/${tenant.id}/people`
  const input = { email: 'linked@contoso.example', name: 'Linked', roles: [] }
  const { id, signInLink } = (await h.call('POST', people, tenant.token, input)).body
  const link = `${people}/${id}/sign-in-link`
  const path = (url: string) => new URL(url).pathname
  const status = async (url: string) => (await new Visitor(h).request('GET', path(url))).statusCode
  const make = async () => (await h.call('POST', link, tenant.token, {})).body.url as string
  assert.equal(await status(signInLink.url), 200)
  const second = await make()
  assert.deepEqual([await status(signInLink.url), await status(second)], [404, 200])
  assert.equal((await h.call('GET', link, tenant.token)).body.url, undefined)
  assert.equal((await h.call('DELETE', link, tenant.token)).statusCode, 204)
  assert.equal((await h.call('DELETE', link, tenant.token)).statusCode, 404)
  assert.equal(await status(second), 404)
  const third = await make()
  await h.call('PATCH', `${people}/${id}`, tenant.token, { disabled: true })
  assert.equal(await status(third), 404)
  await h.call('PATCH', `${people}/${id}`, tenant.token, { disabled: false })
  const visitor = new Visitor(h)
  await visitor.open(path(third))
  assert.equal((await visitor.submit(path(third), { password: goodPassword, again: goodPassword })).statusCode, 303)
  assert.equal(await status(third), 404)
  const fourth = await make()
  h.advance(259_200_000)
  assert.equal(await status(fourth), 404)
})
