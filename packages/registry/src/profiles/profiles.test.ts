import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { newId } from '../ids.ts'
import { listJournal, type Principal, type Tenant } from '../organizations/index.ts'
import { rejectsWith, type TestRegistry, testRegistry } from '../testing/index.ts'
import * as p from './index.ts'

let kit: TestRegistry
let tenant: Tenant
let admin: Principal

beforeEach(async () => {
  kit = await testRegistry()
  tenant = await kit.tenant('Fabrikam')
  admin = await kit.personOf(tenant.id, ['tenant-admin'])
})
afterEach(() => kit.close())

const make = (input: p.ProfileInput) => p.createProfile(kit.registry, admin, tenant.id, input)

test('the default, and one for each group tag', async () => {
  const standard = await make({ name: 'Standard' })
  const sales = await make({ name: 'Sales', groupTag: ' Sales ' })
  assert.deepEqual([standard.groupTag, sales.groupTag], [null, 'Sales'])
  await rejectsWith('conflict', make({ name: 'x' }), 'groupTag')
  await rejectsWith('conflict', make({ name: 'x', groupTag: null }), 'groupTag')
  await rejectsWith('conflict', make({ name: 'x', groupTag: 'Sales' }), 'groupTag')
  await make({ name: 'x', groupTag: 'sales' })
  const lab = await make({ name: 'Lab', groupTag: 'Lab' })
  const update = (groupTag: string | null) =>
    p.updateProfile(kit.registry, admin, tenant.id, lab.id, { name: 'Lab', groupTag })
  await rejectsWith('conflict', update('Sales'), 'groupTag')
  await rejectsWith('conflict', update(null), 'groupTag')
  assert.equal((await update('Lab')).groupTag, 'Lab')
  const { items } = await p.listProfiles(kit.registry, admin, tenant.id, {})
  assert.deepEqual(
    items.map(each => each.name),
    ['Standard', 'Sales', 'x', 'Lab'],
  )
  await p.deleteProfile(kit.registry, admin, tenant.id, standard.id)
  assert.equal((await update(null)).groupTag, null)
})

test('which profile a device gets', () => {
  const profiles = [
    { group_tag: null, id: 1 },
    { group_tag: 'Sales', id: 2 },
  ]
  assert.deepEqual(p.effectiveProfile('Sales', profiles), { profile: profiles[1], rule: 'group-tag' })
  assert.deepEqual(p.effectiveProfile('Lab', profiles), { profile: profiles[0], rule: 'default' })
  assert.deepEqual(p.effectiveProfile(null, profiles), { profile: profiles[0], rule: 'default' })
  assert.deepEqual(p.effectiveProfile('Lab', profiles.slice(1)), { profile: undefined, rule: 'none' })
  assert.deepEqual(p.effectiveProfile(null, []), { profile: undefined, rule: 'none' })
})

test('a tenant has a limited number of profiles', async () => {
  for (let n = 0; n < p.profilesPerTenant; n++) await make({ name: `P${n}`, groupTag: `t${n}` })
  await rejectsWith('conflict', make({ name: 'one more' }))
})

test('profiles are of one tenant; another sees none of them', async () => {
  const made = await make({ name: 'Standard' })
  const other = await kit.tenant('Tailwind')
  const stranger = await kit.personOf(other.id, ['tenant-admin'])
  const { registry } = kit
  await rejectsWith('profile_not_found', p.getProfile(registry, stranger, other.id, made.id))
  await rejectsWith('profile_not_found', p.updateProfile(registry, stranger, other.id, made.id, { name: 'x' }))
  await rejectsWith('profile_not_found', p.deleteProfile(registry, stranger, other.id, made.id))
  await rejectsWith('not_found', p.getProfile(registry, stranger, tenant.id, made.id))
  await rejectsWith('not_found', p.listProfiles(registry, stranger, tenant.id, {}))
  await rejectsWith('profile_not_found', p.getProfile(registry, admin, tenant.id, newId()))
  const reader = await kit.personOf(tenant.id, ['device-reader'])
  assert.deepEqual(await p.getProfile(registry, reader, tenant.id, made.id), made)
  for (const work of [
    p.createProfile(registry, reader, tenant.id, { name: 'x', groupTag: 'x' }),
    p.updateProfile(registry, reader, tenant.id, made.id, { name: 'x' }),
    p.deleteProfile(registry, reader, tenant.id, made.id),
  ])
    await rejectsWith('forbidden', work)
  assert.deepEqual(await p.getProfile(registry, admin, tenant.id, made.id), made)
})

