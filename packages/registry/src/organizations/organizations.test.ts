import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { newId } from '../ids.ts'
import { rejectsWith, type TestRegistry, testRegistry } from '../testing/index.ts'
import * as o from './index.ts'

let kit: TestRegistry
beforeEach(async () => {
  kit = await testRegistry()
})
afterEach(() => kit.close())

const day = 86_400_000

test('each role can do exactly what its permissions say', async () => {
  for (const [name, role] of Object.entries(o.roles))
    for (const permission of o.permissions)
      for (const kind of role.for) {
        const principal: o.Principal = {
          kind: 'person',
          id: newId(),
          organization: { kind, id: newId() },
          roles: [name],
          grants: o.builtInGrants([name]),
        }
        // What an organization has to list group tags for reaches nothing before.
        const free = name !== 'tag-editor' || permission !== 'device.tag'
        const allowed = free && (role.permissions as readonly string[]).includes(permission)
        assert.equal(o.may(principal, permission), allowed, `${name} ${permission}`)
        if (allowed) o.requirePermission(principal, permission)
        else await rejectsWith('forbidden', () => o.requirePermission(principal, permission))
      }
  for (const names of [[], ['nonsense', 'constructor', '__proto__']])
    assert.equal(o.may({ ...kit.operator, grants: o.builtInGrants(names) }, 'organization.read'), false)
  assert.equal(o.may(o.systemPrincipal, 'device.read'), true)
})

test('administration is not consent, and operators see no devices', () => {
  const holders = (permission: o.Permission) =>
    Object.keys(o.roles).filter(role => (o.roles[role as o.Role].permissions as readonly string[]).includes(permission))
  assert.deepEqual(holders('consent.decide'), ['consent-approver'])
  assert.deepEqual(holders('organization.manage'), ['operator'])
  assert.deepEqual(holders('factory.report'), ['factory-reporter'])
  assert.deepEqual(
    (o.roles.operator.permissions as readonly string[]).filter(each => /device|profile|factory|consent/.test(each)),
    [],
  )
  assert.ok(o.roles.auditor.permissions.every(each => each.endsWith('.read')))
})

test('forbidden names the roles that would do', async () => {
  const tenant = await kit.tenant()
  const reader = await kit.personOf(tenant.id, ['device-reader'])
  const error = await rejectsWith('forbidden', () => o.requirePermission(reader, 'profile.write'))
  assert.match(error.message, /tenant-admin, profile-manager/)
  const other = await rejectsWith('forbidden', () => o.requirePermission(reader, 'factory.report'))
  assert.match(other.message, /another kind of organization/)
})

test('requireTenant and requirePartner answer not_found for any other organization', async () => {
  const [mine, theirs, maker] = [await kit.tenant(), await kit.tenant(), await kit.partner()]
  const [admin, partnerAdmin] = [
    await kit.personOf(mine.id, ['tenant-admin']),
    await kit.personOf(maker.id, ['partner-admin']),
  ]
  o.requireTenant(admin, mine.id, 'device.read')
  o.requirePartner(partnerAdmin, maker.id, 'consent.request')
  for (const id of [theirs.id, maker.id, newId(), 'nonsense'])
    await rejectsWith('not_found', () => o.requireTenant(admin, id, 'device.read'))
  for (const id of [mine.id, newId()])
    await rejectsWith('not_found', () => o.requirePartner(partnerAdmin, id, 'consent.request'))
  await rejectsWith('not_found', () => o.requireTenant(kit.operator, mine.id, 'device.read'))
  await rejectsWith('forbidden', () => o.requireTenant(admin, mine.id, 'consent.decide'))
  await rejectsWith('forbidden', () => o.requirePartner(partnerAdmin, maker.id, 'factory.report'))
})

