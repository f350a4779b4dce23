import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { newId } from '../ids.ts'
import { type DeviceOverrides, device, type TestRegistry, testRegistry } from '../testing/index.ts'
import {
  allKeys,
  DeviceIndex,
  findClaims,
  hashBytes,
  type IdentityFacts,
  identityKeys,
  insertClaims,
  keyText,
  matchIdentity,
  maxAlike,
  packFacts,
  type ReadHash,
  readHash,
  removeClaims,
  unpackFacts,
} from './index.ts'
import { strongKeys, strongKeysOf } from './keys.ts'

function read(n: number, overrides: DeviceOverrides = {}): ReadHash {
  const found = readHash(device(n, overrides).bytes)
  if ('message' in found) throw new Error(found.message)
  return found
}

/** Matches as the registry does: only devices that share a key are looked at. */
function match(presented: IdentityFacts, known: readonly IdentityFacts[]) {
  const index = new DeviceIndex<{ facts: IdentityFacts }>()
  for (const facts of known) index.add(identityKeys(facts), { facts })
  return matchIdentity(presented, index.find(identityKeys(presented)))
}

function verdict(presented: IdentityFacts, known: readonly IdentityFacts[]): string {
  const found = match(presented, known)
  if (found.kind === 'same') return found.by
  if (found.kind === 'conflict') return found.reason
  return found.sharedSerial ? 'new, shared serial' : 'new'
}

const noIds = { placeholderSerial: true, placeholderUuid: true } as const
const otherUuid = '11111111-2222-4333-8444-555555555555'
const offline = (id: string): DeviceOverrides => ({ tpm: false, fields: { OfflineDeviceId: id.repeat(8) } })

const cases: [string, DeviceOverrides, DeviceOverrides, string][] = [
  ['the very same', {}, {}, 'endorsement-key'],
  [
    'another capture',
    {},
    { fields: { OsSystemTime: '2026-05-05T10:00:00Z', OsBuild: '10.0.26100.1' } },
    'endorsement-key',
  ],
  ['parts replaced, board kept', {}, { network: false, disk: false }, 'endorsement-key'],
  ['SMBIOS written anew, TPM kept', {}, { serialNumber: 'NEW1', uuid: otherUuid }, 'endorsement-key'],
  ['SMBIOS lost, TPM kept', {}, noIds, 'endorsement-key'],
  ['TPM switched off', {}, { tpm: false }, 'smbios'],
  ['TPM switched on', { tpm: false }, {}, 'smbios'],
  ['board with TPM replaced, SMBIOS written back', {}, { tpm: 'new board' }, 'endorsement-key-changed'],
  ['no TPM twice', { tpm: false }, { tpm: false }, 'offline-device-id'],
  ['no TPM, id of its own lost', offline('deadbeef'), { tpm: false }, 'smbios'],
  ['label copied', {}, { tpm: 'copy', uuid: otherUuid, network: false, disk: false }, 'new, shared serial'],
  ['label and parts copied', {}, { tpm: 'copy', uuid: otherUuid, network: false }, 'endorsement-key-changed'],
  [
    'cloned offline id, another UUID',
    offline('deadbeef'),
    { ...offline('deadbeef'), uuid: otherUuid },
    'cloned-offline-device-id',
  ],
  [
    'cloned offline id, another serial number, no UUID',
    { ...offline('deadbeef'), placeholderUuid: true },
    { ...offline('deadbeef'), placeholderUuid: true, serialNumber: 'OTHER' },
    'cloned-offline-device-id',
  ],
  [
    'the tuple alone',
    { ...offline('deadbeef'), placeholderUuid: true },
    { ...offline('cafecafe'), placeholderUuid: true, disk: false, network: false },
    'new, shared serial',
  ],
  [
    'the tuple and a disk',
    { ...offline('deadbeef'), placeholderUuid: true },
    { ...offline('cafecafe'), placeholderUuid: true, network: false },
    'corroborated',
  ],
  [
    'the tuple and a network adapter',
    { ...offline('deadbeef'), placeholderUuid: true },
    { ...offline('cafecafe'), placeholderUuid: true, disk: false },
    'corroborated',
  ],
  [
    'the UUID alone',
    { ...offline('deadbeef'), placeholderSerial: true },
    { ...offline('cafecafe'), placeholderSerial: true, disk: false, network: false },
    'new',
  ],
  ['an adapter alone', { ...offline('deadbeef'), ...noIds }, { ...offline('cafecafe'), ...noIds, disk: false }, 'new'],
  ['an adapter and a disk', { ...offline('deadbeef'), ...noIds }, { ...offline('cafecafe'), ...noIds }, 'corroborated'],
]

