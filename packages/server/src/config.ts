import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { defaultLimits, type Limits } from '@hailport/registry'
import { originalAudiences } from './http/issuers.ts'
import {
  defaultGraphRates,
  defaultHttpLimits,
  defaultRates,
  type GraphRates,
  type HttpLimits,
  type Rates,
} from './http/limits.ts'
import type { TlsFiles } from './http/tls.ts'
import { type ProviderAddresses, providerAddresses } from './outgoing/addresses.ts'
import { readWebhookAddresses, type WebhookAddresses } from './webhooks/addresses.ts'

/** What a caller of `startServer` may set; what is absent comes from the environment, then from defaults. */
export interface ServerOptions {
  /** HAILPORT_DATA: directory of the store and the keys. Default `./data`. */
  readonly dataDirectory?: string | undefined
  /**
   * HAILPORT_DATABASE: `sqlite:PATH`, or `postgres://user:password@host:port/database` (also citus, yugabytedb, cockroachdb).
   * Default: `hailport.sqlite` in the data directory.
   */
  readonly database?: string | undefined
  /** HAILPORT_PORT. Default 8080; 0 takes a free one. */
  readonly port?: number | string | undefined
  /** HAILPORT_HOST. Default 127.0.0.1. */
  readonly host?: string | undefined
  /** HAILPORT_PUBLIC_URL: origin under which callers reach the service. Default `http://<host>:<port>`. */
  readonly publicUrl?: string | undefined
  /** HAILPORT_TLS_CERT and HAILPORT_TLS_KEY: PEM files of a certificate and its key; the service then speaks HTTPS. Default: HTTP. */
  readonly tlsCert?: string | undefined
  readonly tlsKey?: string | undefined
  /** HAILPORT_LOG_LEVEL. Default info. */
  readonly logLevel?: string | undefined
  /** HAILPORT_VAULT_KEY: 32 bytes in base64. Default: `<data>/vault.key`, made at first start. */
  readonly vaultKey?: string | undefined
  /** HAILPORT_TRUST_PROXY: `true`, or addresses and ranges whose X-Forwarded-For is believed. Default none. */
  readonly trustProxy?: boolean | string | undefined
  /** HAILPORT_WORKERS: processes that `startService` runs; `auto` is one for each core. Default 1. */
  readonly workers?: number | string | undefined
  /** HAILPORT_RATES: requests a minute, such as `read=1200,device=600`. */
  readonly rates?: Partial<Rates> | undefined
  /** HAILPORT_GRAPH_RATES: operations of the Graph-compatible API in 20 seconds, such as `appRequests=1000,appWrites=100`. */
  readonly graphRates?: Partial<GraphRates> | undefined
  /**
   * HAILPORT_TOKEN_AUDIENCES: what access tokens may be for beside this service by its own address, apart by blanks or commas. Default:
   * Microsoft Graph, Partner Center and the old Graph, as clients of the originals ask for them.
   */
  readonly audiences?: readonly string[] | undefined
  /** HAILPORT_WELL_KNOWN_CLIENTS: `off` keeps people from signing in to public clients such as Graph PowerShell. Default on. */
  readonly wellKnownClients?: boolean | undefined
  /**
   * HAILPORT_PROVIDER_ADDRESSES: where external identity providers may be. `public` (default): https at public addresses; `private`: https
   * anywhere; `any`: also http, for trying things out.
   */
  readonly providerAddresses?: ProviderAddresses | undefined
  /**
   * HAILPORT_WEBHOOK_ADDRESSES: where webhooks may lead. `public` (default): https at public addresses; networks such as
   * `10.1.0.0/16,fd00::/8`: there as well; `private`: https anywhere; `any`: also http, for trying things out.
   */
  readonly webhookAddresses?: string | undefined
  readonly limits?: Partial<Limits> | undefined
  readonly httpLimits?: Partial<HttpLimits> | undefined
}

/** The settings in force. */
export interface Config {
  readonly dataDirectory: string
  readonly database: string
  readonly port: number
  readonly host: string
  readonly publicUrl: string | undefined
  readonly tls: TlsFiles | undefined
  readonly logLevel: string
  readonly vaultKey: Uint8Array | undefined
  readonly trustProxy: boolean | string
  readonly workers: number
  readonly rates: Rates
  readonly graphRates: GraphRates
  readonly audiences: readonly string[]
  readonly wellKnownClients: boolean
  readonly providerAddresses: ProviderAddresses
  readonly webhookAddresses: WebhookAddresses
  readonly limits: Limits
  readonly httpLimits: HttpLimits
}

