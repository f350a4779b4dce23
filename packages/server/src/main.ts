import { mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { bootstrapOperator, createVault, migrate, openSqlite, type Registry } from '@hailport/registry'
import type { DestinationStream } from 'pino'
import packageJson from '../package.json' with { type: 'json' }
import { buildApp } from './app.ts'
import { type Config, readConfig, type ServerOptions } from './config.ts'
import { makeLogger } from './http/logger.ts'
import { loadSigningKeys } from './keys/signing-keys.ts'
import { loadVaultKey } from './keys/vault-key.ts'

/** A server that runs. */
export interface RunningServer {
  /** Where it listens. */
  readonly url: string
  /** Secret of the first operator's token; on the very first start only. Print it, keep it out of logs. */
  readonly operatorToken?: string
  /** Stops accepting, finishes what runs, then closes the store. */
  close(): Promise<void>
}

export interface StartOptions extends ServerOptions {
  /** Where the log goes; standard error when absent. */
  readonly logTo?: DestinationStream | undefined
}

/** The origin of the service must be known before it listens: tokens name it. */
async function freePort(host: string): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, host, resolve))
  const { port } = probe.address() as { port: number }
  await new Promise(resolve => probe.close(resolve))
  return port
}

async function openRegistry(config: Config): Promise<Registry> {
  mkdirSync(config.dataDirectory, { recursive: true, mode: 0o700 })
  const vault = createVault(loadVaultKey(config.dataDirectory, config.vaultKey))
  const store = openSqlite(join(config.dataDirectory, 'hailport.sqlite'))
  await migrate(store)
  return { store, vault, limits: config.limits, now: Date.now, wake: () => {} }
}

/** Starts the service. @throws ConfigError for settings that cannot be used. */
export async function startServer(options: StartOptions = {}): Promise<RunningServer> {
  const config = readConfig(options)
  const port = config.port === 0 ? await freePort(config.host) : config.port
  const host = config.host.includes(':') ? `[${config.host}]` : config.host
  const registry = await openRegistry(config)
  const logger = makeLogger(config.logLevel, options.logTo)
  const operatorToken = await bootstrapOperator(registry)
  const app = await buildApp({
    registry,
    signingKeys: loadSigningKeys(config.dataDirectory),
    baseUrl: config.publicUrl ?? `http://${host}:${port}`,
    logger,
    httpLimits: config.httpLimits,
    rates: config.rates,
    trustProxy: config.trustProxy,
    version: packageJson.version,
  })
  await app.listen({ port, host: config.host })
  return {
    url: `http://${host}:${port}`,
    ...(operatorToken !== undefined && { operatorToken }),
    async close() {
      const cut = setTimeout(() => app.server.closeAllConnections(), config.httpLimits.shutdownMs)
      await app.close()
      clearTimeout(cut)
      await registry.store.close()
    },
  }
}
