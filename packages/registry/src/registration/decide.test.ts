import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { revokeConsent } from '../consent/index.ts'
import { device, rejectsWith, type TestDevice } from '../testing/index.ts'
import { hashRow, makeScene, type Scene, told } from '../testing/scene.ts'

let scene: Scene
before(async () => {
  scene = await makeScene()
  await scene.consent(scene.maker)
  await scene.consent(scene.reseller)
})
after(() => {
  scene.audit()
  return scene.close()
})

const pkid = (n: number) => String(9_220_000_000_000 + n)
const reported = async (n: number): Promise<TestDevice> => {
  const made = device(n, { productKeyId: pkid(n) })
  await scene.report([made])
  return made
}
const one = async (row: object) => (await scene.register(scene.maker, [row]))[0]

describe('the identifier combinations', () => {
  test('hash + product key id', async () => {
    const made = device(1, { productKeyId: pkid(1) })
    assert.equal((await one({ ...hashRow(made), productKeyId: pkid(1) }))?.status, 'registered')
  })
  test('hash + serial number', async () => {
    const made = device(2)
    assert.equal((await one({ ...hashRow(made), serialNumber: made.serialNumber }))?.status, 'registered')
  })
  test('hash + product key id + serial number', async () => {
    const made = device(3, { productKeyId: pkid(3) })
    const result = await one({ ...hashRow(made), productKeyId: pkid(3), serialNumber: made.serialNumber })
    assert.equal(result?.status, 'registered')
    assert.equal(result?.warnings, undefined)
  })
  test('hash alone', async () => {
    assert.equal((await one(hashRow(device(4))))?.status, 'registered')
  })
  test('product key id alone, of a reported device', async () => {
    const made = await reported(5)
    const result = await one({ productKeyId: pkid(5) })
    assert.equal(result?.status, 'registered')
    assert.equal(result?.serialNumber, made.serialNumber)
  })
  test('product key id + serial number', async () => {
    const made = await reported(6)
    assert.equal((await one({ productKeyId: pkid(6), serialNumber: made.serialNumber }))?.status, 'registered')
  })
  test('manufacturer + model + serial number, of a reported device', async () => {
    const made = await reported(7)
    assert.equal((await one(made.tuple))?.status, 'registered')
  })
})

