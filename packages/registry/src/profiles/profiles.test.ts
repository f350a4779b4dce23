import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { RegistryError } from '../errors.ts'
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

const make = (input: p.ProfileChange = {}) =>
  p.createProfile(kit.registry, admin, tenant.id, { displayName: 'Standard', ...input })
const update = (id: string, change: p.ProfileChange) => p.updateProfile(kit.registry, admin, tenant.id, id, change)
const list = (filter: p.ProfileFilter = {}) => p.listProfiles(kit.registry, admin, tenant.id, filter)
const names = async (filter: p.ProfileFilter = {}) => (await list(filter)).items.map(each => each.displayName)

const defaults = {
  displayName: 'Standard',
  description: null,
  isDefault: false,
  joinMethod: 'entra',
  hybridAzureADJoinSkipConnectivityCheck: false,
  deviceType: 'windowsPc',
  locale: 'os-default',
  deviceNameTemplate: null,
  hardwareHashExtractionEnabled: false,
  preprovisioningAllowed: false,
  outOfBoxExperienceSetting: {
    privacySettingsHidden: true,
    eulaHidden: true,
    keyboardSelectionPageSkipped: false,
    escapeLinkHidden: true,
    userType: 'standard',
    deviceUsageType: 'singleUser',
  },
  enrollmentStatusScreenSettings: null,
  managementServiceAppId: null,
  roleScopeTagIds: ['0'],
}

test('a profile is completed as Autopilot does, and every member can be changed alone', async () => {
  const made = await make()
  const { id, createdAt, updatedAt, ...content } = made
  assert.deepEqual(content, defaults)
  assert.deepEqual(await p.getProfile(kit.registry, admin, tenant.id, id), made)
  kit.clock.advance(1000)
  const changes: p.ProfileChange[] = [
    { displayName: ' Kiosk ' },
    { description: 'For the hall' },
    { joinMethod: 'hybrid', hybridAzureADJoinSkipConnectivityCheck: true },
    { deviceType: 'holoLens' },
    { locale: '' },
    { locale: 'de-DE' },
    { deviceNameTemplate: 'HALL-%SERIAL%' },
    { hardwareHashExtractionEnabled: true, preprovisioningAllowed: true },
    { outOfBoxExperienceSetting: { userType: 'administrator' } },
    { outOfBoxExperienceSetting: { deviceUsageType: 'shared', keyboardSelectionPageSkipped: true } },
    { enrollmentStatusScreenSettings: { customErrorMessage: 'Call 5500' } },
    { enrollmentStatusScreenSettings: { installProgressTimeoutInMinutes: 90 } },
    { managementServiceAppId: 'b6f7cf53-0000-4000-8000-000000000000' },
    { roleScopeTagIds: ['0', '12', '12'] },
  ]
  let last = made
  for (const change of changes) {
    const next = await update(id, change)
    for (const name of Object.keys(next) as (keyof p.Profile)[])
      if (!(name in change) && name !== 'updatedAt') assert.deepEqual(next[name], last[name], name)
    last = next
  }
  assert.deepEqual(
    {
      ...last,
      displayName: 'Kiosk',
      outOfBoxExperienceSetting: {
        ...defaults.outOfBoxExperienceSetting,
        userType: 'administrator',
        deviceUsageType: 'shared',
        keyboardSelectionPageSkipped: true,
      },
      roleScopeTagIds: ['0', '12'],
      createdAt,
      updatedAt: updatedAt + 1000,
    },
    last,
  )
  assert.equal(last.enrollmentStatusScreenSettings?.customErrorMessage, 'Call 5500')
  assert.equal(last.enrollmentStatusScreenSettings?.installProgressTimeoutInMinutes, 90)
  const cleared = await update(id, {
    description: null,
    deviceNameTemplate: null,
    enrollmentStatusScreenSettings: null,
    managementServiceAppId: null,
  })
  assert.deepEqual(
    [cleared.description, cleared.deviceNameTemplate, cleared.enrollmentStatusScreenSettings],
    [null, null, null],
  )
})

