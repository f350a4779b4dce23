import { randomBytes } from 'node:crypto'
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
  const key =
    configured ??
    readVaultKey(
      readOrMakePrivateFile(path, () => `${randomBytes(32).toString('base64')}\n`),
      path,
    )
  const fingerprint = vaultFingerprint(key)
  const known = readOrMakePrivateFile(join(dataDirectory, 'vault.fingerprint'), () => `${fingerprint}\n`).trim()
  if (known !== fingerprint)
    throw new ConfigError(
      `The store in ${dataDirectory} was used with another vault key (fingerprint ${known}, now ${fingerprint}). ` +
        'Start with the key of that time: HAILPORT_VAULT_KEY, or vault.key in the data directory.',
    )
  return key
}
