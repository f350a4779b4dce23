import { sha256Hex } from './digest.ts'
import { encodeHardwareHash } from './encode.ts'
import { asText, misfit } from './fields.ts'
import { bytesFromHex, hexFromBytes, isBytes } from './hex.ts'
import type { Disk, HashProperties, HashRecord, NetworkAdapter, VideoAdapter } from './model.ts'
import { utf8Bytes } from './text.ts'

/** What SMBIOS string index 0, "no such string", looks like in a hash. */
export const absentSmbiosString = 'SMBIOS_STRING_INDEX_0'

/**
 * A device in plain fields, under the names a decoded hash has. Only the four that a hash cannot do without are required; the rest
 * has the values of a plain business notebook, or stays out of the hash where real hashes lack it too.
 */
export interface DeviceFields
  extends Omit<HashProperties, 'Disks' | 'NetworkAdapters' | 'VideoAdapters' | 'OsLocalTime' | 'TPMEkPub'> {
  /** Any case, GUID order. */
  SmbiosUuid: string
  SmbiosSystemSerialNumber: string
  SmbiosSystemManufacturer: string
  SmbiosSystemProductName: string
  /** RSA-2048 modulus of the endorsement key, 256 bytes or 512 hexadecimal digits. Left out: a device without a TPM. */
  TPMEkPub?: string | Uint8Array
  /** Only read without `TPMEkPub`; with it, it is computed. Default: a digest of UUID and serial number. */
  OfflineDeviceId?: string
  /** Each with at least `DiskSerialNumber`, written `serial|product|vendor`. Default: none. */
  Disks?: Disk[]
  /** Each with at least `MacAddress`; use 00-00-5E-00-53-xx for devices that do not exist. Default: none. */
  NetworkAdapters?: (Pick<NetworkAdapter, 'MacAddress'> & Partial<NetworkAdapter>)[]
  /** Default: none. */
  VideoAdapters?: VideoAdapter[]
}

/** What a device has that says nothing else: a plain business notebook, captured at a fixed time. */
const ordinary = {
  ToolVersion: 8,
  ToolBuild: '10.0.22621.2506',
  OsBuild: '10.0.22621.3085',
  OsSystemTime: '2024-01-01T00:00:00Z',
  OsUtcOffsetMinutes: 0,
  OSType: 'FullOS',
  OsCpuArchitecture: 'x64',
  ProcessorManufacturer: 'GenuineIntel',
  ProcessorModel: 'Synthetic CPU',
  ProcessorPackages: 1,
  ProcessorCores: 4,
  ProcessorThreads: 8,
  ProcessorHyperThreading: true,
  TotalPhysicalRAM: 16,
  SmbiosRamMaximumCapacity: 64,
  SmbiosRamSlots: 2,
  SmbiosRamArrayCount: 1,
  SmbiosRamErrorCorrection: 'None',
  DisplaySizePhysicalH: 344,
  DisplaySizePhysicalY: 194,
  DisplayResolutionHorizontal: 1920,
  DisplayResolutionVertical: 1080,
  VideoOutputTechnology: 'Internal',
  EdidImageSizeH: 34,
  EdidImageSizeV: 19,
  ChassisType: '0x0A',
  PowerPlatformRole: 'Mobile',
  OpticalDiskDriveType: 0,
  DigitizerSupportID: '0x00',
  MaximumTouches: 0,
  SmbiosFirmwareVendor: absentSmbiosString,
  SmbiosSkuNumber: absentSmbiosString,
  SmbiosSystemFamily: absentSmbiosString,
  SmbiosSystemVersion: absentSmbiosString,
}
const ordinaryDisk = { DiskCapacity: 512, StorageBusType: 'NVMe', IncursSeekPenalty: 0, TrimEnabled: 1 }
const ordinaryAdapter = { PhysicalMedium: '802_3', BusEnumerator: 'PCI' }
const ordinaryVideo = {
  VideoAdapter: 'Example|Synthetic Graphics',
  DedicatedVideoMemory: 134217728,
  DedicatedSystemMemory: 0,
  RemovalPolicy: 1,
  InLocalMachineContainer: 1,
}
const ordinaryTpm = "TPM-Version:2.0 -Level:0-Revision:1.59-VendorID:'TEST'-Firmware:1.0"

/**
 * Makes the hash of a synthetic device: 3000 bytes, records in the order OA3Tool writes them, offline device id and checksum
 * computed. The same fields always give the same bytes.
 *
 * @throws {HardwareHashError} `value` naming the field that does not fit (a NUL inside text, an endorsement key that has not 256
 * bytes, a number out of range), `overflow` when everything together is too long.
 */
