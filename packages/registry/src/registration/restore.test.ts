import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { addMembers, createGroup } from '../groups/index.ts'
import { newId } from '../ids.ts'
import { assignDevices, createProfile, deleteGroup } from '../profiles/index.ts'
import { device, rejectsWith } from '../testing/index.ts'
import { hashRow, makeScene, type Party, type Scene } from '../testing/scene.ts'
import { openHashes } from './hash-blocks.ts'
import {
  deregisterDevice,
  getDevice,
  getReleased,
  listReleased,
  purgeReleased,
  readDeviceJournal,
  restoreDevice,
  updateDevice,
} from './index.ts'

const dayMs = 86_400_000

let scene: Scene
before(async () => {
  scene = await makeScene()
})
after(() => {
  scene.audit()
  return scene.close()
})

let next = 0
async function registered(by: Party, more: object = {}): Promise<string> {
  const [result] = await scene.register(by, [{ ...hashRow(device(++next)), ...more }])
  return String(result?.deviceId)
}
const get = (id: string) => getDevice(scene.registry, scene.customer.who, scene.customer.id, id)
const release = (id: string, who = scene.customer.who) => deregisterDevice(scene.registry, who, scene.customer.id, id)
const restore = (id: string) => restoreDevice(scene.registry, scene.customer.who, scene.customer.id, id)
const purge = (id: string, reason?: string) =>
  purgeReleased(scene.registry, scene.customer.who, scene.customer.id, id, reason)
const released = async (filter = {}) =>
  (await listReleased(scene.registry, scene.customer.who, scene.customer.id, filter)).items
const kept = (id: string) => scene.rows('select * from released_devices where id = ?', id)

/** What the store keeps of a device, hash included. */
function stored(id: string) {
  const { updated_at: _, ...row } = scene.rows('select * from registrations where id = ?', id)[0]
  const block = scene.rows(
    'select * from registration_hashes where batch_id = ? and number = ?',
    row.batch_id,
    Number(row.hash_block),
  )[0]
  const hash = openHashes(scene.registry.vault, row.batch_id, Number(row.hash_block), block.sealed).find(
    one => one.deviceId === id,
  )
  const keys = scene
    .rows('select * from identities')
    .map(one => Object.values(one).map(value => Buffer.from(value as Uint8Array).toString('hex')))
    .filter(one => one.includes(id.replaceAll('-', '')))
    .sort()
  const beside = ['contacts', 'device_details', 'group_members', 'device_profiles'].map(table =>
    scene.rows(`select * from ${table} where device_id = ?`, id),
  )
  return { row, hash: Buffer.from(hash?.bytes ?? []).toString('hex'), keys, beside }
}

test('a released device comes back as it was: id, registrar, tag, user, details, groups, profile, contacts, keys and hash', async () => {
  await scene.consent(scene.reseller)
  const id = await registered(scene.reseller, { groupTag: 'Sales', assignedUser: 'ada@fabrikam.example' })
  await updateDevice(scene.registry, scene.customer.who, scene.customer.id, id, {
    addressableUserName: 'Ada',
    deviceAccountUpn: 'room@fabrikam.example',
    deviceAccountPassword: 'secret of the room',
  })
  const own = [scene.registry, scene.customer.who, scene.customer.id] as const
  const [staying, gone] = [
    await createGroup(...own, { displayName: 'Kept' }),
    await createGroup(...own, { displayName: 'Gone' }),
  ]
  const profile = await createProfile(...own, { displayName: 'Kiosk' })
  await addMembers(...own, staying.id, [id])
  await assignDevices(...own, profile.id, [id])
  await scene.registry.store.write(async tx => {
    const columns = ['tenant_id', 'device_id', 'first_at', 'last_at', 'times', 'profile_id'] as const
    await tx.insertMany('contacts', columns, [[scene.customer.id, id, 5, 6, 2, profile.id]])
  })
  const before = stored(id)
  await addMembers(...own, gone.id, [id])
  assert.ok(before.beside.every(rows => rows.length === 1))
  assert.ok(before.hash.length > 0 && before.keys.length > 0)
  scene.clock.advance(1000)
  await release(id)
  await rejectsWith('device_not_registered', get(id))
  const [row] = kept(id)
  assert.ok(!Buffer.from(row.sealed).includes('secret') && !Buffer.from(row.sealed).includes('Ada'))
  await deleteGroup(...own, gone.id)
  const back = await restore(id)
  const { profile: state, ...shown } = await get(id)
  assert.deepEqual(shown, back)
  assert.equal(state?.intendedProfile?.id, profile.id)
  assert.deepEqual(stored(id), before)
  assert.equal(back.updatedAt, scene.clock.now())
  assert.deepEqual(kept(id), [])
  const { items } = await readDeviceJournal(scene.registry, scene.customer.who, scene.customer.id, id, { limit: 2 })
  assert.deepEqual(
    items.map(entry => entry.action),
    ['device.restored', 'device.deregistered'],
  )
  assert.ok(!JSON.stringify(scene.rows('select * from journal')).includes('secret'))
  await rejectsWith('not_found', restore(id))
})

test('while somebody else holds it, it stays theirs, and nobody is named', async () => {
  const id = await registered(scene.customer)
  const made = device(next)
  await release(id)
  const [elsewhere] = await scene.register(scene.other, [hashRow(made)], {}, scene.other.id)
  const error = await rejectsWith('device_registered_elsewhere', restore(id))
  assert.ok(![scene.other.id, 'Tailwind', elsewhere?.deviceId].some(text => error.message.includes(String(text))))
  await deregisterDevice(scene.registry, scene.other.who, scene.other.id, String(elsewhere?.deviceId))
  assert.equal((await restore(id)).id, id, 'when they let it go within the time, it can be had back')
})

