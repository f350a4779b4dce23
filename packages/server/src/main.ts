import { mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import {
  type Boot,
  bootstrapOperator,
  createBoot,
  createRegistry,
  createVault,
  DatabaseUrlError,
  migrate,
  openStore,
  type Registry,
  type Store,
  startWorker,
} from '@hailport/registry'
import type { DestinationStream, Logger } from 'pino'
import packageJson from '../package.json' with { type: 'json' }
import { buildApp } from './app.ts'
import { type Config, ConfigError, readConfig, type ServerOptions } from './config.ts'
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

function openDatabase(url: string): Store {
  try {
    return openStore(url)
  } catch (error) {
    if (error instanceof DatabaseUrlError) throw new ConfigError(`${error.message} (HAILPORT_DATABASE)`)
    throw error
  }
}

async function openRegistry(config: Config): Promise<ReturnType<typeof createRegistry>> {
  mkdirSync(config.dataDirectory, { recursive: true, mode: 0o700 })
  const vault = createVault(loadVaultKey(config.dataDirectory, config.vaultKey))
  const store = openDatabase(config.database)
  await migrate(store)
  return createRegistry({ store, vault, limits: config.limits })
}

async function listen(config: Config, registry: Registry, boot: Boot, logger: Logger) {
  const port = config.port === 0 ? await freePort(config.host) : config.port
  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
  const app = await buildApp({
    registry,
    boot,
    signingKeys: loadSigningKeys(config.dataDirectory),
    baseUrl: config.publicUrl ?? url,
    logger,
    httpLimits: config.httpLimits,
    rates: config.rates,
    trustProxy: config.trustProxy,
    version: packageJson.version,
  })
  await app.listen({ port, host: config.host })
  const close = async () => {
    const cut = setTimeout(() => app.server.closeAllConnections(), config.httpLimits.shutdownMs)
    await app.close()
    clearTimeout(cut)
  }
  return { url, close }
}

/** Starts the service. @throws ConfigError for settings that cannot be used. */
export async function startServer(options: StartOptions = {}): Promise<RunningServer> {
  const config = readConfig(options)
  const logger = makeLogger(config.logLevel, options.logTo)
  const registry = await openRegistry(config)
  const boot = createBoot(registry, error => logger.error({ err: error }, 'first boots were not written down'))
  const worker = startWorker(registry, logger)
  registry.onWake(() => worker.wake())
  // Requests may wait for the worker, and both write to the store: each stops only when nothing above it runs any more.
  const stopRest = async () => {
    await worker.stop()
    await boot.close()
    await registry.store.close()
  }
  try {
    const server = await listen(config, registry, boot, logger)
    // Last of all: a start that fails must not use up the one time that the token is told.
    const operatorToken = await bootstrapOperator(registry)
    return {
      url: server.url,
      ...(operatorToken !== undefined && { operatorToken }),
      async close() {
        await server.close()
        await stopRest()
      },
    }
  } catch (error) {
    await stopRest()
    throw error
  }
}
