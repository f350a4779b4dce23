import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { newId } from '../ids.ts'
import { rejectsWith, type TestRegistry, testRegistry } from '../testing/index.ts'
import * as o from './index.ts'

let kit: TestRegistry
let tenant: o.Tenant
let admin: o.Principal
beforeEach(async () => {
  kit = await testRegistry()
  tenant = await kit.tenant()
  admin = await kit.personOf(tenant.id, ['tenant-admin'])
})
afterEach(() => kit.close())

const add = (name: string, roles: string[], email = `${name.toLowerCase()}@x.example`) =>
  o.createPerson(kit.registry, admin, tenant.id, { name, email, roles })
const change = (id: string, what: Parameters<typeof o.updatePerson>[4], by = admin) =>
  o.updatePerson(kit.registry, by, tenant.id, id, what)

test('people are found by part of name or address, by role and by state, in any order, page by page', async () => {
  const names = ['Zoe', 'adam', 'Bea', '100%']
  for (const name of names)
    await add(name, name === 'Bea' ? ['auditor'] : ['device-reader'], `${name.length}${names.indexOf(name)}@x.example`)
  const bea = (await o.listPeople(kit.registry, admin, tenant.id, { search: 'BEA' })).items[0] as o.Person
  await change(bea.id, { disabled: true })
  const list = async (filter: o.PersonFilter) => {
    const found: string[] = []
    for (let cursor: string | undefined; ; ) {
      const page = await o.listPeople(kit.registry, admin, tenant.id, {
        limit: 2,
        ...filter,
        ...(cursor && { cursor }),
      })
      found.push(...page.items.filter(({ id }) => id !== admin.id).map(({ name }) => name))
      cursor = page.nextCursor
      if (cursor === undefined) return found
    }
  }
  assert.deepEqual(await list({}), names)
  assert.deepEqual(await list({ order: 'desc' }), names.toReversed())
  assert.deepEqual(await list({ sort: 'name' }), ['100%', 'adam', 'Bea', 'Zoe'])
  assert.deepEqual(await list({ sort: 'email', order: 'desc' }), ['100%', 'adam', 'Bea', 'Zoe'])
  assert.deepEqual(await list({ role: 'auditor' }), ['Bea'])
  assert.deepEqual(await list({ disabled: true }), ['Bea'])
  assert.deepEqual(await list({ disabled: false, role: 'device-reader', search: 'a' }), ['Zoe', 'adam', '100%'])
  assert.deepEqual(await list({ search: '%' }), ['100%'])
  await rejectsWith('invalid_request', o.listPeople(kit.registry, admin, tenant.id, { role: '%' }), 'role')
})

test('one person is read by itself and by who may list people', async () => {
  const ada = await kit.personOf(tenant.id, ['technician'])
  const bea = await kit.personOf(tenant.id, ['technician'])
  assert.equal((await o.getPerson(kit.registry, ada, tenant.id, ada.id)).id, ada.id)
  assert.equal((await o.getPerson(kit.registry, admin, tenant.id, ada.id)).id, ada.id)
  await rejectsWith('forbidden', o.getPerson(kit.registry, bea, tenant.id, ada.id))
  await rejectsWith('not_found', o.getPerson(kit.registry, admin, tenant.id, newId()))
})

test('the last person who can give roles keeps them, whatever the way', async () => {
  const second = await add('Second', ['device-reader'])
  const permissions = ['people.read', 'people.manage', 'roles.manage']
  await o.createRole(kit.registry, admin, tenant.id, { name: 'people-desk', permissions })
  const refused = (work: Promise<unknown>) => rejectsWith('last_administrator', work)
  await refused(change(admin.id, { disabled: true }))
  await refused(change(admin.id, { roles: ['auditor'] }))
  await refused(o.removePerson(kit.registry, admin, tenant.id, admin.id))
  assert.equal((await change(admin.id, { name: 'Still there' })).disabledAt, undefined)
  await change(second.id, { roles: ['people-desk'] })
  await change(admin.id, { roles: ['people-desk'] })
  const now = await kit.personOf(tenant.id, ['tenant-admin'])
  await change(now.id, { roles: ['auditor'] }, now)
  await refused(o.updateRole(kit.registry, admin, tenant.id, 'people-desk', { permissions: ['people.read'] }))
  await change(second.id, { disabled: true })
  await refused(change(admin.id, { disabled: true }))
  // Operators can help an organization that has nobody, so they may leave it so.
  await change(admin.id, { disabled: true }, kit.operator)
})

test('an organization that never had an administrator can change its people', async () => {
  const other = await kit.partner()
  const desk = await o.createPerson(kit.registry, kit.operator, other.id, {
    name: 'x',
    email: 'x@x.example',
    roles: ['registrar'],
  })
  await o.updatePerson(kit.registry, kit.operator, other.id, desk.id, { disabled: true })
})

