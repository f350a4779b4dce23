import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseRule } from '../groups/index.ts'
import { effectiveProfile, type ProfiledDevice, type ProfileRules, type RuledProfile, type Step } from './index.ts'

/** Profile `id`, as far as the rule looks at it. */
const ruled = (
  id: string,
  { groups = [], excluded = [], all = false }: { groups?: string[]; excluded?: string[]; all?: boolean } = {},
) =>
  ({
    profile: { id, displayName: `Profile ${id}` },
    groups: groups.map(group => ({ id: group, at: 1 })),
    excluded,
    ...(all && { allDevicesAt: 1 }),
  }) as unknown as RuledProfile

function rulesOf(profiles: RuledProfile[], byDefault?: RuledProfile): ProfileRules {
  const group = (id: string, rule?: string) => ({
    id,
    displayName: id,
    changedAt: 1,
    ...(rule && { condition: parseRule(rule).condition }),
  })
  return {
    version: 1,
    byId: new Map([...profiles, ...(byDefault ? [byDefault] : [])].map(one => [one.profile.id, one])),
    byGroup: profiles.filter(one => one.groups.length > 0),
    forAll: profiles.find(one => one.allDevicesAt !== undefined),
    byDefault,
    groups: new Map([
      ['static', group('static')],
      ['sales', group('sales', '[OrderID]:Sales')],
      ['everyone', group('everyone', '[ZTDID]')],
    ]),
    usesMembers: true,
  }
}

const device = (more: Partial<ProfiledDevice> = {}): ProfiledDevice => ({
  deviceId: '0199a1b2-0000-7000-8000-00000000000a',
  groupTag: null,
  purchaseOrder: null,
  givenProfileId: null,
  groupIds: new Set(),
  ...more,
})

const decide = (rules: ProfileRules, more: Partial<ProfiledDevice> = {}) => {
  const { profile, rule, groupId } = effectiveProfile(device(more), rules)
  return [profile?.profile.id, rule, groupId]
}

test('given by name comes first, then groups, then all devices, then the default, then none', () => {
  const profiles = [ruled('all', { all: true }), ruled('group', { groups: ['sales'] }), ruled('given')]
  const rules = rulesOf(profiles, ruled('default'))
  assert.deepEqual(decide(rules, { givenProfileId: 'given', groupTag: 'Sales' }), ['given', 'device', undefined])
  assert.deepEqual(decide(rules, { groupTag: 'Sales' }), ['group', 'group', 'sales'])
  assert.deepEqual(decide(rules), ['all', 'allDevices', undefined])
  assert.deepEqual(decide(rulesOf(profiles.slice(1), ruled('default'))), ['default', 'default', undefined])
  assert.deepEqual(decide(rulesOf(profiles.slice(1))), [undefined, 'none', undefined])
  assert.deepEqual(decide(rulesOf([])), [undefined, 'none', undefined])
})

test('what a partner has given comes after all that the customer has assigned, and before its default', () => {
  const partnerProfile = ruled('partner')
  const rules = rulesOf([ruled('group', { groups: ['sales'] }), ruled('given')], ruled('default'))
  assert.deepEqual(decide(rules, { partnerProfile }), ['partner', 'partner', undefined])
  assert.deepEqual(decide(rules, { partnerProfile, groupTag: 'Sales' })[0], 'group')
  assert.deepEqual(decide(rules, { partnerProfile, givenProfileId: 'given' })[0], 'given')
  assert.deepEqual(decide(rulesOf([ruled('all', { all: true })]), { partnerProfile })[0], 'all')
})

test('of several that fit, the oldest wins, whichever group was assigned first', () => {
  const rules = rulesOf([ruled('older', { groups: ['static'] }), ruled('newer', { groups: ['everyone', 'static'] })])
  assert.deepEqual(decide(rules, { groupIds: new Set(['static']) }), ['older', 'group', 'static'])
  assert.deepEqual(decide(rules), ['newer', 'group', 'everyone'])
})

test('an exclusion takes a group out of its own profile only, all devices included', () => {
  const older = ruled('older', { groups: ['everyone'], excluded: ['sales'] })
  const all = ruled('all', { all: true, excluded: ['static'] })
  const rules = rulesOf([older, all], ruled('default'))
  assert.deepEqual(decide(rules), ['older', 'group', 'everyone'])
  assert.deepEqual(decide(rules, { groupTag: 'sales' }), ['all', 'allDevices', undefined])
  assert.deepEqual(decide(rules, { groupTag: 'sales', groupIds: new Set(['static']) }), [
    'default',
    'default',
    undefined,
  ])
  assert.deepEqual(decide(rules, { groupTag: 'sales', givenProfileId: 'older' }), ['older', 'device', undefined])
})

test('a profile that is for a group and for all devices is found both ways', () => {
  const both = ruled('both', { groups: ['sales'], all: true })
  assert.deepEqual(decide(rulesOf([both]), { groupTag: 'Sales' }), ['both', 'group', 'sales'])
  assert.deepEqual(decide(rulesOf([both])), ['both', 'allDevices', undefined])
})

test('every profile that is looked at is told, in order', () => {
  const rules = rulesOf([
    ruled('1', { groups: ['static'] }),
    ruled('2', { groups: ['everyone'], excluded: ['sales'] }),
    ruled('3', { groups: ['sales'] }),
    ruled('4', { groups: ['everyone'] }),
  ])
  const steps: Step[] = []
  effectiveProfile(device({ groupTag: 'Sales' }), rules, step => steps.push(step))
  assert.deepEqual(steps, [
    { profileId: '1', profileName: 'Profile 1', outcome: 'notInGroup' },
    { profileId: '2', profileName: 'Profile 2', outcome: 'excluded', groupId: 'sales' },
    { profileId: '3', profileName: 'Profile 3', outcome: 'applies', groupId: 'sales' },
  ])
})