describe('refusals', () => {
  test('invalid_item (801): rows that are no devices', async () => {
    for (const row of ['text', [], { colour: 'red' }, { serialNumber: 5 }, { serialNumber: 'x'.repeat(200) }]) {
      const result = await one(row as object)
      assert.equal(result?.code, 'invalid_item')
      assert.equal(result?.autopilot?.number, 801)
    }
  })
  test('invalid_hardware_hash (802): not base64, cut short, damaged', async () => {
    const { base64, bytes } = device(10)
    const damaged = Buffer.from(bytes)
    damaged[100] = (damaged[100] as number) ^ 1
    for (const hardwareHash of ['%%%', '   ', '====', base64.slice(0, 100), damaged.toString('base64')]) {
      const result = await one({ hardwareHash, productKeyId: pkid(5) })
      assert.equal(result?.code, 'invalid_hardware_hash', JSON.stringify(hardwareHash))
      assert.equal(result?.field, 'hardwareHash')
      assert.equal(result?.autopilot?.number, 802)
    }
  })
  test('missing_identifier (803): nothing, a serial number alone, maker and model alone', async () => {
    const rows = [{}, { serialNumber: 'S' }, { manufacturer: 'Contoso', model: 'M' }, { serialNumber: 'S', model: 'M' }]
    for (const row of rows) {
      const result = await one(row)
      assert.equal(result?.code, 'missing_identifier')
      assert.equal(result?.autopilot?.number, 803)
    }
  })
  test('device_already_registered (806): soft, and names the device', async () => {
    const first = await one(hashRow(device(11)))
    const again = await one(hashRow(device(11)))
    assert.equal(again?.status, 'already_registered')
    assert.equal(again?.code, 'device_already_registered')
    assert.equal(again?.deviceId, first?.deviceId)
  })
  test('device_registered_elsewhere (808) never names the other tenant', async () => {
    const made = device(12)
    await scene.register(scene.other, [hashRow(made)], {}, scene.other.id)
    const result = await one(hashRow(made))
    assert.equal(result?.code, 'device_registered_elsewhere')
    assert.equal(result?.autopilot?.number, 808)
    assert.equal(result?.deviceId, undefined)
    const text = JSON.stringify(result)
    for (const secret of [scene.other.id, 'Tailwind', 'tailwind.example']) assert.ok(!text.includes(secret))
  })
  test('device_not_found (812): unknown product key id, unknown tuple, other case', async () => {
    const made = await reported(13)
    const rows = [
      { productKeyId: '9999999999999' },
      { ...made.tuple, serialNumber: 'unknown' },
      { ...made.tuple, manufacturer: made.manufacturer.toUpperCase() },
      { ...made.tuple, model: made.model.toLowerCase() },
      { ...made.tuple, serialNumber: made.serialNumber.toLowerCase() },
    ]
    const results = await scene.register(scene.maker, rows)
    assert.deepEqual(told(results), Array(5).fill('rejected device_not_found'))
    assert.equal(results[0]?.autopilot?.number, 812)
    assert.equal((await one(made.tuple))?.status, 'registered', 'the exact tuple is found')
  })
  test('device_not_unique (813): two devices behind one tuple', async () => {
    const twins = [device(14), device(15, { serialNumber: device(14).serialNumber })]
    await scene.report(twins)
    const result = await one(device(14).tuple)
    assert.equal(result?.code, 'device_not_unique')
    assert.equal(result?.autopilot?.number, 813)
  })
  test('one device that two makers reported is one device, and the report with the endorsement key counts', async () => {
    const second = await scene.newPartner('oem', ['Contoso'])
    const made = device(16, { productKeyId: pkid(16) })
    await scene.report([made])
    scene.clock.advance(1000)
    await scene.report([device(16, { productKeyId: pkid(16), tpm: false })], second)
    const result = await one({ productKeyId: pkid(16) })
    assert.equal(result?.status, 'registered')
    assert.deepEqual(scene.rows('select flags from registrations where id = ?', String(result?.deviceId)), [
      { flags: '[]' },
    ])
  })
  test('device_duplicated: twice in one submission', async () => {
    const results = await scene.register(scene.maker, [hashRow(device(17)), hashRow(device(18)), hashRow(device(17))])
    assert.deepEqual(told(results), ['registered', 'registered', 'already_registered device_duplicated'])
    assert.equal(results[2]?.deviceId, results[0]?.deviceId)
  })
  test('identity_conflict: a known device with another endorsement key; nothing is bound, the owner is told', async () => {
    const first = await one(hashRow(device(19)))
    const result = await one(hashRow(device(19, { tpm: 'another board' })))
    assert.equal(result?.code, 'identity_conflict')
    assert.equal(result?.deviceId, undefined)
    const conflicts = scene.rows('select * from identity_conflicts where device_id = ?', String(first?.deviceId))
    assert.equal(conflicts.length, 1)
    assert.equal(conflicts[0].reason, 'endorsement-key-changed')
  })
})

test('hardware_mismatch (908) is a warning; the hash, or the record of the maker, counts', async () => {
  const result = await one({ ...hashRow(device(20)), serialNumber: 'WRONG', productKeyId: '1' })
  assert.equal(result?.status, 'registered')
  assert.equal(result?.serialNumber, device(20).serialNumber)
  assert.equal(result?.warnings?.[0]?.code, 'hardware_mismatch')
  assert.match(String(result?.warnings?.[0]?.message), /hardware hash/)
  await reported(21)
  const byKey = await one({ productKeyId: pkid(21), serialNumber: 'WRONG' })
  assert.equal(byKey?.warnings?.[0]?.code, 'hardware_mismatch')
  assert.doesNotMatch(String(byKey?.warnings?.[0]?.message), /hash/, 'no hash was sent')
})

test('customers register by hash only', async () => {
  const made = await reported(22)
  const rows = [{ productKeyId: pkid(22) }, made.tuple, hashRow(made)]
  assert.deepEqual(told(await scene.register(scene.customer, rows)), [
    'rejected missing_identifier',
    'rejected missing_identifier',
    'registered',
  ])
})

