import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildHardwareHash, decodeHardwareHash } from '@hailport/hardware-hash'
import fc from 'fast-check'
import { recapture, withNewBoard, withNewDisk, withNewNic } from './change-device.ts'
import { hashOf, hashTextOf } from './hash-of.ts'
import { SIMULATED_MAKERS, simulateDevice } from './simulate-device.ts'
import { simulateFactory } from './simulate-factory.ts'

const COUNT = 3000
const devices = [...simulateFactory({ count: COUNT, seed: 'test' })]
const share = (is: (device: (typeof devices)[number]) => boolean, of = devices) => of.filter(is).length / of.length

describe('a factory', () => {
  it('builds the same device for the same seed and index, in any order', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(1e9), fc.nat(20), (seed, startIndex, position) => {
        const factory = simulateFactory({ count: 21, seed, startIndex })
        const device = factory.at(position)
        assert.deepEqual(device, simulateFactory({ count: 1, seed, startIndex: startIndex + position }).at(0))
        assert.deepEqual(device, [...factory][position])
        assert.deepEqual(hashOf(device), hashOf(simulateDevice({ seed }, startIndex + position)))
      }),
      { numRuns: 30 },
    )
  })

  it('another seed builds other devices', () => {
    const [one, other] = [simulateDevice({ seed: 1 }, 7), simulateDevice({ seed: 2 }, 7)]
    assert.notEqual(one.fields.SmbiosUuid, other.fields.SmbiosUuid)
    assert.notEqual(one.fields.SmbiosSystemSerialNumber, other.fields.SmbiosSystemSerialNumber)
  })

  it('gives every device identifiers of its own, which look real and are not', () => {
    const seen = new Set<string>()
    const own = (text: string) => {
      assert.ok(!seen.has(text), text)
      seen.add(text)
    }
    for (const { fields } of devices) {
      own(fields.SmbiosUuid)
      own(fields.SmbiosSystemSerialNumber)
      assert.match(fields.SmbiosSystemSerialNumber, /^SIM/)
      assert.match(fields.SmbiosUuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      if (fields.ProductKeyID !== undefined) {
        assert.match(fields.ProductKeyID, /^\d{13}$/)
        own(fields.ProductKeyID)
      }
      for (const { MacAddress } of fields.NetworkAdapters ?? []) {
        assert.match(MacAddress, /^00-00-5E-[1-8][0-9A-F]-[0-9A-F]{2}-[0-9A-F]{2}$/)
        own(MacAddress)
      }
      const key = fields.TPMEkPub as Uint8Array | undefined
      if (key !== undefined) {
        own(Buffer.from(key).toString('hex'))
        assert.ok(key.length === 256 && (key[0] ?? 0) >= 0x80 && (key[255] ?? 0) % 2 === 1)
      }
    }
  })

  it('keeps addresses, serial numbers and product key ids apart over two million devices', () => {
    const at = (index: number) => simulateDevice({ seed: 's' }, index).fields
    const addresses = new Set<string | undefined>()
    const ids = new Set<string | undefined>()
    for (let index = 0; index < 2_000_000; index += 997) {
      const fields = at(index)
      for (const adapter of fields.NetworkAdapters ?? [])
        assert.ok(addresses.size < addresses.add(adapter.MacAddress).size)
      if (fields.ProductKeyID) assert.ok(ids.size < ids.add(fields.ProductKeyID).size)
    }
  })

  it('builds many kinds: makers, cases, processors, adapters', () => {
    for (const kind of ['laptop', 'desktop', '2-in-1', 'vm'])
      assert.ok(share(device => device.kind === kind) > 0.02, kind)
    for (const maker of SIMULATED_MAKERS) {
      assert.ok(share(device => device.fields.SmbiosSystemManufacturer === maker) > 0.1, maker)
      const [only] = simulateFactory({ count: 1, seed: 1, maker })
      assert.equal(only?.fields.SmbiosSystemManufacturer, maker)
    }
    assert.ok(share(device => device.fields.ProcessorClasses !== undefined) > 0.2)
    for (const count of [1, 2, 3]) assert.ok(share(({ fields }) => fields.NetworkAdapters?.length === count) > 0.1)
  })

  it('keeps to the stated rates', () => {
    const made = [...simulateFactory({ count: COUNT, seed: 1, placeholderRate: 0.25, noTpmRate: 0.4, vmRate: 0.5 })]
    const near = (actual: number, wanted: number) => assert.ok(Math.abs(actual - wanted) < 0.04, `${actual} ${wanted}`)
    near(
      share(device => device.fields.TPMEkPub === undefined, made),
      0.4,
    )
    near(
      share(device => device.kind === 'vm', made),
      0.5,
    )
    const slip =
      /^(0|Default string|To be filled by O\.E\.M\.|System (Serial Number|manufacturer)|0{8}-.*|f{8}-.*|03000200-.*)$/
    const slipped = ({ fields }: (typeof made)[number]) =>
      [fields.SmbiosSystemSerialNumber, fields.SmbiosUuid, fields.SmbiosSystemManufacturer].some(text =>
        slip.test(text),
      )
    near(share(slipped, made), 0.25)
    assert.equal(share(slipped), 0)
  })

  it('every device makes a hash that says what its fields say', () => {
    for (const device of simulateFactory({ count: 300, seed: 9, placeholderRate: 0.3, noTpmRate: 0.3 })) {
      const decoded = decodeHardwareHash(hashOf(device))
      const { fields } = device
      assert.equal(hashTextOf(device).length, 4000)
      for (const name of ['SmbiosUuid', 'SmbiosSystemSerialNumber', 'SmbiosSkuNumber', 'ProductKeyID'] as const) {
        assert.equal(decoded[name], fields[name])
      }
      assert.deepEqual(decoded.NetworkAdapters, fields.NetworkAdapters)
      assert.deepEqual(decoded.Disks, fields.Disks)
      assert.equal(decoded.TPMEkPub, fields.TPMEkPub && Buffer.from(fields.TPMEkPub as Uint8Array).toString('hex'))
    }
  })

  it('its hash is the one the builder makes', () => {
    const at = new Date('2026-06-01T12:00:00Z')
    for (const device of simulateFactory({ count: 500, seed: 4, placeholderRate: 0.3, noTpmRate: 0.3, vmRate: 0.3 })) {
      for (const other of [
        device,
        recapture(device, { at, osBuild: '10.0.26100.1' }),
        withNewBoard(withNewDisk(device)),
      ]) {
        assert.deepEqual(hashOf(other), buildHardwareHash(other.fields))
      }
    }
  })

  it('its hash is the one the builder makes even of values the simulator would not give', () => {
    const device = simulateDevice({ seed: 4, noTpmRate: 0, vmRate: 0 }, 1)
    const key = Buffer.from(device.fields.TPMEkPub as Uint8Array).toString('hex')
    for (const change of [
      { SmbiosSystemSerialNumber: 'Zürich' },
      { TPMEkPub: key },
      { DiskSSNKernel: 'other' },
      { Disks: [] },
    ]) {
      const fields = { ...device.fields, ...change }
      assert.deepEqual(hashOf({ ...device, fields }), buildHardwareHash(fields))
    }
    const wrong = { ...device, fields: { ...device.fields, SmbiosUuid: 'none' } }
    assert.throws(() => hashOf(wrong), { name: 'HardwareHashError' })
  })

  it('refuses what cannot be', () => {
    assert.throws(() => simulateFactory({ count: -1, seed: 1 }), /count must be a whole number, not -1/)
    assert.throws(() => simulateFactory({ count: 1, seed: 1, vmRate: 2 }), /vmRate must be a share/)
    assert.throws(() => simulateFactory({ count: 1, seed: 1, maker: 'Nobody' }).at(0), /there are Northwind, Contoso/)
    assert.throws(() => simulateFactory({ count: 1, seed: 1 }).at(1), RangeError)
  })
})

