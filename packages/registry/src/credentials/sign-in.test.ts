import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { updatePerson } from '../organizations/index.ts'
import { rejectsWith, type TestRegistry, testRegistry } from '../testing/index.ts'
import * as c from './index.ts'

let kit: TestRegistry
beforeEach(async () => {
  kit = await testRegistry()
})
afterEach(() => kit.close())

const password = 'kettle orbit marble 7 fen'
const network = '192.0.2.1'

/** A person with a password, in an organization. */
async function invited(organizationId: string, email: string, roles: string[] = []): Promise<c.PersonRef> {
  const { person, link } = await c.invitePerson(kit.registry, kit.operator, organizationId, {
    email,
    name: email,
    roles,
  })
  await c.usePasswordLink(kit.registry, link.secret, password)
  return { organizationId, personId: person.id }
}

const begin = (person: c.PersonRef) =>
  c.openSession(kit.registry, {
    person,
    people: [person],
    amr: ['pwd'],
    at: kit.clock.now(),
    address: network,
    userAgent: 'test',
  })

test('sign-ins fail with codes of the catalogue, and each delay is twice the one before', async () => {
  const { registry, clock } = kit
  await invited((await kit.tenant()).id, 'ada@people.example')
  const guess = (text: string) =>
    c.signInWithPassword(registry, { email: 'ada@people.example', password: text, network })
  for (let n = 0; n < 5; n++) await rejectsWith('sign_in_failed', guess('wrong'))
  const waits: unknown[] = []
  for (let n = 0; n < 3; n++) {
    const error = await guess(password).then(
      () => undefined,
      caught => caught,
    )
    assert.equal(error.code, 'sign_in_delayed')
    waits.push(error.retryAfterSeconds)
    clock.advance(error.retryAfterSeconds * 1000)
    if (n < 2) await rejectsWith('sign_in_failed', guess('wrong'))
  }
  assert.deepEqual(waits, [30, 60, 120])
  assert.equal((await guess(password)).length, 1)
})

test('a network that guesses at many people is delayed; half a day forgets the failures of a person', async () => {
  const { registry, clock } = kit
  const guess = (n: number, from: string) =>
    c.signInWithPassword(registry, { email: `nobody${n}@people.example`, password: 'wrong', network: from })
  for (let n = 0; n < 51; n++) await rejectsWith('sign_in_failed', guess(n, network))
  await rejectsWith('sign_in_delayed', guess(99, network))
  await rejectsWith('sign_in_failed', guess(99, '192.0.2.2'))
  for (let n = 0; n < 4; n++) await rejectsWith('sign_in_failed', guess(99, '192.0.2.2'))
  await rejectsWith('sign_in_delayed', guess(99, '192.0.2.2'))
  clock.advance(43_200_000)
  for (let n = 0; n < 5; n++) await rejectsWith('sign_in_failed', guess(99, '192.0.2.2'))
})

test('success in one organization does not free the same address in another', async () => {
  const { registry } = kit
  const [mine, theirs] = [(await kit.tenant()).id, (await kit.tenant()).id]
  const email = 'victim@people.example'
  await invited(theirs, email)
  const { link } = await c.invitePerson(registry, kit.operator, mine, { email, name: 'x', roles: [] })
  await c.usePasswordLink(registry, link.secret, 'known to the attacker')
  const signIn = (text: string) => c.signInWithPassword(registry, { email, password: text, network })
  for (let n = 0; n < 5; n++) {
    await rejectsWith('sign_in_failed', signIn(`guess ${n}`))
    if (n < 4)
      assert.deepEqual(
        (await signIn('known to the attacker')).map(a => a.organizationId),
        [mine],
      )
  }
  // Theirs is delayed by now, although mine was signed in to all the time.
  await rejectsWith(
    'sign_in_delayed',
    c.signInWithPassword(registry, { email, password, network, organization: theirs }),
  )
})

test('a refused password has a code, and changes nothing', async () => {
  const { person, link } = await c.invitePerson(kit.registry, kit.operator, (await kit.tenant()).id, {
    email: 'ada@people.example',
    name: 'Ada',
    roles: [],
  })
  await rejectsWith('password_refused', c.usePasswordLink(kit.registry, link.secret, 'short'))
  const ref = { organizationId: person.organizationId, personId: person.id }
  assert.equal((await c.getSignInLink(kit.registry, kit.operator, ref)).id, link.id)
})

test('of two that use a link at the same time one sets the password', async () => {
  const { link } = await c.invitePerson(kit.registry, kit.operator, (await kit.tenant()).id, {
    email: 'ada@people.example',
    name: 'Ada',
    roles: [],
  })
  const both = await Promise.allSettled([1, 2].map(() => c.usePasswordLink(kit.registry, link.secret, password)))
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
})

