import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { addMembers, createGroup, membershipsOf } from '../groups/index.ts'
import {
  addAssignment,
  assignDevices,
  createProfile,
  deleteAssignment,
  deleteProfile,
  effectiveProfile,
  givenProfiles,
  listAssignments,
  listProfiles,
  readProfileRules,
  settleMs,
  unassignDevices,
  updateProfile,
} from '../profiles/index.ts'
import { device, rejectsWith } from '../testing/index.ts'
import { hashRow, makeScene, type Scene } from '../testing/scene.ts'
import { countProfiles, explainProfile } from './device-profiles.ts'
import { countMatching, getDevice, listDevices } from './index.ts'

let scene: Scene
before(async () => {
  scene = await makeScene()
})
after(() => scene.close())

const own = () => [scene.registry, scene.customer.who, scene.customer.id] as const
let next = 0
async function registered(more: object = {}, kind: Parameters<typeof device>[1] = {}): Promise<string> {
  const [result] = await scene.register(scene.customer, [{ ...hashRow(device(++next, kind)), ...more }])
  assert.equal(result?.status, 'registered')
  return String(result?.deviceId)
}

/** Removes all profiles, so that each test begins with none. */
async function clear(): Promise<void> {
  for (const { id, isDefault } of (await listProfiles(...own(), { limit: 1000 })).items) {
    for (const { id: assignment } of (await listAssignments(...own(), id, {})).items)
      await deleteAssignment(...own(), id, assignment)
    const devices = scene.rows('select device_id from device_profiles where profile_id = ?', id)
    if (devices.length > 0)
      await unassignDevices(
        ...own(),
        id,
        devices.map(row => row.device_id),
      )
    if (isDefault) await updateProfile(...own(), id, { isDefault: false })
    await deleteProfile(...own(), id)
  }
}

async function idsOf(filter: Parameters<typeof listDevices>[3]): Promise<string[]> {
  const ids: string[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await listDevices(...own(), { ...filter, limit: 7, ...(cursor && { cursor }) })
    ids.push(...page.items.map(each => each.id))
    cursor = page.nextCursor
    if (cursor === undefined) return ids.sort()
  }
}

