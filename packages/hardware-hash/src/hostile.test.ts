import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { oddHash } from '../testing/arbitraries.ts'
import { record, reseal, seal } from '../testing/seal.ts'
import { vectors } from '../testing/vectors.ts'
import {
  base64ToBytes,
  buildHardwareHash,
  decodeHardwareHash,
  encodeHardwareHash,
  HardwareHashError,
  inspectHardwareHash,
  readIdentity,
  readReportXml,
  toHardwareReportXml,
} from './index.ts'

/** What all three readers say of the bytes: the same code from each, or `fine`. */
function codeOf(bytes: Uint8Array): string {
  const [decoded, identified] = [decodeHardwareHash, readIdentity].map(read => {
    try {
      read(bytes)
      return 'fine'
    } catch (error) {
      assert.ok(error instanceof HardwareHashError, String(error))
      return error.code
    }
  })
  assert.equal(identified, decoded)
  const inspection = inspectHardwareHash(bytes)
  if (decoded === 'fine') assert.ok(inspection.hash)
  else assert.deepEqual([inspection.verdict, inspection.findings[0]?.code], ['rejected', decoded])
  return decoded!
}

test('every corruption of one covered byte is reported', () => {
  for (const { bytes, expected } of vectors) {
    for (let at = 0; at < expected.totalLength + 36; at++) {
      const damaged = bytes.slice()
      damaged[at] = damaged[at]! ^ (1 << (at % 8))
      assert.notEqual(codeOf(damaged), 'fine', `byte ${at}`)
    }
  }
})

test('a declared length off by one, or impossible, is reported', () => {
  for (const { bytes, expected } of vectors) {
    for (const length of [expected.totalLength - 1, expected.totalLength + 1]) {
      const off = bytes.slice()
      off.set([length & 255, length >> 8], 2)
      assert.equal(codeOf(off), 'trailer')
      assert.equal(codeOf(reseal(off)), 'record-length')
    }
    for (const length of [0, 3, 2965, 0xffff]) {
      const off = bytes.slice()
      off.set([length & 255, length >> 8], 2)
      assert.equal(codeOf(off), 'length')
    }
  }
})

test('record lengths 0, 3 and 0xFFFF are reported, and a fixed record of another size', () => {
  const { bytes } = vectors[0]!
  for (const length of [0, 3, 0xffff]) {
    const off = bytes.slice()
    off.set([length & 255, length >> 8], 6)
    assert.equal(codeOf(reseal(off)), 'record-length')
  }
  for (const type of [1, 2, 5, 6, 9, 10, 12, 27, 29])
    assert.equal(codeOf(seal(record(type, new Uint8Array(3)))), 'record-size')
  assert.equal(codeOf(seal(Uint8Array.of(3, 0, 4))), 'record-length')
})

test('a changed trailer and magic are reported', () => {
  const { bytes, expected } = vectors[0]!
  for (const at of [0, 1, 2, 3]) {
    const tagged = bytes.slice()
    tagged[expected.totalLength + at] = 0x7f
    assert.equal(codeOf(tagged), 'trailer')
  }
  assert.equal(codeOf(Uint8Array.from([0x4f, 0x42, ...bytes.subarray(2)])), 'magic')
  assert.equal(codeOf(new Uint8Array(131073)), 'too-long')
})

test('cut off at every offset: refused up to the checksum, fine behind it', () => {
  for (const { bytes, expected } of vectors) {
    for (let size = 0; size < 1400; size++) {
      const whole = size >= expected.totalLength + 36
      assert.equal(codeOf(bytes.subarray(0, size)) === 'fine', whole, `${size}`)
    }
  }
})

test('an altered key with a new checksum reads, and is found out', () => {
  for (const { bytes, expected } of vectors) {
    const ek = expected.records.find(({ type }) => type === 25)
    if (!ek) continue
    const at = Buffer.from(bytes).indexOf(Buffer.from((ek.value as { hex: string }).hex, 'hex'))
    const altered = bytes.slice()
    altered[at + 100] = altered[at + 100]! ^ 1
    const { verdict, findings } = inspectHardwareHash(reseal(altered))
    assert.equal(verdict, 'poor')
    assert.ok(findings.some(({ code, severity }) => code === 'offline-id-mismatch' && severity === 'warn'))
  }
})

test('no input makes anything but a HardwareHashError', () => {
  const mutated = fc
    .tuple(fc.constantFrom(...vectors), fc.array(fc.tuple(fc.nat(1400), fc.nat(255)), { maxLength: 6 }), fc.boolean())
    .map(([{ bytes }, changes, sealed]) => {
      const copy = bytes.slice()
      for (const [at, value] of changes) copy[at] = value
      return sealed && (copy[2]! | (copy[3]! << 8)) <= 2964 ? reseal(copy) : copy
    })
  const noise = fc.oneof(fc.uint8Array({ maxLength: 200 }), mutated, oddHash)
  fc.assert(
    fc.property(noise, bytes => void codeOf(bytes)),
    { numRuns: 2000 },
  )
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.base64String(), fc.json()), text => {
      assert.equal(inspectHardwareHash(text).verdict, 'rejected')
    }),
  )
  for (const odd of [null, undefined, 5, {}, [], new Float64Array(9)]) {
    assert.equal(inspectHardwareHash(odd as never).findings[0]?.code, 'not-base64')
  }
})

test('huge input is refused in linear time', () => {
  const start = performance.now()
  for (const text of [
    'A'.repeat(5e6),
    '='.repeat(5e6),
    ' '.repeat(5e6),
    'T0HbAw '.repeat(7e5),
    `T0HbA${'\n'.repeat(5e6)}`,
  ]) {
    assert.equal(inspectHardwareHash(text).verdict, 'rejected')
  }
  assert.ok(performance.now() - start < 5000)
})

test('no model, no fields and no report of any kind make anything but a HardwareHashError', () => {
  const names = [
    'records',
    'type',
    'raw',
    'tail',
    'totalLength',
    'TPMEkPub',
    'SmbiosUuid',
    'Disks',
    'OsSystemTime',
    'MacAddress',
    'fieldSize',
  ]
  const thing = fc.anything({
    key: fc.constantFrom(...names),
    withBigInt: true,
    withNullPrototype: true,
    withTypedArray: true,
    withDate: true,
  })
  const known = decodeHardwareHash(vectors[0]!.text).records
  const spoiled = fc.tuple(fc.constantFrom(...known), fc.nat(9), thing).map(([whole, index, value]) => {
    const keys = Object.keys(whole)
    return { records: [{ ...whole, [keys[index % keys.length]!]: value }] }
  })
  const device = {
    SmbiosUuid: '',
    SmbiosSystemSerialNumber: '',
    SmbiosSystemManufacturer: '',
    SmbiosSystemProductName: '',
  }
  const fields = fc
    .tuple(fc.constantFrom(...Object.keys(decodeHardwareHash(vectors[0]!.text))), thing)
    .map(([name, value]) => ({ ...device, [name]: value }))
  const calls = [
    encodeHardwareHash,
    toHardwareReportXml,
    buildHardwareHash,
    readIdentity,
    decodeHardwareHash,
    base64ToBytes,
    readReportXml,
  ]
  fc.assert(
    fc.property(fc.oneof(thing, spoiled, fields, fc.constant({ ...device, SmbiosUuid: Symbol('x') })), value => {
      for (const call of calls) {
        try {
          call(value as never)
        } catch (error) {
          assert.ok(error instanceof HardwareHashError, `${call.name}: ${(error as Error).stack}`)
        }
      }
    }),
    { numRuns: 3000 },
  )
})
