import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { device, oddHash } from '../testing/arbitraries.ts'
import { record, reseal, seal } from '../testing/seal.ts'
import { type ExpectedHash, vector, vectors } from '../testing/vectors.ts'
import {
  architectures,
  codeText,
  errorCorrections,
  osTypes,
  physicalMedia,
  storageBuses,
  videoOutputs,
} from './codes.ts'
import {
  buildHardwareHash,
  decodeHardwareHash,
  encodeHardwareHash,
  type HashRecord,
  hardwareHashToBase64,
} from './index.ts'

type Values = Record<string, never>
const hexCode = (code: number) => `0x${code.toString(16).toUpperCase().padStart(2, '0')}`
const roles = ['Unspecified', 'Desktop', 'Mobile']

/** What a record of expected.json looks like in the model; written apart from the codecs. */
const expectedRecord: Record<number, (value: never) => object> = {
  1: (v: Values) => ({
    ToolBuild: v['tool'],
    OsBuild: v['os'],
    OsSystemTime: String(v['utc']).replace('.000Z', 'Z'),
    OsUtcOffsetMinutes: 15 * v['tz15']!,
    OSType: codeText(osTypes, v['osType']!),
    OsCpuArchitecture: codeText(architectures, v['arch']!),
    ToolVersion: v['toolVersion'],
  }),
  2: (v: Values) => ({
    ProcessorArchitecture: codeText(architectures, v['arch']!),
    ProcessorPackages: v['pkg'],
    ProcessorCores: v['cores'],
    ProcessorThreads: v['threads'],
    ProcessorHyperThreading: v['ht'] === 1,
  }),
  34: (v: Values[]) => ({
    ProcessorClasses: v.map(each => ({ EfficiencyClass: each['cls'], Cores: each['cores'], Threads: each['threads'] })),
  }),
  5: (v: Values) => ({
    TotalPhysicalRAM: v['gib'],
    SmbiosRamMaximumCapacity: v['max'],
    SmbiosRamSlots: v['slots'],
    SmbiosRamArrayCount: v['arrays'],
    SmbiosRamErrorCorrection: codeText(errorCorrections, v['ecc']!),
  }),
  4: (v: Values) => ({ ProcessorModel: v['s'], ...(v['len'] === 48 && { fieldSize: 48 }) }),
  6: (v: Values) => ({
    DiskCapacity: v['gb'],
    StorageBusType: codeText(storageBuses, v['bus']!),
    IncursSeekPenalty: v['seek'],
    TrimEnabled: v['trim'],
  }),
  8: (v: Values) => ({
    PhysicalMedium: codeText(physicalMedia, v['medium']!),
    MacAddress: String(v['mac']).toUpperCase().match(/../g)!.join('-'),
    BusEnumerator: String(v['bus']).replace('\0', ''),
  }),
  9: (v: Values) => ({
    DisplaySizePhysicalH: v['hmm'],
    DisplaySizePhysicalY: v['vmm'],
    DisplayResolutionHorizontal: v['hres'],
    DisplayResolutionVertical: v['vres'],
    VideoOutputTechnology: codeText(videoOutputs, v['tech']!),
  }),
  27: (v: Values) => ({ EdidImageSizeH: v['h'], EdidImageSizeV: v['v'] }),
  10: (v: Values) => ({
    ChassisType: hexCode(v['chassis']!),
    PowerPlatformRole: roles[v['role']!],
    OpticalDiskDriveType: v['optical'],
    DigitizerSupportID: hexCode(v['digitizer']!),
    MaximumTouches: v['touches'],
  }),
  25: (v: Values) => ({ TPMEkPub: v['hex'] }),
  11: (v: Values) => ({
    OfflineDeviceIdStatus: v['status'],
    OfflineDeviceIdType: v['method'] === 1 ? 'TPM_EK' : 'UEFI_VARIABLE_RANDOMSEED',
    OfflineDeviceIdFlag: v['flag'],
    OfflineDeviceId: v['id'],
  }),
  12: (v: string) => ({ SmbiosUuid: v }),
  29: (v: Values) => ({
    DedicatedVideoMemory: v['vram'],
    DedicatedSystemMemory: v['sys'],
    RemovalPolicy: v['removal'],
    InLocalMachineContainer: v['internal'],
  }),
  30: (v: string) => ({ VideoAdapter: v }),
  35: (v: Values) => ({ raw: v['hex'] }),
  37: (v: Values) => ({ LicensingCounts: v['counts'], LicensingHashes: v['hashes'] }),
}

