import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testHash, testSerial } from '../../testing/devices.ts'
import { type Harness, startHarness } from '../../testing/harness.ts'
import { addPartner, addTenant, type Member } from '../../testing/people.ts'
import { totpCode } from '../../testing/totp.ts'
import { addSignInPerson, goodPassword, Visitor } from '../../testing/visitor.ts'

let h: Harness
let tenant: Member
const approver = 'approver@contoso.example'
const reader = 'reader@contoso.example'

before(async () => {
  h = await startHarness()
  tenant = await addTenant(h, 'contoso.example')
  await addSignInPerson(h, tenant.id, approver, ['consent-approver'])
  await addSignInPerson(h, tenant.id, reader, ['device-reader'])
})
after(() => h.close())

/** A partner with its link, as a path of the page. */
async function asker(name: string, kind = 'csp-direct') {
  const member = await addPartner(h, name, kind)
  const link = (await h.call('GET', `/api/v1/partners/${member.id}/consent-link`, member.token)).body
  return { ...member, path: new URL(link.url).pathname, code: link.code }
}

/** Keys of the authenticator apps of those who decide: they need one. */
const secrets = new Map<string, string>()

async function signedIn(email: string, path: string, headers: Record<string, string> = {}): Promise<Visitor> {
  const visitor = new Visitor(h, headers)
  await visitor.open(path)
  const next = (await visitor.submit('/sign-in', { email, password: goodPassword })).headers.location
  if (next === '/sign-in/set-up') {
    const page = await visitor.open(next)
    const secret = (/class="secret">([^<]+)</.exec(page.payload)?.[1] ?? '').replaceAll(' ', '')
    secrets.set(email, secret)
    await visitor.submit(next, { code: totpCode(secret, h.registry.now()) })
    assert.equal((await visitor.submit('/sign-in/next', {})).headers.location, path)
  } else if (next === '/sign-in/second-factor') {
    h.advance(60_000)
    await visitor.open(next)
    const answer = await visitor.submit(next, { code: totpCode(secrets.get(email) ?? '', h.registry.now()) })
    assert.equal(answer.headers.location, path, answer.payload)
  } else assert.equal(next, path)
  await visitor.open(path)
  return visitor
}

const consentsOf = async (member: Member) => (await h.call('GET', '/api/v1/consents', member.token)).body.items
const limits = { lastDay: '2099-12-31', devices: '50', tags: 'Sales\r\n\r\nLab', whenAbsent: 'refuse' }

test('who is not signed in signs in first; then the page says who asks, and grants with limits', async () => {
  const partner = await asker('granted-reseller', 'csp-indirect-reseller')
  const visitor = await signedIn(approver, partner.path)
  const page = visitor.page?.payload ?? ''
  assert.equal(visitor.page?.statusCode, 200)
  for (const text of [
    'granted-reseller wants to register devices for contoso.example.',
    'indirect reseller',
    'No delegated administration is granted.',
    'Distributors that work with this reseller',
  ])
    assert.ok(page.includes(text), text)
  const receipt = await visitor.send(`${partner.path}/grant`, limits)
  const [consent] = await consentsOf(partner)
  assert.equal(consent.state, 'granted')
  assert.equal(consent.decidedBy, undefined)
  assert.deepEqual(consent.limits, {
    expiresAt: '2100-01-01T00:00:00.000Z',
    deviceLimit: 50,
    groupTags: ['Sales', 'Lab'],
    whenAbsent: 'refuse',
    mayGiveProfiles: false,
    eachBatch: 'accept',
  })
  for (const text of [
    'Consent is granted',
    'This page is your receipt',
    consent.id,
    `by Name of ${approver}`,
    'Sales, Lab',
  ])
    assert.ok(receipt.payload.includes(text), text)
})

