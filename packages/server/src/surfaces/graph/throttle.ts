import type { Principal } from '@hailport/registry'
import type { GraphRates } from '../../http/limits.ts'
import { RateCounter } from '../../http/rate-counter.ts'
import type { SharedRates } from '../../http/shared-rates.ts'
import { GraphError } from './errors.ts'

const throttleWindowMs = 20_000
const maxCallers = 10_000
/** Share of a limit from which on servers tell each other. */
const worthSharing = 1 / 50

/** Counts one operation, or refuses it. */
export type Throttle = (principal: Principal, method: string) => void

/**
 * Counts operations per application and tenant, and per tenant over all applications; writes are counted once more by themselves. Runs for
 * every operation, in a batch or not; servers of one registry add up. @throws GraphError 429 that tells how long to wait.
 */
export function makeThrottle(rates: GraphRates, shared: SharedRates): Throttle {
  const counter = new RateCounter(throttleWindowMs, 4 * maxCallers)
  const hit = (caller: string, max: number, now: number): number => {
    const window = counter.hit(caller, now)
    if (window.hits >= max * worthSharing) shared.note(`graph ${caller}`, window, max)
    return window.hits <= max ? 0 : Math.max(1, Math.ceil((window.endsAt - now) / 1000))
  }
  return ({ id, organization }, method) => {
    const now = performance.now()
    const tenant = organization.id
    const waits = [hit(`app ${id} ${tenant}`, rates.appRequests, now), hit(`all ${tenant}`, rates.tenantRequests, now)]
    if (method !== 'GET')
      waits.push(
        hit(`app writes ${id} ${tenant}`, rates.appWrites, now),
        hit(`all writes ${tenant}`, rates.tenantWrites, now),
      )
    const seconds = Math.max(...waits)
    if (seconds > 0) throw new GraphError(429, 'TooManyRequests', 'Too many requests.', { retryAfterSeconds: seconds })
  }
}
