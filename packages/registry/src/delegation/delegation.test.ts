import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { newId } from '../ids.ts'
import * as o from '../organizations/index.ts'
import { rejectsWith, type TestRegistry, testRegistry } from '../testing/index.ts'
import * as d from './index.ts'

const day = 86_400_000
let kit: TestRegistry
let tenant: o.Tenant
let admin: o.Principal
let partner: o.Partner
let boss: o.Principal
let ada: o.Principal
beforeEach(async () => {
  kit = await testRegistry()
  tenant = await kit.tenant()
  admin = await kit.personOf(tenant.id, ['tenant-admin'])
  partner = await kit.partner('csp-direct')
  boss = await kit.personOf(partner.id, ['partner-admin'])
  ada = await kit.personOf(partner.id, ['auditor'])
})
afterEach(() => kit.close())

const terms = (more: object = {}) => ({
  permissions: ['device.read', 'device.tag', 'journal.read'],
  expiresAt: kit.clock.now() + 30 * day,
  reason: 'Help desk',
  ...more,
})
const offer = (more: object = {}) => d.offerDelegation(kit.registry, admin, { partnerId: partner.id, ...terms(more) })
const ask = (more: object = {}) => d.requestDelegation(kit.registry, boss, { tenantId: tenant.id, ...terms(more) })
const assign = (id: string, who = ada, narrowed = {}) =>
  d.assignDelegation(kit.registry, boss, id, { kind: 'person', id: who.id }, narrowed)
const acting = (who = ada, tenantId = tenant.id) => d.delegationReader(kit.registry)(who, tenantId)
const allowed = async (who = ada) => {
  const principal = await acting(who)
  return principal && o.permissionsOf(principal)
}

test('what a customer gives, an assigned person has: in that tenant, and as one of its people', async () => {
  const { id } = await offer()
  assert.equal(await acting(), undefined)
  await assign(id)
  const principal = (await acting()) as o.Principal
  assert.deepEqual(principal.organization, { kind: 'tenant', id: tenant.id })
  assert.deepEqual([principal.id, principal.onBehalfOf], [ada.id, partner.id])
  o.requireTenant(principal, tenant.id, 'device.tag')
  await rejectsWith('forbidden', () => o.requireTenant(principal, tenant.id, 'device.release'))
  const other = await kit.tenant()
  await rejectsWith('not_found', () => o.requireTenant(principal, other.id, 'device.read'))
  for (const [who, tenantId] of [
    [boss, tenant.id],
    [ada, other.id],
    [ada, newId()],
    [{ ...ada, kind: 'application' as const }, tenant.id],
    [{ ...ada, id: newId() }, tenant.id],
    [await kit.personOf((await kit.partner()).id, ['partner-admin']), tenant.id],
  ] as const)
    assert.equal(await acting(who, tenantId), undefined)
})

test('it ends at its time, when the customer revokes it, when the partner gives it back, and when the person is taken out', async () => {
  const first = await offer({ expiresAt: kit.clock.now() + day })
  await assign(first.id)
  kit.clock.advance(day - 1)
  assert.ok(await acting())
  kit.clock.advance(1)
  assert.equal(await acting(), undefined)
  assert.equal((await d.getDelegation(kit.registry, admin, first.id)).state, 'expired')
  const second = await offer()
  await assign(second.id)
  const revoked = await d.endDelegation(kit.registry, admin, second.id, 'Trust lost')
  assert.deepEqual([revoked.state, await acting()], ['revoked', undefined])
  await rejectsWith('conflict', d.endDelegation(kit.registry, admin, second.id))
  await rejectsWith('conflict', d.changeDelegation(kit.registry, admin, second.id, { permissions: ['device.read'] }))
  const third = await offer()
  await assign(third.id)
  assert.equal((await d.endDelegation(kit.registry, boss, third.id)).state, 'ended')
  assert.equal(await acting(), undefined)
  const fourth = await offer()
  await assign(fourth.id)
  await d.unassignDelegation(kit.registry, boss, fourth.id, { kind: 'person', id: ada.id })
  assert.equal(await acting(), undefined)
  await rejectsWith('not_found', d.unassignDelegation(kit.registry, boss, fourth.id, { kind: 'person', id: ada.id }))
})

test('a request is granted as asked or narrower, never wider', async () => {
  const { id, state } = await ask({ groupTags: ['A', 'B'] })
  assert.equal(state, 'requested')
  await assign(id)
  assert.equal(await acting(), undefined)
  await rejectsWith('conflict', ask())
  const grant = (given: d.DelegationTerms) => d.grantDelegation(kit.registry, admin, id, given)
  for (const wider of [
    { permissions: ['device.read', 'device.release'] },
    { groupTags: ['A', 'C'] },
    { groupTags: null },
    { expiresAt: kit.clock.now() + 31 * day },
  ])
    await rejectsWith('invalid_request', grant(wider))
  const granted = await grant({ permissions: ['device.read', 'device.tag'], groupTags: ['A'] })
  assert.deepEqual([granted.permissions, granted.groupTags], [['device.read', 'device.tag'], ['A']])
  await rejectsWith('conflict', grant({}))
  const principal = (await acting()) as o.Principal
  assert.deepEqual(o.reachOf(principal, 'device.tag', tenant.id), { groupTags: ['A'] })
  await rejectsWith('forbidden', () => o.requireTenant(principal, tenant.id, 'device.tag'))
  assert.equal(o.reachOf(principal, 'journal.read', tenant.id), undefined)
  const declined = await ask()
  assert.equal((await d.declineDelegation(kit.registry, admin, declined.id, 'No')).state, 'declined')
})

