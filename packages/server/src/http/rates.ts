import { RegistryError } from '@hailport/registry'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { RateClass, Rates } from './limits.ts'
import { networkOf } from './network.ts'
import { RateCounter } from './rate-counter.ts'

const windowMs = 60_000
/** Callers that are remembered in each class: some megabytes at most, whoever asks. */
const maxCallers = 10_000

const callerOf = (request: FastifyRequest) => request.principal?.id ?? networkOf(request.ip)

/** A route's class; without a credential every route but those that need none counts as `anonymous`. */
function classOf(request: FastifyRequest): RateClass {
  const { rate, access } = request.routeOptions.config
  if (request.principal === undefined && access !== 'public') return 'anonymous'
  return rate ?? (request.method === 'GET' ? 'read' : 'write')
}

/** Counts requests per caller and class of route. Runs after authentication, so that a caller is a principal where there is one. */
export function useRates(app: FastifyInstance, rates: Rates): void {
  const counters = Object.fromEntries(
    Object.keys(rates).map(name => [name, new RateCounter(windowMs, maxCallers)]),
  ) as Record<RateClass, RateCounter>
  app.addHook('onRequest', (request, reply, done) => {
    const name = classOf(request)
    const max = rates[name]
    const now = performance.now()
    const { hits, endsAt } = counters[name].hit(callerOf(request), now)
    const seconds = Math.max(1, Math.ceil((endsAt - now) / 1000))
    reply.header('x-ratelimit-limit', max)
    reply.header('x-ratelimit-remaining', Math.max(0, max - hits))
    reply.header('x-ratelimit-reset', seconds)
    if (hits <= max) return done()
    done(new RegistryError('rate_limited', `${max} requests a minute are allowed.`, { retryAfterSeconds: seconds }))
  })
}