for (const [name, first, second, wanted] of cases)
  test(`one device, ${name}: ${wanted}`, () => {
    assert.equal(verdict(read(1, second).facts, [read(1, first).facts]), wanted)
  })

test('another device shares nothing that counts', () => {
  for (const overrides of [
    {},
    { tpm: false },
    { placeholderSerial: true },
    { placeholderUuid: true },
    { tpm: false, ...noIds, disk: false },
  ])
    assert.equal(verdict(read(2, overrides).facts, [read(1, overrides).facts]), 'new', JSON.stringify(overrides))
  assert.equal(
    verdict(read(2, { serialNumber: 'SN1' }).facts, [read(1, { serialNumber: 'SN1' }).facts]),
    'new, shared serial',
  )
})

test('the endorsement key of one device and the SMBIOS of another are parts of two devices', () => {
  const mixed = read(2, { tpm: '1' }).facts
  assert.equal(verdict(mixed, [read(1).facts, read(2).facts]), 'parts-of-two-devices')
  assert.equal(verdict(mixed, [read(2).facts, read(1).facts]), 'parts-of-two-devices')
})

test('of two devices that look alike the one with the same endorsement key is meant, in any order', () => {
  const [first, second] = [read(1).facts, read(1, { tpm: 'new board' }).facts]
  for (const known of [
    [first, second],
    [second, first],
  ]) {
    for (const presented of [first, second]) {
      const found = matchIdentity(
        presented,
        known.map(facts => ({ facts })),
      )
      assert.equal(found.kind, 'same')
      assert.equal('device' in found && found.device.facts, presented)
    }
  }
})

test('a known device that fits without contradiction goes before one that contradicts', () => {
  const [other, plain] = [read(1, { tpm: 'another' }).facts, read(1, offline('deadbeef')).facts]
  for (const known of [
    [other, plain],
    [plain, other],
  ]) {
    const found = matchIdentity(
      read(1).facts,
      known.map(facts => ({ facts })),
    )
    assert.deepEqual([found.kind, 'device' in found && found.device.facts], ['same', plain])
  }
})

const overrides: fc.Arbitrary<DeviceOverrides> = fc.record(
  {
    tpm: fc.oneof(fc.boolean(), fc.constantFrom('a', 'b')),
    placeholderSerial: fc.boolean(),
    placeholderUuid: fc.boolean(),
    network: fc.boolean(),
    disk: fc.boolean(),
    serialNumber: fc.constantFrom('SN-A', 'SN-B'),
    uuid: fc.constantFrom(otherUuid, '21111111-2222-4333-8444-555555555555'),
    model: fc.constantFrom('Default string', 'M1'),
    manufacturer: fc.constantFrom('To be filled by O.E.M.', 'Contoso'),
  },
  { requiredKeys: [] },
)
const facts = fc.tuple(fc.integer({ min: 1, max: 3 }), overrides).map(([n, each]) => {
  const found = readHash(device(n, each).bytes)
  return 'message' in found ? undefined : found.facts
})

test('law: matching is symmetric', () => {
  fc.assert(
    fc.property(facts, facts, (a, b) => {
      fc.pre(a !== undefined && b !== undefined)
      assert.equal(verdict(a, [b]), verdict(b, [a]))
    }),
    { numRuns: 1000 },
  )
})

