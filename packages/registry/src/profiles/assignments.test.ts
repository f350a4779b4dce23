import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { addMembers, createGroup, getGroup, listGroups, removeMembers, updateGroup } from '../groups/index.ts'
import { newId } from '../ids.ts'
import { listJournal } from '../organizations/index.ts'
import { device, rejectsWith } from '../testing/index.ts'
import { hashRow, makeScene, type Scene } from '../testing/scene.ts'
import * as p from './index.ts'

let scene: Scene
let profile: p.Profile
let other: p.Profile
before(async () => {
  scene = await makeScene()
})
after(() => scene.close())
const own = () => [scene.registry, scene.customer.who, scene.customer.id] as const
beforeEach(async () => {
  profile = await p.createProfile(...own(), { displayName: 'Standard' })
  other = await p.createProfile(...own(), { displayName: 'Other' })
})

let next = 0
async function registered(count: number): Promise<string[]> {
  const rows = Array.from({ length: count }, () => hashRow(device(++next)))
  return (await scene.register(scene.customer, rows)).map(result => String(result.deviceId))
}
const group = (rule?: string) => createGroup(...own(), { displayName: 'G', ...(rule !== undefined && { rule }) })
const assign = (target: p.Target, to = profile) => p.addAssignment(...own(), to.id, target)