test('a session ends when it is not used, at its end, and when the person is disabled', async () => {
  const { registry, clock, operator } = kit
  const person = await invited((await kit.tenant()).id, 'ada@people.example')
  const hour = 3_600_000
  const secret = await begin(person)
  const live = async () => (await c.readSession(registry, secret)) !== undefined
  for (let n = 0; n < 3; n++) {
    clock.advance(7 * hour)
    assert.equal(await live(), true)
  }
  clock.advance(3 * hour)
  assert.equal(await live(), false, 'after 24 hours')

  const idle = await begin(person)
  clock.advance(8 * hour)
  assert.equal(await c.readSession(registry, idle), undefined, 'after 8 hours without use')

  const third = await begin(person)
  await updatePerson(registry, operator, person.organizationId, person.personId, { disabled: true })
  assert.equal(await c.readSession(registry, third), undefined)
  await rejectsWith('sign_in_failed', begin(person))
  assert.equal(await c.readSession(registry, 'x'.repeat(43)), undefined)
})

test('a new password ends all sessions', async () => {
  const { registry, operator } = kit
  const person = await invited((await kit.tenant()).id, 'ada@people.example')
  const secret = await begin(person)
  const link = await c.createSignInLink(registry, operator, person)
  assert.ok(await c.readSession(registry, secret))
  await c.usePasswordLink(registry, link.secret, 'quite another phrase')
  assert.equal(await c.readSession(registry, secret), undefined)
})

test('a sign-in under way expires, and does not outlive a change of the password', async () => {
  const { registry, clock, operator } = kit
  const person = await invited((await kit.tenant()).id, 'ada@people.example')
  const state = { people: [person], email: 'ada@people.example', amr: ['pwd'], at: clock.now(), continue: '/' }
  const secret = await c.beginPending(registry, state)
  assert.equal((await c.nextStep(registry, await c.readPending(registry, secret))).step, 'done')
  clock.advance(1)
  const link = await c.createSignInLink(registry, operator, person)
  await c.usePasswordLink(registry, link.secret, 'quite another phrase')
  await rejectsWith('sign_in_failed', c.nextStep(registry, await c.readPending(registry, secret)))
  clock.advance(900_000)
  await rejectsWith('sign_in_expired', c.readPending(registry, secret))
  await rejectsWith('sign_in_expired', c.readPending(registry, undefined))
})

test('the first operator gets a token and a link, once', async () => {
  const first = await c.bootstrapFirstOperator(kit.registry)
  assert.ok(first)
  assert.equal((await c.lookAtSignInLink(kit.registry, first.linkSecret)).organizationName, 'Registry')
  assert.equal(await c.bootstrapFirstOperator(kit.registry), undefined)
})

test('the store keeps no secret in plain', async () => {
  const person = await invited((await kit.tenant()).id, 'ada@people.example')
  const secret = await begin(person)
  const link = await c.createSignInLink(kit.registry, kit.operator, person)
  const state = { people: [person], email: 'a', amr: [], at: 0, continue: '/' }
  const pending = await c.beginPending(kit.registry, state)
  for (const table of ['sessions', 'sign_in_links', 'pending_sign_ins', 'person_credentials', 'journal']) {
    const rows = JSON.stringify(await kit.database.rows(`select * from ${table}`))
    for (const text of [secret, link.secret, pending, password]) assert.ok(!rows.includes(text), table)
  }
})

test('what has expired is deleted, and nothing else', async () => {
  const { registry, clock, operator, database } = kit
  const person = await invited((await kit.tenant()).id, 'ada@people.example')
  const fill = async () => {
    await begin(person)
    await c.createSignInLink(registry, operator, person)
    await c.beginPending(registry, { people: [], email: 'a', amr: [], at: 0, continue: '/' })
    const wrong = { email: 'ada@people.example', password: 'wrong', network }
    await rejectsWith('sign_in_failed', c.signInWithPassword(registry, wrong))
  }
  const counts = async () => {
    const tables = ['sessions', 'sign_in_links', 'pending_sign_ins', 'sign_in_failures']
    const rows = await Promise.all(tables.map(table => database.rows(`select * from ${table}`)))
    return rows.map(({ length }) => length)
  }
  await fill()
  await c.deleteExpiredSignIns(registry)
  assert.deepEqual(await counts(), [1, 1, 1, 2])
  clock.advance(86_400_000)
  await c.deleteExpiredSignIns(registry)
  assert.deepEqual(await counts(), [0, 1, 0, 0])
})
