import { RegistryError } from '@hailport/registry'
import type { FastifyInstance, FastifyReply } from 'fastify'

/**
 * Ends requests whose body does not arrive in time. Streamed uploads have their own, longer limit. One timer for all requests:
 * they are kept in order of their deadlines, so each look stops at the first that has time left.
 */
export function useBodyDeadline(app: FastifyInstance, timeoutMs: number): void {
  const waiting = new Map<FastifyReply, number>()
  const timer = setInterval(
    () => {
      const now = performance.now()
      for (const [reply, deadline] of waiting) {
        if (deadline > now) break
        waiting.delete(reply)
        reply.send(new RegistryError('timeout'))
      }
    },
    Math.min(1000, timeoutMs),
  )
  timer.unref()
  app.addHook('onClose', (_app, done) => {
    clearInterval(timer)
    done()
  })
  app.addHook('preParsing', (request, reply, payload, done) => {
    if (!request.routeOptions.config.streamed) waiting.set(reply, performance.now() + timeoutMs)
    done(null, payload)
  })
  app.addHook('preValidation', (_request, reply, done) => {
    waiting.delete(reply)
    done()
  })
  app.addHook('onResponse', (_request, reply, done) => {
    waiting.delete(reply)
    done()
  })
}
