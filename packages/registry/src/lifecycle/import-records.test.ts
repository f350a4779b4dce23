import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../ids.ts'
import { systemPrincipal, updateTenant } from '../organizations/index.ts'
import { getDevice } from '../registration/index.ts'
import { device, rejectsWith } from '../testing/index.ts'
import { hashRow, makeScene, type Scene } from '../testing/scene.ts'
import {
  createImportRecords,
  deleteImportRecord,
  getImportRecord,
  type ImportRecordFilter,
  type ImportRecordInput,
  listImportRecords,
  readSync,
  requestSync,
} from './index.ts'

let scene: Scene
before(async () => {
  scene = await makeScene({ importRows: 5 })
})
after(() => {
  scene.audit()
  return scene.close()
})

const make = (rows: ImportRecordInput[], who = scene.customer.who) =>
  createImportRecords(scene.registry, who, scene.customer.id, rows)
const get = (id: string) => getImportRecord(scene.registry, scene.customer.who, scene.customer.id, id)
const list = (filter: ImportRecordFilter = {}) =>
  listImportRecords(scene.registry, scene.customer.who, scene.customer.id, filter)
const input = (n: number): ImportRecordInput => ({
  hardwareIdentifier: device(n).base64,
  serialNumber: device(n).serialNumber,
})

test('unknown while it is worked on, then complete; the device can be read at once under its id', async () => {
  const [made] = await make([
    { ...input(1), groupTag: 'Sales', importId: 'run-1', assignedUser: 'anything', productKey: 'A-1' },
  ])
  const waiting = { status: 'unknown', errorCode: 0, errorName: '' }
  assert.deepEqual(made?.state, waiting)
  assert.deepEqual(await get(String(made?.id)), made)
  await scene.work()
  const done = await get(String(made?.id))
  const { state, ...record } = done
  assert.deepEqual({ ...record, state: waiting }, made)
  assert.deepEqual([state.status, state.errorCode, state.errorName], ['complete', 0, 'None'])
  const found = await getDevice(
    scene.registry,
    scene.customer.who,
    scene.customer.id,
    String(state.deviceRegistrationId),
  )
  assert.deepEqual(
    [found.serialNumber, found.groupTag, found.assignedUser, found.registrar.kind],
    [device(1).serialNumber, 'Sales', 'anything', 'tenant'],
  )
  assert.ok(!JSON.stringify(done).includes(device(1).base64.slice(0, 40)))
})

test('each row has its own end, with number and name of the Graph contract', async () => {
  await scene.register(scene.other, [hashRow(device(12))], {}, scene.other.id)
  await scene.register(scene.customer, [hashRow(device(11)), hashRow(device(13))])
  const made = await make([input(10), input(11), input(12), { hardwareIdentifier: 'AAAA' }, { serialNumber: 'S1' }])
  const again = await make([
    input(14),
    input(14),
    { hardwareIdentifier: device(13, { tpm: 'another board' }).base64 },
    { hardwareIdentifier: 'x'.repeat(13_000) },
  ])
  await scene.work()
  const states = await Promise.all([...made, ...again].map(async one => (await get(one.id)).state))
  assert.deepEqual(
    states.map(one => `${one.status} ${one.errorCode} ${one.errorName}`),
    [
      'complete 0 None',
      'error 806 ZtdDeviceAlreadyAssigned',
      'error 808 ZtdDeviceAssignedToOtherTenant',
      'error 802 InvalidZtdHardwareHash',
      'error 803 MissingZtdSerialNumberAndProductKey',
      'complete 0 None',
      'error 806 ZtdDeviceDuplicated',
      'error 813 ZtdDeviceIsNotUnique',
      'error 801 InvalidZtdRequestBody',
    ],
  )
  for (const state of states.filter(one => one.status === 'error')) {
    assert.equal(state.deviceRegistrationId, undefined)
    assert.ok(state.message && state.remedy)
  }
})

