const FIRST_MS = 500
const LONGEST_MS = 30_000

/**
 * How long to wait before asking again, in milliseconds. Without a word from the service: half to all of 0.5 s, 1 s,
 * 2 s … 30 s, at random, so that a classroom of devices switched on together does not come back together. With a
 * `Retry-After` (RFC 9110, 10.2.3: seconds or a date): at least that long, and up to a tenth more.
 *
 * @param attempt the number of failed attempts so far, from 1
 */
export function retryDelay(attempt: number, retryAfter: string | null, random = Math.random, now = Date.now): number {
  const asked = retryAfter === null ? null : askedMs(retryAfter.trim(), now())
  if (asked !== null) return Math.ceil(asked * (1 + random() / 10))
  const grown = Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1))
  return Math.ceil(grown * (0.5 + random() / 2))
}

function askedMs(retryAfter: string, now: number): number | null {
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000
  const at = Date.parse(retryAfter)
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}