describe('assignments', () => {
  test('have ids of profile and group, are listed, changed and taken back; the journal tells', async () => {
    const [one, two] = [await group(), await group('[ZTDID]')]
    const include = await assign({ kind: 'group', groupId: one.id })
    assert.deepEqual(include, {
      id: `${profile.id}_${one.id}_0`,
      profileId: profile.id,
      target: { kind: 'group', groupId: one.id },
      createdAt: scene.clock.now(),
    })
    const exclude = await assign({ kind: 'exclusion', groupId: two.id })
    assert.deepEqual(await p.getAssignment(...own(), profile.id, include.id), include)
    const all = await p.listAssignments(...own(), profile.id, {})
    assert.deepEqual(all.items, [include, exclude])
    const first = await p.listAssignments(...own(), profile.id, { limit: 1 })
    const second = await p.listAssignments(...own(), profile.id, { cursor: String(first.nextCursor) })
    assert.deepEqual([...first.items, ...second.items], all.items)
    assert.deepEqual((await p.listAssignments(...own(), profile.id, { kind: 'exclusion' })).items, [exclude])
    const ofAll = async (filter: p.AssignmentFilter) => (await p.listAllAssignments(...own(), filter)).items
    const elsewhere = await assign({ kind: 'group', groupId: one.id }, other)
    assert.deepEqual(await ofAll({ groupId: one.id }), [include, elsewhere])
    assert.deepEqual(await ofAll({ groupId: one.id, profileId: other.id }), [elsewhere])
    const page = await p.listAllAssignments(...own(), { groupId: one.id, limit: 1 })
    assert.deepEqual(await ofAll({ groupId: one.id, cursor: String(page.nextCursor) }), [elsewhere])
    assert.deepEqual(await ofAll({ groupId: two.id, kind: 'exclusion' }), [exclude])
    await rejectsWith('conflict', assign({ kind: 'group', groupId: one.id }))
    await rejectsWith('conflict', assign({ kind: 'exclusion', groupId: one.id }))
    const turned = await p.changeAssignment(...own(), profile.id, include.id, { kind: 'exclusion', groupId: one.id })
    assert.deepEqual([turned.id, turned.target.kind], [include.id, 'exclusion'])
    await p.deleteAssignment(...own(), profile.id, turned.id)
    await rejectsWith('assignment_not_found', p.deleteAssignment(...own(), profile.id, turned.id))
    await rejectsWith('assignment_not_found', p.getAssignment(...own(), profile.id, turned.id))
    await rejectsWith('assignment_not_found', p.getAssignment(...own(), other.id, exclude.id))
    await rejectsWith('assignment_not_found', p.getAssignment(...own(), profile.id, 'x'))
    const { items } = await listJournal(...own(), { subjectId: profile.id, order: 'asc' })
    assert.deepEqual(
      items.map(entry => entry.action),
      ['profile.created', 'profile.assigned', 'profile.assigned', 'profile.assignment_changed', 'profile.unassigned'],
    )
  })
  test('one profile at most is for all devices; the error names it', async () => {
    const made = await assign({ kind: 'allDevices' })
    assert.equal(made.id, `${profile.id}_adadadad-808e-44e2-905a-0b7873a8a531_0`)
    const error = await rejectsWith('all_devices_taken', assign({ kind: 'allDevices' }, other))
    assert.equal(error.message, `Another Profile ${profile.id} is already assigned to All Devices.`)
    await rejectsWith('conflict', assign({ kind: 'allDevices' }))
    await p.deleteAssignment(...own(), profile.id, made.id)
    const taken = await assign({ kind: 'allDevices' }, other)
    await p.deleteAssignment(...own(), other.id, taken.id)
  })
  test('what is assigned is not deleted: the error says what to take back', async () => {
    const made = await group()
    const assignment = await assign({ kind: 'group', groupId: made.id })
    const use = await rejectsWith('profile_in_use', p.deleteProfile(...own(), profile.id))
    assert.ok(use.message.includes(assignment.id))
    const inUse = await rejectsWith('group_in_use', p.deleteGroup(...own(), made.id))
    assert.ok(inUse.message.includes(assignment.id))
    await p.deleteAssignment(...own(), profile.id, assignment.id)
    await p.deleteGroup(...own(), made.id)
    await rejectsWith('group_not_found', getGroup(...own(), made.id))
    const [id = ''] = await registered(1)
    await p.assignDevices(...own(), profile.id, [id])
    const given = await rejectsWith('profile_in_use', p.deleteProfile(...own(), profile.id))
    assert.ok(given.message.includes(id))
    await p.unassignDevices(...own(), profile.id, [id])
    await p.deleteProfile(...own(), profile.id)
  })
  test('are of one tenant, for those who may write profiles', async () => {
    const made = await group()
    const target = { kind: 'group', groupId: made.id } as const
    const assignment = await assign(target)
    const { registry, other: stranger } = scene
    const theirs = await p.createProfile(registry, stranger.who, stranger.id, { displayName: 'Theirs' })
    const theirGroup = await createGroup(registry, stranger.who, stranger.id, { displayName: 'Theirs' })
    await rejectsWith('group_not_found', p.addAssignment(registry, stranger.who, stranger.id, theirs.id, target))
    await rejectsWith('group_not_found', assign({ kind: 'group', groupId: theirGroup.id }))
    await rejectsWith('profile_not_found', assign(target, theirs))
    for (const work of [
      p.addAssignment(registry, stranger.who, scene.customer.id, profile.id, target),
      p.deleteAssignment(registry, stranger.who, scene.customer.id, profile.id, assignment.id),
      p.listAssignments(registry, stranger.who, scene.customer.id, profile.id, {}),
      p.assignDevices(registry, stranger.who, scene.customer.id, profile.id, [newId()]),
      p.deleteGroup(registry, stranger.who, scene.customer.id, made.id),
    ])
      await rejectsWith('not_found', work)
    const reader = await scene.personOf(scene.customer.id, ['device-manager'])
    await rejectsWith('forbidden', p.addAssignment(registry, reader, scene.customer.id, other.id, target))
    await rejectsWith('forbidden', p.assignDevices(registry, reader, scene.customer.id, other.id, [newId()]))
    assert.deepEqual(await p.getAssignment(registry, reader, scene.customer.id, profile.id, assignment.id), assignment)
  })
})

describe('profiles given by name', () => {
  test('replace each other, and are journalled with the devices that have another one now', async () => {
    const ids = await registered(3)
    const [first = '', second = ''] = ids
    assert.deepEqual(await p.assignDevices(...own(), profile.id, [first, second, first]), { assigned: 2 })
    assert.deepEqual(await p.assignDevices(...own(), other.id, [second]), { assigned: 1 })
    assert.deepEqual(await p.assignDevices(...own(), profile.id, ids), { assigned: 2 })
    assert.deepEqual(await p.unassignDevices(...own(), other.id, ids), { unassigned: 0 })
    const { items } = await listJournal(...own(), { subjectId: second, order: 'asc' })
    assert.deepEqual(
      items.slice(1).map(entry => [entry.action, entry.after]),
      [profile, other, profile].map(one => ['device.profile_assigned', { profileId: one.id }]),
    )
    await rejectsWith('device_not_registered', p.assignDevices(...own(), other.id, [first, newId()]), 'deviceIds')
    const given = await p.givenProfiles(scene.registry.store, scene.customer.id, ids)
    assert.deepEqual(
      ids.map(id => given.get(id)?.profileId),
      ids.map(() => profile.id),
    )
    await rejectsWith('invalid_request', p.assignDevices(...own(), other.id, []), 'deviceIds')
    await rejectsWith('invalid_request', p.assignDevices(...own(), other.id, ['x']), 'deviceIds')
    await p.unassignDevices(...own(), profile.id, ids)
  })
})

