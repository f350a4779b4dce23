import { type Registry, RegistryError } from '@hailport/registry'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { RateClass, Rates } from './limits.ts'
import { networkOf } from './network.ts'
import { RateCounter } from './rate-counter.ts'
import { type SharedRates, sharedRates } from './shared-rates.ts'

const windowMs = 60_000
/** Callers that are remembered in each class: some megabytes at most, whoever asks. */
const maxCallers = 10_000
/** How often servers exchange what they have counted. */
const shareMs = 1_000
/** Share of the limit from which on a caller is exchanged: most never get there, such as devices that boot once, and cost no write. */
const worthSharing = 1 / 50

const callerOf = (request: FastifyRequest) => request.principal?.id ?? networkOf(request.ip)

/** A route's class; without a credential every route but those that need none counts as `anonymous`. */
function classOf(request: FastifyRequest): RateClass {
  const { rate, access } = request.routeOptions.config
  if (request.principal === undefined && access !== 'public') return 'anonymous'
  return rate ?? (request.method === 'GET' ? 'read' : 'write')
}

/** Exchanges counts every second until the app is closed. */
function useSharing(app: FastifyInstance, registry: Registry): SharedRates {
  const shared = sharedRates(registry)
  let running: Promise<void> | undefined
  const timer = setInterval(() => {
    running ??= shared
      .share(performance.now())
      // Nothing is lost: it goes on counting by itself, and tries again in a second.
      .catch(error => app.log.warn({ err: error }, 'request counts were not exchanged with other servers'))
      .finally(() => {
        running = undefined
      })
  }, shareMs).unref()
  app.addHook('onClose', async () => {
    clearInterval(timer)
    await running
  })
  return shared
}

/**
 * Counts requests per caller and class of route. Runs after authentication, so that a caller is a principal where there is one. Servers of
 * one registry add up their counts, a second late at most.
 * @returns the exchange of counts, for surfaces that have rates of their own.
 */
export function useRates(app: FastifyInstance, rates: Rates, registry: Registry): SharedRates {
  const counters = Object.fromEntries(
    Object.keys(rates).map(name => [name, new RateCounter(windowMs, maxCallers)]),
  ) as Record<RateClass, RateCounter>
  const shared = useSharing(app, registry)
  app.addHook('onRequest', (request, reply, done) => {
    const name = classOf(request)
    const max = rates[name]
    const now = performance.now()
    const caller = callerOf(request)
    const window = counters[name].hit(caller, now)
    const { hits, endsAt } = window
    if (hits >= max * worthSharing) shared.note(`${name} ${caller}`, window, max)
    const seconds = Math.max(1, Math.ceil((endsAt - now) / 1000))
    reply.header('x-ratelimit-limit', max)
    reply.header('x-ratelimit-remaining', Math.max(0, max - hits))
    reply.header('x-ratelimit-reset', seconds)
    if (hits <= max) return done()
    done(new RegistryError('rate_limited', `${max} requests a minute are allowed.`, { retryAfterSeconds: seconds }))
  })
  return shared
}
