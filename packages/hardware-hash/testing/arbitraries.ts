import fc from 'fast-check'
import type { DeviceFields } from '../src/index.ts'
import { record, seal } from './seal.ts'

const fixed: Record<number, number> = { 1: 24, 2: 12, 5: 21, 6: 12, 9: 12, 10: 5, 12: 16, 27: 4, 29: 18 }

function payload(type: number): fc.Arbitrary<Uint8Array> {
  const size = fixed[type]
  return size === undefined ? fc.uint8Array({ maxLength: 60 }) : fc.uint8Array({ minLength: size, maxLength: size })
}

const nicTail = fc.oneof(
  fc.constant(new Uint8Array(0)),
  fc.uint8Array({ maxLength: 14 }),
  fc.constant(Uint8Array.from([8, 0, 0, 0, 80, 0, 67, 0, 73, 0, 0, 0])),
  fc.constant(Uint8Array.from([4, 0, 0, 0, 0xff, 0xd8, 0, 0])),
)

const oddRecord: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.integer({ min: 0, max: 40 }).chain(type => payload(type).map(bytes => record(type, bytes))),
  fc.integer({ min: 0, max: 0xffff }).chain(type => payload(type).map(bytes => record(type, bytes))),
  fc
    .tuple(fc.uint8Array({ minLength: 10, maxLength: 10 }), nicTail)
    .map(([head, tail]) => record(8, Uint8Array.from([...head, ...tail]))),
  fc.uint8Array({ minLength: 256, maxLength: 256 }).map(bytes => record(25, bytes)),
  fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .map(id => record(11, Uint8Array.from([0, 0, 0, 0, 1, 0, 32, 0, 0, 0, ...id]))),
  fc
    .tuple(
      fc.constantFrom(3, 4, 7, 14, 16, 17, 24, 28),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.integer({ min: 0, max: 3 }),
    )
    .map(([type, text, nuls]) => record(type, Uint8Array.from([...Buffer.from(text), ...new Uint8Array(nuls)]))),
)

/** Hashes that are well formed and otherwise as odd as they may be: any types, order, repeats, content, tail. */
export const oddHash: fc.Arbitrary<Uint8Array> = fc
  .tuple(fc.array(oddRecord, { maxLength: 20 }), fc.uint8Array({ maxLength: 40 }), fc.boolean())
  .map(([records, tail, short]) => {
    const joined = Uint8Array.from(records.flatMap(each => [...each]))
    const size = joined.length + 40 + tail.length
    const bytes = seal(joined, short ? size : Math.max(3000, size))
    bytes.set(tail, joined.length + 40)
    return bytes
  })

const text = fc.string({ unit: 'grapheme', maxLength: 24 }).filter(value => !value.includes('\0'))
const hex = (size: number) =>
  fc.uint8Array({ minLength: size, maxLength: size }).map(bytes => Buffer.from(bytes).toString('hex'))
const mac = hex(6).map(digits => digits.toUpperCase().match(/../g)!.join('-'))

/** Devices in plain fields. */
export const device: fc.Arbitrary<DeviceFields> = fc.record(
  {
    SmbiosUuid: fc.uuid(),
    SmbiosSystemSerialNumber: text,
    SmbiosSystemManufacturer: text,
    SmbiosSystemProductName: text,
    SmbiosSystemFamily: text,
    SmbiosBoardProduct: text,
    ProductKeyID: fc.stringMatching(/^[0-9]{13}$/),
    TPMEkPub: hex(256),
    TotalPhysicalRAM: fc.nat(),
    OsUtcOffsetMinutes: fc.integer({ min: -56, max: 56 }).map(quarters => 15 * quarters),
    OSType: fc.constantFrom('FullOS', 'WinPE'),
    OsCpuArchitecture: fc.constantFrom('x64', 'ARM64'),
    ProcessorModel: fc.string({ maxLength: 40 }),
    ProcessorClasses: fc.array(
      fc.record({ EfficiencyClass: fc.nat(255), Cores: fc.nat(65535), Threads: fc.nat(65535) }),
      { maxLength: 3 },
    ),
    Disks: fc.array(fc.record({ DiskSerialNumber: text.map(serial => `${serial}|disk|maker`) }), { maxLength: 3 }),
    NetworkAdapters: fc.array(fc.record({ MacAddress: mac, BusEnumerator: fc.constantFrom('PCI', 'USB', 'BTH') }), {
      maxLength: 4,
    }),
    VideoAdapters: fc.array(fc.record({ VideoAdapter: text }), { maxLength: 2 }),
  },
  { requiredKeys: ['SmbiosUuid', 'SmbiosSystemSerialNumber', 'SmbiosSystemManufacturer', 'SmbiosSystemProductName'] },
) as fc.Arbitrary<DeviceFields>
