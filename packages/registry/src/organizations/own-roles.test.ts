import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
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

const make = (
  name: string,
  input: Partial<Parameters<typeof o.createRole>[3]> & { permissions: string[] },
  by = admin,
) => o.createRole(kit.registry, by, by.organization.id, { name, ...input })

/** A person with these roles, as it is authenticated now; call again for its next request. */
async function signedIn(roles: string[], by = admin): Promise<() => Promise<o.Principal>> {
  const organizationId = by.organization.id
  const input = { email: `${Math.random()}@x.example`, name: 'x', roles }
  const person = await o.createPerson(kit.registry, by, organizationId, input)
  const token = await o.createAccessToken(kit.registry, by, organizationId, person.id, { name: 'x' })
  return async () => (await o.tokenAuthenticator(kit.registry)(token.secret)) as o.Principal
}

test('a role of an organization grants what it names, from the next request on', async () => {
  await make('looker', { permissions: ['device.read'], description: 'Looks.' })
  const who = await signedIn(['looker'])
  assert.deepEqual(o.permissionsOf(await who()), ['device.read'])
  await o.updateRole(kit.registry, admin, tenant.id, 'looker', { permissions: ['profile.read', 'device.read'] })
  assert.deepEqual(o.permissionsOf(await who()), ['device.read', 'profile.read'])
  assert.equal((await o.getRole(kit.registry, admin, tenant.id, 'looker')).description, 'Looks.')
  const application = await o.createApplication(kit.registry, admin, tenant.id, { name: 'x', roles: ['looker'] })
  const acts = await o.applicationAuthenticator(kit.registry)(application.id)
  assert.deepEqual(acts && o.permissionsOf(acts), ['device.read', 'profile.read'])
})

test('a role of one organization means nothing in another', async () => {
  await make('looker', { permissions: ['device.read'] })
  const other = await kit.tenant()
  const theirs = await kit.personOf(other.id, ['tenant-admin'])
  const input = { email: 'a@x.example', name: 'x', roles: ['looker'] }
  await rejectsWith('invalid_request', o.createPerson(kit.registry, theirs, other.id, input), 'roles')
  await rejectsWith('not_found', o.getRole(kit.registry, theirs, tenant.id, 'looker'))
  await rejectsWith('not_found', o.getRole(kit.registry, theirs, other.id, 'looker'))
  await rejectsWith('not_found', o.updateRole(kit.registry, theirs, tenant.id, 'looker', { description: 'x' }))
  await rejectsWith('not_found', o.deleteRole(kit.registry, theirs, other.id, 'looker'))
  assert.deepEqual((await o.listRoles(kit.registry, theirs, other.id, { builtIn: false })).items, [])
})

test('a role holds only permissions that its kind of organization has, and no more than its maker', async () => {
  const maker = await kit.partner('oem')
  const partnerAdmin = await kit.personOf(maker.id, ['partner-admin', 'registrar'])
  await rejectsWith('invalid_request', make('x1', { permissions: ['factory.read'] }), 'permissions')
  await rejectsWith('invalid_request', make('x1', { permissions: ['consent.decide'] }, partnerAdmin), 'permissions')
  await rejectsWith('invalid_request', make('x1', { permissions: [] }), 'permissions')
  await rejectsWith('forbidden', make('x1', { permissions: ['consent.decide'] }), 'permissions')
  await rejectsWith('forbidden', make('x1', { permissions: ['factory.read'] }, partnerAdmin), 'permissions')
  const approver = await kit.personOf(tenant.id, ['tenant-admin', 'consent-approver'])
  await make('approver', { permissions: ['consent.decide'] }, approver)
  // Whoever holds less than the role does not change it, not even to something harmless.
  await rejectsWith(
    'forbidden',
    o.updateRole(kit.registry, admin, tenant.id, 'approver', { permissions: ['device.read'] }),
  )
  for (const role of ['device-manager', 'auditor', 'consent-approver'] as const) {
    const other = await kit.personOf(tenant.id, [role])
    await rejectsWith('forbidden', make('x2', { permissions: ['device.read'] }, other))
    await rejectsWith('forbidden', o.deleteRole(kit.registry, other, tenant.id, 'approver'))
  }
})