describe('the state of the profile of a device', () => {
  test('notAssigned, then pending, then assignedInSync', async () => {
    const id = await registered({ groupTag: 'Sales', displayName: 'DESK-5' })
    const state = async () => (await getDevice(...own(), id)).profile
    assert.deepEqual(await state(), {
      status: 'notAssigned',
      detailedStatus: 'none',
      rule: 'none',
      intendedProfile: null,
    })
    const profile = await createProfile(...own(), { displayName: 'Sales', deviceNameTemplate: 'S-%SERIAL%' })
    const group = await createGroup(...own(), { displayName: 'Sales', rule: '[OrderID]:Sales' })
    scene.clock.advance(1000)
    await addAssignment(...own(), profile.id, { kind: 'group', groupId: group.id })
    const assignedAt = scene.clock.now()
    const assigned = {
      status: 'pending',
      detailedStatus: 'none',
      rule: 'group',
      intendedProfile: { id: profile.id, displayName: 'Sales' },
      assignedAt,
    }
    assert.deepEqual(await state(), assigned)
    scene.clock.advance(settleMs - 1)
    assert.equal((await state())?.status, 'pending')
    scene.clock.advance(1)
    assert.deepEqual(await state(), { ...assigned, status: 'assignedInSync' })
    const listed = await listDevices(...own(), { profileId: profile.id })
    assert.deepEqual(
      listed.items.map(each => each.profile),
      [await state()],
    )
    const { steps, deviceName, ...explained } = await explainProfile(...own(), id)
    assert.deepEqual(explained, await state())
    assert.deepEqual(steps, [{ profileId: profile.id, profileName: 'Sales', outcome: 'applies', groupId: group.id }])
    assert.deepEqual(deviceName, { told: 'DESK-5', expected: 'DESK-5' })
    await clear()
  })
  test('failed: the profile is for devices of another kind, or needs a TPM', async () => {
    const detail = async (id: string) => {
      const { profile } = await getDevice(...own(), id)
      return [profile?.status, profile?.detailedStatus]
    }
    const plain = await registered()
    const glasses = await registered({}, { model: 'HoloLens 2' })
    const [hub, hubS] = [
      await registered({}, { model: 'Surface Hub 2' }),
      await registered({}, { model: 'Surface Hub 2S' }),
    ]
    const bare = await registered({}, { tpm: false })
    for (const model of ['HoloLens_Pro', 'hololens', 'SURFACE HUB 2X']) await registered({}, { model })
    const profile = await createProfile(...own(), { displayName: 'Any', isDefault: true })
    scene.clock.advance(settleMs)
    const expected = [
      ['windowsPc', glasses, 'windowsPcProfileNotSupported', plain],
      ['virtualMachine', hub, 'windowsPcProfileNotSupported', plain],
      ['holoLens', plain, 'holoLensProfileNotSupported', glasses],
      ['surfaceHub2', plain, 'surfaceHubProfileNotSupported', hub],
      ['surfaceHub2S', hub, 'surfaceHub2SProfileNotSupported', hubS],
    ] as const
    for (const [deviceType, wrong, detailedStatus, right] of expected) {
      await updateProfile(...own(), profile.id, { deviceType })
      assert.deepEqual(await detail(wrong), ['failed', detailedStatus])
      assert.deepEqual(await detail(right), ['assignedInSync', 'none'])
      await filtersFit()
    }
    await updateProfile(...own(), profile.id, {
      deviceType: 'windowsPc',
      outOfBoxExperienceSetting: { deviceUsageType: 'shared' },
    })
    assert.deepEqual(await detail(bare), ['failed', 'hardwareRequirementsNotMet'])
    assert.deepEqual(await detail(plain), ['assignedInSync', 'none'])
    await filtersFit()
    await updateProfile(...own(), profile.id, { isDefault: false })
    await assignDevices(...own(), profile.id, [plain, glasses, bare])
    scene.clock.advance(settleMs)
    await filtersFit()
    await clear()
  })

  /** Whether filters on the status find the devices that show it. */
  async function filtersFit(): Promise<void> {
    const { items } = await listDevices(...own(), { limit: 1000 })
    const property = 'profileStatus'
    for (const value of ['notAssigned', 'assignedInSync', 'failed'])
      for (const operator of ['eq', 'ne'] as const) {
        const wanted = items.filter(each => (each.profile?.status === value) === (operator === 'eq'))
        const where = { kind: 'compare', property, operator, value } as const
        assert.deepEqual(await idsOf({ where }), wanted.map(each => each.id).sort(), `${operator} ${value}`)
        assert.equal(await countMatching(...own(), { where }), wanted.length)
      }
    const where = { kind: 'match', how: 'startswith', property, text: 'assigned' } as const
    const assigned = items.filter(each => each.profile?.status.startsWith('assigned'))
    assert.deepEqual(await idsOf({ where }), assigned.map(each => each.id).sort())
  }

  test('partners see nothing of profiles, and cannot ask by them', async () => {
    await scene.consent(scene.reseller)
    const made = device(++next)
    const [result] = await scene.register(scene.reseller, [hashRow(made)], {}, scene.customer.id)
    assert.equal(result?.status, 'registered')
    const theirs = await listDevices(scene.registry, scene.reseller.who, scene.customer.id, {})
    assert.deepEqual(
      theirs.items.map(each => [each.serialNumber, 'profile' in each]),
      [[made.serialNumber, false]],
    )
    for (const filter of [{ profileId: 'none' }, { groupId: scene.customer.id }, { rule: '[ZTDID]' }])
      await assert.rejects(listDevices(scene.registry, scene.reseller.who, scene.customer.id, filter), /./)
    const explain = explainProfile(scene.registry, scene.reseller.who, scene.customer.id, String(result?.deviceId))
    await rejectsWith('not_found', explain)
    await rejectsWith('not_found', countProfiles(scene.registry, scene.other.who, scene.customer.id))
    await rejectsWith('device_not_registered', explainProfile(...own(), scene.customer.id))
    const status = { kind: 'compare', property: 'profileStatus', operator: 'eq', value: 'failed' } as const
    await rejectsWith(
      'not_found',
      listDevices(scene.registry, scene.reseller.who, scene.customer.id, { where: status }),
    )
    await rejectsWith('profile_not_found', listDevices(...own(), { profileId: scene.customer.id }))
    await rejectsWith('group_not_found', listDevices(...own(), { groupId: scene.customer.id }))
    await rejectsWith('group_rule_not_supported', listDevices(...own(), { rule: 'x' }))
  })
})

