import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Store, vaultFingerprint } from '@hailport/registry'
import { ConfigError, readVaultKey } from '../config.ts'
import { readOrMakePrivateFile } from './private-file.ts'
import { readOrMakeServiceKey, readServiceKey } from './service-keys.ts'

/**
 * The key of the vault: the configured one, else that of `<data>/vault.key`, made by the first server of the registry. The store keeps
 * its fingerprint, so that all servers work with the same one.
 * @throws ConfigError when the store was used with another key before, or with one that is not here.
 */
export async function loadVaultKey(
  store: Store,
  dataDirectory: string,
  configured: Uint8Array | undefined,
): Promise<Uint8Array> {
  const path = join(dataDirectory, 'vault.key')
  const before = await readServiceKey(store, 'vault')
  if (!configured && before && !existsSync(path))
    throw new ConfigError(
      `${path} is missing, and the store holds hashes that were sealed with it (fingerprint ${text(before)}). ` +
        'Put the file there, from a backup or from another server of this registry, or set HAILPORT_VAULT_KEY to its content.',
    )
  const key =
    configured ??
    readVaultKey(
      readOrMakePrivateFile(path, () => `${randomBytes(32).toString('base64')}\n`),
      path,
    )
  const fingerprint = vaultFingerprint(key)
  const known = text(await readOrMakeServiceKey(store, 'vault', () => Buffer.from(fingerprint)))
  if (known !== fingerprint)
    throw new ConfigError(
      `The store was used with another vault key (fingerprint ${known}, now ${fingerprint}). All servers of a registry need the ` +
        `same one: start with that key, as HAILPORT_VAULT_KEY or in ${path}.`,
    )
  return key
}

const text = (value: Uint8Array): string => Buffer.from(value).toString()
