import type { IdentityFacts } from './facts.ts'
import type { ReadFacts } from './resolve-hash.ts'

/** A device as it was presented: its facts, and its names as they stand, placeholders included. */
export interface PresentedIdentity {
  readonly facts: IdentityFacts
  readonly serialNumber: string | null
  readonly manufacturer: string | null
  readonly model: string | null
  readonly productKeyId: string | null
}

/** The device that a hash presents. */
export function presentedIdentity({ hash, facts }: ReadFacts): PresentedIdentity {
  return {
    facts,
    serialNumber: hash.serial?.trim() || null,
    manufacturer: hash.manufacturer?.trim() || null,
    model: hash.model?.trim() || null,
    productKeyId: hash.productKeyId?.trim() || null,
  }
}

/** What its owner needs to judge a conflict: what was presented, never who presented it. */
export function describeIdentity(presented: PresentedIdentity): object {
  const { facts, serialNumber, manufacturer, model, productKeyId } = presented
  return {
    serialNumber,
    manufacturer,
    model,
    productKeyId,
    smbiosUuid: facts.uuid ?? null,
    macs: facts.macs,
    diskSerials: facts.disks,
    endorsementKey: facts.ek ? Buffer.from(facts.ek).toString('hex') : null,
  }
}