describe('groups', () => {
  test('members of a static group are added and removed many at once', async () => {
    const made = await group()
    const ids = await registered(4)
    assert.deepEqual(await addMembers(...own(), made.id, ids.slice(0, 3)), { added: 3 })
    assert.deepEqual(await addMembers(...own(), made.id, ids), { added: 1 })
    assert.deepEqual(await removeMembers(...own(), made.id, ids.slice(2)), { removed: 2 })
    assert.deepEqual(await removeMembers(...own(), made.id, ids.slice(2)), { removed: 0 })
    const members = () =>
      scene.rows('select device_id from group_members where group_id = ?', made.id).map(row => row.device_id)
    assert.deepEqual(members().sort(), ids.slice(0, 2).sort())
    await rejectsWith('device_not_registered', addMembers(...own(), made.id, [...ids, newId()]), 'deviceIds')
    assert.deepEqual(members().length, 2, 'nothing is added when one is wrong')
    const { items } = await listJournal(...own(), { subjectId: String(ids[3]), order: 'asc' })
    assert.deepEqual(
      items.slice(1).map(entry => [entry.action, entry.after]),
      [
        ['device.added_to_group', { groupId: made.id }],
        ['device.removed_from_group', { groupId: made.id }],
      ],
    )
  })
  test('those of a dynamic group follow from its rule; a group stays what it is', async () => {
    const [dynamic, fixed] = [await group('[ZTDID]'), await group()]
    assert.deepEqual([dynamic.kind, dynamic.rule, fixed.kind, fixed.rule], ['dynamic', '[ZTDID]', 'static', null])
    const [id = ''] = await registered(1)
    await rejectsWith('conflict', addMembers(...own(), dynamic.id, [id]))
    await rejectsWith('conflict', removeMembers(...own(), dynamic.id, [id]))
    await rejectsWith('conflict', updateGroup(...own(), dynamic.id, { rule: null }), 'rule')
    await rejectsWith('conflict', updateGroup(...own(), fixed.id, { rule: '[ZTDID]' }), 'rule')
    await rejectsWith('group_rule_not_supported', updateGroup(...own(), dynamic.id, { rule: 'x' }), 'rule')
    await rejectsWith('group_rule_not_supported', group('device.model -eq "x"'), 'rule')
    scene.clock.advance(5)
    const changed = await updateGroup(...own(), dynamic.id, {
      displayName: 'All',
      description: 'Every device',
      rule: '[OrderID]:A',
    })
    assert.deepEqual(changed, {
      ...dynamic,
      displayName: 'All',
      description: 'Every device',
      rule: '[OrderID]:A',
      updatedAt: scene.clock.now(),
    })
    scene.clock.advance(5)
    assert.deepEqual(await updateGroup(...own(), dynamic.id, { displayName: 'All' }), changed)
    assert.deepEqual((await updateGroup(...own(), dynamic.id, { description: null })).description, null)
  })
  test('are listed in pages, by kind, name and age', async () => {
    const party = scene.other
    const theirs = [scene.registry, party.who, party.id] as const
    for (const [displayName, rule] of [['b'], ['a', '[ZTDID]'], ['c'], ['a']])
      await createGroup(...theirs, { displayName: String(displayName), ...(rule && { rule }) })
    const names = async (filter: Parameters<typeof listGroups>[3]) => {
      const seen: string[] = []
      for (let cursor: string | undefined; ; ) {
        const page = await listGroups(...theirs, { ...filter, limit: 2, ...(cursor && { cursor }) })
        seen.push(...page.items.map(one => one.displayName))
        cursor = page.nextCursor
        if (cursor === undefined) return seen.filter(name => name !== 'Theirs').join('')
      }
    }
    assert.equal(await names({}), 'baca')
    assert.equal(await names({ order: 'desc' }), 'acab')
    assert.equal(await names({ sort: 'displayName' }), 'aabc')
    assert.equal(await names({ sort: 'displayName', order: 'desc' }), 'cbaa')
    assert.equal(await names({ kind: 'dynamic' }), 'a')
    assert.equal(await names({ displayName: 'a', kind: 'static' }), 'a')
    await rejectsWith('not_found', listGroups(scene.registry, party.who, scene.customer.id, {}))
  })
})
