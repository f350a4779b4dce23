import { architectures, errorCorrections, noNames, osTypes, powerRoles, storageBuses, videoOutputs } from './codes.ts'
import { bool32, code, guid, time, u8, u16, u64, utcOffset, version } from './fields.ts'
import { type RecordCodec, struct } from './record-codec.ts'
import { ekPub, licensing, networkAdapter, offlineDeviceId, processorClasses, videoAdapter } from './special-codecs.ts'
import { closedText, plainText } from './text-codec.ts'

/** Every record type whose content is known, in the order OA3Tool writes them. */
export const codecs: ReadonlyMap<number, RecordCodec> = new Map<number, RecordCodec>([
  [
    1,
    struct({
      ToolBuild: version,
      OsBuild: version,
      OsSystemTime: time,
      OsUtcOffsetMinutes: utcOffset,
      OSType: code(1, osTypes),
      OsCpuArchitecture: code(1, architectures),
      ToolVersion: u8,
    }),
  ],
  [
    2,
    struct({
      ProcessorArchitecture: code(2, architectures),
      ProcessorPackages: u16,
      ProcessorCores: u16,
      ProcessorThreads: u16,
      ProcessorHyperThreading: bool32,
    }),
  ],
  [34, processorClasses],
  [
    5,
    struct({
      TotalPhysicalRAM: u64,
      SmbiosRamMaximumCapacity: u64,
      SmbiosRamSlots: u16,
      SmbiosRamArrayCount: u16,
      SmbiosRamErrorCorrection: code(1, errorCorrections),
    }),
  ],
  [3, closedText('ProcessorManufacturer')],
  [4, closedText('ProcessorModel')],
  [6, struct({ DiskCapacity: u64, StorageBusType: code(2, storageBuses), IncursSeekPenalty: u8, TrimEnabled: u8 })],
  [7, plainText('DiskSerialNumber')],
  [8, networkAdapter],
  [
    9,
    struct({
      DisplaySizePhysicalH: u16,
      DisplaySizePhysicalY: u16,
      DisplayResolutionHorizontal: u16,
      DisplayResolutionVertical: u16,
      VideoOutputTechnology: code(4, videoOutputs),
    }),
  ],
  [27, struct({ EdidImageSizeH: u16, EdidImageSizeV: u16 })],
  [
    10,
    struct({
      ChassisType: code(1, noNames),
      PowerPlatformRole: code(1, powerRoles),
      OpticalDiskDriveType: u8,
      DigitizerSupportID: code(1, noNames),
      MaximumTouches: u8,
    }),
  ],
  [13, closedText('TPMVersion')],
  [25, ekPub],
  [11, offlineDeviceId],
  [12, struct({ SmbiosUuid: guid })],
  [14, closedText('SmbiosSystemSerialNumber')],
  [15, closedText('SmbiosFirmwareVendor')],
  [16, closedText('SmbiosSystemManufacturer')],
  [17, closedText('SmbiosSystemProductName')],
  [18, closedText('SmbiosSkuNumber')],
  [19, closedText('SmbiosSystemFamily')],
  [23, closedText('SmbiosSystemVersion')],
  [20, closedText('SmbiosBoardManufacturer')],
  [21, closedText('SmbiosBoardProduct')],
  [22, closedText('SmbiosBoardVersion')],
  [24, closedText('ProductKeyID')],
  [26, closedText('ProductKeyPkPn')],
  [28, closedText('DiskSSNKernel')],
  [
    29,
    struct({ DedicatedVideoMemory: u64, DedicatedSystemMemory: u64, RemovalPolicy: u8, InLocalMachineContainer: u8 }),
  ],
  [30, videoAdapter],
  [36, plainText('OsLocale')],
  [37, licensing],
])