test('what decides who else may do something cannot be delegated, nor anything for ever, nor more than one has', async () => {
  for (const permission of [
    'consent.decide',
    'people.manage',
    'delegation.manage',
    'sign-in.manage',
    'roles.manage',
    'x',
  ])
    for (const make of [offer, ask])
      await rejectsWith('invalid_request', make({ permissions: [permission] }), 'permissions')
  for (const make of [offer, ask])
    for (const expiresAt of [kit.clock.now(), kit.clock.now() + 366 * day, Number.NaN])
      await rejectsWith('invalid_request', make({ expiresAt }), 'expiresAt')
  await rejectsWith('invalid_request', offer({ reason: ' ' }), 'reason')
  const lead = await o.createRole(kit.registry, admin, tenant.id, {
    name: 'lead',
    permissions: ['delegation.manage', 'delegation.read', 'device.read', 'organization.read'],
    groupTags: ['A'],
  })
  const input = { email: 'lead@x.example', name: 'x', roles: [lead.name] }
  const person = await o.createPerson(kit.registry, admin, tenant.id, input)
  const { organization } = admin
  const few = await o.principalReader(kit.registry)({ kind: 'person', id: person.id, organization, roles: ['lead'] })
  const give = (more: object) => d.offerDelegation(kit.registry, few, { partnerId: partner.id, ...terms(more) })
  await rejectsWith('forbidden', give({ permissions: ['device.tag'], groupTags: ['A'] }))
  await rejectsWith('forbidden', give({ permissions: ['device.read'] }))
  await rejectsWith('forbidden', give({ permissions: ['device.read'], groupTags: ['A', 'B'] }))
  const { id } = await give({ permissions: ['device.read'], groupTags: ['A'] })
  await rejectsWith('forbidden', d.changeDelegation(kit.registry, few, id, { groupTags: null }))
  await rejectsWith('forbidden', d.grantDelegation(kit.registry, few, (await ask()).id))
})

test('the partner narrows further, for a person or for everybody with a role', async () => {
  const { id } = await offer({ groupTags: ['A', 'B'] })
  await assign(id, ada, { permissions: ['device.read', 'device.release'], groupTags: ['B', 'C'] })
  const principal = (await acting()) as o.Principal
  assert.deepEqual(o.permissionsOf(principal), ['device.read'])
  assert.deepEqual(o.reachOf(principal, 'device.read', tenant.id), { groupTags: ['B'] })
  await rejectsWith('invalid_request', assign(id, ada, { permissions: ['people.manage'] }), 'permissions')
  await d.assignDelegation(kit.registry, boss, id, { kind: 'role', id: 'registrar' }, { permissions: ['journal.read'] })
  const bob = await kit.personOf(partner.id, ['registrar'])
  assert.deepEqual([await allowed(bob), await allowed(boss)], [['journal.read'], undefined])
  for (const [kind, subject] of [
    ['person', admin.id],
    ['person', 'nonsense'],
    ['role', 'absent'],
  ] as const)
    await rejectsWith('not_found', d.assignDelegation(kit.registry, boss, id, { kind, id: subject }))
  const { items } = await d.listDelegationMembers(kit.registry, admin, id)
  assert.deepEqual(
    items.map(member => [member.kind, member.id, member.name !== undefined]),
    [
      ['person', ada.id, true],
      ['role', 'registrar', false],
    ],
  )
})

test('a role by which people use a delegation cannot be deleted', async () => {
  const both = await kit.personOf(partner.id, ['partner-admin', 'registrar'])
  await o.createRole(kit.registry, both, partner.id, { name: 'desk', permissions: ['device.read'] })
  const { id } = await offer()
  await d.assignDelegation(kit.registry, boss, id, { kind: 'role', id: 'desk' })
  await rejectsWith('conflict', o.deleteRole(kit.registry, both, partner.id, 'desk'))
  await d.unassignDelegation(kit.registry, boss, id, { kind: 'role', id: 'desk' })
  await o.deleteRole(kit.registry, both, partner.id, 'desk')
})

