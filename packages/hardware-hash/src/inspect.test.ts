import assert from 'node:assert/strict'
import { test } from 'node:test'
import { record, seal } from '../testing/seal.ts'
import { vector, vectors } from '../testing/vectors.ts'
import { decodeHardwareHash, encodeHardwareHash, type HashRecord, inspectHardwareHash } from './index.ts'

const base = vector('hp-elitebook')

/** Codes and fields found after a change to the records of a faultless vector. */
function foundAfter(change: (records: HashRecord[]) => HashRecord[]): string[] {
  const hash = decodeHardwareHash(base.text)
  const { findings } = inspectHardwareHash(encodeHardwareHash({ records: change(hash.records) }))
  return findings.map(({ severity, code, field }) => `${severity} ${code} ${field}`)
}

function set(type: number, values: object): (records: HashRecord[]) => HashRecord[] {
  return records => records.map(each => (each.type === type ? ({ ...each, ...values } as HashRecord) : each))
}

const without = (type: number) => (records: HashRecord[]) => records.filter(each => each.type !== type)

test('the critical fields that the vectors lack', () => {
  const lacking: Record<string, string[]> = {
    qemu: ['EkPubHash', 'ProductKeyId', 'SmbiosSystemFamily', 'SmbiosSystemSerialNumber', 'TpmVersion'],
    vmware: ['DiskSerialNumber', 'MacAddress', 'ProductKeyId'],
  }
  for (const { name, text } of vectors) {
    const { critical, verdict } = inspectHardwareHash(text)
    const missing = Object.entries(critical).filter(([, value]) => value !== 'present')
    const expected = lacking[name.split('-')[0]!] ?? []
    assert.deepEqual(
      missing.sort(),
      expected.map(field => [field, 'missing']),
      name,
    )
    assert.equal(verdict, expected.length === 0 ? 'good' : 'poor')
    assert.equal(Object.keys(critical).length, 10)
  }
})

test('what makes a hash unusable though it can be read', () => {
  for (const [type, field] of [
    [12, 'SmbiosUuid'],
    [14, 'SmbiosSystemSerialNumber'],
    [16, 'SmbiosSystemManufacturer'],
    [17, 'SmbiosSystemProductName'],
  ] as const) {
    assert.deepEqual(foundAfter(without(type)), [`reject required-missing ${field}`])
  }
})

test('warnings', () => {
  const cases: [string, (records: HashRecord[]) => HashRecord[]][] = [
    ['warn field-placeholder SmbiosSystemSerialNumber', set(14, { SmbiosSystemSerialNumber: 'System Serial Number' })],
    ['warn field-missing SmbiosSystemSerialNumber', set(14, { SmbiosSystemSerialNumber: ' ' })],
    [
      'warn field-placeholder SmbiosSystemManufacturer',
      set(16, { SmbiosSystemManufacturer: 'To be filled by O.E.M.' }),
    ],
    ['warn field-placeholder SmbiosUuid', set(12, { SmbiosUuid: 'ffffffff-ffff-ffff-ffff-ffffffffffff' })],
    ['warn field-missing MacAddress', without(8)],
    ['warn field-placeholder MacAddress', set(8, { MacAddress: '02-00-5E-00-53-01' })],
    ['warn field-missing DiskSerialNumber', set(7, { DiskSerialNumber: '|Virtual Disk    |Msft    ' })],
    ['warn field-missing TpmVersion', without(13)],
    ['warn field-missing EkPubHash', without(25)],
    ['warn ek-form TPM EkPub', set(25, { TPMEkPub: '00'.repeat(255) })],
    ['warn ek-form TPM EkPub', set(25, { TPMEkPub: `7f${'01'.repeat(255)}` })],
    ['warn ek-form TPM EkPub', set(25, { TPMEkPub: `ff${'02'.repeat(255)}` })],
    ['warn offline-id-mismatch OfflineDeviceId', set(11, { OfflineDeviceId: '00'.repeat(32) })],
    ['warn not-full-os OSType', set(1, { OSType: 'WinPE' })],
    [
      'warn record-malformed record 8',
      records => [...records.slice(0, 8), { type: 8, raw: '00' }, ...records.slice(8)],
    ],
    ['warn record-malformed record 22', set(22, { fieldSize: 20 })],
    ['warn record-repeated record 14', records => records.flatMap(each => (each.type === 14 ? [each, each] : [each]))],
  ]
  for (const [expected, change] of cases)
    assert.ok(foundAfter(change).includes(expected), `${expected}: ${foundAfter(change)}`)
})

test('notes', () => {
  const cases: [string, (records: HashRecord[]) => HashRecord[]][] = [
    ['note record-unknown record 99', records => [...records, { type: 99, raw: '00' }]],
    ['note record-order HardwareHash', records => records.toReversed()],
    ['note utc-offset OsLocalTime', set(1, { OsUtcOffsetMinutes: 1800 })],
    ['note capture-time OsSystemTime', set(1, { OsSystemTime: '2015-12-31T00:00:00Z' })],
    ['note capture-time OsSystemTime', set(1, { OsSystemTime: '2130-01-01T00:00:00Z' })],
    ['note product-key-id ProductKeyID', set(24, { ProductKeyID: '33050000X0004' })],
    ['note processor-classes ProcessorCores', set(2, { ProcessorCores: 11 })],
  ]
  for (const [expected, change] of cases) assert.deepEqual(foundAfter(change), [expected])
  const tail = new Uint8Array(base.bytes)
  tail[2999] = 1
  assert.deepEqual(
    inspectHardwareHash(tail).findings.map(({ code }) => code),
    ['tail'],
  )
  assert.deepEqual(
    inspectHardwareHash(base.bytes.subarray(0, 2000)).findings.map(({ code }) => code),
    ['size'],
  )
})

test('every finding says what to do, and a reject comes first', () => {
  const { findings, summary } = inspectHardwareHash(seal(record(99, new Uint8Array(0))))
  assert.equal(findings[0]?.severity, 'reject')
  assert.match(summary, /^Not usable: /)
  for (const { message, remedy } of findings) assert.ok(message.length > 10 && remedy.length > 10)
  const { critical } = inspectHardwareHash('nothing')
  assert.ok(Object.values(critical).every(value => value === 'missing'))
})