test('results come in the order of the rows, whatever becomes of them', async () => {
  const rows = [hashRow(device(30)), {}, hashRow(device(31)), { productKeyId: 'x' }, hashRow(device(30))]
  const results = await scene.register(scene.maker, rows)
  assert.deepEqual(
    results.map(result => result.position),
    [0, 1, 2, 3, 4],
  )
  assert.deepEqual(told(results), [
    'registered',
    'rejected missing_identifier',
    'registered',
    'rejected device_not_found',
    'already_registered device_duplicated',
  ])
})

test('a call needs devices, and not too many', async () => {
  await rejectsWith('invalid_request', scene.register(scene.maker, []), 'devices')
  const many = Array.from({ length: 1001 }, () => ({}))
  await rejectsWith('body_too_large', scene.register(scene.maker, many), 'devices')
})

test('who may register: nobody for another tenant, no operator, no reader', async () => {
  const row = [hashRow(device(40))]
  await rejectsWith('not_found', scene.register(scene.other, row))
  await rejectsWith('not_found', scene.register({ id: '', who: scene.operator }, row))
  const reader = await scene.personOf(scene.customer.id, ['device-reader'])
  await rejectsWith('forbidden', scene.register({ id: '', who: reader }, row))
})

describe('consent', () => {
  const stranger = () => scene.newPartner('csp-direct')
  const row = [hashRow(device(50))]

  test('consent_missing: the same for a tenant that does not exist, and for text that is no id', async () => {
    const partner = await stranger()
    for (const tenantId of [scene.customer.id, '01890000-0000-7000-8000-000000000000', 'nonsense'])
      await rejectsWith('consent_missing', scene.register(partner, row, {}, tenantId))
  })
  test('consent_expired, held instead when asked for and the customer allows it', async () => {
    const partner = await stranger()
    await scene.consent(partner, { expiresAt: scene.clock.now() + 1000 })
    scene.clock.advance(1000)
    await rejectsWith('consent_expired', scene.register(partner, row))
    const held = await scene.register(partner, row, { onMissingConsent: 'hold' })
    assert.deepEqual(told(held), ['held consent_expired'])
  })
  test('whenAbsent refuse: nothing is held', async () => {
    const partner = await stranger()
    await scene.consent(partner, { expiresAt: scene.clock.now() + 1000, whenAbsent: 'refuse' })
    scene.clock.advance(1000)
    await rejectsWith('consent_expired', scene.register(partner, row, { onMissingConsent: 'hold' }))
  })
  test('consent_revoked cannot be waited for', async () => {
    const partner = await stranger()
    const consent = await scene.consent(partner)
    await revokeConsent(scene.registry, scene.approver, consent.id)
    await rejectsWith('consent_revoked', scene.register(partner, row, { onMissingConsent: 'hold' }))
  })
  test('consent_limit_reached in the middle of a call: refused or held', async () => {
    const rows = [60, 61, 62].map(n => hashRow(device(n)))
    const partner = await stranger()
    await scene.consent(partner, { deviceLimit: 2 })
    assert.deepEqual(told(await scene.register(partner, rows)), [
      'registered',
      'registered',
      'rejected consent_limit_reached',
    ])
    await rejectsWith('consent_limit_reached', scene.register(partner, rows))
    const waiting = await stranger()
    await scene.consent(waiting, { deviceLimit: 1 })
    const more = [63, 64].map(n => hashRow(device(n)))
    assert.deepEqual(told(await scene.register(waiting, more, { onMissingConsent: 'hold' })), [
      'registered',
      'held consent_limit_reached',
    ])
  })
  test('group_tag_not_allowed: another tag, and no tag', async () => {
    const partner = await stranger()
    await scene.consent(partner, { groupTags: ['Sales', 'Lab'] })
    const rows = [
      { ...hashRow(device(70)), groupTag: 'Sales' },
      { ...hashRow(device(71)), groupTag: 'sales' },
      hashRow(device(72)),
    ]
    const results = await scene.register(partner, rows)
    assert.deepEqual(told(results), ['registered', 'rejected group_tag_not_allowed', 'rejected group_tag_not_allowed'])
    assert.equal(results[1]?.field, 'groupTag')
    assert.match(String(results[2]?.message), /no group tag/)
  })
})
