import { isId } from '@hailport/registry'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ContractError } from './faults.ts'

/** The contract has its own description, and stands outside the document of our own API. */
export const hidden = { schema: { hide: true } } as const

/** The customer of the path. @throws ContractError when it is no GUID. */
export function customerIdOf(request: FastifyRequest): string {
  const { customer = '' } = request.params as { customer?: string }
  if (!isId(customer)) throw new ContractError('2000', 'invalid_request', 'The customer id must be a GUID.')
  return customer
}

/** The batch of the path, as it is written there. */
export const batchIdOf = (request: FastifyRequest): string => (request.params as { batch: string }).batch

/** Accepted: where to ask what became of it, relative and without body (R1, R2). */
export function accepted(reply: FastifyReply, tenantId: string, trackingId: string): FastifyReply {
  return reply.code(202).header('location', `/customers/${tenantId}/batchJobStatus/${trackingId}`).send()
}