test('whoever manages people, but not roles, gives and touches nothing beyond its own rights', async () => {
  await make('desk', { permissions: ['people.manage', 'people.read', 'device.read', 'applications.manage'] })
  const desk = await (await signedIn(['desk']))()
  const add = (roles: string[]) =>
    o.createPerson(kit.registry, desk, tenant.id, { email: `${roles}@x.example`, name: 'x', roles })
  const reader = await add(['desk'])
  await rejectsWith('forbidden', add(['device-manager']))
  await rejectsWith(
    'forbidden',
    o.createApplication(kit.registry, desk, tenant.id, { name: 'x', roles: ['tenant-admin'] }),
  )
  await rejectsWith('forbidden', o.updatePerson(kit.registry, desk, tenant.id, desk.id, { roles: ['tenant-admin'] }))
  const application = async (roles: string[]) =>
    (await o.createApplication(kit.registry, admin, tenant.id, { name: 'x', roles })).id
  const give = (id: string, roles: string[]) => o.updateApplication(kit.registry, desk, tenant.id, id, { roles })
  await rejectsWith('forbidden', give(await application([]), ['tenant-admin']))
  await rejectsWith('forbidden', give(await application(['tenant-admin']), []))
  assert.deepEqual((await give(await application([]), ['desk'])).roles, ['desk'])
  await rejectsWith('forbidden', o.updatePerson(kit.registry, desk, tenant.id, admin.id, { disabled: true }))
  await rejectsWith('forbidden', o.createAccessToken(kit.registry, desk, tenant.id, admin.id, { name: 'x' }))
  await o.createAccessToken(kit.registry, desk, tenant.id, reader.id, { name: 'x' })
  await o.updatePerson(kit.registry, desk, tenant.id, reader.id, { disabled: true })
})

test('a limit is for something that it limits, and within the limit of its maker', async () => {
  await rejectsWith('invalid_request', make('x1', { permissions: ['profile.read'], groupTags: ['A'] }), 'groupTags')
  await rejectsWith('invalid_request', make('x1', { permissions: ['device.read'], groupTags: [] }), 'groupTags')
  await rejectsWith('invalid_request', make('x1', { permissions: ['device.read'], tenants: [tenant.id] }), 'tenants')
  await make('lead', { permissions: ['people.read', 'roles.manage', 'device.read'], groupTags: ['A', 'B'] })
  const lead = await (await signedIn(['lead']))()
  await make('part', { permissions: ['device.read'], groupTags: ['A'] }, lead)
  await rejectsWith('forbidden', make('more', { permissions: ['device.read'], groupTags: ['A', 'C'] }, lead))
  await rejectsWith('forbidden', make('more', { permissions: ['device.read'] }, lead))
})

test('built-in roles stay as they are; names are taken once', async () => {
  await make('looker', { permissions: ['device.read'] })
  for (const name of ['looker', 'auditor', 'operator'])
    await rejectsWith('conflict', make(name, { permissions: ['device.read'] }), 'name')
  for (const name of ['X', 'x', '1x', 'with space', 'a"b', 'a%'])
    await rejectsWith('invalid_request', make(name, { permissions: ['device.read'] }), 'name')
  await rejectsWith('conflict', o.updateRole(kit.registry, admin, tenant.id, 'auditor', { groupTags: ['A'] }))
  await rejectsWith(
    'conflict',
    o.updateRole(kit.registry, admin, tenant.id, 'tag-editor', { permissions: ['device.read'] }),
  )
  await rejectsWith('not_found', o.updateRole(kit.registry, admin, tenant.id, 'registrar', { groupTags: ['A'] }))
  await rejectsWith('conflict', o.deleteRole(kit.registry, admin, tenant.id, 'auditor'))
  await rejectsWith('not_found', o.deleteRole(kit.registry, admin, tenant.id, 'absent'))
})

