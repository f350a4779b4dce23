import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { RegistryError } from '../errors.ts'
import { addMembers, createGroup, removeMembers, updateGroup } from '../groups/index.ts'
import { newId } from '../ids.ts'
import { registryId } from '../organizations/index.ts'
import {
  addAssignment,
  assignDevices,
  createProfile,
  deleteAssignment,
  deleteProfile,
  type Profile,
  unassignDevices,
  updateProfile,
} from '../profiles/index.ts'
import { deregisterDevice, getDevice, listConflicts } from '../registration/index.ts'
import { type DeviceOverrides, device, rejectsWith, type TestDevice } from '../testing/index.ts'
import { hashRow, makeScene, type Scene } from '../testing/scene.ts'
import { type Boot, createBoot, dropOldTraces, explainDevice, getBootTrace, listBootTraces } from './index.ts'

let scene: Scene
let boot: Boot
const errors: unknown[] = []
before(async () => {
  scene = await makeScene({ traceDays: 30 })
  boot = createBoot(scene.registry, error => errors.push(error))
})
after(async () => {
  await boot.close()
  assert.deepEqual(errors, [])
  scene.audit()
  await scene.close()
})

let next = 0
async function registered(more: object = {}, kind: DeviceOverrides = {}): Promise<{ id: string; made: TestDevice }> {
  next += 1
  const made = device(next, kind)
  const [result] = await scene.register(scene.customer, [{ ...hashRow(made), ...more }])
  assert.equal(result?.status, 'registered')
  return { id: String(result?.deviceId), made }
}
const own = () => [scene.registry, scene.customer.who, scene.customer.id] as const
/** A profile for a group tag, or the default. */
async function profile(displayName: string, groupTag?: string): Promise<Profile & { remove(): Promise<void> }> {
  const made = await createProfile(...own(), { displayName, isDefault: groupTag === undefined })
  const group = groupTag && (await createGroup(...own(), { displayName, rule: `[OrderID]:${groupTag}` }))
  const assigned = group && (await addAssignment(...own(), made.id, { kind: 'group', groupId: group.id }))
  return {
    ...made,
    async remove() {
      if (assigned) await deleteAssignment(...own(), made.id, assigned.id)
      await updateProfile(...own(), made.id, { isDefault: false })
      await deleteProfile(...own(), made.id)
    },
  }
}
const traces = (who: Scene['customer'], filter = {}) => listBootTraces(scene.registry, who.who, who.id, filter)
const explain = (id: string, party = scene.customer) => explainDevice(scene.registry, party.who, party.id, id)
const later = { fields: { OsSystemTime: '2026-07-01T08:00:00Z', OsBuild: '10.0.26100.1' } }
/** Correlation ids are the only ids that are not of the tenant. */
const withoutCorrelation = (value: object): string =>
  JSON.stringify(value).replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, id =>
    id.toLowerCase() === scene.customer.id ? id : '-',
  )

