import type { SendResult } from './sender.ts'
import type { DisabledReason } from './webhook.ts'

const minute = 60_000
const hour = 60 * minute

/** Time between an attempt and the next, ms: twelve attempts in three days. */
export const retryDelays: readonly number[] = [
  5_000,
  30_000,
  2 * minute,
  10 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  18 * hour,
  24 * hour,
]
/** Attempts at a message that the receiver itself refuses: what it does not take now it will hardly take in three days. */
export const refusedAttempts = 6
/** A webhook is disabled when no attempt has succeeded for so long, ms. */
export const failingPatienceMs = 72 * hour
const longestWaitMs = 24 * hour

/** What is known when an attempt has ended. */
export interface Attempt {
  /** With this one. */
  readonly attempts: number
  /** Since when all attempts of the webhook have failed, this one included. */
  readonly failingSince: number
  readonly now: number
  /** 0 … 1, spreads retries. */
  readonly chance: number
}

/** What follows from an attempt. */
export type Verdict =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'retry'; readonly at: number }
  /** Given up; others go on unless the webhook is disabled. */
  | { readonly kind: 'failed'; readonly disable?: DisabledReason }
  /** Nothing is given up, but nothing is sent any more. */
  | { readonly kind: 'gone' }

/** Statuses of a receiver that is there and does not take this message. Wrong addresses and credentials are mended by people, later. */
const isRefusal = (status: number | undefined): boolean =>
  status !== undefined &&
  status >= 400 &&
  status < 500 &&
  ![401, 403, 404, 407, 408, 421, 423, 425, 429].includes(status)

/** Decides what becomes of a delivery after an attempt. */
export function decideAttempt(result: SendResult, { attempts, failingSince, now, chance }: Attempt): Verdict {
  const { status, retryAfterMs } = result
  if (status !== undefined && status >= 200 && status < 300) return { kind: 'delivered' }
  if (status === 410) return { kind: 'gone' }
  const disable = now - failingSince >= failingPatienceMs ? ({ disable: 'failing' } as const) : {}
  const delay = retryDelays[attempts - 1]
  if (delay === undefined || 'disable' in disable || (isRefusal(status) && attempts >= refusedAttempts))
    return { kind: 'failed', ...disable }
  const asked = (status === 429 || status === 503) && retryAfterMs !== undefined ? retryAfterMs : 0
  const wait = Math.max(delay * (0.9 + 0.2 * chance), Math.min(asked, longestWaitMs))
  return { kind: 'retry', at: now + Math.round(wait) }
}
