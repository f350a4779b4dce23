import {
  type CriticalField,
  type CriticalVerdict,
  diskSerial,
  encodeHardwareHash,
  type HardwareHash,
  isMissingText,
  readIdentity,
} from '@hailport/hardware-hash'
import { printable, shortened, styled } from '../terminal.ts'

/** What a person wants to know of a device, in rows of name and value. */
export function deviceRows(hash: HardwareHash): string[][] {
  const { Disks, NetworkAdapters, OSType, OsBuild, ToolVersion } = hash
  const named: [string, string | undefined][] = [
    ['Maker', hash.SmbiosSystemManufacturer],
    ['Model', hash.SmbiosSystemProductName],
    ['Serial number', hash.SmbiosSystemSerialNumber],
    ['UUID', hash.SmbiosUuid],
    ['Product key id', hash.ProductKeyID],
    ['TPM', hash.TPMVersion?.trim()],
    ['Endorsement key', endorsementKey(hash)],
    ...each(
      'Network',
      NetworkAdapters.map(
        nic => `${nic.MacAddress}  ${[nic.PhysicalMedium, nic.BusEnumerator].filter(Boolean).join(', ')}`,
      ),
    ),
    ...each(
      'Disk',
      Disks.map(
        disk =>
          `${diskSerial(disk.DiskSerialNumber ?? '') || '(no serial number)'}  ${disk.DiskCapacity ?? '?'} GB, ${disk.StorageBusType ?? '?'}`,
      ),
    ),
    [
      'Processor',
      `${(hash.ProcessorModel ?? '').trim()} (${hash.ProcessorCores} cores), ${hash.TotalPhysicalRAM} GiB memory`,
    ],
    [
      'Captured',
      `${hash.OsSystemTime} in ${OSType}, Windows ${OsBuild} ${hash.OsCpuArchitecture}, format ${ToolVersion}`,
    ],
  ]
  return named.map(([name, value]) => [name, value && !isMissingText(value) ? printable(value) : styled('dim', 'none')])
}

function each(name: string, values: readonly string[]): [string, string | undefined][] {
  return values.length === 0 ? [[name, undefined]] : values.map((value, at) => [at === 0 ? name : '', value])
}

function endorsementKey(hash: HardwareHash): string | undefined {
  const digest = hash.TPMEkPub === undefined ? undefined : readIdentity(encodeHardwareHash(hash)).ekDigest
  return digest && `SHA-256 ${digest}`
}

const verdictStyles = { present: 'green', missing: 'red', placeholder: 'yellow' } as const

/** The ten critical fields in rows of name, verdict and value. */
export function criticalRows(hash: HardwareHash, verdicts: Record<CriticalField, CriticalVerdict>): string[][] {
  const values: Record<CriticalField, string | undefined> = {
    SmbiosSystemManufacturer: hash.SmbiosSystemManufacturer,
    SmbiosSystemProductName: hash.SmbiosSystemProductName,
    SmbiosSystemSerialNumber: hash.SmbiosSystemSerialNumber,
    SmbiosSystemFamily: hash.SmbiosSystemFamily,
    SmbiosUuid: hash.SmbiosUuid,
    ProductKeyId: hash.ProductKeyID,
    TpmVersion: hash.TPMVersion,
    EkPubHash: endorsementKey(hash),
    MacAddress: hash.NetworkAdapters.map(adapter => adapter.MacAddress).join(' '),
    DiskSerialNumber: hash.Disks.map(disk => diskSerial(disk.DiskSerialNumber ?? '')).join(' '),
  }
  return (Object.entries(values) as [CriticalField, string | undefined][]).map(([field, value]) => [
    field,
    styled(verdictStyles[verdicts[field]], verdicts[field]),
    styled('dim', shortened(printable(value ?? ''), 60)),
  ])
}