test('what is wrong is named', async () => {
  const bad: [object, string][] = [
    [{ displayName: '' }, 'displayName'],
    [{ displayName: 'x'.repeat(201) }, 'displayName'],
    [{ description: 'x'.repeat(1501) }, 'description'],
    [{ isDefault: 1 }, 'isDefault'],
    [{ joinMethod: 'workgroup' }, 'joinMethod'],
    [{ hybridAzureADJoinSkipConnectivityCheck: true }, 'hybridAzureADJoinSkipConnectivityCheck'],
    [{ deviceType: 'toaster' }, 'deviceType'],
    [{ locale: 'deutsch, bitte' }, 'locale'],
    [{ outOfBoxExperienceSetting: { userType: 'root' } }, 'outOfBoxExperienceSetting.userType'],
    [{ outOfBoxExperienceSetting: { eulaHidden: 'yes' } }, 'outOfBoxExperienceSetting.eulaHidden'],
    [
      { enrollmentStatusScreenSettings: { installProgressTimeoutInMinutes: -1 } },
      'enrollmentStatusScreenSettings.installProgressTimeoutInMinutes',
    ],
    [{ roleScopeTagIds: 'all' }, 'roleScopeTagIds'],
  ]
  const made = await make()
  for (const [wrong, field] of bad) {
    await rejectsWith('invalid_request', make(wrong), field)
    await rejectsWith('invalid_request', update(made.id, wrong), field)
  }
  assert.deepEqual((await list()).items, [made])
})

test('one profile is the default, and a new one takes its place', async () => {
  const first = await make({ isDefault: true })
  const second = await make({ displayName: 'Second', isDefault: true })
  const third = await make({ displayName: 'Third' })
  const defaultsNow = async () => (await list()).items.filter(each => each.isDefault).map(each => each.id)
  assert.deepEqual(await defaultsNow(), [second.id])
  await update(third.id, { isDefault: true })
  assert.deepEqual(await defaultsNow(), [third.id])
  await rejectsWith('profile_in_use', p.deleteProfile(kit.registry, admin, tenant.id, third.id))
  await update(third.id, { isDefault: false })
  assert.deepEqual(await defaultsNow(), [])
  await p.deleteProfile(kit.registry, admin, tenant.id, third.id)
  const { items } = await listJournal(kit.registry, admin, tenant.id, { subjectId: first.id, order: 'asc' })
  assert.deepEqual(items.map(entry => [entry.action, entry.after]).slice(1), [
    ['profile.updated', { isDefault: false }],
  ])
})

test('lists: pages, filters, sorts', async () => {
  for (const displayName of ['b', 'a', 'c', 'a'])
    await make({ displayName, ...(displayName === 'c' && { joinMethod: 'hybrid' }) })
  assert.deepEqual(await names(), ['b', 'a', 'c', 'a'])
  assert.deepEqual(await names({ order: 'desc' }), ['a', 'c', 'a', 'b'])
  assert.deepEqual(await names({ sort: 'displayName' }), ['a', 'a', 'b', 'c'])
  assert.deepEqual(await names({ displayName: 'a' }), ['a', 'a'])
  assert.deepEqual(await names({ joinMethod: 'hybrid' }), ['c'])
  for (const sort of ['createdAt', 'displayName'] as const)
    for (const order of ['asc', 'desc'] as const) {
      const seen: string[] = []
      for (let cursor: string | undefined; ; ) {
        const page = await list({ sort, order, limit: 1, ...(cursor && { cursor }) })
        seen.push(...page.items.map(each => each.id))
        cursor = page.nextCursor
        if (cursor === undefined) break
      }
      assert.deepEqual(
        seen,
        (await list({ sort, order })).items.map(each => each.id),
      )
    }
})

test('a tenant has a limited number of profiles', async () => {
  for (let n = 0; n < p.profilesPerTenant; n++) await make({ displayName: `P${n}` })
  await rejectsWith('conflict', make())
})

