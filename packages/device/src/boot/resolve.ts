import { setTimeout } from 'node:timers/promises'
import { DeviceError, reasonOf } from '../device-error.ts'
import { type BootAnswer, readAnswer } from './answer.ts'
import { retryDelay } from './retry-delay.ts'

/** How to ask a registration service at first boot. */
export interface ResolveOptions {
  /** Where the service is, such as `https://hailport.example`. */
  readonly url: string
  /** The device's hardware hash: its octets, or the same as base64. */
  readonly hash: Uint8Array | string
  /** Everything must be over after this many milliseconds, waiting included; default 60 000. */
  readonly timeoutMs?: number
  /** How often to ask again after the first time; default 5. */
  readonly retries?: number
  /** How long one request may take, in milliseconds; default 15 000. */
  readonly attemptTimeoutMs?: number
  /** In place of the global `fetch`. That one trusts a private CA named by NODE_EXTRA_CA_CERTS. */
  readonly fetch?: typeof fetch
  /** Ends everything when aborted. */
  readonly signal?: AbortSignal
  /** Told before each wait, for a progress line. */
  readonly onRetry?: (reason: DeviceError, waitMs: number) => void
}

/** Answers larger than this are not an answer. */
const MAX_ANSWER_CHARS = 1_000_000
/** Too early, too many, and what gateways say while the service is away. */
const WORTH_ASKING_AGAIN = new Set([408, 425, 429, 500, 502, 503, 504])

/** A failed attempt, and whether and when another one makes sense. */
interface Failure {
  readonly error: DeviceError
  readonly again: boolean
  /** The `Retry-After` header, if there was one. */
  readonly retryAfter: string | null
}

/**
 * Asks a registration service which organization this device belongs to. Asks again, with growing random waits or as
 * long as `Retry-After` says, while the service cannot be reached or is busy.
 *
 * @throws DeviceError `offline` when no answer came in time, `refused` when the service said no, `unreadable` when
 *   what came is no answer, `bad_request` when the address is no http(s) URL
 */
export async function resolveAtFirstBoot(options: ResolveOptions): Promise<BootAnswer> {
  const { timeoutMs = 60_000, retries = 5, signal } = options
  const url = endpoint(options.url)
  const deadline = performance.now() + timeoutMs
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted()
    const outcome = await ask(url, options, deadline - performance.now())
    if (!('error' in outcome)) return outcome
    if (!outcome.again || attempt > retries) throw outcome.error
    const wait = retryDelay(attempt, outcome.retryAfter)
    if (performance.now() + wait >= deadline) throw outcome.error
    options.onRetry?.(outcome.error, wait)
    await sleep(wait, signal)
  }
}

function endpoint(base: string): URL {
  const url = URL.canParse(base) ? new URL(base) : null
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new DeviceError('bad_request', {
      what: 'The registration service cannot be asked',
      why: `"${base}" is no http or https address`,
      remedy: 'Give its address in full, such as https://hailport.example.',
    })
  }
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/device/v1/resolve`
  return url
}

async function ask(url: URL, options: ResolveOptions, leftMs: number): Promise<BootAnswer | Failure> {
  const { hash, attemptTimeoutMs = 15_000, signal } = options
  const hardwareHash = typeof hash === 'string' ? hash : Buffer.from(hash).toString('base64')
  const limit = AbortSignal.timeout(Math.max(1, Math.ceil(Math.min(attemptTimeoutMs, leftMs))))
  try {
    const response = await (options.fetch ?? fetch)(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ hardwareHash }),
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    })
    const text = await response.text()
    return response.ok ? understand(url, text) : refusal(url, response, text)
  } catch (reason) {
    signal?.throwIfAborted()
    return offline(url, reason)
  }
}

function understand(url: URL, text: string): BootAnswer | Failure {
  let answer: BootAnswer | string
  try {
    answer = text.length > MAX_ANSWER_CHARS ? 'it is too long' : readAnswer(JSON.parse(text))
  } catch (reason) {
    answer = reasonOf(reason)
  }
  if (typeof answer !== 'string') return answer
  const error = new DeviceError('unreadable', {
    what: `The answer of ${url.origin} cannot be read`,
    why: answer,
    remedy:
      'Check that the address is that of a Hailport service, with no captive portal or proxy answering in its place.',
  })
  return { error, again: false, retryAfter: null }
}

function refusal(url: URL, response: Response, text: string): Failure {
  const again = WORTH_ASKING_AGAIN.has(response.status)
  const error = new DeviceError('refused', {
    what: `${url.origin} gave no answer about this device`,
    why: `it said ${response.status} ${response.statusText}: ${text.slice(0, 300)}`,
    remedy: again ? 'Try again later.' : 'Check the address and the hardware hash.',
  })
  return { error, again, retryAfter: response.headers.get('retry-after') }
}

function offline(url: URL, reason: unknown): Failure {
  const cause = reason instanceof Error && reason.cause !== undefined ? reason.cause : reason
  const error = new DeviceError(
    'offline',
    {
      what: `${url.origin} cannot be reached`,
      why: reasonOf(cause) || ((cause as { code?: string }).code ?? 'no reason was given'),
      remedy: 'Check the network, the address, and, for a private certificate authority, NODE_EXTRA_CA_CERTS.',
    },
    reason,
  )
  return { error, again: true, retryAfter: null }
}

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return setTimeout(ms, undefined, signal ? { signal } : {})
}