test('only operators make and list organizations', async () => {
  const tenant = await kit.tenant('Fabrikam')
  const maker = await kit.partner('oem', { name: 'Contoso', manufacturers: ['Contoso', 'Contoso Ltd'] })
  const admin = await kit.personOf(tenant.id, ['tenant-admin'])
  const auditor = await kit.personOf(o.registryId, ['auditor'])
  for (const principal of [admin, auditor]) {
    await rejectsWith('forbidden', o.createTenant(kit.registry, principal, { name: 'x', domain: 'x.example' }))
    await rejectsWith('forbidden', o.createPartner(kit.registry, principal, { name: 'x', kind: 'oem' }))
  }
  await rejectsWith('forbidden', o.listTenants(kit.registry, admin, {}))
  assert.deepEqual((await o.listTenants(kit.registry, auditor, { name: 'FABRI' })).items, [tenant])
  assert.deepEqual((await o.listTenants(kit.registry, kit.operator, { domain: 'FABRIKAM.example' })).items, [tenant])
  assert.deepEqual(await o.getTenant(kit.registry, admin, tenant.id), tenant)
  assert.deepEqual(await o.getPartner(kit.registry, admin, maker.id), maker)
  assert.deepEqual((await o.listPartners(kit.registry, admin, { kind: 'oem' })).items, [maker])
  assert.deepEqual((await o.listPartners(kit.registry, admin, { kind: 'csp-direct' })).items, [])
  await rejectsWith('not_found', o.getTenant(kit.registry, await kit.personOf(maker.id, ['partner-admin']), tenant.id))
  await rejectsWith('not_found', o.getTenant(kit.registry, admin, (await kit.tenant()).id))
  await rejectsWith('not_found', o.getTenant(kit.registry, kit.operator, newId()))
  await rejectsWith('not_found', o.getPartner(kit.registry, admin, newId()))
})

test('a domain belongs to one tenant', async () => {
  await kit.tenant('Fabrikam')
  await rejectsWith(
    'conflict',
    o.createTenant(kit.registry, kit.operator, { name: 'Other', domain: 'FABRIKAM.example' }),
    'domain',
  )
  await rejectsWith(
    'invalid_request',
    o.createTenant(kit.registry, kit.operator, { name: 'Other', domain: 'no domain' }),
    'domain',
  )
  await rejectsWith('invalid_request', o.createPartner(kit.registry, kit.operator, { name: 'x', kind: 'shop' }), 'kind')
  const manufacturers = Array.from({ length: 101 }, (_, n) => `M${n}`)
  await rejectsWith(
    'invalid_request',
    o.createPartner(kit.registry, kit.operator, { name: 'x', kind: 'oem', manufacturers }),
    'manufacturers',
  )
})

test('an organization gives roles of its own kind only', async () => {
  const tenant = await kit.tenant()
  const maker = await kit.partner()
  const admin = await kit.personOf(tenant.id, ['tenant-admin'])
  const person = (role: string) => ({ email: `${role}@x.example`, name: 'x', roles: [role] })
  const fits = (kind: o.OrganizationKind) => o.rolesFor(kind)
  for (const role of Object.keys(o.roles) as o.Role[]) {
    const calls: [o.OrganizationKind, string, o.Principal][] = [
      ['tenant', tenant.id, admin],
      ['partner', maker.id, kit.operator],
      ['registry', o.registryId, kit.operator],
    ]
    for (const [kind, id, by] of calls) {
      const made = o.createPerson(kit.registry, by, id, person(role))
      if (fits(kind).includes(role)) assert.deepEqual((await made).roles, [role])
      else await rejectsWith('invalid_request', made, 'roles')
      const application = o.createApplication(kit.registry, by, id, { name: 'x', roles: [role] })
      if (fits(kind).includes(role)) assert.deepEqual((await application).roles, [role])
      else await rejectsWith('invalid_request', application, 'roles')
    }
  }
  const someone = await kit.personOf(tenant.id, ['device-reader'])
  await rejectsWith(
    'invalid_request',
    o.updatePerson(kit.registry, admin, tenant.id, someone.id, { roles: ['operator'] }),
    'roles',
  )
})