export function buildHardwareHash(fields: DeviceFields): Uint8Array {
  const given = Object.fromEntries(Object.entries(Object(fields)).filter(([, value]) => value !== undefined))
  refuseNul(given)
  const disks = partsOf(given, 'Disks', ordinaryDisk)
  const videos = partsOf(given, 'VideoAdapters', ordinaryVideo)
  const device: Record<string, unknown> = { ...ordinary, ...kernelDisk(given, disks), ...given, ...trust(given) }
  device['ProcessorArchitecture'] ??= device['OsCpuArchitecture']
  // A codec reads only the properties of its own record, so each record may be given the whole device.
  const one = (type: number) => ({ ...device, type })
  const each = (type: number, parts: object[]) => parts.map(part => ({ ...part, type }))
  const where = (type: number, ...names: string[]) => (names.some(name => name in device) ? [one(type)] : [])
  const boards = ['SmbiosBoardManufacturer', 'SmbiosBoardProduct', 'SmbiosBoardVersion']
  for (const name of boards) if (where(20, ...boards).length > 0) device[name] ??= absentSmbiosString
  const records = [
    ...[one(1), one(2), ...where(34, 'ProcessorClasses'), one(5), one(3), processorModel(device)],
    ...[...each(6, disks), ...each(7, disks)],
    ...each(8, partsOf(given, 'NetworkAdapters', ordinaryAdapter)),
    ...[one(9), one(27), one(10), ...where(13, 'TPMVersion'), ...where(25, 'TPMEkPub'), one(11)],
    ...[12, 14, 15, 16, 17, 18, 19, 23].map(one),
    ...[20, 21, 22].flatMap(type => where(type, ...boards)),
    ...[...where(24, 'ProductKeyID'), ...where(26, 'ProductKeyPkPn'), ...where(28, 'DiskSSNKernel')],
    ...[...each(29, videos), ...each(30, videos)],
    ...[...where(36, 'OsLocale'), ...where(37, 'LicensingCounts')],
  ]
  return encodeHardwareHash({ records: records as unknown as HashRecord[] })
}

function refuseNul(value: object): void {
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === 'string' && inner.includes('\0')) throw misfit(name, inner, 'text without NUL')
  }
}

/** The parts of one kind, each with what is ordinary for its kind. */
function partsOf(fields: object, name: 'Disks' | 'NetworkAdapters' | 'VideoAdapters', usual: object): Disk[] {
  const parts: unknown = fields[name as keyof typeof fields] ?? []
  if (!Array.isArray(parts)) throw misfit(name, parts, 'a list')
  for (const part of parts) refuseNul(Object(part))
  return parts.map(part => ({ ...usual, ...Object(part) }))
}

/** The kernel's note of the system disk: the first disk, on a full Windows. */
function kernelDisk(given: Record<string, unknown>, disks: Disk[]): object {
  const serial = disks[0]?.DiskSerialNumber
  return serial === undefined || !['FullOS', 2].includes((given['OSType'] ?? 2) as string)
    ? {}
    : { DiskSSNKernel: serial }
}

/** x86 and x64 give the processor model as a field of 48 bytes; ARM64 as long as it is. */
function processorModel(device: Record<string, unknown>): object {
  const fixed = ['x86', 'x64', 0, 9].includes(device['ProcessorArchitecture'] as string)
  return { ...device, type: 4, ...(fixed && { fieldSize: 48 }) }
}

/** Records 13, 25 and 11: with a TPM the id is the digest of its key, without one it comes from firmware randomness. */
function trust(fields: Partial<DeviceFields>): object {
  const { TPMEkPub: key, TPMVersion = ordinaryTpm, SmbiosUuid, SmbiosSystemSerialNumber } = fields
  const ordinaryId = { OfflineDeviceIdStatus: fields.OfflineDeviceIdStatus ?? 0 }
  if (key === undefined) {
    const seed = utf8Bytes(`${asText(SmbiosUuid)} ${asText(SmbiosSystemSerialNumber)}`.toWellFormed())!
    const { OfflineDeviceId = sha256Hex(seed), OfflineDeviceIdType = 'UEFI_VARIABLE_RANDOMSEED' } = fields
    return { ...ordinaryId, OfflineDeviceIdType, OfflineDeviceIdFlag: fields.OfflineDeviceIdFlag ?? 1, OfflineDeviceId }
  }
  const bytes = typeof key === 'string' ? bytesFromHex(key) : key
  if (!isBytes(bytes) || bytes.length !== 256) throw misfit('TPMEkPub', key, '256 bytes or 512 hexadecimal digits')
  const id = { OfflineDeviceIdType: 'TPM_EK', OfflineDeviceIdFlag: 0, OfflineDeviceId: sha256Hex(bytes) }
  return { ...ordinaryId, ...id, TPMVersion, TPMEkPub: hexFromBytes(bytes) }
}
