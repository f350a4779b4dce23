import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { vaultFingerprint } from '@hailport/registry'
import { ConfigError, readVaultKey } from '../config.ts'
import { readOrMakePrivateFile } from './private-file.ts'

/**
 * The key of the vault: the configured one, else that of `<data>/vault.key`, made at first start.
 * @throws ConfigError when the store of this directory was used with another key before.
 */
export function loadVaultKey(dataDirectory: string, configured: Uint8Array | undefined): Uint8Array {
  const path = join(dataDirectory, 'vault.key')
  const fingerprintPath = join(dataDirectory, 'vault.fingerprint')
  if (!configured && !existsSync(path) && existsSync(fingerprintPath))
    throw new ConfigError(
      `${path} is missing, and the store in ${dataDirectory} holds hashes that were sealed with it. ` +
        'Put the file back from a backup, or set HAILPORT_VAULT_KEY to its content.',
    )
  const key =
    configured ??
    readVaultKey(
      readOrMakePrivateFile(path, () => `${randomBytes(32).toString('base64')}\n`),
      path,
    )
  const fingerprint = vaultFingerprint(key)
  const known = readOrMakePrivateFile(fingerprintPath, () => `${fingerprint}\n`).trim()
  if (known !== fingerprint)
    throw new ConfigError(
      `The store in ${dataDirectory} was used with another vault key (fingerprint ${known}, now ${fingerprint}). ` +
        'Start with the key of that time: HAILPORT_VAULT_KEY, or vault.key in the data directory.',
    )
  return key
}