test('settings are completed as Autopilot does, and checked', async () => {
  const { settings } = await make({ name: 'Standard' })
  assert.deepEqual(settings, {
    outOfBoxExperience: {
      privacySettingsHidden: true,
      eulaHidden: true,
      oemRegistrationHidden: true,
      userType: 'standard',
    },
    joinMethod: 'entra',
    forcedEnrollment: true,
  })
  const bad: [object, string][] = [
    [{ joinMethod: 'workgroup' }, 'settings.joinMethod'],
    [{ forcedEnrollment: 'yes' }, 'settings.forcedEnrollment'],
    [{ outOfBoxExperience: { userType: 'root' } }, 'settings.outOfBoxExperience.userType'],
    [{ outOfBoxExperience: { eulaHidden: 1 } }, 'settings.outOfBoxExperience.eulaHidden'],
  ]
  for (const [wrong, field] of bad)
    await rejectsWith('invalid_request', make({ name: 'x', groupTag: 'x', settings: wrong }), field)
  await rejectsWith('invalid_request', make({ name: '', groupTag: 'x' }), 'name')
  await rejectsWith('invalid_request', make({ name: 'x'.repeat(201), groupTag: 'x' }), 'name')
  await rejectsWith('invalid_request', make({ name: 'x', groupTag: 'x'.repeat(513) }), 'groupTag')
})

test('device names: at most 15 characters, letters, digits and hyphens, never digits alone', async () => {
  let count = 0
  const tried = async (deviceNameTemplate: string) =>
    (await make({ name: 'x', groupTag: `t${++count}`, settings: { deviceNameTemplate } })).settings.deviceNameTemplate
  for (const good of [
    'LAPTOP',
    'FAB-%SERIAL%',
    '%SERIAL%',
    'A%RAND:5%',
    'A%RAND:14%',
    'ABCDEFGHIJKLMNO',
    'A-%RAND:1%-%SERIAL%',
  ])
    assert.equal(await tried(good), good)
  assert.equal(await tried(' LAPTOP '), 'LAPTOP')
  const bad = [
    '',
    '123',
    '123 ',
    '%RAND:5%',
    '12%RAND:3%',
    'ABCDEFGHIJKLMNOP',
    'A%RAND:15%',
    'ABCDEFGHIJ%RAND:6%',
    'A%RAND:0%',
    'A%RAND:16%',
    'A%rand:5%',
    'A%DATE%',
    'A B',
    'Ä',
    'A_B',
    'ABCDEFGHIJKLMNO%SERIAL%',
  ]
  for (const template of bad) await rejectsWith('invalid_request', tried(template), 'settings.deviceNameTemplate')
})

test('every change is in the journal with before and after', async () => {
  const made = await make({ name: 'Standard' })
  kit.clock.advance(1000)
  const changed = await p.updateProfile(kit.registry, admin, tenant.id, made.id, { name: 'New' })
  assert.deepEqual([changed.createdAt, changed.updatedAt], [made.createdAt, made.createdAt + 1000])
  await p.deleteProfile(kit.registry, admin, tenant.id, made.id)
  const { items } = await listJournal(kit.registry, admin, tenant.id, { subjectId: made.id, order: 'asc' })
  assert.deepEqual(
    items.map(entry => [entry.action, entry.before, entry.after]),
    [
      ['profile.created', undefined, made],
      ['profile.updated', made, changed],
      ['profile.deleted', changed, undefined],
    ],
  )
})

test('the offline profile has the fields of AutopilotConfigurationFile.json, and only them', async () => {
  const { settings } = await make({
    name: 'Standard',
    settings: { deviceNameTemplate: 'FAB-%SERIAL%' },
  })
  const id = newId()
  const file = p.offlineProfile({ name: 'Büro – Süd', settings }, tenant, id)
  assert.deepEqual(file, {
    Comment_File: 'Profile B?ro ? S?d',
    Version: 2049,
    CloudAssignedTenantId: tenant.id,
    CloudAssignedTenantDomain: 'fabrikam.example',
    CloudAssignedOobeConfig: 31,
    CloudAssignedDomainJoinMethod: 0,
    CloudAssignedForcedEnrollment: 1,
    ZtdCorrelationId: id,
    CloudAssignedAadServerData:
      '{"ZeroTouchConfig":{"CloudAssignedTenantUpn":"","ForcedEnrollment":1,"CloudAssignedTenantDomain":"fabrikam.example"}}',
    CloudAssignedDeviceName: 'FAB-%SERIAL%',
  })
  // Windows reads the file as ASCII and ignores it otherwise.
  assert.match(JSON.stringify(file), /^[\x20-\x7e]*$/)
  const open = await make({
    name: 'Open',
    groupTag: 'open',
    settings: {
      joinMethod: 'hybrid',
      forcedEnrollment: false,
      outOfBoxExperience: {
        userType: 'administrator',
        eulaHidden: false,
        privacySettingsHidden: true,
        oemRegistrationHidden: false,
      },
    },
  })
  const other = p.offlineProfile(open, tenant, id)
  assert.deepEqual(
    [
      other.CloudAssignedOobeConfig,
      other.CloudAssignedDomainJoinMethod,
      other.CloudAssignedForcedEnrollment,
      'CloudAssignedDeviceName' in other,
    ],
    [5, 1, 0, false],
  )
})
