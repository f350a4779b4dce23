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
  const disks = hash.systemDiskSerial === undefined ? hash.diskSerials : [...hash.diskSerials, hash.systemDiskSerial]
  // Filled in by hand: this runs at every first boot, and an object of optional spreads costs several times as much.
  const facts: { -readonly [K in keyof IdentityFacts]: IdentityFacts[K] } = {
    macs: distinct(
      hash.macs.filter(nic => nic.bus !== 'USB' && nic.bus !== 'BTH' && !isPlaceholderMac(nic.mac)).map(nic => nic.mac),
    ),
    disks: distinct(disks.filter(text => !isPlaceholderSerial(text))),
  }
  if (hash.ekDigest !== undefined) facts.ek = Buffer.from(hash.ekDigest.slice(0, 32), 'hex')
  const offline = hash.offlineDeviceIdMethod === 'TPM_EK' ? undefined : offlineDigest(hash)
  if (offline !== undefined) facts.offline = offline
  const { smbiosUuid, serial, manufacturer, model, productKeyId } = hash
  if (smbiosUuid !== undefined && !isPlaceholderUuid(smbiosUuid)) facts.uuid = smbiosUuid
  if (serial !== undefined && !isPlaceholderSerial(serial)) facts.serial = serial.trim()
  if (manufacturer !== undefined && !isPlaceholderText(manufacturer)) facts.manufacturer = manufacturer.trim()
  if (model !== undefined && !isPlaceholderText(model)) facts.model = model.trim()
  if (productKeyId !== undefined && !isPlaceholderText(productKeyId)) facts.productKeyId = productKeyId.trim()
  return facts
}

function distinct(values: string[]): string[] {
  return values.length < 2 ? values : [...new Set(values)].sort()
}

function offlineDigest(hash: HashIdentity): Uint8Array | undefined {
  const id = hash.offlineDeviceId
  if (id === undefined || id.length < 32 || /^(..)\1*$/.test(id)) return undefined
  return createHash('sha256').update(id).digest().subarray(0, 16)
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
