import {
  createRegistry,
  createVault,
  DatabaseUrlError,
  type Limits,
  openStore,
  type SqliteOptions,
  type Store,
  type ThreadHelper,
} from '@hailport/registry'

import { ConfigError } from './config.ts'
import type { WebhookAddresses } from './webhooks/addresses.ts'

/** What it takes to open the registry, in this thread or in another: all of it can be copied. */
export interface RegistrySettings {
  /** See `openStore`. */
  readonly database: string
  readonly vaultKey: Uint8Array
  readonly limits: Limits
}

/** What the threads beside the one that serves are started with. */
export interface ThreadSettings extends RegistrySettings {
  readonly webhookAddresses: WebhookAddresses
}

/** Opens the registry with a store of its own. @throws ConfigError for a database URL that cannot be used. */
export function openRegistry(
  { database, vaultKey, limits }: RegistrySettings,
  options: SqliteOptions,
  helper?: ThreadHelper,
): ReturnType<typeof createRegistry> {
  const store = openDatabase(database, options)
  return createRegistry({ store, vault: createVault(vaultKey), limits, ...(helper && { helper }) })
}

/** Opens a store. @throws ConfigError for a database URL that cannot be used. */
export function openDatabase(url: string, options: SqliteOptions = {}): Store {
  try {
    return openStore(url, options)
  } catch (error) {
    if (error instanceof DatabaseUrlError) throw new ConfigError(`${error.message} (HAILPORT_DATABASE)`)
    throw error
  }
}
