import { diskSerial } from './disk-serial.ts'
import { type Finding, warn } from './finding.ts'
import type { HashContents } from './model.ts'
import {
  isMissingText,
  isPlaceholderMac,
  isPlaceholderSerial,
  isPlaceholderText,
  isPlaceholderUuid,
} from './placeholders.ts'
import { gatherProperties } from './properties.ts'

/** The ten fields that OA3Tool's documentation calls critical for Autopilot, under its names. */
export type CriticalField =
  | 'DiskSerialNumber'
  | 'TpmVersion'
  | 'EkPubHash'
  | 'MacAddress'
  | 'ProductKeyId'
  | 'SmbiosSystemFamily'
  | 'SmbiosSystemManufacturer'
  | 'SmbiosSystemProductName'
  | 'SmbiosSystemSerialNumber'
  | 'SmbiosUuid'

/** `missing`: not in the hash, or blank, or `SMBIOS_STRING_INDEX_0`. `placeholder`: there, but not a value that a maker assigned. */
export type CriticalVerdict = 'present' | 'missing' | 'placeholder'

type IsPlaceholder = (value: string) => boolean

/** Verdicts on the critical fields, and findings for each value that is missing or a placeholder. */
export function checkCritical(hash: HashContents): {
  verdicts: Record<CriticalField, CriticalVerdict>
  findings: Finding[]
} {
  const device = gatherProperties(hash.records)
  const ek = device.TPMEkPub?.length === 512 ? [device.TPMEkPub] : []
  const values: Record<CriticalField, [string[], IsPlaceholder]> = {
    DiskSerialNumber: [device.Disks.map(disk => diskSerial(disk.DiskSerialNumber ?? '')), isPlaceholderSerial],
    TpmVersion: [present(device.TPMVersion), isPlaceholderText],
    EkPubHash: [ek, hex => /^(..)\1*$/.test(hex)],
    MacAddress: [device.NetworkAdapters.map(adapter => adapter.MacAddress), isPlaceholderMac],
    ProductKeyId: [present(device.ProductKeyID), isPlaceholderSerial],
    SmbiosSystemFamily: [present(device.SmbiosSystemFamily), isPlaceholderText],
    SmbiosSystemManufacturer: [present(device.SmbiosSystemManufacturer), isPlaceholderText],
    SmbiosSystemProductName: [present(device.SmbiosSystemProductName), isPlaceholderText],
    SmbiosSystemSerialNumber: [present(device.SmbiosSystemSerialNumber), isPlaceholderSerial],
    SmbiosUuid: [present(device.SmbiosUuid), isPlaceholderUuid],
  }
  const entries = Object.entries(values) as [CriticalField, [string[], IsPlaceholder]][]
  const verdicts = Object.fromEntries(entries.map(([field, [found, poor]]) => [field, verdictOn(found, poor)]))
  const findings = entries.flatMap(([field, [found, poor]]) => findingsOn(hash, field, found, poor))
  return { verdicts: verdicts as Record<CriticalField, CriticalVerdict>, findings }
}

function present(value: string | undefined): string[] {
  return value === undefined ? [] : [value]
}

function verdictOn(found: string[], poor: IsPlaceholder): CriticalVerdict {
  const given = found.filter(value => !isMissingText(value))
  if (given.length === 0) return 'missing'
  return given.every(poor) ? 'placeholder' : 'present'
}

/** The four records without which a hash names no device. */
const required: Partial<Record<CriticalField, number>> = {
  SmbiosUuid: 12,
  SmbiosSystemSerialNumber: 14,
  SmbiosSystemManufacturer: 16,
  SmbiosSystemProductName: 17,
}

function findingsOn(hash: HashContents, field: CriticalField, found: string[], poor: IsPlaceholder): Finding[] {
  const type = required[field]
  if (type !== undefined && !hash.records.some(record => record.type === type)) {
    const message = `There is no ${field} at all.`
    return [
      {
        severity: 'reject',
        code: 'required-missing',
        field,
        message,
        remedy: 'Capture the hash again with a current tool.',
      },
    ]
  }
  const remedy = remedies[field]
  if (found.length === 0) return [warn('field-missing', field, `${field} is missing.`, remedy)]
  return found.flatMap(value => {
    if (isMissingText(value)) return [warn('field-missing', field, `${field} is empty.`, remedy)]
    if (!poor(value)) return []
    return [
      warn('field-placeholder', field, `${field} is the placeholder ${JSON.stringify(value.slice(0, 60))}.`, remedy),
    ]
  })
}

const smbios = "Have the maker's tool write the SMBIOS values, as after a change of mainboard, and capture again."
const tpm =
  'Enable the TPM in the firmware and capture again in a full Windows. Without one, only user-driven enrolment works.'
const remedies: Record<CriticalField, string> = {
  DiskSerialNumber: 'Capture with the system disk attached; under Hyper-V disks have no serial number.',
  TpmVersion: tpm,
  EkPubHash: tpm,
  MacAddress: 'Capture with the network drivers installed; randomized addresses do not count.',
  ProductKeyId: 'Normal for a virtual machine or a device without a firmware product key; else have the key injected.',
  SmbiosSystemFamily: smbios,
  SmbiosSystemManufacturer: smbios,
  SmbiosSystemProductName: smbios,
  SmbiosSystemSerialNumber: smbios,
  SmbiosUuid: smbios,
}
