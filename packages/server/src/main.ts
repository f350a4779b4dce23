import { mkdirSync } from 'node:fs'
import type { Server as HttpsServer } from 'node:https'
import { createServer } from 'node:net'
import {
  type Boot,
  bootstrapFirstOperator,
  createBoot,
  migrate,
  type Registry,
  ThreadHelper,
  TurnQueue,
} from '@hailport/registry'
import type { DestinationStream, Logger } from 'pino'
import packageJson from '../package.json' with { type: 'json' }
import { announceItself } from './announce.ts'
import { buildApp } from './app.ts'
import { type Config, readConfig, type ServerOptions } from './config.ts'
import { makeLogger } from './http/logger.ts'
import { followTls, readTls } from './http/tls.ts'
import { openKeyRing } from './keys/key-ring.ts'
import { loadVaultKey } from './keys/vault-key.ts'
import { openDatabase, openRegistry, type RegistrySettings } from './registry.ts'
import { linkUrl } from './surfaces/sign-in/link-url.ts'
import { startThreads } from './threads/start.ts'
import { webhookSender } from './webhooks/sender.ts'

/** How the first operator signs in. */
export interface OperatorLink {
  readonly email: string
  readonly url: string
}

/** A server that runs. */
export interface RunningServer {
  /** Where it listens. */
  readonly url: string
  /** Secret of the first operator's token; on the very first start only. Print it, keep it out of logs. */
  readonly operatorToken?: string
  /** Where the first operator sets a password, and the e-mail address to sign in with; on the very first start only. A secret as well. */
  readonly operatorLink?: OperatorLink
  /** Stops accepting, finishes what runs, then closes the store. */
  close(): Promise<void>
}

export interface StartOptions extends ServerOptions {
  /** Whether this process works off jobs, such as batches; of the processes of one machine one does. Default true. */
  readonly jobs?: boolean | undefined
  /** Number of this process among the workers of one service; the log names it. */
  readonly worker?: number | undefined
  /** Where the log goes; standard error when absent. */
  readonly logTo?: DestinationStream | undefined
}

/** The origin of the service must be known before it listens: tokens name it. */
export async function freePort(host: string): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, host, resolve))
  const { port } = probe.address() as { port: number }
  await new Promise(resolve => probe.close(resolve))
  return port
}

const mostTries = 5

/** Uses a free port; another one when somebody else was quicker. */
export async function atFreePort<T>(host: string, use: (port: number) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      return await use(await freePort(host))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || tries === mostTries) throw error
    }
}

/** Brings the schema up to date and finds out the vault key, which the store has to agree with. */
async function settingsOf({ dataDirectory, database, vaultKey, limits }: Config): Promise<RegistrySettings> {
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 })
  const store = openDatabase(database)
  try {
    await migrate(store)
    return { database, vaultKey: await loadVaultKey(store, dataDirectory, vaultKey), limits }
  } finally {
    await store.close()
  }
}

const listen = (config: Config, registry: Registry, boot: Boot, logger: Logger) => {
  const at = (port: number) => listenAt(port, config, registry, boot, logger)
  return config.port === 0 ? atFreePort(config.host, at) : at(config.port)
}

async function listenAt(port: number, config: Config, registry: Registry, boot: Boot, logger: Logger) {
  const tls = config.tls && readTls(config.tls)
  const url = `${tls ? 'https' : 'http'}://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
  const baseUrl = config.publicUrl ?? url
  const keyRing = await openKeyRing(registry.store, registry.vault, registry.now, err =>
    logger.warn({ err }, 'the keys of tokens could not be read again'),
  )
  const app = await buildApp({
    registry,
    boot,
    keyRing,
    baseUrl,
    tls,
    logger,
    httpLimits: config.httpLimits,
    rates: config.rates,
    graphRates: config.graphRates,
    trustProxy: config.trustProxy,
    audiences: config.audiences,
    wellKnownClients: config.wellKnownClients,
    providerAddresses: config.providerAddresses,
    webhookAddresses: config.webhookAddresses,
    webhookSender: webhookSender(config.webhookAddresses, config.limits.webhookTimeoutMs),
    version: packageJson.version,
  })
  try {
    await app.listen({ port, host: config.host })
  } catch (error) {
    await app.close()
    keyRing.close()
    throw error
  }
  const stopFollowing =
    config.tls &&
    followTls(app.server as unknown as HttpsServer, config.tls, {
      renewed: () => logger.info('the certificate was read anew'),
      failed: err => logger.error({ err }, 'the new certificate cannot be used; the one before stays in use'),
    })
  const close = async () => {
    const cut = setTimeout(() => app.server.closeAllConnections(), config.httpLimits.shutdownMs)
    stopFollowing?.()
    await app.close()
    keyRing.close()
    clearTimeout(cut)
  }
  return { url, baseUrl, close }
}

/** Starts the service. @throws ConfigError for settings that cannot be used. */
export async function startServer(options: StartOptions = {}): Promise<RunningServer> {
  const config = readConfig(options)
  const log = makeLogger(config.logLevel, options.logTo)
  const logger = options.worker === undefined ? log : log.child({ worker: options.worker, pid: process.pid })
  const settings = await settingsOf(config)
  const turns = new TurnQueue()
  const helper = new ThreadHelper()
  const registry = openRegistry(settings, { turns, checkpoints: false, cachedKib: 16_384 }, helper)
  const boot = createBoot(registry, error => logger.error({ err: error }, 'first boots were not written down'))
  const { webhookAddresses } = config
  const threads = startThreads({ ...settings, webhookAddresses }, turns, helper, logger, options.jobs ?? true)
  registry.onWake(threads.wake)
  const about = { version: packageJson.version, worksJobs: options.jobs ?? true, worker: options.worker }
  const announcement = announceItself(registry, about, err =>
    logger.warn({ err }, 'the server could not say that it is there'),
  )
  // Requests may wait for the threads, and all write to the store: each stops only when nothing above it runs any more.
  const stopRest = async () => {
    await boot.close()
    await threads.stop()
    await announcement.stop()
    await registry.store.close()
  }
  try {
    const server = await listen(config, registry, boot, logger)
    // Last of all: a start that fails must not use up the one time that the token is told.
    const operator = await bootstrapFirstOperator(registry)
    return {
      url: server.url,
      ...(operator && {
        operatorToken: operator.token,
        operatorLink: { email: operator.email, url: linkUrl(server.baseUrl, operator.linkSecret) },
      }),
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
