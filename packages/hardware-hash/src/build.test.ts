import assert from 'node:assert/strict'
import { test } from 'node:test'
import { vector } from '../testing/vectors.ts'
import {
  buildHardwareHash,
  type DeviceFields,
  decodeHardwareHash,
  encodeHardwareHash,
  inspectHardwareHash,
} from './index.ts'

const plain: DeviceFields = {
  SmbiosUuid: '7d5c1f3e-8a41-4c0e-9b1f-00005e005301',
  SmbiosSystemSerialNumber: 'TEST000042',
  SmbiosSystemManufacturer: 'Example',
  SmbiosSystemProductName: 'Model 1',
}
const complete: DeviceFields = {
  ...plain,
  SmbiosSystemFamily: 'Examples',
  SmbiosBoardProduct: 'B1',
  ProductKeyID: '3305000000042',
  TPMEkPub: new Uint8Array(256).map((_, index) => (0xff - index) | 1),
  Disks: [{ DiskSerialNumber: 'D1|Disk|' }, { DiskSerialNumber: 'D2|Disk|', StorageBusType: 'SATA' }],
  NetworkAdapters: [{ MacAddress: '00-00-5E-00-53-42' }],
  VideoAdapters: [{}],
}

test('a complete device is good and has its records in the order of the tool', () => {
  const bytes = buildHardwareHash(complete)
  assert.equal(bytes.length, 3000)
  const { verdict, findings, hash } = inspectHardwareHash(bytes)
  assert.deepEqual([verdict, findings], ['good', []])
  const order = [
    1, 2, 5, 3, 4, 6, 6, 7, 7, 8, 9, 27, 10, 13, 25, 11, 12, 14, 15, 16, 17, 18, 19, 23, 20, 21, 22, 24, 28, 29, 30,
  ]
  assert.deepEqual(
    hash!.records.map(({ type }) => type),
    order,
  )
  assert.equal(hash!.DiskSSNKernel, 'D1|Disk|')
  assert.deepEqual(buildHardwareHash(complete), bytes)
})

test('without a TPM the key is left out and the id comes from elsewhere', () => {
  const hash = decodeHardwareHash(buildHardwareHash(plain))
  assert.deepEqual(
    [hash.TPMVersion, hash.TPMEkPub, hash.OfflineDeviceIdType],
    [undefined, undefined, 'UEFI_VARIABLE_RANDOMSEED'],
  )
  assert.match(hash.OfflineDeviceId!, /^[0-9a-f]{64}$/)
})

test('a decoded hash can be built anew', () => {
  const hash = decodeHardwareHash(vector('hp-elitebook').text)
  assert.deepEqual(decodeHardwareHash(buildHardwareHash(hash as DeviceFields)).records, hash.records)
})

test('what does not fit is refused by name', () => {
  const refused: [string, Partial<Record<keyof DeviceFields, unknown>>][] = [
    ['TPMEkPub', { TPMEkPub: new Uint8Array(255) }],
    ['TPMEkPub', { TPMEkPub: 'zz' }],
    ['SmbiosSystemSerialNumber', { SmbiosSystemSerialNumber: 'A\0B' }],
    ['SmbiosSystemSerialNumber', { SmbiosSystemSerialNumber: 5 }],
    ['SmbiosSystemFamily', { SmbiosSystemFamily: '\uD800' }],
    ['SmbiosUuid', { SmbiosUuid: 'no' }],
    ['MacAddress', { NetworkAdapters: [{ MacAddress: '00-00' }] }],
    ['DiskSerialNumber', { Disks: [{ DiskSerialNumber: 'A\0' }] }],
    ['ProcessorModel', { ProcessorModel: 'x'.repeat(49) }],
    ['OSType', { OSType: 'Linux' }],
    ['OSType', { OSType: '0x1FF' }],
    ['ToolBuild', { ToolBuild: '10.0.70000.1' }],
    ['OsSystemTime', { OsSystemTime: '1999-12-31T23:59:59Z' }],
    ['OsUtcOffsetMinutes', { OsUtcOffsetMinutes: 7 }],
    ['TotalPhysicalRAM', { TotalPhysicalRAM: -1 }],
    ['TotalPhysicalRAM', { TotalPhysicalRAM: '18446744073709551616' }],
    ['ProcessorCores', { ProcessorCores: 65536 }],
    ['ProcessorClasses', { ProcessorClasses: 'no' }],
    ['LicensingCounts', { LicensingCounts: [1] }],
    ['OfflineDeviceId', { OfflineDeviceId: 'abc' }],
  ]
  for (const [field, change] of refused) {
    assert.throws(() => buildHardwareHash({ ...plain, ...change } as DeviceFields), {
      name: 'HardwareHashError',
      code: 'value',
      field,
    })
  }
  const long = { ...plain, SmbiosSystemFamily: 'x'.repeat(2900) }
  assert.throws(() => buildHardwareHash(long), { name: 'HardwareHashError', code: 'overflow' })
})

test('a model that is none is refused', () => {
  for (const model of [null, 5, {}, { records: 'no' }, { records: [{ type: 35 }] }]) {
    assert.throws(() => encodeHardwareHash(model as never), { name: 'HardwareHashError', code: 'model' })
  }
  const faults = [
    null,
    {},
    { type: 99999 },
    { type: 1 },
    { type: 35, raw: 'x' },
    { type: 8, MacAddress: '00005e005301', PhysicalMedium: 0, BusEnumerator: 1 },
  ]
  for (const fault of faults) {
    assert.throws(() => encodeHardwareHash({ records: [fault] } as never), { name: 'HardwareHashError', code: 'value' })
  }
  assert.throws(() => encodeHardwareHash({ records: [{ type: 12, raw: '00' }] }), { code: 'record-size' })
  assert.throws(() => encodeHardwareHash({ records: [], totalLength: 1e12 }), { code: 'value', field: 'totalLength' })
  assert.throws(() => encodeHardwareHash({ records: [], totalLength: 20 }), { code: 'overflow' })
  assert.throws(() => encodeHardwareHash({ records: [], tail: '00'.repeat(3000) }), { code: 'overflow' })
})
