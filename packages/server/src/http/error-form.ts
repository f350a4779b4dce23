import type { RegistryError } from '@hailport/registry'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** How a surface words errors that has a contract of its own. Everywhere else errors are problem details. */
export interface ErrorForm {
  /** Whether an address, as it was sent, belongs to the surface. */
  owns(url: string): boolean
  /** Answers. Headers that belong to an error whatever its form are set already. */
  send(error: RegistryError, request: FastifyRequest, reply: FastifyReply): FastifyReply
}
