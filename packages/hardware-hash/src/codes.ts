/**
 * Names of the numbers Windows and SMBIOS use in a hash. A number without a name is written `0x1F`, and both forms are read back,
 * so every code survives a round trip through text.
 */
export interface CodeNames {
  readonly byCode: ReadonlyMap<number, string>
  readonly byName: ReadonlyMap<string, number>
}

function codeNames(names: Record<number, string>): CodeNames {
  const byCode = new Map(Object.entries(names).map(([code, name]) => [Number(code), name]))
  return { byCode, byName: new Map([...byCode].map(([code, name]) => [name, code])) }
}

/** The name of a code, or `0x` and at least two upper-case digits. */
export function codeText(names: CodeNames, code: number): string {
  return names.byCode.get(code) ?? `0x${code.toString(16).toUpperCase().padStart(2, '0')}`
}

/** The code of a name or of a `0x` number (up to eight digits); `undefined` when it is neither. */
export function codeFromText(names: CodeNames, text: string): number | undefined {
  return names.byName.get(text) ?? (/^0x[0-9a-f]{1,8}$/i.test(text) ? Number(text) : undefined)
}

export const noNames = codeNames({})
export const osTypes = codeNames({ 1: 'WinPE', 2: 'FullOS' })
/** PROCESSOR_ARCHITECTURE_* of the Windows SDK. */
export const architectures = codeNames({ 0: 'x86', 5: 'ARM', 6: 'IA64', 9: 'x64', 12: 'ARM64' })
/** SMBIOS type 16, Memory Error Correction. */
export const errorCorrections = codeNames({
  1: 'Other',
  2: 'Unknown',
  3: 'None',
  4: 'Parity',
  5: 'Single-bit ECC',
  6: 'Multi-bit ECC',
  7: 'CRC',
})
/** STORAGE_BUS_TYPE of the Windows SDK. */
export const storageBuses = codeNames({
  1: 'SCSI',
  2: 'ATAPI',
  3: 'ATA',
  4: '1394',
  5: 'SSA',
  6: 'Fibre',
  7: 'USB',
  8: 'RAID',
  9: 'iSCSI',
  10: 'SAS',
  11: 'SATA',
  12: 'SD',
  13: 'MMC',
  14: 'Virtual',
  15: 'FileBackedVirtual',
  16: 'Spaces',
  17: 'NVMe',
  18: 'SCM',
  19: 'UFS',
})
/** NDIS_PHYSICAL_MEDIUM of the Windows SDK. */
export const physicalMedia = codeNames({
  0: 'Unspecified',
  1: 'WirelessLan',
  2: 'CableModem',
  3: 'PhoneLine',
  4: 'PowerLine',
  5: 'DSL',
  6: 'FibreChannel',
  7: '1394',
  8: 'WirelessWan',
  9: 'Native802_11',
  10: 'Bluetooth',
  11: 'Infiniband',
  12: 'WiMax',
  13: 'UWB',
  14: '802_3',
  15: '802_5',
  16: 'Irda',
  17: 'WiredWAN',
  18: 'WiredCoWan',
  19: 'Other',
})
/** DISPLAYCONFIG_VIDEO_OUTPUT_TECHNOLOGY of the Windows SDK, as far as a hash was seen to use it. */
export const videoOutputs = codeNames({
  0: 'HD15',
  4: 'DVI',
  5: 'HDMI',
  6: 'LVDS',
  10: 'DisplayPortExternal',
  11: 'DisplayPortEmbedded',
  2147483648: 'Internal',
  4294967295: 'Other',
})
/** POWER_PLATFORM_ROLE of the Windows SDK. */
export const powerRoles = codeNames({
  0: 'Unspecified',
  1: 'Desktop',
  2: 'Mobile',
  3: 'Workstation',
  4: 'EnterpriseServer',
  5: 'SOHOServer',
  6: 'AppliancePC',
  7: 'PerformanceServer',
  8: 'Slate',
})
/** How the offline device id was made: the enumeration of clipc's GetOfflineDeviceUniqueID. */
export const offlineIdMethods = codeNames({
  1: 'TPM_EK',
  2: 'UEFI_VARIABLE_TPM',
  3: 'UEFI_VARIABLE_RANDOMSEED',
  4: 'UEFI_DEV_LOCK_UNLOCK',
  5: 'XBOX_CONSOLE_ID',
  6: 'REGISTRY_ENTRY',
})
