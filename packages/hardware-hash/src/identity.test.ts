import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { device, oddHash } from '../testing/arbitraries.ts'
import { vector, vectors } from '../testing/vectors.ts'
import { buildHardwareHash, decodeHardwareHash, diskSerial, type HashIdentity, readIdentity } from './index.ts'

/** The identity as the decoded model has it. */
function identityOf(bytes: Uint8Array): HashIdentity {
  const hash = decodeHardwareHash(bytes)
  const keys = hash.records.flatMap(record => ('TPMEkPub' in record ? [record.TPMEkPub] : []))
  const key = keys.find(hex => hex.length === 512)
  const kernel = hash.DiskSSNKernel
  return {
    length: hash.length,
    ekDigest: key && createHash('sha256').update(Buffer.from(key, 'hex')).digest('hex'),
    offlineDeviceId: hash.OfflineDeviceId,
    offlineDeviceIdMethod: hash.OfflineDeviceIdType as string | undefined,
    smbiosUuid: hash.SmbiosUuid,
    serial: hash.SmbiosSystemSerialNumber,
    manufacturer: hash.SmbiosSystemManufacturer,
    model: hash.SmbiosSystemProductName,
    productKeyId: hash.ProductKeyID,
    osType: hash.OSType as string | undefined,
    macs: hash.NetworkAdapters.map(({ MacAddress, PhysicalMedium, BusEnumerator = '' }) => {
      return { mac: MacAddress.replaceAll('-', '').toLowerCase(), medium: String(PhysicalMedium), bus: BusEnumerator }
    }),
    diskSerials: hash.records
      .flatMap(record => (record.type === 7 && 'DiskSerialNumber' in record ? [record.DiskSerialNumber] : []))
      .map(text => diskSerial(text.split('\0')[0]!.toWellFormed()))
      .filter(serial => serial !== ''),
    systemDiskSerial: kernel === undefined ? undefined : diskSerial(kernel),
  }
}

test('agrees with decode on the vectors, on built devices and on anything well formed', () => {
  for (const { bytes } of vectors) assert.deepEqual(readIdentity(bytes), identityOf(bytes))
  fc.assert(
    fc.property(device, fields => {
      const bytes = buildHardwareHash(fields)
      assert.deepEqual(readIdentity(bytes), identityOf(bytes))
    }),
  )
  fc.assert(
    fc.property(oddHash, bytes => assert.deepEqual(readIdentity(bytes), identityOf(bytes))),
    { numRuns: 1500 },
  )
})

test('reads what a registry needs', () => {
  const { bytes } = vector('hp-elitebook')
  const identity = readIdentity(bytes)
  assert.equal(identity.ekDigest, identity.offlineDeviceId)
  assert.deepEqual(identity.macs[0], { mac: '00005e005340', medium: 'Bluetooth', bus: 'BTH' })
  assert.deepEqual(identity.diskSerials, ['95E2_CDC9_C4FF_2B43_32E8_2636_6AF1_EDE1.'])
  assert.deepEqual(readIdentity(bytes.subarray(0, identity.length + 36)), identity)
})