test('profiles are of one tenant; another sees none of them', async () => {
  const made = await make()
  const other = await kit.tenant('Tailwind')
  const stranger = await kit.personOf(other.id, ['tenant-admin'])
  const { registry } = kit
  const change = { displayName: 'x' }
  await rejectsWith('profile_not_found', p.getProfile(registry, stranger, other.id, made.id))
  await rejectsWith('profile_not_found', p.updateProfile(registry, stranger, other.id, made.id, change))
  await rejectsWith('profile_not_found', p.deleteProfile(registry, stranger, other.id, made.id))
  await rejectsWith('profile_not_found', p.exportProfile(registry, stranger, other.id, made.id))
  await rejectsWith('not_found', p.getProfile(registry, stranger, tenant.id, made.id))
  await rejectsWith('not_found', p.listProfiles(registry, stranger, tenant.id, {}))
  await rejectsWith('profile_not_found', p.getProfile(registry, admin, tenant.id, newId()))
  const reader = await kit.personOf(tenant.id, ['device-reader'])
  assert.deepEqual(await p.getProfile(registry, reader, tenant.id, made.id), made)
  for (const work of [
    p.createProfile(registry, reader, tenant.id, change),
    p.updateProfile(registry, reader, tenant.id, made.id, change),
    p.deleteProfile(registry, reader, tenant.id, made.id),
  ])
    await rejectsWith('forbidden', work)
  assert.deepEqual(await p.getProfile(registry, admin, tenant.id, made.id), made)
})

test('device names: at most 15 characters, letters, digits and hyphens, never digits alone; the error says which', () => {
  for (const good of [
    'LAPTOP',
    'FAB-%SERIAL%',
    '%SERIAL%',
    'A%RAND:5%',
    'A%RAND:14%',
    'ABCDEFGHIJKLMNO',
    'A-%RAND:1%-%SERIAL%',
  ])
    assert.equal(p.checkNameTemplate(good), good)
  assert.equal(p.checkNameTemplate(' LAPTOP '), 'LAPTOP')
  const bad: [string, RegExp][] = [
    ['123', /digits alone/],
    ['%RAND:5%', /digits alone/],
    ['12%RAND:3%', /digits alone/],
    ['ABCDEFGHIJKLMNOP', /would have 16 characters; it has at most 15/],
    ['A%RAND:15%', /would have 16 characters/],
    ['ABCDEFGHIJ%RAND:6%', /would have 16 characters/],
    ['ABCDEFGHIJKLMNO%SERIAL%', /15 characters beside the serial number leave it no room/],
    ['A%RAND:0%', /%RAND:0% is not understood/],
    ['A%RAND:16%', /%RAND:16% is not understood/],
    ['A%rand:5%', /%rand:5% is not understood.*capitals/],
    ['A%DATE%', /%DATE% is not understood/],
    ['A%', /% is not understood/],
    ['A B', /not " "/],
    ['Ä', /not "Ä"/],
    ['A_B', /not "_"/],
  ]
  for (const [template, message] of bad)
    assert.throws(
      () => p.checkNameTemplate(template),
      (error: RegistryError) => {
        assert.ok(error instanceof RegistryError)
        assert.deepEqual([error.code, error.field], ['invalid_request', 'deviceNameTemplate'])
        assert.match(error.message, message)
        return true
      },
    )
})

test('the name that a device is told: its own, else the template; none for hybrid join', () => {
  const profile = { joinMethod: 'entra', deviceNameTemplate: 'FAB-%SERIAL%' }
  const named = (displayName: string | null) => p.nameFor(profile, { displayName, serialNumber: 'X1' })
  assert.equal(named('DESK-5'), 'DESK-5')
  for (const unusable of [null, 'A name for people', '12345', 'ABCDEFGHIJKLMNOP'])
    assert.equal(named(unusable), 'FAB-%SERIAL%', String(unusable))
  assert.equal(p.nameFor({ ...profile, deviceNameTemplate: null }, undefined), undefined)
  assert.equal(
    p.nameFor({ ...profile, joinMethod: 'hybrid' }, { displayName: 'DESK-5', serialNumber: 'X1' }),
    undefined,
  )
  assert.equal(p.expectedName('FAB-%SERIAL%', 'X1'), 'FAB-X1')
  assert.equal(p.expectedName('FAB-%SERIAL%', '5CG 1234 567890 ABC'), 'FAB-5CG12345678')
  assert.equal(p.expectedName('A%RAND:9%%SERIAL%', '1234567'), 'A%RAND:9%12345')
  assert.equal(p.expectedName('DESK', null), 'DESK')
})