test('an existing consent is changed and revoked; a day that was not touched keeps its hour', async () => {
  const partner = await asker('known-reseller')
  const expiresAt = '2099-05-05T11:22:33.000Z'
  await h.call('POST', `/api/v1/consent-links/${partner.code}/grant`, tenant.token, { limits: { expiresAt } })
  const visitor = await signedIn(approver, partner.path)
  assert.ok(visitor.page?.payload.includes('value="2099-05-05"'))
  const changed = await visitor.send(`${partner.path}/change`, {
    lastDay: '2099-05-05',
    devices: '7',
    whenAbsent: 'hold',
    mayGiveProfiles: 'yes',
    eachBatch: 'hold',
  })
  assert.match(changed.payload, /The limits are changed/)
  const [consent] = await consentsOf(partner)
  assert.deepEqual([consent.limits.expiresAt, consent.limits.deviceLimit], [expiresAt, 7])
  assert.deepEqual([consent.limits.mayGiveProfiles, consent.limits.eachBatch], [true, 'hold'])
  assert.match(changed.payload, /waits until one of you accepts it/)
  const revoked = await visitor.send(`${partner.path}/revoke`, { reason: 'contract has ended' })
  assert.match(revoked.payload, /Consent is revoked/)
  assert.equal((await consentsOf(partner))[0].state, 'revoked')
  const journal = (await h.call('GET', `/api/v1/organizations/${partner.id}/journal`, partner.token)).body.items
  assert.ok(journal.some((entry: { reason?: string }) => entry.reason === 'contract has ended'))
  // What was revoked can be granted anew.
  assert.match((await visitor.send(`${partner.path}/grant`, { whenAbsent: 'hold' })).payload, /Consent is granted/)
})

test('declined with a reason, asked or not; a second no is a conflict', async () => {
  const partner = await asker('declined-reseller')
  await h.call('POST', '/api/v1/consents', partner.token, { domain: 'contoso.example', message: 'Order 4711' })
  const visitor = await signedIn(approver, partner.path)
  assert.ok(visitor.page?.payload.includes('Order 4711'))
  const declined = await visitor.send(`${partner.path}/decline`, { reason: 'unknown to us' })
  assert.match(declined.payload, /You have declined/)
  const [consent, ...others] = await consentsOf(partner)
  assert.deepEqual([consent.state, consent.tenantId, others.length], ['declined', undefined, 0])
  assert.ok(!declined.payload.includes(`action="${partner.path}/decline"`))
  const again = await h.call('POST', `/api/v1/consent-links/${partner.code}/decline`, tenant.token, {})
  assert.deepEqual([again.statusCode, again.body.code], [409, 'conflict'])

  const unasked = await asker('unasked-reseller')
  const other = await signedIn(approver, unasked.path)
  await other.send(`${unasked.path}/decline`, {})
  assert.equal((await consentsOf(unasked))[0].state, 'declined')
})

test('an address alone says nothing about what was done', async () => {
  const partner = await asker('phishing-reseller')
  const visitor = await signedIn(approver, `${partner.path}?done=granted`)
  assert.equal(visitor.page?.statusCode, 200)
  assert.ok(!visitor.page?.payload.includes('Consent is granted'))
})

test('limits that make no sense are refused in place, with what was typed, in German as well', async () => {
  const partner = await asker('typo-reseller')
  const visitor = await signedIn(approver, partner.path, { 'accept-language': 'de' })
  for (const [field, value, text] of [
    ['lastDay', '2001-01-01', 'Der letzte Tag'],
    ['lastDay', '2099-02-31', 'Der letzte Tag'],
    ['devices', '-3', 'Die Anzahl der Geräte'],
    ['devices', 'many', 'Die Anzahl der Geräte'],
    ['tags', 'x'.repeat(600), 'Gruppentags'],
  ] as const) {
    const answer = await visitor.submit(`${partner.path}/grant`, { whenAbsent: 'hold', [field]: value })
    assert.equal(answer.statusCode, 400, value)
    assert.ok(answer.payload.includes(`role="alert">${text}`), `${field} ${value}`)
    assert.ok(answer.payload.includes(value) && answer.payload.includes('aria-invalid="true"'), `${field} ${value}`)
  }
  const long = await visitor.submit(`${partner.path}/decline`, { reason: 'x'.repeat(1001) })
  assert.equal(long.statusCode, 400)
  assert.deepEqual(await consentsOf(partner), [])
})