test('people: made once an address, changed, disabled, enabled', async () => {
  const tenant = await kit.tenant()
  const admin = await kit.personOf(tenant.id, ['tenant-admin'])
  const input = { email: ' Ada@Fabrikam.example ', name: 'Ada', roles: ['device-reader', 'device-reader'] }
  const ada = await o.createPerson(kit.registry, admin, tenant.id, input)
  assert.deepEqual([ada.email, ada.roles], ['ada@fabrikam.example', ['device-reader']])
  await rejectsWith(
    'conflict',
    o.createPerson(kit.registry, admin, tenant.id, { ...input, email: 'ADA@fabrikam.example' }),
    'email',
  )
  for (const email of ['', 'no address', 'a@b c', 'a@@b'])
    await rejectsWith('invalid_request', o.createPerson(kit.registry, admin, tenant.id, { ...input, email }), 'email')
  const changed = await o.updatePerson(kit.registry, admin, tenant.id, ada.id, {
    name: 'Ada L',
    roles: ['auditor'],
    disabled: true,
  })
  assert.deepEqual([changed.name, changed.roles, changed.disabledAt], ['Ada L', ['auditor'], kit.clock.now()])
  const enabled = await o.updatePerson(kit.registry, admin, tenant.id, ada.id, { disabled: false })
  assert.deepEqual([enabled.name, enabled.disabledAt], ['Ada L', undefined])
  await rejectsWith('not_found', o.updatePerson(kit.registry, admin, tenant.id, newId(), { name: 'x' }))
})

test('a person keeps to one organization: every id of another answers not_found', async () => {
  const [mine, theirs] = [await kit.tenant(), await kit.tenant()]
  const admin = await kit.personOf(mine.id, ['tenant-admin'])
  const stranger = await kit.personOf(theirs.id, ['device-reader'])
  const app = await o.createApplication(kit.registry, kit.operator, theirs.id, { name: 'x', roles: ['device-reader'] })
  const token = await o.createAccessToken(kit.registry, stranger, theirs.id, stranger.id, { name: 'x' })
  const { registry } = kit
  for (const id of [theirs.id, newId()]) {
    const person = { email: 'x@x.example', name: 'x', roles: [] }
    await rejectsWith('not_found', o.createPerson(registry, admin, id, person))
    await rejectsWith('not_found', o.listPeople(registry, admin, id, {}))
    await rejectsWith('not_found', o.updatePerson(registry, admin, id, stranger.id, { disabled: true }))
    await rejectsWith('not_found', o.createApplication(registry, admin, id, { name: 'x', roles: [] }))
    await rejectsWith('not_found', o.listApplications(registry, admin, id, {}))
    await rejectsWith('not_found', o.revokeApplication(registry, admin, id, app.id))
    await rejectsWith('not_found', o.createAccessToken(registry, admin, id, stranger.id, { name: 'x' }))
    await rejectsWith('not_found', o.revokeAccessToken(registry, admin, id, stranger.id, token.id))
    await rejectsWith('not_found', o.listJournal(registry, admin, id, {}))
  }
  // The own organization with the ids of another.
  await rejectsWith('not_found', o.updatePerson(registry, admin, mine.id, stranger.id, { disabled: true }))
  await rejectsWith('not_found', o.createAccessToken(registry, admin, mine.id, stranger.id, { name: 'x' }))
  await rejectsWith('not_found', o.revokeAccessToken(registry, admin, mine.id, stranger.id, token.id))
  await rejectsWith('not_found', o.revokeApplication(registry, admin, mine.id, app.id))
  assert.ok(await o.tokenAuthenticator(registry)(token.secret))
})

test('a token acts as its person, with the roles that the person has now', async () => {
  const tenant = await kit.tenant()
  const admin = await kit.personOf(tenant.id, ['tenant-admin'])
  const ada = await kit.personOf(tenant.id, ['device-reader'])
  const authenticate = o.tokenAuthenticator(kit.registry)
  const token = await o.createAccessToken(kit.registry, ada, tenant.id, ada.id, { name: 'laptop' })
  assert.match(token.secret, /^hpat_[A-Za-z0-9_-]{43}$/)
  assert.deepEqual(await authenticate(token.secret, 'request-1'), { ...ada, requestId: 'request-1' })
  await o.updatePerson(kit.registry, admin, tenant.id, ada.id, { roles: ['auditor'] })
  assert.deepEqual((await authenticate(token.secret))?.roles, ['auditor'])
  await o.updatePerson(kit.registry, admin, tenant.id, ada.id, { disabled: true })
  assert.equal(await authenticate(token.secret), undefined)
  await o.updatePerson(kit.registry, admin, tenant.id, ada.id, { disabled: false })
  assert.ok(await authenticate(token.secret))
  await o.revokeAccessToken(kit.registry, ada, tenant.id, ada.id, token.id)
  assert.equal(await authenticate(token.secret), undefined)
  await rejectsWith('not_found', o.revokeAccessToken(kit.registry, ada, tenant.id, ada.id, token.id))
  for (const text of ['', 'hpat_', 'hpat_x', token.secret.slice(5), `${token.secret} `])
    assert.equal(await authenticate(text), undefined)
})

