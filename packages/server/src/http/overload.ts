import underPressure from '@fastify/under-pressure'
import { RegistryError } from '@hailport/registry'
import type { FastifyInstance } from 'fastify'

const sampleMs = 500

/** Turns requests away, with 503 and Retry-After, while the event loop lags or the server is closing. */
export async function useOverload(app: FastifyInstance, eventLoopDelayMs: number): Promise<void> {
  let closing = false
  app.addHook('preClose', done => {
    closing = true
    done()
  })
  app.addHook('onRequest', (_request, reply, done) => {
    if (!closing) return done()
    reply.header('connection', 'close')
    done(new RegistryError('overloaded', 'The service is shutting down.', { retryAfterSeconds: 5 }))
  })
  // Building the app blocks the event loop; that delay says nothing about the load.
  let builtAt = Number.POSITIVE_INFINITY
  app.addHook('onReady', async () => {
    builtAt = performance.now()
  })
  await app.register(underPressure, {
    maxEventLoopDelay: eventLoopDelayMs,
    sampleInterval: sampleMs,
    pressureHandler: (request, _reply, _type, value) => {
      // Infinite stands for an interval without a sample, on a machine that is busy with other things; it says nothing about the delay.
      if (value === Number.POSITIVE_INFINITY) return
      // Health answers even then: a busy process must not be taken for a dead one.
      if (request.routeOptions.url === '/healthz' || performance.now() - builtAt < 2 * sampleMs) return
      throw new RegistryError('overloaded', undefined, { retryAfterSeconds: 5 })
    },
  })
}
