import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { assignDelegation, delegationReader, offerDelegation } from '../delegation/index.ts'
import { newId } from '../ids.ts'
import * as o from '../organizations/index.ts'
import { getDevice, listDevices } from '../registration/index.ts'
import { device, rejectsWith } from '../testing/index.ts'
import { makeScene, type Scene } from '../testing/scene.ts'
import * as s from './index.ts'

const day = 86_400_000
let scene: Scene
let tenantId: string
let technician: o.Principal
let manager: o.Principal
beforeEach(async () => {
  scene = await makeScene({ submissionsPerPerson: 3, submissionsPerTenant: 5 })
  tenantId = scene.customer.id
  technician = await scene.personOf(tenantId, ['technician'])
  manager = await scene.personOf(tenantId, ['device-manager'])
})
afterEach(() => scene.close())

const submit = (n: number, by = technician, more: object = {}) =>
  s.submitDevice(scene.registry, by, tenantId, { device: { hardwareHash: device(n).base64, ...more }, note: 'Room 12' })
const approve = (id: string, by = manager, options = {}) =>
  s.approveSubmission(scene.registry, by, tenantId, id, options)
const refuse = (id: string, by = manager) => s.refuseSubmission(scene.registry, by, tenantId, id, 'Not ours')
const get = (id: string, by = technician) => s.getSubmission(scene.registry, by, tenantId, id)
const devices = async () => (await listDevices(scene.registry, manager, tenantId, {})).items

test('a technician submits a device; nothing is registered until a device manager approves, by the ordinary path', async () => {
  const made = await submit(1, technician, { groupTag: 'Berlin' })
  assert.deepEqual([made.state, made.serialNumber !== undefined, made.note], ['pending', true, 'Room 12'])
  assert.deepEqual(await devices(), [])
  const done = await approve(made.id)
  assert.deepEqual([done.state, done.decidedBy?.id], ['approved', manager.id])
  const found = await getDevice(scene.registry, manager, tenantId, done.deviceId as string)
  assert.deepEqual([found.groupTag, found.registrar.kind], ['Berlin', 'tenant'])
  assert.equal((await get(made.id)).deviceId, found.id)
  for (const again of [approve(made.id), refuse(made.id)]) await rejectsWith('conflict', again)
  scene.audit()
  const { items } = await o.listJournal(scene.registry, scene.customer.who, tenantId, {
    subjectId: made.id,
    order: 'asc',
  })
  assert.deepEqual(
    items.map(entry => [entry.action, entry.actor.id]),
    [
      ['submission.created', technician.id],
      ['submission.approved', manager.id],
    ],
  )
})

test('whoever approves may give another tag; a refusal has a reason that the technician reads', async () => {
  const made = await submit(1, technician, { groupTag: 'Berlin' })
  const { deviceId } = await approve(made.id, manager, { groupTag: 'Rome' })
  assert.equal((await getDevice(scene.registry, manager, tenantId, deviceId as string)).groupTag, 'Rome')
  const other = await submit(2)
  await rejectsWith('invalid_request', s.refuseSubmission(scene.registry, manager, tenantId, other.id, ' '), 'reason')
  await refuse(other.id)
  assert.deepEqual([(await get(other.id)).state, (await get(other.id)).reason], ['refused', 'Not ours'])
  await rejectsWith('conflict', approve(other.id))
  assert.equal((await devices()).length, 1)
  assert.deepEqual(scene.rows('select id from submissions where sealed is not null'), [])
})

test('what cannot be read is refused at once, what cannot be registered when it is approved; then it waits on', async () => {
  for (const [row, code] of [
    [{ hardwareHash: 'nonsense' }, 'invalid_hardware_hash'],
    [{ serialNumber: '1' }, 'missing_identifier'],
    [{ hardwareHash: device(1).base64, colour: 'red' }, 'invalid_item'],
    ['x', 'invalid_item'],
  ] as const)
    await rejectsWith(code, s.submitDevice(scene.registry, technician, tenantId, { device: row }))
  await scene.register(scene.other, [{ hardwareHash: device(1).base64 }], {}, scene.other.id)
  const made = await submit(1)
  await rejectsWith('device_registered_elsewhere', approve(made.id))
  assert.equal((await get(made.id)).state, 'pending')
  await refuse(made.id)
  // One that is here already is no failure.
  await scene.register(scene.customer, [{ hardwareHash: device(2).base64 }])
  assert.equal((await approve((await submit(2)).id)).state, 'approved')
  assert.equal((await devices()).length, 1)
})

test('a technician sees and does nothing else', async () => {
  const mine = await submit(1)
  const colleague = await scene.personOf(tenantId, ['technician'])
  const theirs = await submit(2, colleague)
  const list = await s.listSubmissions(scene.registry, technician, tenantId, {})
  assert.deepEqual(
    list.items.map(each => each.id),
    [mine.id],
  )
  await rejectsWith('not_found', get(theirs.id))
  for (const deciding of [approve(mine.id, technician), refuse(mine.id, technician)])
    await rejectsWith('forbidden', deciding)
  await rejectsWith('forbidden', listDevices(scene.registry, technician, tenantId, {}))
  assert.equal((await s.listSubmissions(scene.registry, manager, tenantId, {})).items.length, 2)
  const reader = await scene.personOf(tenantId, ['device-reader'])
  for (const refused of [
    submit(3, reader),
    s.listSubmissions(scene.registry, reader, tenantId, {}),
    approve(mine.id, reader),
  ])
    await rejectsWith('forbidden', refused)
  for (const by of [scene.other.who, scene.reseller.who, scene.operator])
    for (const call of [submit(3, by), get(mine.id, by), approve(mine.id, by), refuse(mine.id, by)])
      await rejectsWith('not_found', call)
  await rejectsWith('not_found', approve(newId()))
})

