import rateLimit, { normalizeIP } from '@fastify/rate-limit'
import { RegistryError } from '@hailport/registry'
import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import type { RateClass, Rates } from './limits.ts'

const windowMs = 60_000

const callerOf = (request: FastifyRequest) => request.principal?.id ?? normalizeIP(request.ip, 64)

/** A route's class; without a credential every route but those that need none counts as `anonymous`. */
function classOf(request: FastifyRequest): RateClass {
  const { rate, access } = request.routeOptions.config
  if (request.principal === undefined && access !== 'public') return 'anonymous'
  return rate ?? (request.method === 'GET' ? 'read' : 'write')
}

/** Counts requests per caller and class of route. Runs after authentication, so that a caller is a principal where there is one. */
export async function useRates(app: FastifyInstance, rates: Rates): Promise<void> {
  await app.register(rateLimit, {
    global: false,
    timeWindow: windowMs,
    keyGenerator: callerOf,
    errorResponseBuilder: (_request, context) =>
      new RegistryError('rate_limited', `${context.max} requests a minute are allowed.`, {
        retryAfterSeconds: Math.max(1, Math.ceil(context.ttl / 1000)),
      }),
  })
  const limiters = Object.fromEntries(
    Object.entries(rates).map(([name, max]) => [name, app.rateLimit({ max })]),
  ) as Record<RateClass, onRequestAsyncHookHandler>
  app.addHook('onRequest', function countRequest(request, reply) {
    return limiters[classOf(request)].call(app, request, reply)
  })
}