test('customers decide, partners ask and assign, nobody else does or sees', async () => {
  const { id } = await ask()
  const reader = await kit.personOf(tenant.id, ['device-manager'])
  const auditor = await kit.personOf(tenant.id, ['auditor'])
  for (const by of [reader, auditor, boss, kit.operator]) {
    await rejectsWith('forbidden', d.grantDelegation(kit.registry, by, id))
    await rejectsWith('forbidden', d.declineDelegation(kit.registry, by, id))
    await rejectsWith('forbidden', d.offerDelegation(kit.registry, by, { partnerId: partner.id, ...terms() }))
  }
  await rejectsWith('forbidden', d.requestDelegation(kit.registry, ada, { tenantId: tenant.id, ...terms() }))
  for (const by of [ada, admin])
    await rejectsWith('forbidden', d.assignDelegation(kit.registry, by, id, { kind: 'person', id: ada.id }))
  await rejectsWith('forbidden', d.listDelegations(kit.registry, reader, {}))
  await rejectsWith('forbidden', d.listDelegations(kit.registry, kit.operator, {}))
  const stranger = await kit.personOf((await kit.tenant()).id, ['tenant-admin'])
  const rival = await kit.personOf((await kit.partner('csp-direct')).id, ['partner-admin'])
  for (const by of [stranger, rival]) {
    await rejectsWith('not_found', d.getDelegation(kit.registry, by, id))
    await rejectsWith('not_found', d.endDelegation(kit.registry, by, id))
    await rejectsWith('not_found', d.listDelegationMembers(kit.registry, by, id))
    assert.deepEqual((await d.listDelegations(kit.registry, by, {})).items, [])
  }
  await rejectsWith('not_found', d.grantDelegation(kit.registry, stranger, id))
  await rejectsWith('not_found', d.assignDelegation(kit.registry, rival, id, { kind: 'person', id: rival.id }))
  // Somebody who acts by delegation decides nothing about delegations, whatever it may do otherwise.
  const given = await offer()
  await assign(given.id)
  const inside = (await acting()) as o.Principal
  const forged = { ...inside, grants: admin.grants }
  await rejectsWith('forbidden', d.grantDelegation(kit.registry, forged, id))
})

test('asking tells nothing about a tenant that does not exist', async () => {
  const real = await ask()
  const none = await d.requestDelegation(kit.registry, boss, { tenantId: newId(), ...terms() })
  const mask = ({ id: _, tenantId: __, ...rest }: d.Delegation) => rest
  assert.deepEqual(mask(none), mask(real))
  await rejectsWith('conflict', d.requestDelegation(kit.registry, boss, { tenantId: none.tenantId, ...terms() }))
})

test('both sides read what happened; the customer reads which person did what', async () => {
  const { id } = await ask()
  await d.grantDelegation(kit.registry, admin, id)
  await assign(id)
  const inside = (await acting()) as o.Principal
  const written = await o.listJournal(kit.registry, inside, tenant.id, { subjectId: id, order: 'asc' })
  assert.deepEqual(
    written.items.map(entry => [entry.action, entry.actor.kind, entry.actor.id, entry.actor.onBehalfOf]),
    [
      ['delegation.requested', 'partner', partner.id, partner.id],
      ['delegation.granted', 'person', admin.id, undefined],
      ['delegation.assigned', 'person', boss.id, partner.id],
    ],
  )
  const theirs = await o.listJournal(kit.registry, boss, partner.id, { subjectId: id, order: 'asc' })
  assert.deepEqual(
    theirs.items.map(entry => [entry.action, entry.actor.id]),
    [
      ['delegation.requested', boss.id],
      ['delegation.granted', tenant.id],
      ['delegation.assigned', boss.id],
    ],
  )
})

test('lists filter by state, partner and tenant, page by page; a technician finds its tenants', async () => {
  const made: string[] = []
  for (let n = 0; n < 5; n++) {
    const each = await kit.tenant()
    const by = await kit.personOf(each.id, ['tenant-admin'])
    const { id } = await d.offerDelegation(kit.registry, by, { partnerId: partner.id, ...terms() })
    await assign(id)
    if (n < 4) made.push(each.id)
    else await d.endDelegation(kit.registry, by, id)
  }
  const seen: string[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await d.listActingTenants(kit.registry, ada, { limit: 3, ...(cursor && { cursor }) })
    seen.push(...page.items.map(each => each.id))
    assert.ok(page.items.every(each => each.permissions.length === 3 && each.domain.endsWith('.example')))
    cursor = page.nextCursor
    if (cursor === undefined) break
  }
  assert.deepEqual(seen, made.toSorted())
  assert.deepEqual((await d.listActingTenants(kit.registry, boss)).items, [])
  assert.deepEqual(
    (await d.listActingTenants(kit.registry, admin)).items.map(each => each.id),
    [tenant.id],
  )
  const list = async (filter: d.DelegationFilter) => (await d.listDelegations(kit.registry, boss, filter)).items.length
  assert.deepEqual(
    [
      await list({}),
      await list({ state: 'granted' }),
      await list({ state: 'revoked' }),
      await list({ tenantId: made[0] as string }),
    ],
    [5, 4, 1, 1],
  )
  assert.equal(await list({ partnerId: newId() }), 0)
  kit.clock.advance(30 * day)
  assert.deepEqual([await list({ state: 'granted' }), await list({ state: 'expired' })], [0, 4])
  assert.deepEqual((await d.listActingTenants(kit.registry, ada)).items, [])
})
