export { base64ToBytes, bytesToBase64 } from './base64.ts'
export { absentSmbiosString, buildHardwareHash, type DeviceFields } from './build.ts'
export type { CriticalField, CriticalVerdict } from './critical-fields.ts'
export { decodeHardwareHash } from './decode.ts'
export { sha256Hex } from './digest.ts'
export { diskSerial } from './disk-serial.ts'
export { encodeHardwareHash, hardwareHashToBase64 } from './encode.ts'
export { HardwareHashError, type HardwareHashErrorCode } from './error.ts'
export type { Finding, FindingCode } from './finding.ts'
export { type HashIdentity, type HashMac, readIdentity } from './identity.ts'
export { type Inspection, inspectHardwareHash } from './inspect.ts'
export type * from './model.ts'
export {
  isMissingText,
  isPlaceholderMac,
  isPlaceholderSerial,
  isPlaceholderText,
  isPlaceholderUuid,
} from './placeholders.ts'
export { type ReportKey, readReportXml } from './read-report-xml.ts'
export { toHardwareReportXml } from './write-report-xml.ts'