test('people without the right are told whom of their own organization to ask, and cannot act', async () => {
  const partner = await asker('asking-reseller')
  const role = `/api/v1/organizations/${tenant.id}/roles`
  const made = await h.call('POST', role, tenant.token, { name: 'purchase', permissions: ['consent.decide'] })
  assert.equal(made.statusCode, 201, made.payload)
  await addSignInPerson(h, tenant.id, 'buyer@contoso.example', ['purchase'])
  const gone = await addSignInPerson(h, tenant.id, 'gone@contoso.example', ['consent-approver'])
  await h.call('PATCH', `/api/v1/organizations/${tenant.id}/people/${gone}`, h.operator, { disabled: true })
  const visitor = await signedIn(reader, partner.path)
  const page = visitor.page?.payload ?? ''
  assert.equal(visitor.page?.statusCode, 403)
  assert.match(page, /You may not decide about consent for contoso\.example/)
  assert.ok(page.includes(`<li>Name of ${approver}</li>`) && page.includes('<li>Name of buyer@contoso.example</li>'))
  assert.ok(!page.includes('gone@') && !page.includes(`Name of ${reader}</li>`))
  assert.ok(!page.includes(`action="${partner.path}`))
  const token = /name="token" value="([^"]+)"/.exec(page)?.[1] ?? ''
  for (const act of ['grant', 'decline', 'change', 'revoke']) {
    const answer = await visitor.request('POST', `${partner.path}/${act}`, {
      payload: new URLSearchParams({ token, whenAbsent: 'hold' }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    assert.equal(answer.statusCode, 403, act)
  }
})

test("another organization's people see neither approvers nor what was agreed", async () => {
  const partner = await asker('own-reseller')
  await h.call('POST', `/api/v1/consent-links/${partner.code}/grant`, tenant.token, {})
  const [consent] = await consentsOf(partner)
  const stranger = await addTenant(h, 'fabrikam.example')
  const rival = await addPartner(h, 'rival-reseller')
  const people: [string, string, string[], number, RegExp][] = [
    ['reader@fabrikam.example', stranger.id, ['device-reader'], 403, /Name of|admin@fabrikam\.example/],
    ['seller@own.example', partner.id, ['partner-admin'], 200, /standing consent link of your own organization/],
    ['seller@rival.example', rival.id, ['partner-admin'], 403, /signed in for a partner/],
    ['root@registry.example', '00000000-0000-0000-0000-000000000000', ['operator'], 403, /Operators do not decide/],
  ]
  for (const [email, organization, roles, status, text] of people) {
    await addSignInPerson(h, organization, email, roles)
    const { page } = await signedIn(email, partner.path)
    assert.equal(page?.statusCode, status, email)
    assert.match(page?.payload ?? '', text)
    assert.ok(
      !page?.payload.includes(approver) && !page?.payload.includes('contoso') && !page?.payload.includes(consent.id),
    )
  }
})

test('forms of other sites, old forms and people who are signed out change nothing', async () => {
  const partner = await asker('forged-reseller')
  const visitor = await signedIn(approver, partner.path)
  const token = /name="token" value="([^"]+)"/.exec(visitor.page?.payload ?? '')?.[1] ?? ''
  const send = (token: string, headers: Record<string, string> = {}) =>
    visitor.request('POST', `${partner.path}/grant`, {
      payload: new URLSearchParams({ token, whenAbsent: 'hold' }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    })
  assert.match((await send('')).payload, /form_not_valid/)
  assert.match((await send('A'.repeat(43))).payload, /form_not_valid/)
  assert.match((await send(token, { 'sec-fetch-site': 'cross-site' })).payload, /form_not_valid/)
  await visitor.submit('/sign-out', {})
  assert.match((await send(token)).payload, /session_ended/)
  const later = await signedIn(approver, partner.path)
  for (const [name, value] of later.cookies) visitor.cookies.set(name, value)
  assert.match((await send(token)).payload, /form_not_valid/)
  assert.deepEqual(await consentsOf(partner), [])
})

test('unknown and malformed codes answer alike', async () => {
  const visitor = await signedIn(approver, '/account')
  const pages = []
  for (const code of ['unknown', 'A'.repeat(24), 'A'.repeat(65), '%00', '..%2Fconsent', '%27%3B--', '%C3%A4']) {
    const page = await visitor.open(`/consent/${code}`)
    assert.equal(page.statusCode, 404, code)
    pages.push(page.payload.replaceAll(/<code>[^<]*<\/code>/g, ''))
  }
  assert.equal(new Set(pages).size, 1)
})

test('a consent that has ended is granted anew, and the request that waits is answered by it', async () => {
  const partner = await asker('late-reseller')
  const soon = new Date(h.registry.now() + 60_000).toISOString()
  await h.call('POST', `/api/v1/consent-links/${partner.code}/grant`, tenant.token, { limits: { expiresAt: soon } })
  h.advance(120_000)
  await h.call('POST', '/api/v1/consents', partner.token, { tenantId: tenant.id, message: 'Next order' })
  const visitor = await signedIn(approver, partner.path)
  assert.match(visitor.page?.payload ?? '', /has expired/)
  const answer = await visitor.send(`${partner.path}/grant`, { whenAbsent: 'hold' })
  assert.match(answer.payload, /Consent is granted/)
  const states = (await consentsOf(partner)).map((consent: { state: string }) => consent.state)
  assert.deepEqual(states.toSorted(), ['expired', 'granted'])
})

