import { createHash } from 'node:crypto'
import {
  type HashIdentity,
  isPlaceholderMac,
  isPlaceholderSerial,
  isPlaceholderText,
  isPlaceholderUuid,
} from '@hailport/hardware-hash'

/** What tells one device from another, cleaned: placeholders are absent, never compared. */
export interface IdentityFacts {
  /** Digest of the TPM's endorsement key. */
  readonly ek?: Uint8Array
  /** Digest of the offline device id, when that is not the endorsement key's. */
  readonly offline?: Uint8Array
  readonly uuid?: string
  readonly serial?: string
  readonly manufacturer?: string
  readonly model?: string
  readonly productKeyId?: string
  /** Permanent addresses of built-in adapters, 12 hex digits. */
  readonly macs: readonly string[]
  readonly disks: readonly string[]
}

/** Remarks on an identity that its owner should see; they never stop a registration. */
export type IdentityFlag =
  | 'no-endorsement-key'
  | 'placeholder-serial'
  | 'placeholder-uuid'
  | 'placeholder-manufacturer'
  | 'placeholder-model'
  | 'endorsement-key-mismatch'
  | 'shared-serial'

/** good: endorsement key and SMBIOS identity; weak: one of them is missing; placeholder: serial number or UUID is a filler. */
export type IdentityQuality = 'good' | 'weak' | 'placeholder'

/** The facts in a hardware hash. Bluetooth and removable adapters do not count: they change hands. */
export function identityFacts(hash: HashIdentity): IdentityFacts {
  const macs = hash.macs
    .filter(nic => nic.bus !== 'USB' && nic.bus !== 'BTH' && !isPlaceholderMac(nic.mac))
    .map(nic => nic.mac)
  const disks = hash.systemDiskSerial === undefined ? hash.diskSerials : [...hash.diskSerials, hash.systemDiskSerial]
  return {
    ...(hash.ekDigest !== undefined && { ek: Buffer.from(hash.ekDigest.slice(0, 32), 'hex') }),
    ...(hash.offlineDeviceIdMethod !== 'TPM_EK' && offlineDigest(hash)),
    ...(hash.smbiosUuid !== undefined && !isPlaceholderUuid(hash.smbiosUuid) && { uuid: hash.smbiosUuid }),
    ...(hash.serial !== undefined && !isPlaceholderSerial(hash.serial) && { serial: hash.serial.trim() }),
    ...(hash.manufacturer !== undefined &&
      !isPlaceholderText(hash.manufacturer) && { manufacturer: hash.manufacturer.trim() }),
    ...(hash.model !== undefined && !isPlaceholderText(hash.model) && { model: hash.model.trim() }),
    ...(hash.productKeyId !== undefined &&
      !isPlaceholderText(hash.productKeyId) && { productKeyId: hash.productKeyId.trim() }),
    macs: [...new Set(macs)].sort(),
    disks: [...new Set(disks.filter(text => !isPlaceholderSerial(text)))].sort(),
  }
}

function offlineDigest(hash: HashIdentity): { offline?: Uint8Array } {
  const id = hash.offlineDeviceId
  if (id === undefined || id.length < 32 || /^(..)\1*$/.test(id)) return {}
  return { offline: createHash('sha256').update(id).digest().subarray(0, 16) }
}

/** What is remarkable about the identity of a hash. */
export function identityFlags(hash: HashIdentity, facts: IdentityFacts): IdentityFlag[] {
  const flags: IdentityFlag[] = []
  if (facts.ek === undefined) flags.push('no-endorsement-key')
  if (facts.serial === undefined) flags.push('placeholder-serial')
  if (facts.uuid === undefined) flags.push('placeholder-uuid')
  if (facts.manufacturer === undefined) flags.push('placeholder-manufacturer')
  if (facts.model === undefined) flags.push('placeholder-model')
  if (
    hash.offlineDeviceIdMethod === 'TPM_EK' &&
    hash.ekDigest &&
    hash.offlineDeviceId &&
    hash.ekDigest !== hash.offlineDeviceId
  )
    flags.push('endorsement-key-mismatch')
  return flags
}

/** The quality that the facts amount to. */
export function identityQuality(facts: IdentityFacts): IdentityQuality {
  if (facts.serial === undefined || facts.uuid === undefined) return 'placeholder'
  return facts.ek === undefined || facts.manufacturer === undefined ? 'weak' : 'good'
}

interface Packed {
  e?: string
  o?: string
  u?: string
  m?: readonly string[]
  d?: readonly string[]
}

/** The facts that have no column of their own, as JSON. */
export function packFacts(facts: IdentityFacts): string {
  const packed: Packed = {
    ...(facts.ek && { e: Buffer.from(facts.ek).toString('base64url') }),
    ...(facts.offline && { o: Buffer.from(facts.offline).toString('base64url') }),
    ...(facts.uuid && { u: facts.uuid }),
    ...(facts.macs.length > 0 && { m: facts.macs }),
    ...(facts.disks.length > 0 && { d: facts.disks }),
  }
  return JSON.stringify(packed)
}

/** The row members that the facts of a stored device are in. */
export interface FactRow {
  readonly facts: string
  readonly serial_number: string | null
  readonly manufacturer: string | null
  readonly model: string | null
  readonly product_key_id: string | null
}

/** The facts of a stored device. Inverse of `packFacts` with the row's columns. */
export function unpackFacts(row: FactRow): IdentityFacts {
  const packed: Packed = JSON.parse(row.facts)
  const good = (text: string | null) => text !== null && !isPlaceholderText(text)
  return {
    ...(packed.e !== undefined && { ek: Buffer.from(packed.e, 'base64url') }),
    ...(packed.o !== undefined && { offline: Buffer.from(packed.o, 'base64url') }),
    ...(packed.u !== undefined && { uuid: packed.u }),
    ...(row.serial_number !== null && !isPlaceholderSerial(row.serial_number) && { serial: row.serial_number }),
    ...(good(row.manufacturer) && { manufacturer: row.manufacturer as string }),
    ...(good(row.model) && { model: row.model as string }),
    ...(good(row.product_key_id) && { productKeyId: row.product_key_id as string }),
    macs: packed.m ?? [],
    disks: packed.d ?? [],
  }
}
