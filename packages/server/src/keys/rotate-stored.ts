import { createVault, openExisting, StoreToolError } from '@hailport/registry'
import { readVaultKey } from '../config.ts'
import { loadTokenKeys, rotateTokenKeys } from './key-ring.ts'
import { readServiceKey } from './service-keys.ts'
import { endOf, publishedAheadMs, signingKeyAt, type TokenKeys } from './token-keys.ts'
import { loadVaultKey } from './vault-key.ts'

/** A key of tokens as the operator sees it. Times are in milliseconds since 1970. */
export interface KeyState {
  readonly id: string
  readonly signsFrom: number
  /** Whether it signs now. */
  readonly signs: boolean
  /** When nothing that it has signed is accepted any more; absent on the newest. */
  readonly acceptedUntil?: number
}

/** What a rotation came to. */
export interface RotatedKeys {
  /** False when a new key was waiting for its time already. */
  readonly made: boolean
  readonly keys: readonly KeyState[]
}

export interface StoredRotation {
  /** As `openStore` takes it. */
  readonly database: string
  readonly dataDirectory: string
  /** Content of HAILPORT_VAULT_KEY, when it is set. */
  readonly vaultKey: string | undefined
  /** When the new key signs: in a week, as at a rotation of its own accord; now; or now because a key has leaked, and what it signed is refused. */
  readonly when: 'later' | 'now' | 'leaked'
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

/**
 * Replaces the key of tokens in a store, at the word of whoever has the machine; servers that run on it take the new one up.
 * @throws StoreToolError when no service has worked on that store yet; ConfigError when the vault key is not the one of the store.
 */
export async function rotateStoredKeys({
  database,
  dataDirectory,
  vaultKey,
  when,
}: StoredRotation): Promise<RotatedKeys> {
  const store = openExisting(database)
  try {
    if ((await readServiceKey(store, 'token-keys')) === undefined)
      throw new StoreToolError({
        what: 'There is no key to replace',
        why: 'no service has worked on this database yet',
        remedy: 'Check --database or --data; the first start of a service makes the keys.',
      })
    const configured = vaultKey ? readVaultKey(vaultKey, 'HAILPORT_VAULT_KEY') : undefined
    const vault = createVault(await loadVaultKey(store, dataDirectory, configured))
    const now = Date.now()
    const before = await loadTokenKeys(store, vault, now)
    const waiting = before.keys.some(key => key.signsFrom > now)
    if (waiting && when === 'later') return { made: false, keys: keyStates(before, now) }
    const rotation = { aheadMs: when === 'later' ? publishedAheadMs : 0, dropOthers: when === 'leaked' }
    return { made: true, keys: keyStates(await rotateTokenKeys(store, vault, now, rotation), now) }
  } finally {
    await store.close()
  }
}
