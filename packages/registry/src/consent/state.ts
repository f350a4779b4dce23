import type { ErrorCode } from '../errors.ts'
import type { ConsentsTable } from '../store/index.ts'

/** What a consent is now: the stored state, and what follows from its limits. */
export type ConsentState =
  | 'requested'
  | 'granted'
  | 'declined'
  | 'revoked'
  | 'expired'
  | 'exhausted'
  /** Nobody answered the request in time. */
  | 'lapsed'
  /** The partner took its request back. */
  | 'cancelled'

/** States of requests that say nothing: what was answered before counts. */
export const closedRequests: readonly ConsentState[] = ['lapsed', 'cancelled']

/** The part of a consent that the rules read. */
export type ConsentFacts = Pick<
  ConsentsTable,
  'id' | 'state' | 'expires_at' | 'device_limit' | 'devices_used' | 'group_tags' | 'when_absent' | 'each_batch'
>

/** The state at `now`. */
export function consentState(consent: ConsentFacts, now: number): ConsentState {
  if (consent.state !== 'granted') return consent.state as ConsentState
  if (consent.expires_at !== null && consent.expires_at <= now) return 'expired'
  if (consent.device_limit !== null && consent.devices_used >= consent.device_limit) return 'exhausted'
  return 'granted'
}

/** Whether a partner may register for a tenant: yes, or the reason why not, and whether rows may wait for a yes. */
export type ConsentVerdict =
  | {
      readonly live: true
      readonly remaining: number
      readonly groupTags: readonly string[] | null
      readonly mayHold: boolean
      /** Whether rows wait until the customer accepts them. */
      readonly holdsBatches: boolean
    }
  | { readonly live: false; readonly code: ErrorCode; readonly mayHold: boolean }

const absentCodes = {
  requested: 'consent_missing',
  declined: 'consent_declined',
  revoked: 'consent_revoked',
  expired: 'consent_expired',
  exhausted: 'consent_limit_reached',
  lapsed: 'consent_missing',
  cancelled: 'consent_missing',
} as const satisfies Record<Exclude<ConsentState, 'granted'>, ErrorCode>

/**
 * The consent rule. A customer that said no (declined, revoked) is not asked again by holding rows; everybody else may be waited
 * for, unless the customer chose "refuse".
 */
export function consentVerdict(consent: ConsentFacts | undefined, now: number): ConsentVerdict {
  if (consent === undefined) return { live: false, code: 'consent_missing', mayHold: true }
  const state = consentState(consent, now)
  if (state === 'granted') {
    return {
      live: true,
      remaining: consent.device_limit === null ? Number.POSITIVE_INFINITY : consent.device_limit - consent.devices_used,
      groupTags: consent.group_tags === null ? null : JSON.parse(consent.group_tags),
      mayHold: consent.when_absent === 'hold',
      holdsBatches: consent.each_batch === 'hold',
    }
  }
  const saidNo = state === 'declined' || state === 'revoked'
  return { live: false, code: absentCodes[state], mayHold: !saidNo && consent.when_absent === 'hold' }
}