/** A setting that cannot be used; the message names it and says what would do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

type Environment = Readonly<Record<string, string | undefined>>

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

function readPort(value: number | string): number {
  const port = typeof value === 'number' ? value : /^\d+$/.test(value) ? Number(value) : Number.NaN
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new ConfigError(`The port must be a whole number from 0 to 65535, not "${value}" (HAILPORT_PORT).`)
  return port
}

function readPublicUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search || url.hash || url.username)
    throw new ConfigError(
      `The public URL must be an origin such as https://hailport.example, not "${value}" (HAILPORT_PUBLIC_URL).`,
    )
  return url.origin
}

/** Reads a vault key. @throws ConfigError without repeating the value: it may be a mistyped secret. */
export function readVaultKey(value: string, source: string): Uint8Array {
  const text = value.trim()
  const key = Buffer.from(text, 'base64')
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text) || key.length !== 32)
    throw new ConfigError(
      `The vault key in ${source} must be 32 bytes in base64; \`openssl rand -base64 32\` makes one.`,
    )
  return key
}

/** Reads `name=number,…` with names that `defaults` has, and completes it from there. */
function readRates<T extends { [K in keyof T]: number }>(variable: string, text: string | undefined, defaults: T): T {
  if (text === undefined || text === '') return defaults
  const rates: Record<string, number> = {}
  for (const part of text.split(',')) {
    const [name = '', value = ''] = part.split('=').map(piece => piece.trim())
    const names = Object.keys(defaults)
    if (!names.includes(name) || !/^\d+$/.test(value))
      throw new ConfigError(
        `${variable} must be like "${names[0]}=1200,${names[1]}=600" with names of ${names.join(', ')}; "${part}" is not.`,
      )
    rates[name] = Number(value)
  }
  return { ...defaults, ...rates }
}

function readTrustProxy(value: string): boolean | string {
  return value === 'true' ? true : value === 'false' || value === '' ? false : value
}

/** More processes than this are a slip of the pen. */
const maxWorkers = 256

function readWorkers(value: number | string): number {
  if (value === 'auto') return availableParallelism()
  const workers = typeof value === 'number' ? value : /^\d+$/.test(value) ? Number(value) : Number.NaN
  if (!Number.isInteger(workers) || workers < 1 || workers > maxWorkers)
    throw new ConfigError(
      `The number of workers must be from 1 to ${maxWorkers}, or auto, not "${value}" (HAILPORT_WORKERS).`,
    )
  return workers
}

function readTlsFiles(certificate: string | undefined, key: string | undefined): TlsFiles | undefined {
  if (!certificate && !key) return undefined
  if (!certificate || !key)
    throw new ConfigError('A certificate and its key are needed both (HAILPORT_TLS_CERT, HAILPORT_TLS_KEY).')
  return { certificate: resolve(certificate), key: resolve(key) }
}

function readAudiences(text: string): string[] {
  const audiences = text.split(/[\s,]+/).filter(part => part !== '')
  for (const audience of audiences)
    if (!URL.canParse(audience) || audience.endsWith('/'))
      throw new ConfigError(
        `HAILPORT_TOKEN_AUDIENCES must be URIs without a slash at the end, such as ${originalAudiences[0]}; "${audience}" is not.`,
      )
  return audiences
}

function readSwitch(value: string, name: string): boolean {
  if (value !== 'on' && value !== 'off') throw new ConfigError(`${name} must be on or off, not "${value}".`)
  return value === 'on'
}

function readProviderAddresses(value: string): ProviderAddresses {
  const found = providerAddresses.find(each => each === value)
  if (found === undefined)
    throw new ConfigError(`HAILPORT_PROVIDER_ADDRESSES must be one of ${providerAddresses.join(', ')}, not "${value}".`)
  return found
}