describe('answers', () => {
  test('an unknown device is not_registered, and its trace is nobody’s', async () => {
    const answer = await boot.resolve(device(9000).base64)
    assert.deepEqual(Object.keys(answer).sort(), ['correlationId', 'status'])
    assert.equal(answer.status, 'not_registered')
    await boot.flush()
    assert.deepEqual(
      scene.rows('select organization_id, device_id, answer from boot_traces where id = ?', answer.correlationId),
      [{ organization_id: registryId, device_id: null, answer: 'not_registered' }],
    )
    for (const party of [scene.customer, scene.other])
      await rejectsWith('not_found', getBootTrace(scene.registry, party.who, party.id, answer.correlationId))
  })
  test('registered: no profile, then the default, then the one for its tag', async () => {
    const { made } = await registered({ groupTag: 'Sales' })
    const none = await boot.resolve(made.bytes)
    assert.deepEqual(
      { ...none, correlationId: '' },
      {
        status: 'registered',
        correlationId: '',
        tenantId: scene.customer.id,
        tenantDomain: 'fabrikam.example',
        profile: null,
      },
    )
    const standard = await profile('Standard')
    assert.match(JSON.stringify((await boot.resolve(made.base64)).profile), /Standard/)
    const sales = await profile('For Sales', 'Sales')
    await profile('For the lab', 'Lab')
    assert.match(JSON.stringify((await boot.resolve(made.base64)).profile), /For Sales/)
    const { made: untagged } = await registered()
    assert.match(JSON.stringify((await boot.resolve(untagged.base64)).profile), /Standard/)
    await sales.remove()
    assert.match(JSON.stringify((await boot.resolve(made.base64)).profile), /Standard/)
    await boot.flush()
    const { items } = await traces(scene.customer, { limit: 5 })
    const rules = items.map(({ trace }) => trace.profileRule)
    assert.deepEqual([...rules].sort(), ['default', 'default', 'default', 'group', 'none'])
    await standard.remove()
  })
  test('each change counts from the very next boot on, with other servers as well', async () => {
    const { id, made } = await registered({ displayName: 'DESK-5' })
    const elsewhere = createBoot(scene.registry)
    const told = async () => {
      const answers = [await boot.resolve(made.base64), await elsewhere.resolve(made.base64)]
      const [one, two] = answers.map(answer => answer.profile?.Comment_File ?? null)
      assert.equal(one, two)
      return one
    }
    assert.equal(await told(), null)
    const standard = await profile('Standard')
    assert.equal(await told(), 'Profile Standard')
    const hall = await createProfile(...own(), { displayName: 'Hall', deviceNameTemplate: 'HALL-%SERIAL%' })
    const group = await createGroup(...own(), { displayName: 'Hall' })
    const assignment = await addAssignment(...own(), hall.id, { kind: 'group', groupId: group.id })
    assert.equal(await told(), 'Profile Standard')
    await addMembers(...own(), group.id, [id])
    assert.equal(await told(), 'Profile Hall')
    assert.equal((await boot.resolve(made.base64)).profile?.CloudAssignedDeviceName, 'DESK-5')
    await updateProfile(...own(), hall.id, { displayName: 'Great hall' })
    assert.equal(await told(), 'Profile Great hall')
    const everyone = await createGroup(...own(), { displayName: 'Everyone', rule: '[ZTDID]' })
    const exclusion = await addAssignment(...own(), hall.id, { kind: 'exclusion', groupId: everyone.id })
    assert.equal(await told(), 'Profile Standard')
    await updateGroup(...own(), everyone.id, { rule: '[OrderID]:nobody' })
    assert.equal(await told(), 'Profile Great hall')
    await removeMembers(...own(), group.id, [id])
    assert.equal(await told(), 'Profile Standard')
    await assignDevices(...own(), hall.id, [id])
    assert.equal(await told(), 'Profile Great hall')
    await unassignDevices(...own(), hall.id, [id])
    assert.equal(await told(), 'Profile Standard')
    for (const { id: assignmentId } of [assignment, exclusion]) await deleteAssignment(...own(), hall.id, assignmentId)
    await deleteProfile(...own(), hall.id)
    await standard.remove()
    assert.equal(await told(), null)
    await elsewhere.close()
  })
  test('the trace of an answer without a profile has the code why: no_profile, device_not_registered, identity_conflict', async () => {
    const { made } = await registered()
    const answers = [
      await boot.resolve(made.bytes),
      await boot.resolve(device(9005).bytes),
      await boot.resolve(device(next, { tpm: 'another' }).bytes),
    ]
    const standard = await profile('Standard')
    answers.push(await boot.resolve(made.bytes))
    await boot.flush()
    const codes = answers.map(({ correlationId }) => {
      const [row] = scene.rows('select trace from boot_traces where id = ?', correlationId)
      return JSON.parse(row.trace).code
    })
    assert.deepEqual(codes, ['no_profile', 'device_not_registered', 'identity_conflict', undefined])
    await standard.remove()
  })
  test('another capture of the device gets the same answer', async () => {
    for (const kind of [
      {},
      { tpm: false },
      { placeholderSerial: true },
      { placeholderUuid: true },
      { tpm: false, placeholderUuid: true },
    ]) {
      const { id, made } = await registered({}, kind)
      const answer = await boot.resolve(made.base64)
      assert.equal(answer.tenantId, scene.customer.id)
      const again = await boot.resolve(device(next, { ...kind, ...later }).base64)
      assert.deepEqual({ ...again, correlationId: '' }, { ...answer, correlationId: '' }, JSON.stringify(kind))
      await boot.flush()
      assert.equal(
        (await getBootTrace(scene.registry, scene.customer.who, scene.customer.id, again.correlationId)).deviceId,
        id,
      )
    }
  })
  test('placeholders identify nothing: a device with nothing else is refused, others are not mixed up', async () => {
    const empty = {
      tpm: false,
      placeholderSerial: true,
      placeholderUuid: true,
      network: false,
      disk: false,
      fields: { OfflineDeviceId: '00'.repeat(32) },
    }
    await rejectsWith('invalid_hardware_hash', boot.resolve(device(9001, empty).base64), 'hardwareHash')
    await registered({}, { placeholderSerial: true, placeholderUuid: true })
    const alike = await boot.resolve(device(9002, { placeholderSerial: true, placeholderUuid: true }).base64)
    assert.equal(alike.status, 'not_registered')
  })
  test('hostile hashes are invalid_hardware_hash', async () => {
    const { bytes, base64 } = device(9003)
    const damaged = Buffer.from(bytes)
    damaged[200] = (damaged[200] as number) ^ 0xff
    const endless = Buffer.from(bytes)
    endless.writeUInt16LE(0xffff, 2)
    const hashes = [
      '',
      ' ',
      '!',
      base64.slice(0, 99),

      damaged,
      endless,
      new Uint8Array(0),
      Buffer.alloc(3000),
    ]
    for (const hash of hashes) await rejectsWith('invalid_hardware_hash', boot.resolve(hash), 'hardwareHash')
  })
  test('after deregistration nothing is found, and a contact that was waiting is not written', async () => {
    const { id, made } = await registered()
    assert.equal((await boot.resolve(made.base64)).status, 'registered')
    await deregisterDevice(scene.registry, scene.customer.who, scene.customer.id, id)
    await boot.flush()
    assert.deepEqual(scene.rows('select * from contacts where device_id = ?', id), [])
    assert.equal((await boot.resolve(made.base64)).status, 'not_registered')
  })
  test('a crowd of look-alikes neither hides a device nor makes its boot slow', async () => {
    const label = { serialNumber: 'CROWD', placeholderUuid: true, network: false, disk: false }
    const rows = Array.from({ length: 300 }, (_, n) => hashRow(device(20_000 + n, label)))
    await scene.register(scene.other, rows, {}, scene.other.id)
    const { id, made } = await registered({}, label)
    assert.equal((await boot.resolve(made.base64)).tenantId, scene.customer.id)
    assert.equal((await explain(id)).trace.candidates, 1)
    const stranger = await boot.resolve(device(9004, label).base64)
    assert.equal(stranger.status, 'not_registered')
    await boot.flush()
    const [row] = scene.rows('select trace from boot_traces where id = ?', stranger.correlationId)
    assert.ok(JSON.parse(row.trace).candidates <= 50)
  })
})