test('a role that somebody has cannot be deleted', async () => {
  await make('looker', { permissions: ['device.read'] })
  const input = { email: 'a@x.example', name: 'x', roles: ['looker', 'auditor'] }
  const person = await o.createPerson(kit.registry, admin, tenant.id, input)
  await rejectsWith('conflict', o.deleteRole(kit.registry, admin, tenant.id, 'looker'))
  await o.updatePerson(kit.registry, admin, tenant.id, person.id, { roles: ['auditor'] })
  const application = await o.createApplication(kit.registry, admin, tenant.id, { name: 'x', roles: ['looker'] })
  await rejectsWith('conflict', o.deleteRole(kit.registry, admin, tenant.id, 'looker'))
  await o.revokeApplication(kit.registry, admin, tenant.id, application.id)
  await o.deleteRole(kit.registry, admin, tenant.id, 'looker')
  await rejectsWith('not_found', o.getRole(kit.registry, admin, tenant.id, 'looker'))
})

test('roles are listed by name, page by page, with the built-in ones', async () => {
  for (const name of ['zebra', 'ant']) await make(name, { permissions: ['device.read'] })
  const names: string[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await o.listRoles(kit.registry, admin, tenant.id, { limit: 4, ...(cursor && { cursor }) })
    names.push(...page.items.map(role => role.name))
    cursor = page.nextCursor
    if (cursor === undefined) break
  }
  assert.deepEqual(names, ['ant', 'zebra', ...o.rolesFor('tenant')].sort())
  const own = await o.listRoles(kit.registry, admin, tenant.id, { builtIn: false })
  assert.deepEqual(
    own.items.map(role => role.name),
    ['ant', 'zebra'],
  )
})

test('the journal tells who changed which role, and how', async () => {
  await make('looker', { permissions: ['device.read'] })
  await o.updateRole(kit.registry, admin, tenant.id, 'looker', { groupTags: ['A'] })
  await o.deleteRole(kit.registry, admin, tenant.id, 'looker')
  const { items } = await o.listJournal(kit.registry, admin, tenant.id, { subjectId: 'looker', order: 'asc' })
  assert.deepEqual(
    items.map(entry => [entry.action, entry.actor.id, (entry.after as o.OrganizationRole | undefined)?.groupTags]),
    [
      ['role.created', admin.id, undefined],
      ['role.changed', admin.id, ['A']],
      ['role.deleted', admin.id, undefined],
    ],
  )
})

test('what Graph permissions a principal has follows from its roles', async () => {
  const scopes = async (...roles: o.Role[]) => o.graphScopesOf(await kit.personOf(tenant.id, roles))
  assert.deepEqual(await scopes('device-reader'), [
    'DeviceManagementServiceConfig.Read.All',
    'DeviceManagementConfiguration.Read.All',
    'DeviceManagementManagedDevices.Read.All',
    'Device.Read.All',
    'Group.Read.All',
    'GroupMember.Read.All',
    'Organization.Read.All',
    'Directory.Read.All',
    'User.Read',
  ])
  assert.ok((await scopes('device-manager')).includes('DeviceManagementServiceConfig.ReadWrite.All'))
  assert.ok(!(await scopes('device-manager')).includes('DeviceManagementConfiguration.ReadWrite.All'))
  assert.ok((await scopes('profile-manager')).includes('DeviceManagementConfiguration.ReadWrite.All'))
  assert.ok((await scopes('tag-editor')).includes('DeviceManagementServiceConfig.ReadWrite.All'))
  assert.deepEqual(await scopes('technician'), ['User.Read'])
  assert.deepEqual(o.graphScopesOf(kit.operator), [])
  // A token of few permissions is good for few things, whatever its principal may do.
  const few = o.permissionsOfGraph(['DeviceManagementServiceConfig.Read.All', 'Nonsense.All', 'constructor'])
  assert.deepEqual([...few], ['device.read', 'profile.read'])
  assert.ok(o.permissionsOfGraph(['DeviceManagementServiceConfig.ReadWrite.All']).has('device.read'))
  assert.ok(!o.permissionsOfGraph(['Group.ReadWrite.All']).has('device.read'))
})

test('what may be delegated does not decide who else may do something', () => {
  const never = o.permissions.filter(permission => /\.(manage|decide|request|assign)$/.test(permission))
  assert.ok(never.length >= 8)
  for (const permission of never)
    assert.equal(o.delegablePermissions.includes(permission), permission === 'device.assign', permission)
})
