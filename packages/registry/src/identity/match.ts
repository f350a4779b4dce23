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

/** An offline device id lies on the disk or in firmware variables, and is copied with them: SMBIOS must not say otherwise. */
function cloneOrContradiction(a: IdentityFacts, b: IdentityFacts): ConflictReason | undefined {
  if (differ(a.uuid, b.uuid, equalText) || differ(a.serial, b.serial, equalText)) return 'cloned-offline-device-id'
  return contradiction(a, b)
}

/**
 * Whether a presented identity is a known device. Tiers: endorsement key > offline device id > SMBIOS UUID + serial + maker >
 * two independent facts that agree while none contradicts. Placeholders have no part in it (they are absent from the facts).
 * A known identity with another endorsement key is a conflict, never an update: otherwise whoever copies a label could take a device.
 *
 * @param known every device that shares a key with the presented one.
 */
export function matchIdentity<K extends KnownDevice>(presented: IdentityFacts, known: readonly K[]): Match<K> {
  const byEk = known.find(({ facts }) => equalBytes(facts.ek, presented.ek))
  if (byEk) {
    const lookalike = known.find(({ facts }) => sameSmbios(facts, presented))
    return lookalike && !sameSmbios(byEk.facts, presented)
      ? { kind: 'conflict', device: byEk, reason: 'parts-of-two-devices' }
      : { kind: 'same', device: byEk, by: 'endorsement-key' }
  }
  const tier = (by: MatchedBy, fits: (facts: IdentityFacts) => boolean, against = contradiction) =>
    firstOf(
      presented,
      known.filter(({ facts }) => fits(facts)),
      by,
      against,
    )
  return (
    tier('offline-device-id', facts => equalBytes(facts.offline, presented.offline), cloneOrContradiction) ??
    tier('smbios', facts => sameSmbios(facts, presented)) ??
    tier('corroborated', facts => commonFacts(facts, presented) >= 2) ?? {
      kind: 'new',
      sharedSerial: known.some(({ facts }) => sameTuple(facts, presented)),
    }
  )
}

/** The candidate that nothing contradicts; when all are contradicted, the conflict with the first. */
function firstOf<K extends KnownDevice>(
  presented: IdentityFacts,
  candidates: readonly K[],
  by: MatchedBy,
  against: typeof contradiction,
): Match<K> | undefined {
  const device = candidates.find(({ facts }) => against(facts, presented) === undefined)
  if (device) return { kind: 'same', device, by }
  const [first] = candidates
  return first && { kind: 'conflict', device: first, reason: against(first.facts, presented) as ConflictReason }
}