describe('conflicts', () => {
  test('a known device with another board: conflict, which tells no tenant, and once for the owner', async () => {
    const { id, made } = await registered()
    const repaired = device(next, { tpm: 'new board' })
    for (let n = 0; n < 3; n++) {
      const answer = await boot.resolve(repaired.base64)
      assert.deepEqual(Object.keys(answer).sort(), ['correlationId', 'status'])
      assert.equal(answer.status, 'conflict')
      if (n === 1) await boot.flush()
    }
    await boot.flush()
    const filter = { deviceId: id }
    const { items } = await listConflicts(scene.registry, scene.customer.who, scene.customer.id, filter)
    assert.deepEqual(
      items.map(({ reason, source, state }) => [reason, source, state]),
      [['endorsement-key-changed', 'first-boot', 'open']],
    )
    assert.equal((await boot.resolve(made.base64)).status, 'registered', 'the known device stays as it is')
    await boot.flush()
    assert.equal((await traces(scene.customer, { deviceId: id, status: 'conflict' })).items.length, 3)
  })
})

describe('contacts and traces', () => {
  test('are written behind the answers: first, last and how often', async () => {
    const { id, made } = await registered()
    const first = scene.clock.now()
    await boot.resolve(made.base64)
    scene.clock.advance(1000)
    await boot.resolve(made.base64)
    await boot.flush()
    scene.clock.advance(1000)
    await boot.resolve(made.base64)
    await boot.flush()
    assert.deepEqual(scene.rows('select first_at, last_at, times from contacts where device_id = ?', id), [
      { first_at: first, last_at: first + 2000, times: 3 },
    ])
    const told = () => scene.rows('select profile_id from contacts where device_id = ?', id)[0].profile_id
    assert.equal(told(), null)
    const standard = await profile('Standard')
    await boot.resolve(made.base64)
    await boot.flush()
    assert.equal(told(), standard.id)
    const shown = async () => (await getDevice(...own(), id)).profile?.toldProfile
    const at = scene.clock.now()
    assert.deepEqual(await shown(), { id: standard.id, displayName: 'Standard', at })
    await standard.remove()
    assert.deepEqual(await shown(), { id: standard.id, at }, 'also when that profile is gone')
    assert.equal((await traces(scene.customer, { deviceId: id })).items.length, 4)
  })
  test('closing writes what is waiting', async () => {
    const { id, made } = await registered()
    const own = createBoot(scene.registry)
    await own.resolve(made.base64)
    await own.close()
    assert.equal(scene.rows('select times from contacts where device_id = ?', id)[0].times, 1)
  })
  test('a write that fails is reported, and the next one works', async () => {
    const { made } = await registered()
    const said: unknown[] = []
    let fail = true
    const { store } = scene.registry
    const write: typeof store.write = work => (fail ? Promise.reject(new Error('disk full')) : store.write(work))
    const own = createBoot({ ...scene.registry, store: { ...store, write } }, error => said.push(error))
    await own.resolve(made.base64)
    await own.flush()
    assert.match(String(said), /disk full/)
    fail = false
    const answer = await own.resolve(made.base64)
    await own.close()
    await getBootTrace(scene.registry, scene.customer.who, scene.customer.id, answer.correlationId)
  })
  test('wait for a database that is away, and are written when it is back', async () => {
    const { id, made } = await registered()
    const { store } = scene.registry
    let away = true
    const write: typeof store.write = (work, options) =>
      away ? Promise.reject(new RegistryError('store_unavailable')) : store.write(work, options)
    const own = createBoot({ ...scene.registry, store: { ...store, write } }, () => undefined)
    const before = await own.resolve(made.base64)
    await own.flush()
    const meanwhile = await own.resolve(made.base64)
    await own.flush()
    away = false
    await own.close()
    for (const { correlationId } of [before, meanwhile])
      await getBootTrace(scene.registry, scene.customer.who, scene.customer.id, correlationId)
    assert.deepEqual(scene.rows('select times from contacts where device_id = ?', id), [{ times: 2 }])
  })
  test('a conflict waits for the database as well', async () => {
    const { id } = await registered()
    const repaired = device(next, { tpm: 'another board' })
    const { store } = scene.registry
    let away = true
    const write: typeof store.write = (work, options) =>
      away ? Promise.reject(new RegistryError('store_unavailable')) : store.write(work, options)
    const own = createBoot({ ...scene.registry, store: { ...store, write } }, () => undefined)
    await own.resolve(repaired.base64)
    await own.flush()
    away = false
    await own.close()
    const { items } = await listConflicts(scene.registry, scene.customer.who, scene.customer.id, { deviceId: id })
    assert.equal(items.length, 1)
    assert.equal((await traces(scene.customer, { deviceId: id, status: 'conflict' })).items.length, 1)
  })
  test('are for the owner only, in pages', async () => {
    const { id, made } = await registered()
    const answers = [await boot.resolve(made.base64), await boot.resolve(made.base64), await boot.resolve(made.base64)]
    await boot.flush()
    const [answer] = answers
    const read = (party: Scene['customer'], tenantId = party.id) =>
      getBootTrace(scene.registry, party.who, tenantId, String(answer?.correlationId))
    assert.equal((await read(scene.customer)).status, 'registered')
    await rejectsWith('not_found', read(scene.other))
    await rejectsWith('not_found', read(scene.other, scene.customer.id))
    await scene.consent(scene.maker)
    await rejectsWith('not_found', read(scene.maker, scene.customer.id))
    await rejectsWith('not_found', listBootTraces(scene.registry, scene.operator, scene.customer.id, {}))
    const reader = await scene.personOf(scene.customer.id, ['consent-approver'])
    await rejectsWith('forbidden', listBootTraces(scene.registry, reader, scene.customer.id, {}))
    const seen: string[] = []
    for (let cursor: string | undefined; ; ) {
      const page = await traces(scene.customer, { deviceId: id, limit: 2, ...(cursor && { cursor }) })
      seen.push(...page.items.map(one => one.correlationId))
      cursor = page.nextCursor
      if (cursor === undefined) break
    }
    assert.deepEqual(seen, answers.map(one => one.correlationId).reverse())
  })
  test('are removed after their time, of every tenant and of nobody', async () => {
    const { made } = await registered()
    await scene.register(scene.other, [hashRow(device(9005))], {}, scene.other.id)
    for (const hash of [made.base64, device(9005).base64, device(9006).base64]) await boot.resolve(hash)
    await boot.flush()
    const day = 86_400_000
    scene.clock.advance(20 * day)
    const kept = [
      (await boot.resolve(made.base64)).correlationId,
      (await boot.resolve(device(9006).base64)).correlationId,
    ]
    await boot.flush()
    await dropOldTraces(scene.registry)
    assert.ok(scene.rows('select id from boot_traces').length >= 5, 'nothing is old yet')
    scene.clock.advance(11 * day)
    await dropOldTraces(scene.registry)
    assert.deepEqual(
      scene
        .rows('select id from boot_traces')
        .map(row => row.id)
        .sort(),
      kept.sort(),
    )
    assert.ok(scene.rows('select 1 from contacts').length > 0)
  })
})