test('a token ends at its time, which is a real moment in the future', async () => {
  const maker = await kit.partner()
  const ada = await kit.personOf(maker.id, ['registrar'])
  const authenticate = o.tokenAuthenticator(kit.registry)
  const make = (expiresAt: number) => o.createAccessToken(kit.registry, ada, maker.id, ada.id, { name: 'x', expiresAt })
  const token = await make(kit.clock.now() + day)
  kit.clock.advance(day - 1)
  assert.equal((await authenticate(token.secret))?.organization.kind, 'partner')
  kit.clock.advance(1)
  assert.equal(await authenticate(token.secret), undefined)
  for (const bad of [kit.clock.now(), Number.NaN, Number.POSITIVE_INFINITY, kit.clock.now() + 0.5])
    await rejectsWith('invalid_request', make(bad), 'expiresAt')
})

test('tokens of others are for those who manage people', async () => {
  const tenant = await kit.tenant()
  const [ada, bob] = [
    await kit.personOf(tenant.id, ['device-manager']),
    await kit.personOf(tenant.id, ['device-reader']),
  ]
  await rejectsWith('forbidden', o.createAccessToken(kit.registry, ada, tenant.id, bob.id, { name: 'x' }))
  const app: o.Principal = { ...ada, kind: 'application' }
  await rejectsWith('forbidden', o.createAccessToken(kit.registry, app, tenant.id, ada.id, { name: 'x' }))
  const admin = await kit.personOf(tenant.id, ['tenant-admin'])
  const token = await o.createAccessToken(kit.registry, admin, tenant.id, bob.id, { name: 'first' })
  const { items } = await o.listJournal(kit.registry, admin, tenant.id, { action: 'token.created' })
  assert.deepEqual(
    [items[0]?.actor.id, items[0]?.subject.id, items[0]?.after],
    [admin.id, bob.id, { tokenId: token.id, name: 'first' }],
  )
  assert.ok(!JSON.stringify(items).includes(token.secret))
})

test('a person has a limited number of live tokens', async () => {
  const tenant = await kit.tenant()
  const ada = await kit.personOf(tenant.id, ['device-reader'])
  const make = () =>
    o.createAccessToken(kit.registry, ada, tenant.id, ada.id, { name: 'x', expiresAt: kit.clock.now() + day })
  const tokens = []
  for (let n = 0; n < o.tokensPerPerson; n++) tokens.push(await make())
  await rejectsWith('conflict', make())
  await o.revokeAccessToken(kit.registry, ada, tenant.id, ada.id, tokens[0]?.id as string)
  await make()
  await rejectsWith('conflict', make())
  kit.clock.advance(day)
  await make()
})

