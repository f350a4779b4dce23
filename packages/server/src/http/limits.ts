/** Limits of the HTTP side; `/api/v1/limits` prints the numbers that are in force. */
export interface HttpLimits {
  /** Bytes of an ordinary JSON body. */
  readonly bodyBytes: number
  /** Bytes of a call that registers devices and waits. */
  readonly registrationBytes: number
  /** Bytes of a first-boot question. */
  readonly deviceBytes: number
  /** Bytes of a streamed upload. */
  readonly uploadBytes: number
  /** Characters of one part of a path. */
  readonly paramLength: number
  /** Bytes of all request headers together. */
  readonly headerBytes: number
  /** Time for the headers to arrive, ms. */
  readonly headersTimeoutMs: number
  /** Time for an ordinary body to arrive, ms. */
  readonly bodyTimeoutMs: number
  /** Time for a whole request to arrive, streamed uploads included, ms. */
  readonly requestTimeoutMs: number
  /** Time that a connection may stay silent, ms. */
  readonly idleTimeoutMs: number
  /** Time that an unused connection is kept open, ms. */
  readonly keepAliveMs: number
  readonly connections: number
  /** Event loop delay above which new requests are turned away, ms. */
  readonly eventLoopDelayMs: number
  /** Time that running requests get at shutdown, ms. */
  readonly shutdownMs: number
}

export const defaultHttpLimits: HttpLimits = {
  bodyBytes: 262_144,
  registrationBytes: 20_971_520,
  deviceBytes: 16_384,
  uploadBytes: 8_589_934_592,
  paramLength: 100,
  // An access token of 16 kB, and the others.
  headerBytes: 24_576,
  headersTimeoutMs: 15_000,
  bodyTimeoutMs: 30_000,
  requestTimeoutMs: 3_600_000,
  idleTimeoutMs: 120_000,
  keepAliveMs: 65_000,
  connections: 10_000,
  eventLoopDelayMs: 2_000,
  shutdownMs: 15_000,
}

/** Requests a minute by class of route: per caller once signed in, else per address (IPv6: per /64). */
export interface Rates {
  readonly read: number
  readonly write: number
  readonly upload: number
  /** First-boot questions, per address. A site behind one address boots many devices at once. */
  readonly device: number
  /** Requests to the token endpoint, per address. */
  readonly token: number
  /** Everything without a valid credential, per address. */
  readonly anonymous: number
}

export type RateClass = keyof Rates

/** Operations of the Graph-compatible API in 20 seconds, on top of the rates above; the numbers of Intune's enrollment resources. */
export interface GraphRates {
  /** Of one application in one tenant. */
  readonly appRequests: number
  readonly appWrites: number
  /** Of all applications of a tenant together. */
  readonly tenantRequests: number
  readonly tenantWrites: number
}

export const defaultGraphRates: GraphRates = {
  appRequests: 1_000,
  appWrites: 100,
  tenantRequests: 2_000,
  tenantWrites: 200,
}

export const defaultRates: Rates = { read: 1_200, write: 600, upload: 60, device: 1_200, token: 120, anonymous: 300 }