test('lists: by import id, by a part of the serial number, by any condition, in pages', async () => {
  const made = await make([20, 21, 22, 23, 24].map(n => ({ ...input(n), importId: n < 22 ? 'one' : 'two' })))
  const ids = async (filter: ImportRecordFilter) => (await list(filter)).items.map(one => one.id)
  const at = (...indexes: number[]) => indexes.map(index => made[index]?.id)
  assert.deepEqual(await ids({ importId: 'one', order: 'asc' }), at(0, 1))
  assert.deepEqual(await ids({ serialContains: device(23).serialNumber.slice(1).toLowerCase() }), at(3))
  assert.deepEqual(await ids({ serialContains: '%' }), [])
  const where = { kind: 'compare', property: 'importId', operator: 'eq', value: 'two' } as const
  assert.deepEqual(await ids({ where, order: 'asc' }), at(2, 3, 4))
  const first = await list({ limit: 2, importId: 'two' })
  const second = await list({ limit: 2, importId: 'two', cursor: String(first.nextCursor) })
  assert.deepEqual(
    [...first.items, ...second.items].map(one => one.id),
    at(4, 3, 2),
  )
  assert.equal(second.nextCursor, undefined)
})

test('a record that is deleted is gone; its device stays; deleting what is not there is no error', async () => {
  const [made] = await make([input(30)])
  await scene.work()
  const { deviceRegistrationId } = (await get(String(made?.id))).state
  const remove = (id: string) => deleteImportRecord(scene.registry, scene.customer.who, scene.customer.id, id)
  await remove(String(made?.id))
  await rejectsWith('not_found', get(String(made?.id)))
  await getDevice(scene.registry, scene.customer.who, scene.customer.id, String(deviceRegistrationId))
  for (const id of [String(made?.id), newId(), 'no id']) await remove(id)
  await rejectsWith('not_found', get('no id'))
})

test('an operator allows a tenant more in one call; others keep their limit', async () => {
  const { registry, customer, other } = scene
  const rows = [51, 52, 53, 54, 55, 56].map(input)
  const change = (importRows: number | null) => updateTenant(registry, systemPrincipal, customer.id, { importRows })
  await rejectsWith('forbidden', updateTenant(registry, customer.who, customer.id, { importRows: 6 }))
  await rejectsWith('not_found', updateTenant(registry, systemPrincipal, newId(), { importRows: 6 }))
  await rejectsWith('invalid_request', change(4), 'importRows')
  assert.equal((await change(6)).importRows, 6)
  await rejectsWith('body_too_large', make([...rows, input(57)]))
  await rejectsWith('body_too_large', createImportRecords(registry, other.who, other.id, rows))
  assert.equal((await make(rows)).length, 6)
  assert.equal((await change(null)).importRows, undefined)
  await rejectsWith('body_too_large', make(rows))
})

test('limits and rights', async () => {
  await rejectsWith('body_too_large', make([1, 2, 3, 4, 5, 6].map(input)))
  await rejectsWith('invalid_request', make([]))
  await rejectsWith('invalid_request', make([{ groupTag: 'x'.repeat(513) }]), 'imports[0].groupTag')
  await rejectsWith('not_found', make([input(40)], scene.other.who))
  await rejectsWith('forbidden', make([input(40)], await scene.personOf(scene.customer.id, ['device-reader'])))
  const [made] = await make([input(41)])
  const id = String(made?.id)
  await rejectsWith('not_found', getImportRecord(scene.registry, scene.other.who, scene.other.id, id))
  await deleteImportRecord(scene.registry, scene.other.who, scene.other.id, id)
  assert.equal((await get(id)).id, id)
  assert.deepEqual((await listImportRecords(scene.registry, scene.other.who, scene.other.id, {})).items, [])
})

test('a synchronisation: one at a time, and every ten minutes', async () => {
  const { registry, customer } = scene
  const read = () => readSync(registry, customer.who, customer.id)
  const request = () => requestSync(registry, customer.who, customer.id)
  assert.deepEqual(await read(), { status: 'unknown' })
  const asked = await request()
  assert.equal(asked.status, 'inProgress')
  await rejectsWith('conflict', request())
  await scene.work()
  assert.deepEqual(await read(), { ...asked, status: 'completed', completedAt: scene.clock.now() })
  scene.clock.advance(599_500)
  assert.equal((await rejectsWith('rate_limited', request())).retryAfterSeconds, 1)
  scene.clock.advance(500)
  assert.equal((await request()).status, 'inProgress')
  await scene.work()
  await rejectsWith('not_found', readSync(registry, scene.other.who, customer.id))
})
