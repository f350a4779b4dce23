import { decodeHardwareHash } from './decode.ts'
import { encodeHardwareHash } from './encode.ts'
import type { Disk, HashContents, HashProperties } from './model.ts'
import { withOffset } from './properties.ts'
import { escapeAttribute } from './xml-text.ts'

/** The first properties `OA3Tool /DecodeHwHash` prints, in its order; its HardwareInventoryVersion is in no known record. */
const firstNames = [
  'ToolVersion',
  'ToolBuild',
  'OSType',
  'OsCpuArchitecture',
  'OsBuild',
  'OsSystemTime',
  'OsLocalTime',
  'ProcessorModel',
  'ProcessorPackages',
  'ProcessorThreads',
  'ProcessorCores',
  'ProcessorHyperThreading',
  'SmbiosRamArrayCount',
  'SmbiosRamSlots',
  'SmbiosRamErrorCorrection',
  'SmbiosRamMaximumCapacity',
  'TotalPhysicalRAM',
  'SmbiosFirmwareVendor',
  'SmbiosSystemManufacturer',
  'SmbiosSystemProductName',
  'SmbiosSystemSerialNumber',
  'SmbiosUuid',
] as const

/** Names that its readers know; their order in the tool's output is not public. */
const furtherNames = [
  'SmbiosSystemFamily',
  'SmbiosSkuNumber',
  'SmbiosSystemVersion',
  'SmbiosBoardManufacturer',
  'SmbiosBoardProduct',
  'SmbiosBoardVersion',
  'ProcessorManufacturer',
  'ChassisType',
  'PowerPlatformRole',
  'OpticalDiskDriveType',
  'DigitizerSupportID',
  'DisplayResolutionHorizontal',
  'DisplayResolutionVertical',
  'DisplaySizePhysicalH',
  'DisplaySizePhysicalY',
] as const

const lastNames = ['OfflineDeviceId', 'OfflineDeviceIdType', 'ProductKeyID', 'ProductKeyPkPn', 'DiskSSNKernel'] as const

type Row = [name: string, value: string | number | boolean | undefined]

/**
 * A hash as the XML that `OA3Tool /DecodeHwHash` prints: `<HardwareReport><HardwareInventory><p n="NAME" v="VALUE" />...`.
 * Property names and the order of the first 22 follow the tool; a value the hash lacks is left out.
 *
 * @throws {HardwareHashError} as `encodeHardwareHash`, for a model that does not encode.
 */
export function toHardwareReportXml(hash: HashContents): string {
  // Through the bytes, so that a model by hand is checked and a changed record counts.
  const device: HashProperties = decodeHardwareHash(encodeHardwareHash(hash))
  const { OsSystemTime, OsUtcOffsetMinutes = 0 } = device
  // The tool prints the offset of +30:00 that old captures have, and so does this.
  if (OsSystemTime !== undefined) device.OsLocalTime = withOffset(OsSystemTime, OsUtcOffsetMinutes)
  const rows: Row[] = [
    ...named(device, firstNames),
    ...named(device, furtherNames),
    ...device.Disks.flatMap(diskRows),
    ...device.NetworkAdapters.flatMap((adapter): Row[] => [
      ['MacAddress', adapter.MacAddress],
      ['PhysicalMedium', adapter.PhysicalMedium],
    ]),
    ...device.VideoAdapters.flatMap((video, index): Row[] => [
      [`Gpu${index + 1}.VideoAdapter`, video.VideoAdapter],
      [`Gpu${index + 1}.DedicatedVideoMemory`, video.DedicatedVideoMemory],
    ]),
    ['TPMVersion', device.TPMVersion],
    ['TPM EkPub', device.TPMEkPub],
    ...named(device, lastNames),
  ]
  const lines = rows
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<p n="${name}" v="${escapeAttribute(String(value))}" />`)
  return `<?xml version="1.0"?><HardwareReport><HardwareInventory>${lines.join('')}</HardwareInventory></HardwareReport>`
}

function named(device: HashProperties, names: readonly (keyof HashProperties)[]): Row[] {
  return names.map(name => [name, device[name] as Row[1]])
}

function diskRows(disk: Disk, index: number): Row[] {
  const rows: Row[] = [
    [`Disk${index + 1}.DiskSerialNumber`, disk.DiskSerialNumber],
    [`Disk${index + 1}.DiskType`, diskType(disk)],
    [`Disk${index + 1}.DiskCapacity`, disk.DiskCapacity],
    [`Disk${index + 1}.StorageBusType`, disk.StorageBusType],
  ]
  if (index > 0) return rows
  const primary: Row[] = [
    ['PrimaryDiskType', diskType(disk)],
    ['PrimaryDiskTotalCapacity', disk.DiskCapacity],
    ['DiskSerialNumber', disk.DiskSerialNumber],
  ]
  return [...primary, ...rows]
}

function diskType(disk: Disk): string | undefined {
  if (disk.StorageBusType === undefined) return undefined
  if (['NVMe', 'RAID', 'SD', 'Virtual'].includes(String(disk.StorageBusType))) return String(disk.StorageBusType)
  if (disk.IncursSeekPenalty === 0) return 'SSD'
  return disk.IncursSeekPenalty === 1 ? 'HDD' : 'Other'
}