test('whoever is removed is gone with tokens and sign-ins, and the journal keeps what it was', async () => {
  const ada = await add('Ada', ['device-reader'])
  const token = await o.createAccessToken(kit.registry, admin, tenant.id, ada.id, { name: 'x' })
  await o.removePerson(kit.registry, admin, tenant.id, ada.id)
  assert.equal(await o.tokenAuthenticator(kit.registry)(token.secret), undefined)
  await rejectsWith('not_found', o.getPerson(kit.registry, admin, tenant.id, ada.id))
  await rejectsWith('not_found', o.removePerson(kit.registry, admin, tenant.id, ada.id))
  assert.deepEqual((await o.listAccessTokens(kit.registry, admin, tenant.id, ada.id)).items, [])
  const [entry] = (await o.listJournal(kit.registry, admin, tenant.id, { subjectId: ada.id })).items
  assert.equal(entry?.action, 'person.removed')
  assert.match(JSON.stringify(entry?.before), /"Ada"/)
  // The address is free again.
  assert.equal((await add('Ada', ['auditor'])).roles[0], 'auditor')
})

test('nobody removes a person who may do more', async () => {
  await o.createRole(kit.registry, admin, tenant.id, { name: 'desk', permissions: ['people.read', 'people.manage'] })
  const desk = await kit.personOf(tenant.id, ['desk' as o.Role])
  const manager = await add('Manager', ['device-manager'])
  await rejectsWith('forbidden', o.removePerson(kit.registry, desk, tenant.id, manager.id))
  const reader = await kit.personOf(tenant.id, ['device-reader'])
  await rejectsWith('forbidden', o.removePerson(kit.registry, reader, tenant.id, manager.id))
})

test('when a token was last used is known to the hour', async () => {
  const token = await o.createAccessToken(kit.registry, admin, tenant.id, admin.id, { name: 'x' })
  const used = async () => (await o.listAccessTokens(kit.registry, admin, tenant.id, admin.id)).items[0]?.lastUsedAt
  const use = () => o.tokenAuthenticator(kit.registry)(token.secret)
  assert.equal(await used(), undefined)
  const first = kit.clock.now()
  await use()
  kit.clock.advance(60_000)
  await use()
  assert.equal(await used(), first)
  kit.clock.advance(3_600_000)
  await use()
  assert.equal(await used(), kit.clock.now())
})

test('applications are found by part of the name, live or revoked', async () => {
  const make = (name: string) => o.createApplication(kit.registry, admin, tenant.id, { name, roles: [] })
  const [orders, ledger] = [await make('Orders'), await make('Ledger')]
  await o.revokeApplication(kit.registry, admin, tenant.id, ledger.id)
  const names = async (filter: o.ApplicationFilter) =>
    (await o.listApplications(kit.registry, admin, tenant.id, filter)).items.map(({ name }) => name)
  assert.deepEqual(await names({ order: 'desc' }), ['Ledger', 'Orders'])
  assert.deepEqual(await names({ revoked: false }), ['Orders'])
  assert.deepEqual(await names({ revoked: true }), ['Ledger'])
  assert.deepEqual(await names({ search: 'ORD' }), ['Orders'])
  assert.deepEqual((await o.getApplication(kit.registry, admin, tenant.id, orders.id)).credentials.length, 1)
  await rejectsWith('not_found', o.getApplication(kit.registry, admin, tenant.id, newId()))
})

test('an application acts with the roles that it was given last; public ones have none', async () => {
  const { id } = await o.createApplication(kit.registry, admin, tenant.id, { name: 'x', roles: ['device-reader'] })
  const acts = async () => (await o.applicationAuthenticator(kit.registry)(id))?.roles
  assert.deepEqual(await acts(), ['device-reader'])
  const change = (roles: string[]) => o.updateApplication(kit.registry, admin, tenant.id, id, { roles })
  assert.deepEqual((await change(['device-manager', 'auditor'])).roles, ['device-manager', 'auditor'])
  assert.deepEqual(await acts(), ['device-manager', 'auditor'])
  await o.updateApplication(kit.registry, admin, tenant.id, id, { name: 'y' })
  assert.deepEqual(await acts(), ['device-manager', 'auditor'])
  await rejectsWith('invalid_request', change(['registrar']), 'roles')
  const open = await o.createApplication(kit.registry, admin, tenant.id, { name: 'z', roles: [], client: 'public' })
  const give = { roles: ['auditor'] }
  await rejectsWith('invalid_request', o.updateApplication(kit.registry, admin, tenant.id, open.id, give), 'roles')
  const { items } = await o.listJournal(kit.registry, admin, tenant.id, {
    subjectId: id,
    action: 'application.updated',
  })
  assert.deepEqual(
    items.map(entry => (entry.after as { roles: string[] }).roles),
    [
      ['device-manager', 'auditor'],
      ['device-manager', 'auditor'],
    ],
  )
})

test('when a secret was last good for a token is known to the hour', async () => {
  const made = await o.createApplication(kit.registry, admin, tenant.id, { name: 'x', roles: [] })
  const read = async () =>
    (await o.getApplication(kit.registry, admin, tenant.id, made.id)).credentials.map(each => each.lastUsedAt)
  const note = (secret: string) => o.noteCredentialUse(kit.registry, made.id, { digest: o.digestSecret(secret) })
  await note('another')
  assert.deepEqual(await read(), [undefined])
  await note(String(made.secret))
  assert.deepEqual(await read(), [kit.clock.now()])
})
