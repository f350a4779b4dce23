import { hash } from 'node:crypto'
import type { IdentityFacts } from './facts.ts'

/**
 * Devices under one key that are compared one by one, the oldest first. Only anchors have more, and nobody may make a registration or a
 * boot slow by registering a crowd that looks alike.
 */
export const maxAlike = 50

/** How a device is found. Strong keys exist once in the world; an anchor is shared by all devices that look alike. */
export interface IdentityKeys {
  readonly ek?: Uint8Array
  readonly offline?: Uint8Array
  /** SMBIOS UUID + serial number + manufacturer. */
  readonly smbios?: Uint8Array
  /** The best fact that need not be unique; a match by it needs a second, independent fact. */
  readonly anchor?: Uint8Array
}

/** 16 bytes of SHA-256 over the parts, told apart by kind and length. */
function digestKey(kind: string, ...parts: string[]): Uint8Array {
  return hash('sha256', JSON.stringify([kind, ...parts]), 'buffer').subarray(0, 16)
}

/** The key that devices may share, when the facts give one. */
export function anchorOf(facts: IdentityFacts): Uint8Array | undefined {
  const { manufacturer, model, serial, uuid } = facts
  if (manufacturer !== undefined && model !== undefined && serial !== undefined)
    return tupleKey(manufacturer, model, serial)
  if (uuid !== undefined) return digestKey('uuid', uuid)
  const [mac] = facts.macs
  if (mac !== undefined) return digestKey('mac', mac)
  const [disk] = facts.disks
  if (disk !== undefined) return digestKey('disk', disk)
  return undefined
}

/** The key of a maker's tuple: exact, case-sensitive, as Autopilot matches it. */
export function tupleKey(manufacturer: string, model: string, serial: string): Uint8Array {
  return digestKey('tuple', manufacturer, model, serial)
}

/** The key of a product key id (PKID). */
export function productKeyIdKey(productKeyId: string): Uint8Array {
  return digestKey('pkid', productKeyId)
}

function smbiosOf({ uuid, serial, manufacturer }: IdentityFacts): Uint8Array | undefined {
  return uuid !== undefined && serial !== undefined && manufacturer !== undefined
    ? digestKey('smbios', uuid, serial, manufacturer)
    : undefined
}

/** Whether the facts give any key. */
export function hasKey({ ek, offline, uuid, manufacturer, model, serial, macs, disks }: IdentityFacts): boolean {
  const tuple = manufacturer !== undefined && model !== undefined && serial !== undefined
  return ek !== undefined || offline !== undefined || uuid !== undefined || tuple || macs.length + disks.length > 0
}

/** The keys of a device. */
export function identityKeys(facts: IdentityFacts): IdentityKeys {
  const { ek, offline } = facts
  const smbios = smbiosOf(facts)
  const anchor = anchorOf(facts)
  return { ...(ek && { ek }), ...(offline && { offline }), ...(smbios && { smbios }), ...(anchor && { anchor }) }
}

/** The strong keys alone, for those who seldom need the anchor: each digest costs about as much as a read. */
export function strongKeysOf(facts: IdentityFacts): Uint8Array[] {
  return strongKeys({ ek: facts.ek, offline: facts.offline, smbios: smbiosOf(facts) })
}

/** The keys that may exist once in the world. */
export function strongKeys(keys: Partial<Record<keyof IdentityKeys, Uint8Array | undefined>>): Uint8Array[] {
  return [keys.ek, keys.offline, keys.smbios].filter(key => key !== undefined)
}

/** Every key under which the device can be found. */
export function allKeys(keys: IdentityKeys): Uint8Array[] {
  return keys.anchor ? [...strongKeys(keys), keys.anchor] : strongKeys(keys)
}
