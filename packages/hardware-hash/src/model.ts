import type { TextEncoding } from './text.ts'

/** A 64-bit number: a JavaScript number while that is exact (up to 2^53 - 1), else its decimal digits. */
export type U64 = number | string

/**
 * A number of a Windows or SMBIOS enumeration: its name (`FullOS`, `x64`, `NVMe`), or `0x0A` where there is none.
 * Writing takes a plain number as well.
 */
export type Code = string | number

/** Marks left on a text record that is not written in the usual way, so that writing it back gives the same bytes. */
export interface TextMarks {
  /** Size of the NUL-filled field in bytes, when it is not the text and one NUL. 48 for a processor model on x86 and x64. */
  fieldSize?: number
  /** `latin1` when the bytes are not UTF-8. */
  encoding?: TextEncoding
}

/** Record 1: which tool captured the hash, where and when. */
export interface SystemRecord {
  type: 1
  /** Version of the tool, `10.0.26100.7705`. */
  ToolBuild: string
  /** Version of Windows, the same way. */
  OsBuild: string
  /** Time of capture in UTC, whole seconds: `2024-03-19T09:14:13Z`. */
  OsSystemTime: string
  /** Minutes east of UTC, a multiple of 15. Beyond 14 hours either way it means "unknown": old tools always write 1800. */
  OsUtcOffsetMinutes: number
  /** `FullOS` or `WinPE`. */
  OSType: Code
  /** `x86`, `x64` or `ARM64`. */
  OsCpuArchitecture: Code
  /** Version of the format, 3 to 9 so far. */
  ToolVersion: number
}

/** Record 2. */
export interface ProcessorRecord {
  type: 2
  ProcessorArchitecture: Code
  ProcessorPackages: number
  ProcessorCores: number
  ProcessorThreads: number
  /** A number only when the hash holds neither 0 nor 1. */
  ProcessorHyperThreading: boolean | number
}

/** Record 34: cores and threads per efficiency class, on processors that have more than one. Performance class first. */
export interface ProcessorClassesRecord {
  type: 34
  ProcessorClasses: { EfficiencyClass: number; Cores: number; Threads: number }[]
}

/** Record 5. Sizes in GiB; the firmware may say 0. */
export interface MemoryRecord {
  type: 5
  TotalPhysicalRAM: U64
  SmbiosRamMaximumCapacity: U64
  SmbiosRamSlots: number
  SmbiosRamArrayCount: number
  SmbiosRamErrorCorrection: Code
}

/** Record 6. `DiskCapacity` in decimal gigabytes, rounded down. */
export interface DiskRecord {
  type: 6
  DiskCapacity: U64
  StorageBusType: Code
  /** 0 no, 1 yes, 255 unknown. */
  IncursSeekPenalty: number
  TrimEnabled: number
}

/** Record 8. Permanent address, `00-00-5E-00-53-10`. */
export interface NetworkAdapterRecord {
  type: 8
  PhysicalMedium: Code
  MacAddress: string
  /** `PCI`, `BTH`, `VMBUS`, `USB`. Missing in hashes of some third-party encoders. */
  BusEnumerator?: string
  /** Hexadecimal: what follows the address, where it is not a bus enumerator in the usual form. */
  rest?: string
}

/** Record 9. Millimetres and pixels; 65535 for a display that was not found. */
export interface DisplayRecord {
  type: 9
  DisplaySizePhysicalH: number
  /** The vertical size: OA3Tool calls it Y. */
  DisplaySizePhysicalY: number
  DisplayResolutionHorizontal: number
  DisplayResolutionVertical: number
  VideoOutputTechnology: Code
}

/** Record 27: image size in centimetres from the EDID; 65535 or 0 when unknown. */
export interface EdidRecord {
  type: 27
  EdidImageSizeH: number
  EdidImageSizeV: number
}

/** Record 10. */
export interface EnclosureRecord {
  type: 10
  /** SMBIOS type 3, `0x0A` for a notebook. */
  ChassisType: Code
  PowerPlatformRole: Code
  /** 1 when there is an optical drive. */
  OpticalDiskDriveType: number
  /** SM_DIGITIZER flags, `0xCD`. */
  DigitizerSupportID: Code
  MaximumTouches: number
}

/** Record 25: the big-endian RSA-2048 modulus of the TPM's endorsement key in hexadecimal, 512 digits in a sound hash. */
export interface EkPubRecord {
  type: 25
  TPMEkPub: string
}

/** Record 11. With method `TPM_EK` the id is SHA-256 of record 25. */
export interface OfflineDeviceIdRecord {
  type: 11
  /** HRESULT, 0 for success. */
  OfflineDeviceIdStatus: number
  OfflineDeviceIdType: Code
  /** Meaning unknown: 0 with method 1, 1 with the others. */
  OfflineDeviceIdFlag: number
  /** Hexadecimal, 64 digits in a sound hash. */
  OfflineDeviceId: string
}

/** Record 12, in the order of a Windows GUID: the first three groups are byte-swapped against the raw SMBIOS bytes. */
export interface UuidRecord {
  type: 12
  SmbiosUuid: string
}