function requireWebhookAddresses(value: string): WebhookAddresses {
  const found = readWebhookAddresses(value)
  if (found === undefined)
    throw new ConfigError(
      `HAILPORT_WEBHOOK_ADDRESSES must be ${providerAddresses.join(', ')}, or networks such as 10.1.0.0/16, not "${value}".`,
    )
  return found
}

function readLogLevel(value: string): string {
  if (!logLevels.includes(value))
    throw new ConfigError(`The log level must be one of ${logLevels.join(', ')}, not "${value}" (HAILPORT_LOG_LEVEL).`)
  return value
}

/** The settings in force, from options, then environment, then defaults. @throws ConfigError. */
export function readConfig(options: ServerOptions = {}, env: Environment = process.env): Config {
  const publicUrl = options.publicUrl ?? env['HAILPORT_PUBLIC_URL']
  const trustProxy = options.trustProxy ?? env['HAILPORT_TRUST_PROXY'] ?? false
  const audiences = env['HAILPORT_TOKEN_AUDIENCES']
  const dataDirectory = resolve(options.dataDirectory ?? env['HAILPORT_DATA'] ?? './data')
  const database = options.database ?? env['HAILPORT_DATABASE']
  return {
    dataDirectory,
    database: database === undefined || database === '' ? `sqlite:${join(dataDirectory, 'hailport.sqlite')}` : database,
    port: readPort(options.port ?? env['HAILPORT_PORT'] ?? 8080),
    host: options.host ?? env['HAILPORT_HOST'] ?? '127.0.0.1',
    publicUrl: publicUrl === undefined ? undefined : readPublicUrl(publicUrl),
    tls: readTlsFiles(options.tlsCert ?? env['HAILPORT_TLS_CERT'], options.tlsKey ?? env['HAILPORT_TLS_KEY']),
    logLevel: readLogLevel(options.logLevel ?? env['HAILPORT_LOG_LEVEL'] ?? 'info'),
    vaultKey: vaultKeyOf(options, env),
    trustProxy: typeof trustProxy === 'string' ? readTrustProxy(trustProxy) : trustProxy,
    workers: readWorkers(options.workers ?? env['HAILPORT_WORKERS'] ?? 1),
    rates: { ...readRates('HAILPORT_RATES', env['HAILPORT_RATES'], defaultRates), ...options.rates },
    graphRates: {
      ...readRates('HAILPORT_GRAPH_RATES', env['HAILPORT_GRAPH_RATES'], defaultGraphRates),
      ...options.graphRates,
    },
    audiences: options.audiences ?? (audiences === undefined ? originalAudiences : readAudiences(audiences)),
    wellKnownClients:
      options.wellKnownClients ?? readSwitch(env['HAILPORT_WELL_KNOWN_CLIENTS'] ?? 'on', 'HAILPORT_WELL_KNOWN_CLIENTS'),
    providerAddresses:
      options.providerAddresses ?? readProviderAddresses(env['HAILPORT_PROVIDER_ADDRESSES'] ?? 'public'),
    webhookAddresses: requireWebhookAddresses(
      options.webhookAddresses ?? env['HAILPORT_WEBHOOK_ADDRESSES'] ?? 'public',
    ),
    limits: { ...defaultLimits, ...sessionLimits(env), ...options.limits },
    httpLimits: { ...defaultHttpLimits, ...options.httpLimits },
  }
}

function sessionLimits(env: Environment): Partial<Limits> {
  const read = (name: string): number | undefined => {
    const text = env[name]
    if (text === undefined || text === '') return undefined
    const minutes = /^\d{1,6}$/.test(text) ? Number(text) : 0
    if (minutes === 0) throw new ConfigError(`${name} must be a number of minutes from 1 to 999999, not "${text}".`)
    return minutes * 60_000
  }
  const sessionIdleMs = read('HAILPORT_SESSION_IDLE_MINUTES')
  const sessionMaxMs = read('HAILPORT_SESSION_MAX_MINUTES')
  return { ...(sessionIdleMs && { sessionIdleMs }), ...(sessionMaxMs && { sessionMaxMs }) }
}

function vaultKeyOf(options: ServerOptions, env: Environment): Uint8Array | undefined {
  const text = options.vaultKey ?? env['HAILPORT_VAULT_KEY']
  return text === undefined || text === '' ? undefined : readVaultKey(text, 'HAILPORT_VAULT_KEY')
}
