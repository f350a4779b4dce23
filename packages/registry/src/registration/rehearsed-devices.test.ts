import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DeviceIndex, type IdentityFacts, identityKeys, maxAlike } from '../identity/index.ts'
import type { HeldDevice } from './decide.ts'
import { RehearsedDevices } from './rehearsed-devices.ts'

const digest = fc.constantFrom(1, 2, 3, 4).map(n => new Uint8Array(16).fill(n))
/** Few values, so that devices share keys. */
const facts: fc.Arbitrary<IdentityFacts> = fc.record(
  {
    ek: digest,
    offline: digest,
    uuid: fc.constantFrom('4C4C4544-0051-3610-8052-B4C04F4D3732', '4C4C4544-0051-3610-8052-B4C04F4D3733'),
    serial: fc.constantFrom('5CD1', '5CD2'),
    manufacturer: fc.constantFrom('Fabrikam', 'Contoso'),
    model: fc.constantFrom('Slate 9'),
    productKeyId: fc.constantFrom('3300000000000'),
    macs: fc.subarray(['0A0000000001', '0A0000000002']),
    disks: fc.subarray(['D1', 'D2']),
  },
  { requiredKeys: ['macs', 'disks'] },
)
const held = (about: IdentityFacts, n: number): HeldDevice => ({
  facts: about,
  tenantId: 'tenant',
  deviceId: `device ${n}`,
  batchId: 'batch',
})
const plain = (devices: readonly HeldDevice[]) =>
  devices
    .map(device => ({
      ...device,
      facts: Object.fromEntries(
        Object.entries(device.facts).map(([name, value]) => [
          name,
          value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
        ]),
      ),
    }))
    .sort((a, b) => a.deviceId.localeCompare(b.deviceId))

test('finds what an index in memory finds, and the facts come back as they were', () => {
  fc.assert(
    fc.property(fc.array(facts, { maxLength: 20 }), facts, (known, asked) => {
      const inMemory = new DeviceIndex<HeldDevice>()
      const kept = new RehearsedDevices()
      for (const [n, one] of known.entries())
        for (const index of [inMemory, kept]) index.add(identityKeys(one), held(one, n))
      const keys = identityKeys(asked)
      assert.deepEqual(plain(kept.find(keys)), plain(inMemory.find(keys)))
      kept.close()
    }),
  )
})

test('of a crowd under one key, the oldest are compared', () => {
  const kept = new RehearsedDevices()
  const crowd: IdentityFacts = { manufacturer: 'Fabrikam', model: 'Slate 9', serial: '5CD1', macs: [], disks: [] }
  for (let n = 0; n < maxAlike + 5; n++) kept.add(identityKeys(crowd), held(crowd, n))
  const found = kept.find(identityKeys(crowd)).map(device => device.deviceId)
  assert.deepEqual(
    found,
    Array.from({ length: maxAlike }, (_, n) => `device ${n}`),
  )
  kept.close()
})
