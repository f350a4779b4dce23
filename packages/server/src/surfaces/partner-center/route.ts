import { isId } from '@hailport/registry'
import type { FastifyRequest } from 'fastify'
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
