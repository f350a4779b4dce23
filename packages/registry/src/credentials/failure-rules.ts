/** How failed attempts delay the next one. */
export interface FailureRule {
  /** Failures without a delay. */
  readonly free: number
  /** Delay after the first failure beyond those, doubled with each, ms. */
  readonly firstDelayMs: number
  readonly maxDelayMs: number
  /** Time without a failure after which all are forgotten, ms. */
  readonly forgetMs: number
}

export const failureRules = {
  person: { free: 4, firstDelayMs: 30_000, maxDelayMs: 3_600_000, forgetMs: 43_200_000 },
  // Many people may share an address.
  network: { free: 50, firstDelayMs: 10_000, maxDelayMs: 900_000, forgetMs: 3_600_000 },
} as const satisfies Record<string, FailureRule>

/** Where somebody stands. */
export interface FailureCount {
  readonly failures: number
  readonly blockedUntil: number
}

/** Delay that a number of failures brings, ms; 0 for none. */
export function delayAfter({ free, firstDelayMs, maxDelayMs }: FailureRule, failures: number): number {
  if (failures <= free) return 0
  // Beyond 2^30 every rule has long reached its longest delay.
  return Math.min(maxDelayMs, firstDelayMs * 2 ** Math.min(30, failures - free - 1))
}

/** The count after one more failure. */
export function afterFailure(rule: FailureRule, { failures }: FailureCount, now: number): FailureCount {
  const delay = delayAfter(rule, failures + 1)
  return { failures: failures + 1, blockedUntil: delay === 0 ? 0 : now + delay }
}
