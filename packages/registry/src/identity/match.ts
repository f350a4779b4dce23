import type { IdentityFacts } from './facts.ts'

/** Which fact decided, strongest first. */
export type MatchedBy = 'endorsement-key' | 'offline-device-id' | 'smbios' | 'corroborated'

/** Why an identity needs a person's eyes. */
export type ConflictReason =
  | 'endorsement-key-changed'
  | 'smbios-uuid-changed'
  | 'cloned-offline-device-id'
  | 'parts-of-two-devices'

export type Match<K> =
  | { readonly kind: 'new'; readonly sharedSerial: boolean }
  | { readonly kind: 'same'; readonly device: K; readonly by: MatchedBy }
  | { readonly kind: 'conflict'; readonly device: K; readonly reason: ConflictReason }

/** A device of the registry, as far as matching is concerned. */
export interface KnownDevice {
  readonly facts: IdentityFacts
}

const equalBytes = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a !== undefined && b !== undefined && Buffer.compare(a, b) === 0
const equalText = (a: string | undefined, b: string | undefined): boolean => a !== undefined && a === b
const differ = <T>(
  a: T | undefined,
  b: T | undefined,
  equal: (x: T | undefined, y: T | undefined) => boolean,
): boolean => a !== undefined && b !== undefined && !equal(a, b)

const sameSmbios = (a: IdentityFacts, b: IdentityFacts): boolean =>
  equalText(a.uuid, b.uuid) && equalText(a.serial, b.serial) && equalText(a.manufacturer, b.manufacturer)
const sameTuple = (a: IdentityFacts, b: IdentityFacts): boolean =>
  equalText(a.serial, b.serial) && equalText(a.manufacturer, b.manufacturer) && equalText(a.model, b.model)
const share = (a: readonly string[], b: readonly string[]): boolean => a.some(value => b.includes(value))

/** Independent facts that two devices have in common; the tuple counts as one. */
function commonFacts(a: IdentityFacts, b: IdentityFacts): number {
  return [
    sameTuple(a, b),
    equalText(a.uuid, b.uuid),
    share(a.macs, b.macs),
    share(a.disks, b.disks),
    equalText(a.productKeyId, b.productKeyId),
  ].filter(Boolean).length
}

/** Facts that two captures of one device cannot differ in. */
function contradiction(a: IdentityFacts, b: IdentityFacts): ConflictReason | undefined {
  if (differ(a.ek, b.ek, equalBytes)) return 'endorsement-key-changed'
  if (differ(a.uuid, b.uuid, equalText)) return 'smbios-uuid-changed'
  return undefined
}

/**
 * Whether a presented identity is a known device. Tiers: endorsement key > offline device id > SMBIOS UUID + serial + maker >
 * two independent facts that agree while none contradicts. Placeholders have no part in it (they are absent from the facts).
 * A known identity with another endorsement key is a conflict, never an update: otherwise whoever copies a label could take a device.
 *
 * @param known every device that shares a key with the presented one.
 */
export function matchIdentity<K extends KnownDevice>(presented: IdentityFacts, known: readonly K[]): Match<K> {
  const byEk = known.find(device => equalBytes(device.facts.ek, presented.ek))
  const bySmbios = known.find(device => sameSmbios(device.facts, presented))
  if (byEk) {
    if (bySmbios && bySmbios !== byEk) return { kind: 'conflict', device: byEk, reason: 'parts-of-two-devices' }
    return { kind: 'same', device: byEk, by: 'endorsement-key' }
  }
  const byOffline = known.find(device => equalBytes(device.facts.offline, presented.offline))
  if (byOffline) {
    if (differ(byOffline.facts.uuid, presented.uuid, equalText))
      return { kind: 'conflict', device: byOffline, reason: 'cloned-offline-device-id' }
    return contradicted(presented, byOffline) ?? { kind: 'same', device: byOffline, by: 'offline-device-id' }
  }
  if (bySmbios) return contradicted(presented, bySmbios) ?? { kind: 'same', device: bySmbios, by: 'smbios' }
  const alike = known.filter(device => commonFacts(device.facts, presented) >= 2)
  const agreeing = alike.find(device => contradiction(device.facts, presented) === undefined)
  if (agreeing) return { kind: 'same', device: agreeing, by: 'corroborated' }
  const [candidate] = alike
  if (candidate) return contradicted(presented, candidate) as Match<K>
  return { kind: 'new', sharedSerial: known.some(device => sameTuple(device.facts, presented)) }
}

function contradicted<K extends KnownDevice>(presented: IdentityFacts, device: K): Match<K> | undefined {
  const reason = contradiction(device.facts, presented)
  return reason && { kind: 'conflict', device, reason }
}
