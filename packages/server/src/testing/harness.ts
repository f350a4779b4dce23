import {
  type Boot,
  bootstrapOperator,
  createBoot,
  createRegistry,
  createVault,
  type Registry,
  startWorker,
} from '@hailport/registry'
import { testDatabase } from '@hailport/registry/testing'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { type AppDeps, buildApp } from '../app.ts'
import { originalAudiences } from '../http/issuers.ts'
import {
  defaultGraphRates,
  defaultHttpLimits,
  defaultRates,
  type GraphRates,
  type HttpLimits,
  type Rates,
} from '../http/limits.ts'
import { makeLogger } from '../http/logger.ts'
import { fixedKeyRing } from '../keys/key-ring.ts'
import { makeTokenKeys, type TokenKeys } from '../keys/token-keys.ts'
import type { App } from '../surfaces/surface.ts'
import { webhookSender } from '../webhooks/sender.ts'

/** Routes of the HTTP server behind which the Graph-compatible API has its own table of operations, with tests of its own. */
export const isGraphRoute = (route: string): boolean => / \/(v1\.0|beta)(\/|$)/.test(route)

/** The app over a real store in a database of its own, with a clock that tests move. */
export interface Harness {
  readonly app: App
  readonly registry: Registry
  readonly deps: AppDeps
  readonly boot: Boot
  readonly operator: string
  /** Everything that was logged. */
  readonly log: string[]
  /** Moves the clock of the registry, ms. */
  advance(ms: number): void
  call(method: string, url: string, token?: string, body?: unknown, more?: InjectOptions): Promise<Answer>
  close(): Promise<void>
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
export type Answer = LightMyRequestResponse & { body: any }

export const baseUrl = 'https://hailport.example'

const generous = Object.fromEntries(Object.keys(defaultRates).map(name => [name, 1_000_000])) as unknown as Rates

/** Made once: RSA keys take their time. */
let tokenKeys: Promise<TokenKeys> | undefined
function knownTokenKeys(): Promise<TokenKeys> {
  tokenKeys ??= makeTokenKeys(0)
  return tokenKeys
}

/** Starts a fresh app; `close` removes all of it. */
export async function startHarness(
  options: { rates?: Partial<Rates>; graphRates?: Partial<GraphRates>; httpLimits?: Partial<HttpLimits> } = {},
): Promise<Harness> {
  const database = await testDatabase()
  const store = database.open()
  let offset = 0
  const vault = createVault(new Uint8Array(32).fill(7))
  const registry = createRegistry({ store, vault, now: () => Date.now() + offset })
  const log: string[] = []
  const boot = createBoot(registry)
  const deps: AppDeps = {
    registry,
    boot,
    keyRing: fixedKeyRing(await knownTokenKeys(), () => Date.now() + offset),
    baseUrl,
    logger: makeLogger('trace', { write: line => void log.push(line) }),
    // Test files run side by side and keep the machine busy; only the test of overload is about that.
    httpLimits: { ...defaultHttpLimits, eventLoopDelayMs: 60_000, ...options.httpLimits },
    rates: { ...generous, ...options.rates },
    graphRates: { ...defaultGraphRates, ...options.graphRates },
    trustProxy: false,
    audiences: originalAudiences,
    wellKnownClients: true,
    providerAddresses: 'any',
    webhookAddresses: { where: 'any', networks: [] },
    webhookSender: webhookSender({ where: 'any', networks: [] }, 2_000),
    version: '0.0.0',
  }
  const operator = (await bootstrapOperator(registry)) as string
  const app = await buildApp(deps)
  const worker = startWorker(registry, deps.logger)
  registry.onWake(() => worker.wake())
  return {
    app,
    registry,
    deps,
    boot,
    operator,
    log,
    advance: ms => {
      offset += ms
    },
    call: (method, url, token, body, more) => call(app, method, url, token, body, more),
    async close() {
      await app.close()
      await worker.stop()
      await boot.close()
      await store.close()
      await database.remove()
    },
  }
}

async function call(
  app: App,
  method: string,
  url: string,
  token?: string,
  body?: unknown,
  more: InjectOptions = {},
): Promise<Answer> {
  const answer = await app.inject({
    method: method as 'GET',
    url,
    ...(body !== undefined && { payload: body as object }),
    ...more,
    headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...more.headers },
  })
  const json = /json/.test(String(answer.headers['content-type'])) && answer.payload !== ''
  return Object.assign(answer, { body: json ? JSON.parse(answer.payload) : answer.payload }) as Answer
}
