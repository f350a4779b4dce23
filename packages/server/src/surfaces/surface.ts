import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { Registry } from '@hailport/registry'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'

/** A Fastify instance whose handlers are typed by their schemas. */
export type App = FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger, TypeBoxTypeProvider>

/** What surfaces work with. */
export interface SurfaceDeps {
  readonly registry: Registry
  readonly baseUrl: string
}
