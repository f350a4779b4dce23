import type { Registry } from '../context.ts'
import { findFactoryRecords } from '../factory/index.ts'
import {
  allKeys,
  hashBytes,
  type IdentityFacts,
  identityKeys,
  type KnownDevice,
  keyText,
  matchIdentity,
  presentedIdentity,
  type ReadFacts,
  readFacts,
} from '../identity/index.ts'
import { bootLookup } from './lookup.ts'

/**
 * What whoever holds a device may know of it. claimed: it is registered. unclear: some of its parts are, as after a repair; take it as
 * claimed until its maker has looked. free: a maker has reported it, and nobody has registered it. unknown: this registry has never heard of it.
 */
export const holderStatuses = ['claimed', 'unclear', 'free', 'unknown'] as const
export type HolderStatus = (typeof holderStatuses)[number]

/** The answer for one hash: what it says itself, and the status; never whose the device is. */
export type HolderAnswer =
  | {
      readonly status: HolderStatus
      readonly serialNumber?: string
      readonly manufacturer?: string
      readonly model?: string
    }
  | { readonly status: 'unreadable'; readonly message: string }

/** The rule: the one of first boot, told to somebody who may not know more. */
export function decideHolderStatus(
  presented: IdentityFacts,
  registered: readonly KnownDevice[],
  reported: readonly KnownDevice[],
): HolderStatus {
  const match = matchIdentity(presented, registered)
  if (match.kind === 'conflict') return 'unclear'
  if (match.kind !== 'new') return 'claimed'
  return matchIdentity(presented, reported).kind === 'new' ? 'unknown' : 'free'
}

const read = (hash: string): ReadFacts | { readonly message: string } => {
  const bytes = hashBytes(hash)
  return 'message' in bytes ? bytes : readFacts(bytes)
}

/** Answers for hashes, in their order. */
export type HolderLookup = (hashes: readonly string[]) => Promise<HolderAnswer[]>

/**
 * Makes the look-up for those who hold devices, such as refurbishers: whether each is claimed, without registering it. To have the hash is to
 * have had the device. Nothing is written: it is no first boot.
 */
export function createHolderStatus(registry: Registry): HolderLookup {
  const lookup = bootLookup(registry)
  const { store } = registry
  return async hashes => {
    const reads = hashes.map(read)
    const facts = reads.flatMap(each => ('message' in each ? [] : [each.facts]))
    const registered = await lookup(facts)
    const keys = facts.map(each => allKeys(identityKeys(each)))
    const records = await findFactoryRecords(store, store.db, keys.flat())
    let at = 0
    return reads.map(each => {
      if ('message' in each) return { status: 'unreadable', message: each.message }
      const own = at++
      const reported = (keys[own] ?? []).flatMap(key => records.get(keyText(key)) ?? [])
      const { serialNumber, manufacturer, model } = presentedIdentity(each)
      return {
        status: decideHolderStatus(each.facts, registered[own] ?? [], reported),
        ...(serialNumber !== null && { serialNumber }),
        ...(manufacturer !== null && { manufacturer }),
        ...(model !== null && { model }),
      }
    })
  }
}