test('applications: a secret or public keys, acting until revoked', async () => {
  const tenant = await kit.tenant()
  const admin = await kit.personOf(tenant.id, ['tenant-admin'])
  const authenticate = o.applicationAuthenticator(kit.registry)
  const app = await o.createApplication(kit.registry, admin, tenant.id, { name: 'Sync', roles: ['device-manager'] })
  assert.ok(app.secret && app.credentials[0]?.kind === 'secret')
  const known = await o.findSignInClient(kit.registry, app.id)
  assert.deepEqual(Buffer.from(known?.secrets[0]?.digest ?? []), Buffer.from(o.digestSecret(app.secret)))
  assert.deepEqual(await authenticate(app.id, 'r'), {
    kind: 'application',
    id: app.id,
    organization: { kind: 'tenant', id: tenant.id },
    roles: ['device-manager'],
    grants: o.builtInGrants(['device-manager']),
    requestId: 'r',
  })
  const jwks = { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }] }
  const signed = await o.createApplication(kit.registry, admin, tenant.id, { name: 'Signed', roles: [], jwks })
  assert.deepEqual([signed.credentials.map(each => each.kind), signed.secret], [['key'], undefined])
  assert.deepEqual((await o.findSignInClient(kit.registry, signed.id))?.keys, jwks.keys)
  const { items } = await o.listApplications(kit.registry, admin, tenant.id, {})
  assert.deepEqual(
    items.map(each => [each.name, 'secret' in each]),
    [
      ['Sync', false],
      ['Signed', false],
    ],
  )
  await o.revokeApplication(kit.registry, admin, tenant.id, app.id)
  assert.equal(await authenticate(app.id), undefined)
  assert.equal(await o.findSignInClient(kit.registry, app.id), undefined)
  await rejectsWith('not_found', o.revokeApplication(kit.registry, admin, tenant.id, app.id))
  assert.equal(await authenticate(newId()), undefined)
})

test('keys of an application are public ones', async () => {
  const tenant = await kit.tenant()
  const admin = await kit.personOf(tenant.id, ['tenant-admin'])
  const bad: unknown[] = [
    { keys: [] },
    {},
    { keys: 'x' },
    { keys: ['x'] },
    { keys: [null] },
    { keys: [{ kty: 'EC', d: 'private' }] },
    { keys: [{ kty: 'oct', k: 'secret' }] },
    { keys: [{ kty: 'oct' }] },
    { keys: [{ kty: 'RSA', n: 'x'.repeat(20_000) }] },
  ]
  for (const jwks of bad)
    await rejectsWith(
      'invalid_request',
      o.createApplication(kit.registry, admin, tenant.id, { name: 'x', roles: [], jwks: jwks as never }),
      'jwks',
    )
})

test('pages of people go through all of them', async () => {
  const tenant = await kit.tenant()
  const admin = await kit.personOf(tenant.id, ['tenant-admin'])
  for (let n = 0; n < 6; n++) await kit.personOf(tenant.id, ['device-reader'])
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const page = await o.listPeople(kit.registry, admin, tenant.id, {
      limit: 3,
      ...(cursor !== undefined && { cursor }),
    })
    ids.push(...page.items.map(person => person.id))
    cursor = page.nextCursor
  } while (cursor !== undefined)
  assert.deepEqual([ids.length, ids], [7, [...new Set(ids)].sort()])
  await rejectsWith(
    'forbidden',
    o.listPeople(kit.registry, await kit.personOf(tenant.id, ['device-reader']), tenant.id, {}),
  )
})

test('every change is in the journal of the organization, with who and on whose behalf', async () => {
  const tenant = await kit.tenant()
  const admin = await kit.personOf(tenant.id, ['tenant-admin'])
  const app = await o.createApplication(kit.registry, { ...admin, requestId: 'r-7' }, tenant.id, {
    name: 'x',
    roles: [],
  })
  await o.revokeApplication(kit.registry, admin, tenant.id, app.id)
  const { items } = await o.listJournal(kit.registry, admin, tenant.id, { order: 'asc' })
  assert.deepEqual(
    items.map(entry => [entry.action, entry.actor.id, entry.actor.onBehalfOf, entry.requestId]),
    [
      ['person.created', kit.operator.id, o.registryId, undefined],
      ['application.created', admin.id, undefined, 'r-7'],
      ['application.revoked', admin.id, undefined, undefined],
    ],
  )
  assert.ok(!JSON.stringify(items).includes(app.secret as string))
  await rejectsWith(
    'forbidden',
    o.listJournal(kit.registry, await kit.personOf(tenant.id, ['device-manager']), tenant.id, {}),
  )
  const registryJournal = await o.listJournal(kit.registry, kit.operator, o.registryId, {})
  assert.deepEqual(
    registryJournal.items.map(entry => entry.action),
    ['tenant.created'],
  )
})
