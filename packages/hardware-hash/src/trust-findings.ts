import { sha256Hex } from './digest.ts'
import { type Finding, warn } from './finding.ts'
import { bytesFromHex } from './hex.ts'
import type { HardwareHash } from './model.ts'

/** Findings on the TPM's key, on the id derived from it, and on where the hash was captured. */
export function checkTrust(hash: HardwareHash): Finding[] {
  return [...checkKey(hash.TPMEkPub), ...checkOfflineId(hash), ...checkSystem(hash)]
}

const recapture = 'Capture the hash on the device itself, with a current tool.'

function checkKey(key: string | undefined): Finding[] {
  if (key === undefined) return []
  const bytes = bytesFromHex(key) ?? new Uint8Array(0)
  const fault =
    bytes.length !== 256
      ? `has ${bytes.length} bytes instead of 256`
      : bytes[0]! < 0x80
        ? 'is shorter than 2048 bits'
        : bytes[255]! % 2 === 0
          ? 'is even'
          : undefined
  return fault === undefined
    ? []
    : [warn('ek-form', 'TPM EkPub', `The endorsement key ${fault}: no RSA-2048 modulus.`, recapture)]
}

function checkOfflineId(hash: HardwareHash): Finding[] {
  if (hash.OfflineDeviceIdType !== 'TPM_EK' || hash.TPMEkPub === undefined) return []
  if (sha256Hex(bytesFromHex(hash.TPMEkPub)!) === hash.OfflineDeviceId) return []
  const message =
    'The offline device id is not the SHA-256 of the endorsement key: a strong sign of a hash altered by hand.'
  return [warn('offline-id-mismatch', 'OfflineDeviceId', message, recapture)]
}

function checkSystem(hash: HardwareHash): Finding[] {
  if (hash.OSType === 'FullOS') return []
  const message = `Captured in ${hash.OSType ?? 'an unknown system'}, where display, disk and often TPM data are missing.`
  return [
    warn('not-full-os', 'OSType', message, 'Capture in a full Windows, for instance in the out-of-box experience.'),
  ]
}