describe('explanation', () => {
  test('is what a boot is answered, and leaves no trace', async () => {
    await profile('Standard')
    await profile('For Sales', 'Sales')
    for (const [more, kind] of [
      [{}, {}],
      [{ groupTag: 'Sales' }, { tpm: false }],
      [{ groupTag: 'Other' }, { placeholderSerial: true }],
      [{}, { tpm: false, placeholderUuid: true }],
    ] as const) {
      const { id, made } = await registered(more, kind)
      const answer = await boot.resolve(made.base64)
      await boot.flush()
      const before = scene.dump()
      const explained = await explain(id)
      assert.deepEqual(scene.dump(), before)
      assert.equal(withoutCorrelation(explained.answer), withoutCorrelation(answer))
      const { trace } = await getBootTrace(scene.registry, scene.customer.who, scene.customer.id, answer.correlationId)
      assert.deepEqual(explained.trace, trace)
    }
  })
  test('is for the owner only', async () => {
    const { id } = await registered()
    await rejectsWith('device_not_registered', explain(id, scene.other))
    await rejectsWith('not_found', explainDevice(scene.registry, scene.other.who, scene.customer.id, id))
    await rejectsWith('not_found', explainDevice(scene.registry, scene.maker.who, scene.customer.id, id))
    await rejectsWith('device_not_registered', explain(newId()))
  })
})
