import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import pino, { type DestinationStream, type Logger } from 'pino'

declare module 'fastify' {
  interface FastifyRequest {
    /** The operation, where a surface has a table of them behind one route. */
    operation: string | undefined
  }
}

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

const slowMs = 1_000

/** A first boot that was answered has its trace in the store, which says more; its line would only cost the next one time. */
function isTraced({ routeOptions }: FastifyRequest, reply: FastifyReply): boolean {
  return routeOptions.config.rate === 'device' && reply.raw.statusCode < 400 && reply.elapsedTime < slowMs
}

/** One line a request: the route's pattern in place of its address, never headers, query or body. */
export function useRequestLog(app: FastifyInstance): void {
  app.setChildLoggerFactory((logger, bindings) => new RequestLog(logger, bindings) as unknown as FastifyBaseLogger)
  app.decorateRequest('operation', undefined)
  app.addHook('onResponse', (request, reply, done) => {
    if (!isTraced(request, reply))
      request.log.info(
        {
          method: request.method,
          route: request.operation ?? request.routeOptions.url ?? 'none',
          status: reply.raw.statusCode,
          ms: Math.round(reply.elapsedTime),
          actor: request.principal?.id,
        },
        'request',
      )
    done()
  })
}

const methods = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent', 'child'] as const

/** The log of one request, whose lines name the request. Made when it is first written to: making it costs as much as a read. */
class RequestLog {
  readonly #parent: FastifyBaseLogger
  readonly #bindings: object
  #made: FastifyBaseLogger | undefined

  constructor(parent: FastifyBaseLogger, bindings: object) {
    this.#parent = parent
    this.#bindings = bindings
  }

  get level(): string {
    return this.#parent.level
  }

  /** The logger that takes the lines. */
  get made(): FastifyBaseLogger {
    this.#made ??= this.#parent.child(this.#bindings)
    return this.#made
  }

  static {
    for (const name of methods)
      Object.defineProperty(RequestLog.prototype, name, {
        value(this: RequestLog, ...given: never[]) {
          return (this.made[name] as (...given: never[]) => unknown)(...given)
        },
      })
  }
}