test('the link of a request leads to the same page, with the limits that the partner proposes; then it tells how it ended', async () => {
  const partner = await asker('asking-reseller')
  const ask = async () => {
    const body = { domain: 'contoso.example', message: 'Order 7', limits: { deviceLimit: 12, groupTags: ['Sales'] } }
    return (await h.call('POST', '/api/v1/consents', partner.token, body)).body
  }
  const request = await ask()
  const path = new URL(request.link).pathname
  const visitor = await signedIn(approver, path)
  const page = visitor.page?.payload ?? ''
  for (const text of ['Order 7', 'The partner proposes the limits', 'value="12"', 'Sales', 'Waits for an answer until'])
    assert.ok(page.includes(text), text)
  const status = async () => (await h.call('GET', `/api/v1/consents/${request.id}`, partner.token)).body.status
  assert.equal(await status(), 'opened')
  assert.match((await visitor.send(`${path}/decline`, { reason: 'no' })).payload, /You have declined/)
  assert.equal(await status(), 'declined')
  const second = await ask()
  await h.call('POST', `/api/v1/consents/${second.id}/cancel`, partner.token)
  const other = new URL(second.link).pathname
  assert.match((await visitor.open(path)).payload, /declined/)
  const granted = await visitor.send(`${path}/grant`, { whenAbsent: 'hold' })
  assert.match(granted.payload, /Consent is granted/)
  assert.match((await visitor.open(other)).payload, /Consent is granted|What is agreed/)
})

test('the link that Partner Center clients fetch has the members of the original, and leads to the page through sign-in', async () => {
  const partner = await asker('fetching-reseller')
  const { body } = await h.call('GET', '/v1/customers/relationshiprequests', partner.token)
  const { pathname, search, searchParams } = new URL(body.url)
  assert.equal(pathname, partner.path)
  assert.deepEqual(Object.fromEntries(searchParams), {
    invType: 'ResellerRelationship',
    partnerId: partner.id,
    msppId: '0',
    DAP: 'false',
  })
  const visitor = await signedIn(approver, pathname + search)
  assert.match(visitor.page?.payload ?? '', /fetching-reseller wants to register devices/)
  assert.match((await visitor.send(`${pathname}/grant`, { whenAbsent: 'hold' })).payload, /Consent is granted/)
})

test('batches that wait are accepted and refused on the page, by those who may', async () => {
  const partner = await asker('looked-at-reseller')
  await h.call('POST', `/api/v1/consent-links/${partner.code}/grant`, tenant.token, { limits: { eachBatch: 'hold' } })
  const root = `/api/v1/tenants/${tenant.id}`
  const send = async (name: string, n: number) => {
    const devices = [{ hardwareHash: testHash(n) }, { hardwareHash: testHash(n + 1) }]
    return (await h.call('POST', `${root}/registrations`, partner.token, { name, devices })).body.batch.id
  }
  const [first, second] = [await send('Order <7>', 700), await send('Order 8', 710)]
  await send('Order 9', 720)
  const visitor = await signedIn(approver, partner.path)
  const page = visitor.page?.payload ?? ''
  for (const text of ['Batches that wait for you', 'Order &lt;7&gt;', '2 devices wait since', testSerial(700)])
    assert.ok(page.includes(text), text)
  const accepted = await visitor.send(`${partner.path}/answer`, { batch: first, answer: 'accepted' })
  assert.match(accepted.payload, /Order &lt;7&gt; is accepted/)
  const refused = await visitor.send(`${partner.path}/answer`, { batch: second, answer: 'refused', reason: 'Not ours' })
  assert.match(refused.payload, /Order 8 is refused/)
  const told = (await h.call('GET', `${root}/batches/${second}`, partner.token)).body.answer
  assert.deepEqual([told.answer, told.reason], ['refused', 'Not ours'])
  for (const batch of [first, 'x', '', partner.id]) {
    await visitor.open(partner.path)
    assert.ok((await visitor.submit(`${partner.path}/answer`, { batch, answer: 'accepted' })).statusCode >= 400, batch)
  }
  const other = await signedIn(reader, partner.path)
  assert.ok(!other.page?.payload.includes('Order 9'), 'who may not answer is not asked')
})