test('law: another endorsement key is never the same device', () => {
  fc.assert(
    fc.property(facts, facts, (a, b) => {
      fc.pre(a?.ek !== undefined && b?.ek !== undefined && Buffer.compare(a.ek, b.ek) !== 0)
      assert.notEqual(match(a, [b]).kind, 'same')
    }),
    { numRuns: 1000 },
  )
})

test('law: captured again, a device is itself, whatever it lacks', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), overrides, fc.integer({ min: 0, max: 1e9 }), (n, each, seconds) => {
      const again = {
        ...each,
        fields: { OsSystemTime: new Date(1.6e12 + seconds * 1000).toISOString().replace(/\.\d+/, '') },
      }
      const [first, second] = [readHash(device(n, each).bytes), readHash(device(n, again).bytes)]
      fc.pre(!('message' in first) && !('message' in second))
      assert.deepEqual(second.keys, first.keys)
      assert.equal(match(second.facts, [first.facts]).kind, 'same')
    }),
    { numRuns: 500 },
  )
})

test('law: a match never comes without a key in common', () => {
  fc.assert(
    fc.property(facts, facts, (a, b) => {
      fc.pre(a !== undefined && b !== undefined)
      const found = matchIdentity(a, [{ facts: b }])
      const strong = (each: IdentityFacts) => strongKeysOf(each).map(keyText)
      if (strong(a).some(key => strong(b).includes(key))) assert.notEqual(found.kind, 'new')
    }),
    { numRuns: 1000 },
  )
})

test('50 "Default string" devices are 50, with and without TPM', () => {
  for (const tpm of [true, false]) {
    for (const placeholderUuid of [true, false]) {
      const known = new DeviceIndex<{ facts: IdentityFacts }>()
      for (let n = 1; n <= 50; n++) {
        const id = n.toString(16).padStart(64, '0')
        const each = read(n, { tpm, placeholderSerial: true, placeholderUuid, fields: { OfflineDeviceId: id } })
        assert.equal(matchIdentity(each.facts, known.find(each.keys)).kind, 'new', `${n} ${tpm} ${placeholderUuid}`)
        known.add(each.keys, { facts: each.facts })
      }
    }
  }
})

test('facts survive the way through a row', () => {
  fc.assert(
    fc.property(facts, each => {
      fc.pre(each !== undefined)
      const row = {
        facts: packFacts(each),
        serial_number: each.serial ?? 'Default string',
        manufacturer: each.manufacturer ?? 'System manufacturer',
        model: each.model ?? null,
        product_key_id: each.productKeyId ?? null,
      }
      assert.deepEqual(unpackFacts(row), each)
      assert.deepEqual(identityKeys(unpackFacts(row)), identityKeys(each))
    }),
  )
})

test('flags and quality', () => {
  assert.deepEqual([read(1).quality, read(1).flags], ['good', []])
  assert.deepEqual([read(1, { tpm: false }).quality, read(1, { tpm: false }).flags], ['weak', ['no-endorsement-key']])
  const poor = read(1, { placeholderSerial: true, placeholderUuid: true, model: 'System Product Name' })
  assert.deepEqual(poor.quality, 'placeholder')
  assert.deepEqual(poor.flags, ['placeholder-serial', 'placeholder-uuid', 'placeholder-model'])
})

test('removable adapters do not identify', () => {
  const usb = (bus: string) => ({ NetworkAdapters: [{ MacAddress: '00-00-5E-00-53-77', BusEnumerator: bus }] })
  assert.deepEqual(read(1, { fields: usb('USB') }).facts.macs, [])
  assert.deepEqual(read(1, { fields: usb('BTH') }).facts.macs, [])
  assert.deepEqual(read(1, { fields: usb('PCI') }).facts.macs, ['00005e005377'])
})

test('a hash without anything that identifies, or damaged, is refused with a message', () => {
  const nothing = device(1, {
    tpm: false,
    ...noIds,
    disk: false,
    network: false,
    fields: { OfflineDeviceId: '00'.repeat(32) },
  })
  const found = readHash(nothing.bytes)
  assert.match('message' in found ? found.message : '', /Nothing in the hash identifies/)
  const damaged = Uint8Array.from(device(1).bytes)
  damaged[100] = (damaged[100] as number) ^ 1
  assert.ok('message' in readHash(damaged))
  assert.ok('message' in readHash(new Uint8Array(0)))
  assert.ok('message' in hashBytes('not base64 at all!'))
})

