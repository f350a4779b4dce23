import type { FastifyInstance } from 'fastify'
import pino, { type DestinationStream, type Logger } from 'pino'

const secrets = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'hardwareHash',
  'client_secret',
  'client_assertion',
  'body',
]

/** The log: JSON lines. Secrets are cut wherever someone logs an object that has them, up to two levels deep. */
export function makeLogger(level: string, destination?: DestinationStream): Logger {
  const paths = secrets.flatMap(name => [name, `*.${name}`, `*.*.${name}`])
  return pino(
    { level, base: { name: 'hailport' }, timestamp: pino.stdTimeFunctions.isoTime, redact: { paths, censor: '[cut]' } },
    destination ?? pino.destination(2),
  )
}

/** One line a request: the route's pattern in place of its address, never headers, query or body. */
export function useRequestLog(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: reply.raw.statusCode,
        ms: Math.round(reply.elapsedTime),
        actor: request.principal?.id,
      },
      'request',
    )
    done()
  })
}
