import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Harness, startHarness } from '../../testing/harness.ts'
import { addPartner, addPerson, addTenant, type Member } from '../../testing/people.ts'
import { addSignInPerson, goodPassword, Visitor } from '../../testing/visitor.ts'

let h: Harness
let tenant: Member
before(async () => {
  h = await startHarness()
  tenant = await addTenant(h, 'contoso.example')
})
after(() => h.close())

const people = () => `/api/v1/organizations/${tenant.id}/people`

async function signIn(email: string, password = goodPassword): Promise<{ visitor: Visitor; status: number }> {
  const visitor = new Visitor(h, { 'user-agent': 'Browser of the test' })
  await visitor.open('/sign-in')
  return { visitor, status: (await visitor.submit('/sign-in', { email, password })).statusCode }
}

test('sessions are listed, page by page, and ended one by one or all, by the person and by who manages people', async () => {
  const email = 'ada@contoso.example'
  const id = await addSignInPerson(h, tenant.id, email, ['device-reader'])
  const sessions = `${people()}/${id}/sessions`
  const browsers = [await signIn(email), await signIn(email), await signIn(email)].map(({ visitor }) => visitor)
  const first = await h.call('GET', `${sessions}?limit=2`, tenant.token)
  assert.equal(first.body.items.length, 2)
  const rest = await h.call('GET', `${sessions}?limit=2&cursor=${first.body.nextCursor}`, tenant.token)
  assert.equal(rest.body.items.length, 1)
  const { address, userAgent, methods } = first.body.items[0]
  assert.deepEqual([address, userAgent, methods], ['127.0.0.1', 'Browser of the test', ['pwd']])
  const alive = async () =>
    (await Promise.all(browsers.map(browser => browser.request('GET', '/account')))).map(a => a.statusCode)
  assert.equal((await h.call('DELETE', `${sessions}/${first.body.items[0].id}`, tenant.token)).statusCode, 204)
  assert.equal((await h.call('DELETE', `${sessions}/${first.body.items[0].id}`, tenant.token)).statusCode, 404)
  assert.deepEqual(await alive(), [200, 200, 303])
  const token = (await h.call('POST', `${people()}/${id}/tokens`, tenant.token, { name: 'own' })).body.secret
  assert.equal((await h.call('DELETE', sessions, token)).statusCode, 204)
  assert.deepEqual(await alive(), [303, 303, 303])
  const journal = await h.call('GET', `/api/v1/organizations/${tenant.id}/journal?action=session.ended`, tenant.token)
  assert.equal(journal.body.items.length, 2)
})

test('an administrator unlocks a person; its state says what is set up', async () => {
  const email = 'locked@contoso.example'
  const id = await addSignInPerson(h, tenant.id, email, ['device-reader'])
  for (let n = 0; n < 5; n++) await signIn(email, 'wrong')
  assert.equal((await signIn(email)).status, 429)
  const state = await h.call('GET', `${people()}/${id}/sign-in`, tenant.token)
  assert.ok(state.body.delayedUntilAt > state.body.passwordSetAt)
  assert.deepEqual(state.body.passkeys, [])
  assert.equal((await h.call('POST', `${people()}/${id}/unlock`, tenant.token)).statusCode, 204)
  assert.equal((await signIn(email)).status, 303)
})

test('people without the right see and change only what is their own', async () => {
  const reader = await addPerson(h, tenant.id, 'reader@contoso.example', ['device-reader'])
  const other = `${people()}/${tenant.personId}`
  for (const [method, path, body] of [
    ['POST', `${other}/sign-in-link`, {}],
    ['GET', `${other}/sign-in-link`],
    ['DELETE', `${other}/sign-in-link`],
    ['POST', `${other}/unlock`],
    ['GET', `${other}/sign-in`],
    ['GET', `${other}/sessions`],
    ['DELETE', `${other}/sessions`],
    ['POST', `${people()}/${reader.personId}/unlock`],
    ['POST', `${people()}/${reader.personId}/sign-in-link`, {}],
    ['PUT', `/api/v1/organizations/${tenant.id}/sign-in-policy`, { secondFactor: 'optional' }],
  ] as const)
    assert.equal((await h.call(method, path, reader.token, body)).statusCode, 403, `${method} ${path}`)
  assert.equal((await h.call('GET', `${people()}/${reader.personId}/sign-in`, reader.token)).statusCode, 200)
})

test('people read their profile and change their name', async () => {
  const member = await addPerson(h, tenant.id, 'own@contoso.example', ['device-reader'])
  const changed = await h.call('PATCH', '/api/v1/me/profile', member.token, { name: ' New Name ' })
  assert.deepEqual(changed.body, {
    email: 'own@contoso.example',
    name: 'New Name',
    organizationName: 'contoso.example',
  })
  assert.deepEqual((await h.call('GET', '/api/v1/me/profile', member.token)).body, changed.body)
  assert.equal((await h.call('PATCH', '/api/v1/me/profile', member.token, { name: '' })).statusCode, 400)
  const maker = await addPartner(h, 'fabrikam-devices', 'oem')
  assert.equal((await h.call('GET', '/api/v1/me/profile', maker.token)).body.partnerKind, 'oem')
})