/** Record 29. Bytes. */
export interface VideoMemoryRecord {
  type: 29
  DedicatedVideoMemory: U64
  DedicatedSystemMemory: U64
  /** 1 when no removal is expected. */
  RemovalPolicy: number
  InLocalMachineContainer: number
}

/** Record 30: `provider|description`. */
export interface VideoAdapterRecord {
  type: 30
  VideoAdapter: string
}

/** Record 37: opaque licensing block. Ten instance counts and the hash words in hexadecimal. */
export interface LicensingRecord {
  type: 37
  LicensingCounts: number[]
  LicensingHashes: string
}

/** The text records: which property each type carries. */
export interface TextProperties {
  3: 'ProcessorManufacturer'
  4: 'ProcessorModel'
  7: 'DiskSerialNumber'
  13: 'TPMVersion'
  14: 'SmbiosSystemSerialNumber'
  15: 'SmbiosFirmwareVendor'
  16: 'SmbiosSystemManufacturer'
  17: 'SmbiosSystemProductName'
  18: 'SmbiosSkuNumber'
  19: 'SmbiosSystemFamily'
  20: 'SmbiosBoardManufacturer'
  21: 'SmbiosBoardProduct'
  22: 'SmbiosBoardVersion'
  23: 'SmbiosSystemVersion'
  24: 'ProductKeyID'
  26: 'ProductKeyPkPn'
  28: 'DiskSSNKernel'
  36: 'OsLocale'
}

/** A text record: its type, one property with the text (no closing NUL), and marks where it is odd. */
export type TextRecord = {
  [Type in keyof TextProperties]: { type: Type } & Record<TextProperties[Type], string> & TextMarks
}[keyof TextProperties]

/** Any record kept as it is, in hexadecimal: unknown types, and known ones whose content does not have its form. */
export interface RawRecord {
  type: number
  raw: string
}

/** A record whose content is understood. `type` tells which. */
export type KnownRecord =
  | SystemRecord
  | ProcessorRecord
  | ProcessorClassesRecord
  | MemoryRecord
  | DiskRecord
  | NetworkAdapterRecord
  | DisplayRecord
  | EdidRecord
  | EnclosureRecord
  | EkPubRecord
  | OfflineDeviceIdRecord
  | UuidRecord
  | VideoMemoryRecord
  | VideoAdapterRecord
  | LicensingRecord
  | TextRecord

/** One record, in its place. Ask `'raw' in record` first; then `type` narrows the rest. */
export type HashRecord = KnownRecord | RawRecord

/** What `encodeHardwareHash` reads: the truth. */
export interface HashContents {
  /** Every record, in the order of the hash. */
  records: HashRecord[]
  /** Size of the whole hash in bytes, zero tail included. 3000 when left out. */
  totalLength?: number
  /** Hexadecimal: what stands behind the checksum, up to the last byte that is not zero. Left out when all is zero. */
  tail?: string
}

/** One disk: records 6 and 7, paired by their place among their kind. */
export type Disk = Partial<Omit<DiskRecord, 'type'>> & { DiskSerialNumber?: string }
/** One network adapter. */
export type NetworkAdapter = Omit<NetworkAdapterRecord, 'type' | 'rest'>
/** One display adapter: records 29 and 30, paired by their place among their kind. */
export type VideoAdapter = Partial<Omit<VideoMemoryRecord, 'type'>> & { VideoAdapter?: string }

type Merged<R> = Partial<Omit<R, 'type'>>

/**
 * The values of the records, gathered under OA3Tool's names: derived, for reading. Text ends at its first NUL; where a record that
 * should stand once stands twice, the first counts.
 */
export interface HashProperties
  extends Merged<SystemRecord>,
    Merged<ProcessorRecord>,
    Merged<ProcessorClassesRecord>,
    Merged<MemoryRecord>,
    Merged<DisplayRecord>,
    Merged<EdidRecord>,
    Merged<EnclosureRecord>,
    Merged<EkPubRecord>,
    Merged<OfflineDeviceIdRecord>,
    Merged<UuidRecord>,
    Merged<LicensingRecord>,
    Partial<Record<Exclude<TextProperties[keyof TextProperties], 'DiskSerialNumber'>, string>> {
  /** Local time of capture with its offset, `2024-03-19T10:14:13+01:00`; absent when the offset is unknown. */
  OsLocalTime?: string
  Disks: Disk[]
  NetworkAdapters: NetworkAdapter[]
  VideoAdapters: VideoAdapter[]
}

/**
 * A decoded hash. Plain data: `JSON.parse(JSON.stringify(hash))` still encodes to the same bytes.
 * `records`, `totalLength` and `tail` are the truth; everything else is derived from them and ignored by `encodeHardwareHash`.
 */
export interface HardwareHash extends HashContents, HashProperties {
  totalLength: number
  /** Declared length: header and records in bytes, which is where the checksum stands. */
  length: number
  /** SHA-256 over the first `length` bytes, hexadecimal. Always right: a hash with a wrong one does not decode. */
  checksum: string
}
