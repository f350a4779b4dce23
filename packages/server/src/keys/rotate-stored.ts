import { createVault, openExisting, StoreToolError } from '@hailport/registry'
import { readVaultKey } from '../config.ts'
import { type RotatedKeys, type RotationTime, replaceKey } from './key-states.ts'
import { readServiceKey } from './service-keys.ts'
import { loadVaultKey } from './vault-key.ts'

export interface StoredRotation {
  /** As `openStore` takes it. */
  readonly database: string
  readonly dataDirectory: string
  /** Content of HAILPORT_VAULT_KEY, when it is set. */
  readonly vaultKey: string | undefined
  readonly when: RotationTime
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
    return await replaceKey({ store, vault }, Date.now(), when)
  } finally {
    await store.close()
  }
}