test('every change is in the journal with before and after; what stays the same is no change', async () => {
  const made = await make()
  kit.clock.advance(1000)
  const changed = await update(made.id, { displayName: 'New' })
  await update(made.id, { displayName: 'New', roleScopeTagIds: ['0'] })
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
  const made = await make({ displayName: 'Büro – Süd', deviceNameTemplate: 'FAB-%SERIAL%' })
  const text = await p.exportProfile(kit.registry, admin, tenant.id, made.id)
  // Windows reads the file as ASCII and ignores it otherwise.
  assert.match(text, /^[\x20-\x7e\n]*$/)
  assert.match(text, /B\\u00fcro \\u2013 S\\u00fcd/)
  assert.deepEqual(JSON.parse(text), {
    Comment_File: 'Profile Büro – Süd',
    Version: 2049,
    CloudAssignedTenantId: tenant.id,
    CloudAssignedTenantDomain: 'fabrikam.example',
    CloudAssignedOobeConfig: 31,
    CloudAssignedDomainJoinMethod: 0,
    CloudAssignedForcedEnrollment: 1,
    ZtdCorrelationId: made.id,
    CloudAssignedAadServerData:
      '{"ZeroTouchConfig":{"CloudAssignedTenantUpn":"","ForcedEnrollment":1,"CloudAssignedTenantDomain":"fabrikam.example"}}',
    CloudAssignedDeviceName: 'FAB-%SERIAL%',
  })
  const hybrid = await make({
    joinMethod: 'hybrid',
    deviceNameTemplate: 'FAB-%SERIAL%',
    outOfBoxExperienceSetting: { userType: 'administrator', eulaHidden: false, escapeLinkHidden: false },
  })
  const other = JSON.parse(await p.exportProfile(kit.registry, admin, tenant.id, hybrid.id))
  assert.deepEqual(
    [
      other.CloudAssignedOobeConfig,
      other.CloudAssignedDomainJoinMethod,
      other.CloudAssignedForcedEnrollment,
      JSON.parse(other.CloudAssignedAadServerData).ZeroTouchConfig.ForcedEnrollment,
      'CloudAssignedDeviceName' in other,
    ],
    [13, 1, 0, 0, false],
  )
  const { told, deviceName } = await p.previewProfile(kit.registry, admin, tenant.id, {
    deviceNameTemplate: 'FAB-%SERIAL%',
    serialNumber: 'AB 12345678901234',
    outOfBoxExperienceSetting: { userType: 'administrator' },
  })
  assert.deepEqual([told.CloudAssignedOobeConfig, told.CloudAssignedDeviceName], [29, 'FAB-%SERIAL%'])
  assert.deepEqual(deviceName, { told: 'FAB-%SERIAL%', expected: 'FAB-AB123456789' })
  const bare = await p.previewProfile(kit.registry, admin, tenant.id, { enrollmentStatusScreenSettings: {} })
  assert.deepEqual(bare.settings, {
    ...p.newProfile,
    enrollmentStatusScreenSettings: bare.settings.enrollmentStatusScreenSettings,
  })
  assert.equal(bare.settings.enrollmentStatusScreenSettings?.installProgressTimeoutInMinutes, 60)
  await rejectsWith('invalid_request', p.previewProfile(kit.registry, admin, tenant.id, { deviceNameTemplate: '%X%' }))
  const { items } = await p.listProfiles(kit.registry, admin, tenant.id, {})
  assert.ok(!items.some(each => each.displayName === '-'), 'a preview keeps nothing')
  const kiosk = await make({ outOfBoxExperienceSetting: { deviceUsageType: 'shared' } })
  await rejectsWith('profile_not_offline', p.exportProfile(kit.registry, admin, tenant.id, kiosk.id))
})