function modelOf({ type, value }: ExpectedHash['records'][number], actual: HashRecord): object {
  const write = expectedRecord[type]
  if (write) return { type, ...write(value as never) }
  // The text records: the property's name comes from the model, its value from the file.
  const [name] = Object.keys(actual).filter(key => key !== 'type')
  return { type, [name!]: value }
}

test('every vector decodes to every value expected of it', () => {
  assert.equal(vectors.length, 6)
  for (const { text, bytes, expected } of vectors) {
    const hash = decodeHardwareHash(text)
    assert.equal(hash.length, expected.totalLength)
    assert.equal(hash.totalLength, 3000)
    assert.deepEqual(
      hash.records,
      expected.records.map((each, index) => modelOf(each, hash.records[index]!)),
    )
    assert.deepEqual(decodeHardwareHash(bytes), hash)
  }
})

test('every vector encodes to the identical bytes, through JSON as well', () => {
  for (const { text, bytes } of vectors) {
    const hash = decodeHardwareHash(text)
    assert.deepEqual(encodeHardwareHash(hash), bytes)
    assert.deepEqual(encodeHardwareHash(JSON.parse(JSON.stringify(hash))), bytes)
    assert.equal(hardwareHashToBase64({ records: hash.records }), text)
  }
})

test('decoding and encoding are inverse for any well-formed hash, through JSON as well', () => {
  fc.assert(
    fc.property(oddHash, bytes => {
      const hash = decodeHardwareHash(bytes)
      assert.deepEqual(encodeHardwareHash(JSON.parse(JSON.stringify(hash))), bytes)
    }),
    { numRuns: 1500 },
  )
})

test('a built device decodes to its fields', () => {
  fc.assert(
    fc.property(device, fields => {
      const bytes = buildHardwareHash(fields)
      const hash = decodeHardwareHash(bytes)
      const { Disks = [], NetworkAdapters = [], VideoAdapters = [], SmbiosUuid, ...plain } = fields
      assert.partialDeepStrictEqual(hash, {
        ...plain,
        SmbiosUuid: SmbiosUuid.toLowerCase(),
        Disks,
        NetworkAdapters,
        VideoAdapters,
      })
      assert.deepEqual(encodeHardwareHash(hash), bytes)
    }),
  )
})

test('a time, an offset and text ends are understood', () => {
  const lenovo = decodeHardwareHash(vector('lenovo-t14s').text)
  assert.equal(lenovo.OsLocalTime, '2026-04-07T10:33:18+01:00')
  assert.equal(decodeHardwareHash(vector('lenovo-p14s').text).OsLocalTime, '2025-12-01T09:57:34-08:00')
  assert.equal(decodeHardwareHash(vector('hp-probook').text).OsLocalTime, undefined)
  const cut = decodeHardwareHash(seal(record(14, Buffer.from('AB\0CD\0'))))
  assert.equal(cut.SmbiosSystemSerialNumber, 'AB')
  assert.deepEqual(cut.records, [{ type: 14, SmbiosSystemSerialNumber: 'AB\0CD' }])
})

test('hashes of faulty public encoders decode', () => {
  const ekAsText = record(25, Buffer.from('a text instead of a key'))
  const nicWithoutBus = record(8, Uint8Array.from([14, 0, 0, 0, 0, 0, 0x5e, 0, 0x53, 1]))
  const hash = decodeHardwareHash(seal(Uint8Array.from([...nicWithoutBus, ...ekAsText])))
  assert.equal(hash.NetworkAdapters[0]?.MacAddress, '00-00-5E-00-53-01')
  assert.equal(Buffer.from(hash.TPMEkPub!, 'hex').toString(), 'a text instead of a key')
})

test('bytes behind the checksum and a short or long end are kept', () => {
  const { bytes } = vector('qemu')
  for (const size of [645 + 36, 700, 3000, 3500]) {
    const other = new Uint8Array(size)
    other.set(bytes.subarray(0, Math.min(size, 3000)))
    assert.deepEqual(encodeHardwareHash(decodeHardwareHash(other)), other)
    if (size > 690) other[690] = 7
    const hash = decodeHardwareHash(reseal(other))
    assert.deepEqual(encodeHardwareHash(hash), other)
    assert.equal(hash.tail === undefined, size <= 690)
  }
})