test('registered again by the same tenant, or in parts by another: refused', async () => {
  const id = await registered(scene.customer)
  await release(id)
  const again = await scene.register(scene.customer, [hashRow(device(next))])
  await rejectsWith('device_already_registered', restore(id))
  await release(String(again[0]?.deviceId))
  await scene.register(scene.other, [hashRow(device(next, { tpm: 'another board' }))], {}, scene.other.id)
  await rejectsWith('identity_conflict', restore(id))
})

test('only its tenant, and only who may write', async () => {
  const id = await registered(scene.customer)
  await release(id)
  const { registry, customer, other } = scene
  await rejectsWith('not_found', restoreDevice(registry, other.who, customer.id, id))
  await rejectsWith('not_found', restoreDevice(registry, other.who, other.id, id))
  await rejectsWith('not_found', listReleased(registry, other.who, customer.id, {}))
  await rejectsWith('not_found', getReleased(registry, other.who, customer.id, id))
  await rejectsWith('not_found', purgeReleased(registry, other.who, other.id, id))
  const reader = await scene.personOf(customer.id, ['device-reader'])
  assert.equal((await getReleased(registry, reader, customer.id, id)).id, id)
  await rejectsWith('not_found', getReleased(registry, reader, customer.id, newId()))
  await rejectsWith('forbidden', restoreDevice(registry, reader, customer.id, id))
  await rejectsWith('forbidden', purgeReleased(registry, reader, customer.id, id))
  await rejectsWith('not_found', restore(newId()))
  assert.equal(kept(id).length, 1)
})

test('a partner that ends a registration of its own leaves nothing to take back; a maker that ends a foreign one does', async () => {
  await scene.consent(scene.maker)
  const own = await registered(scene.maker)
  await release(own, scene.maker.who)
  assert.deepEqual(kept(own), [])
  await rejectsWith('not_found', restore(own))
  const foreign = await registered(scene.customer)
  await release(foreign, scene.maker.who)
  const [first] = await released({ limit: 1 })
  assert.equal(first?.id, foreign)
  assert.equal(first?.releasedBy.onBehalfOf, scene.maker.id)
  assert.equal((await restore(foreign)).registrar.kind, 'tenant')
})

test('the list: newest first, pages, and the serial number', async () => {
  const own = await makeScene()
  try {
    const results = await own.register(
      own.customer,
      [1, 2, 3, 4, 5].map(n => hashRow(device(n))),
    )
    const ids = results.map(result => String(result.deviceId))
    for (const [index, id] of ids.entries()) {
      if (index % 2 === 0) own.clock.advance(10)
      await deregisterDevice(own.registry, own.customer.who, own.customer.id, id, { reason: 'sold' })
    }
    const seen: string[] = []
    for (let cursor: string | undefined; ; ) {
      const page = await listReleased(own.registry, own.customer.who, own.customer.id, {
        limit: 2,
        ...(cursor && { cursor }),
      })
      seen.push(...page.items.map(one => one.id))
      cursor = page.nextCursor
      if (!cursor) break
    }
    assert.deepEqual(seen, ids.toReversed())
    const filter = { serialNumber: device(3).serialNumber }
    const { items } = await listReleased(own.registry, own.customer.who, own.customer.id, filter)
    assert.deepEqual(
      items.map(({ id, reason, expiresAt, releasedAt }) => [id, reason, expiresAt - releasedAt]),
      [[ids[2], 'sold', 30 * dayMs]],
    )
  } finally {
    await own.close()
  }
})

test('purged on request: what was kept is gone, and the journal says so without saying what it was', async () => {
  const id = await registered(scene.customer)
  await release(id)
  await purge(id, 'asked for by the works council')
  assert.deepEqual(kept(id), [])
  const [entry] = scene.rows("select * from journal where action = 'device.purged' and subject_id = ?", id)
  assert.deepEqual([entry.before, entry.after, entry.reason], [null, null, 'asked for by the works council'])
  await rejectsWith('not_found', purge(id))
  await rejectsWith('not_found', restore(id))
})

test('after 30 days it cannot be had back, and a job removes what was kept', async () => {
  const own = await makeScene()
  try {
    const results = await own.register(
      own.customer,
      [1, 2, 3].map(n => hashRow(device(n))),
    )
    const [first, second, third] = results.map(result => String(result.deviceId))
    const letGo = (id = '') => deregisterDevice(own.registry, own.customer.who, own.customer.id, id)
    const left = () => own.rows('select id from released_devices order by id').map(row => row.id)
    await letGo(first)
    own.clock.advance(dayMs)
    await letGo(second)
    own.clock.advance(29 * dayMs - 1)
    await own.work()
    assert.deepEqual(left(), [first, second])
    own.clock.advance(1)
    await rejectsWith('not_found', restoreDevice(own.registry, own.customer.who, own.customer.id, String(first)))
    await own.work()
    assert.deepEqual(left(), [second])
    await letGo(third)
    own.clock.advance(dayMs)
    await own.work()
    assert.deepEqual(left(), [third])
    own.clock.advance(29 * dayMs)
    await own.work()
    assert.deepEqual(left(), [])
    assert.deepEqual(own.rows('select * from jobs'), [])
    const purged = own.rows("select actor_kind, before, after from journal where action = 'device.purged'")
    assert.deepEqual(purged, Array(3).fill({ actor_kind: 'system', before: null, after: null }))
  } finally {
    await own.close()
  }
})