test('submissions that wait are few: of one person, and of a tenant', async () => {
  for (const n of [1, 2, 3]) await submit(n)
  await rejectsWith('conflict', submit(4))
  const colleague = await scene.personOf(tenantId, ['technician'])
  const open = await submit(4, colleague)
  await submit(5, colleague)
  await rejectsWith('conflict', submit(6, colleague))
  await refuse(open.id)
  await submit(6, colleague)
})

test('what nobody decides ends by itself, and the device is removed', async () => {
  const made = await submit(1)
  scene.clock.advance(14 * day - 1)
  assert.equal((await get(made.id)).state, 'pending')
  scene.clock.advance(1)
  assert.equal((await get(made.id)).state, 'expired')
  await rejectsWith('conflict', approve(made.id))
  const find = async (state: s.SubmissionState) =>
    (await s.listSubmissions(scene.registry, manager, tenantId, { state })).items.length
  assert.deepEqual([await find('pending'), await find('expired')], [0, 1])
  await scene.work()
  assert.deepEqual([await find('pending'), await find('expired')], [0, 1])
  assert.deepEqual(scene.rows('select id from submissions where sealed is not null'), [])
  const { items } = await o.listJournal(scene.registry, scene.customer.who, tenantId, { subjectId: made.id })
  assert.equal(items[0]?.action, 'submission.expired')
})

test('the job of a submission that was decided leaves it alone; one that a crash left half approved is approved again', async () => {
  const made = await submit(1)
  await approve(made.id)
  const half = await submit(2)
  await scene.registry.store.write(tx =>
    tx.db
      .updateTable('submissions')
      .set({ state: 'approving' })
      .where('tenant_id', '=', tenantId)
      .where('id', '=', half.id)
      .execute(),
  )
  await rejectsWith('conflict', refuse(half.id))
  assert.equal((await approve(half.id)).state, 'approved')
  scene.clock.advance(15 * day)
  await scene.work()
  assert.deepEqual([(await get(made.id)).state, (await get(half.id)).state], ['approved', 'approved'])
})

test("a partner's technician submits by delegation, within its tags, and the journal says for whom", async () => {
  const msp = await scene.newPartner('csp-direct')
  const ada = await scene.personOf(msp.id, [])
  const { id } = await offerDelegation(scene.registry, scene.customer.who, {
    partnerId: msp.id,
    permissions: ['device.submit'],
    groupTags: ['Berlin'],
    expiresAt: scene.clock.now() + day,
    reason: 'Field work',
  })
  await assignDelegation(scene.registry, msp.who, id, { kind: 'person', id: ada.id })
  const inside = (await delegationReader(scene.registry)(ada, tenantId)) as o.Principal
  await rejectsWith('group_tag_not_yours', submit(1, inside))
  await rejectsWith('group_tag_not_yours', submit(1, inside, { groupTag: 'Rome' }))
  const made = await submit(1, inside, { groupTag: 'Berlin' })
  assert.deepEqual(made.submittedBy, { id: ada.id, onBehalfOf: msp.id })
  await rejectsWith('forbidden', approve(made.id, inside))
  await rejectsWith('forbidden', listDevices(scene.registry, inside, tenantId, {}))
  assert.equal((await s.listSubmissions(scene.registry, inside, tenantId, {})).items.length, 1)
  const { items } = await o.listJournal(scene.registry, scene.customer.who, tenantId, { subjectId: made.id })
  assert.deepEqual([items[0]?.actor.id, items[0]?.actor.onBehalfOf], [ada.id, msp.id])
})

test('lists filter, sort and page', async () => {
  const made = [await submit(1), await submit(2), await submit(3)].map(each => each.id)
  const ids = async (filter: s.SubmissionFilter) =>
    (await s.listSubmissions(scene.registry, manager, tenantId, filter)).items.map(each => each.id)
  assert.deepEqual(await ids({}), made.toReversed())
  assert.deepEqual(await ids({ order: 'asc' }), made)
  assert.deepEqual(await ids({ submittedBy: technician.id, state: 'pending' }), made.toReversed())
  assert.deepEqual(await ids({ submittedBy: manager.id }), [])
  const first = await s.listSubmissions(scene.registry, manager, tenantId, { limit: 2, order: 'asc' })
  assert.deepEqual(await ids({ limit: 2, order: 'asc', cursor: first.nextCursor as string }), made.slice(2))
  const { serialNumber } = await get(made[1] as string)
  assert.deepEqual(await ids({ serialNumber: serialNumber as string }), [made[1]])
})
