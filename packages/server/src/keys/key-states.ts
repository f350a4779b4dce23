import type { Registry } from '@hailport/registry'
import { loadTokenKeys, type Rotation, rotateTokenKeys } from './key-ring.ts'
import { endOf, isRotationDue, nextKeyAt, publishedAheadMs, signingKeyAt, type TokenKeys } from './token-keys.ts'

/** A key of tokens as the operator sees it. Times are in milliseconds since 1970. */
export interface KeyState {
  readonly id: string
  readonly signsFrom: number
  /** Whether it signs now. */
  readonly signs: boolean
  /** When nothing that it has signed is accepted any more; absent on the newest. */
  readonly acceptedUntil?: number
}

/** When a new key signs: in a week, as at a rotation of its own accord; now; or now because a key has leaked, and what it signed is refused. */
export const rotationTimes = ['later', 'now', 'leaked'] as const
export type RotationTime = (typeof rotationTimes)[number]

/** What a rotation came to. */
export interface RotatedKeys {
  /** False when a new key was waiting for its time already. */
  readonly made: boolean
  readonly keys: readonly KeyState[]
}

function keyStates(set: TokenKeys, now: number): KeyState[] {
  const signing = signingKeyAt(set, now)
  return set.keys.map(key => {
    const acceptedUntil = endOf(set, key)
    return {
      id: key.jwk.kid,
      signsFrom: key.signsFrom,
      signs: key === signing,
      ...(acceptedUntil !== undefined && { acceptedUntil }),
    }
  })
}

type Keeper = Pick<Registry, 'store' | 'vault'>

/** Replaces the key of tokens. @param by who has it replaced; whoever has the machine when absent. */
export async function replaceKey(
  { store, vault }: Keeper,
  now: number,
  when: RotationTime,
  by?: Rotation['by'],
): Promise<RotatedKeys> {
  const before = await loadTokenKeys(store, vault, now)
  const waiting = before.keys.some(key => key.signsFrom > now)
  if (waiting && when === 'later') return { made: false, keys: keyStates(before, now) }
  const rotation = {
    aheadMs: when === 'later' ? publishedAheadMs : 0,
    dropOthers: when === 'leaked',
    ...(by && { by }),
  }
  return { made: true, keys: keyStates(await rotateTokenKeys(store, vault, now, rotation), now) }
}

/** The keys, when the next one will be made, and whether servers should have done so already. */
export async function readKeyStates({ store, vault }: Keeper, now: number) {
  const set = await loadTokenKeys(store, vault, now)
  return { keys: keyStates(set, now), nextKeyAt: nextKeyAt(set), overdue: isRotationDue(set, now - overdueMs) }
}

/** A running server makes a key that is due within seconds, ms. */
const overdueMs = 3_600_000