describe('lists and counts', () => {
  test('by group, by rule, by profile', async () => {
    const [a, b] = [
      await registered({ groupTag: '100%' }),
      await registered({ groupTag: '1000', purchaseOrder: '100%' }),
    ]
    const fixed = await createGroup(...own(), { displayName: 'fixed' })
    await addMembers(...own(), fixed.id, [b])
    assert.deepEqual(await idsOf({ groupId: fixed.id }), [b])
    assert.deepEqual(await idsOf({ rule: '[OrderID]:100%' }), [a])
    assert.deepEqual(await idsOf({ rule: '(device.devicePhysicalIds -any (_ -contains ":100%"))' }), [a, b].sort())
    assert.deepEqual(await idsOf({ rule: '[ZTDID]' }), await idsOf({}))
    assert.deepEqual(await idsOf({ rule: `[ZTDID]:${a}` }), [a])
    assert.deepEqual(await idsOf({ profileId: 'none' }), await idsOf({}))
  })

  /** What may be in tags, orders and rules: pieces that meet each other, prefixes and characters of patterns among them. */
  const text = fc.constantFrom(
    'Sales',
    'sALES',
    'Sal',
    '100%',
    '100_',
    '1000',
    'back\\slash',
    "it's",
    'Ü',
    '[OrderID]:',
    ']:s',
  )
  const clause = fc
    .tuple(
      fc.constantFrom('eq', 'contains', 'startsWith'),
      fc.constantFrom('', '[OrderID]:', '[PurchaseOrderId]:', '[ZTDID]'),
      text,
    )
    .map(([operator, prefix, value]) => `(device.devicePhysicalIds -any (_ -${operator} "${prefix}${value}"))`)
  const rule = fc.oneof(
    clause,
    clause.map(one => `-not ${one}`),
    fc.tuple(clause, fc.constantFrom('-and', '-or'), clause).map(parts => parts.join(' ')),
  )

  test('the database decides as the function does, whatever the rules', async () => {
    const party = scene.other
    const theirs = [scene.registry, party.who, party.id] as const
    const tags = [undefined, ...fc.sample(text, 24)]
    const rows = tags.map((groupTag, n) => ({
      ...hashRow(device(++next)),
      ...(groupTag !== undefined && { groupTag }),
      ...(n % 3 === 0 && { purchaseOrder: fc.sample(text, 1)[0] }),
    }))
    const results = await scene.register(party, rows, {}, party.id)
    const ids = results.map(result => String(result.deviceId))
    const pick = fc.nat({ max: 5 })
    const scenario = fc.record({
      rules: fc.array(fc.option(rule, { nil: undefined }), { minLength: 6, maxLength: 6 }),
      members: fc.array(fc.subarray(ids), { minLength: 6, maxLength: 6 }),
      profiles: fc.array(
        fc.record({ groups: fc.uniqueArray(pick, { maxLength: 3 }), excluded: fc.uniqueArray(pick, { maxLength: 2 }) }),
        { minLength: 1, maxLength: 4 },
      ),
      forAll: fc.boolean(),
      byDefault: fc.boolean(),
      given: fc.subarray(ids, { maxLength: 3 }),
    })
    const run = async (one: typeof scenario extends fc.Arbitrary<infer T> ? T : never) => {
      const groups = await Promise.all(
        one.rules.map(each => createGroup(...theirs, { displayName: 'G', ...(each !== undefined && { rule: each }) })),
      )
      for (const [n, group] of groups.entries())
        if (group.kind === 'static' && one.members[n]?.length) await addMembers(...theirs, group.id, one.members[n])
      const made: string[] = []
      for (const [n, { groups: included, excluded }] of one.profiles.entries()) {
        const isDefault = one.byDefault && n === 0
        const { id } = await createProfile(...theirs, { displayName: `P${n}`, isDefault })
        made.push(id)
        for (const at of included)
          await addAssignment(...theirs, id, { kind: 'group', groupId: String(groups[at]?.id) })
        for (const at of excluded.filter(each => !included.includes(each)))
          await addAssignment(...theirs, id, { kind: 'exclusion', groupId: String(groups[at]?.id) })
      }
      if (one.forAll) await addAssignment(...theirs, String(made.at(-1)), { kind: 'allDevices' })
      if (one.given.length > 0) await assignDevices(...theirs, String(made[0]), one.given)
      await compare(made)
      for (const id of made) {
        for (const each of (await listAssignments(...theirs, id, {})).items)
          await deleteAssignment(...theirs, id, each.id)
        if (one.given.length > 0) await unassignDevices(...theirs, id, one.given)
        await updateProfile(...theirs, id, { isDefault: false })
        await deleteProfile(...theirs, id)
      }
    }
    const compare = async (profiles: string[]) => {
      const { store } = scene.registry
      const rules = await readProfileRules(store, party.id)
      const members = await membershipsOf(store, party.id, ids)
      const given = await givenProfiles(store, party.id, ids)
      const expected = Map.groupBy(ids, (id, n) => {
        const decided = effectiveProfile(
          {
            deviceId: id,
            groupTag: tags[n] ?? null,
            purchaseOrder: (rows[n] as { purchaseOrder?: string }).purchaseOrder ?? null,
            givenProfileId: given.get(id)?.profileId ?? null,
            groupIds: members.get(id) ?? new Map(),
          },
          rules,
        )
        return decided.profile?.profile.id ?? 'none'
      })
      const counts = await countProfiles(...theirs)
      assert.equal(counts.devices, ids.length)
      assert.equal(counts.withoutProfile, expected.get('none')?.length ?? 0)
      for (const profileId of [...profiles, 'none']) {
        const { items } = await listDevices(...theirs, { profileId, limit: 100 })
        const wanted = expected.get(profileId) ?? []
        assert.deepEqual(items.map(each => each.id).sort(), [...wanted].sort())
        assert.deepEqual(
          new Set(items.map(each => each.profile?.intendedProfile?.id ?? 'none')),
          new Set(wanted.map(() => profileId)),
        )
        if (profileId !== 'none')
          assert.equal(counts.profiles.find(each => each.id === profileId)?.devices, wanted.length)
      }
    }
    await fc.assert(fc.asyncProperty(scenario, run), { numRuns: 25, endOnFailure: true })
  })
})