describe('what happens to a device later', () => {
  const device = simulateDevice({ seed: 'later', maker: 'Contoso Ltd.', noTpmRate: 0 }, 3)
  /** The names of the properties that differ. */
  const changed = (other: typeof device) => {
    const before = decodeHardwareHash(hashOf(device)) as object as Record<string, unknown>
    const after = decodeHardwareHash(hashOf(other)) as object as Record<string, unknown>
    const names = Object.keys(before).filter(name => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    return names.filter(name => !['records', 'checksum', 'length', 'OsLocalTime'].includes(name)).sort()
  }

  it('captured again, only time and Windows differ', () => {
    const at = new Date('2026-06-01T12:00:00Z')
    assert.deepEqual(changed(recapture(device, { at })), ['OsSystemTime'])
    assert.deepEqual(changed(recapture(device, { at, osBuild: '10.0.26100.1' })), ['OsBuild', 'OsSystemTime'])
    assert.notDeepEqual(hashOf(recapture(device, { at })), hashOf(device))
  })

  it('each repair changes its part, another time to something else, and is repeatable', () => {
    const board = withNewBoard(device)
    assert.deepEqual(changed(board), ['NetworkAdapters', 'OfflineDeviceId', 'TPMEkPub'])
    assert.deepEqual(board, withNewBoard(device))
    assert.notDeepEqual(withNewBoard(board).fields.TPMEkPub, board.fields.TPMEkPub)
    assert.deepEqual(changed(withNewDisk(device)), ['DiskSSNKernel', 'Disks'])
    assert.deepEqual(changed(withNewNic(device)), ['NetworkAdapters'])
    const [first] = withNewNic(device).fields.NetworkAdapters ?? []
    assert.match(first?.MacAddress ?? '', /^00-00-5E-[A-F]/)
  })
})