test('the zero tail, and how the base64 is written, make no difference', () => {
  const { base64, bytes } = device(1)
  const short = hashBytes(base64)
  assert.ok(short instanceof Uint8Array && short.length < bytes.length)
  assert.deepEqual(readHash(short), { ...readHash(bytes), bytes: short })
})

let kit: TestRegistry
before(async () => {
  kit = await testRegistry()
})
after(() => kit.close())

test('claims are written, found and given back; anchors may be shared', async () => {
  const { store } = kit.registry
  const tenantId = newId()
  const shared = { ...noIds, placeholderUuid: false, uuid: otherUuid } as const
  const devices = [1, 2].map(n => ({
    tenantId,
    deviceId: newId(),
    keys: read(n, { ...shared, ...offline(`0000000${n}`) }).keys,
  }))
  const [one, two] = devices as [(typeof devices)[number], (typeof devices)[number]]
  const anchor = one.keys.anchor as Uint8Array
  assert.deepEqual(one.keys.anchor, two.keys.anchor)
  await store.write(tx => insertClaims(tx, devices))
  const claims = await findClaims(store, store.db, [...allKeys(one.keys), ...allKeys(two.keys), new Uint8Array(16)])
  assert.deepEqual(
    new Set(claims.get(keyText(anchor))?.map(claim => claim.deviceId)),
    new Set([one.deviceId, two.deviceId]),
  )
  assert.deepEqual(claims.get(keyText(one.keys.offline as Uint8Array)), [{ tenantId, deviceId: one.deviceId }])
  assert.equal((await findClaims(store, store.db, [])).size, 0)
  await store.write(tx => removeClaims(store, tx, [{ deviceId: one.deviceId, keys: one.keys }]))
  const left = await findClaims(store, store.db, [...allKeys(one.keys), ...allKeys(two.keys)])
  assert.deepEqual(
    [...left.values()].flat().map(claim => claim.deviceId),
    [two.deviceId, two.deviceId],
  )
})

test('of a crowd under one label the oldest 50 are found, and each by its strong keys', async () => {
  const { store } = kit.registry
  const crowd = Array.from({ length: 300 }, (_, n) => ({
    tenantId: newId(),
    deviceId: newId(),
    keys: read(1000 + n, { serialNumber: 'CROWD' }).keys,
  }))
  await store.write(tx => insertClaims(tx, crowd))
  const last = crowd.at(-1) as (typeof crowd)[number]
  const anchor = last.keys.anchor as Uint8Array
  const claims = await findClaims(store, store.db, [...allKeys(last.keys), ...allKeys(last.keys), anchor])
  assert.deepEqual(
    claims.get(keyText(anchor))?.map(claim => claim.deviceId),
    crowd.slice(0, maxAlike).map(one => one.deviceId),
  )
  for (const key of strongKeys(last.keys))
    assert.deepEqual(claims.get(keyText(key)), [{ tenantId: last.tenantId, deviceId: last.deviceId }])
  const index = new DeviceIndex<string>()
  for (const { keys, deviceId } of crowd) index.add(keys, deviceId)
  const found = index.find(last.keys)
  assert.ok(found.includes(last.deviceId))
  assert.equal(found.length, maxAlike + 1)
  await store.write(tx => removeClaims(store, tx, [{ deviceId: last.deviceId, keys: last.keys }]))
  assert.equal((await findClaims(store, store.db, strongKeys(last.keys))).size, 0)
})

test('a strong key cannot be claimed twice', async () => {
  const { store } = kit.registry
  const claim = () => ({ tenantId: newId(), deviceId: newId(), keys: read(7).keys })
  await store.write(tx => insertClaims(tx, [claim()]))
  await assert.rejects(store.write(tx => insertClaims(tx, [claim()])))
})
