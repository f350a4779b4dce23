import { type ErrorCode, RegistryError } from '@hailport/registry'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { toRegistryError } from '../../http/to-registry-error.ts'
import { nameRequest } from './headers.ts'

/** An error of the contract that depends on the place where it happened more than on what happened. */
export class ContractError extends RegistryError {
  readonly fault: string

  constructor(fault: string, code: ErrorCode, detail?: string) {
    super(code, detail)
    this.fault = fault
  }
}

/** Codes of the contract for errors of the catalogue; with their status where it is another than the catalogue's. */
const faults: Partial<Record<ErrorCode, { readonly fault: string; readonly status?: number }>> = {
  invalid_request: { fault: '3000' },
  unreadable_body: { fault: '800002' },
  unsupported_media_type: { fault: '800002' },
  body_too_large: { fault: '800002' },
  timeout: { fault: '800002' },
  unauthenticated: { fault: '400' },
  forbidden: { fault: '900150' },
  consent_missing: { fault: '20002' },
  consent_declined: { fault: '20002' },
  consent_expired: { fault: '20002' },
  consent_revoked: { fault: '20002' },
  consent_limit_reached: { fault: '2032' },
  group_tag_not_allowed: { fault: '2032' },
  profiles_not_allowed: { fault: '2032' },
  device_registered_by_another: { fault: '2032' },
  not_found: { fault: '1000' },
  device_not_registered: { fault: '1000' },
  profile_not_found: { fault: '1000' },
  conflict: { fault: '3000' },
  internal: { fault: '800003' },
  overloaded: { fault: '800003' },
  store_unavailable: { fault: '800003' },
}

function faultOf(error: RegistryError): { fault: string; status: number } {
  const known = faults[error.code]
  const fault = error instanceof ContractError ? error.fault : (known?.fault ?? '3000')
  return { fault, status: known?.status ?? error.entry.status }
}

/** Characters of a description that clients take. */
const descriptionLength = 1024

/** Answers with an error in the contract's form (R11, R12). `data` has our own code and the input at fault. */
export function sendFault(cause: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = toRegistryError(cause)
  if (error.entry.status === 500) request.log.error({ err: error.cause ?? error }, 'request failed')
  const wait = error.retryAfterSeconds ?? (error.code === 'overloaded' ? 5 : undefined)
  if (wait !== undefined) reply.header('retry-after', wait)
  if (error.code === 'unauthenticated') reply.header('www-authenticate', 'Bearer realm="hailport"')
  // What is left of a body that was not read would be taken for the next request.
  if (error.code === 'body_too_large' || error.code === 'timeout') reply.header('connection', 'close')
  nameRequest(request, reply)
  const { fault, status } = faultOf(error)
  const told = error.code === 'internal' ? error.entry.cause : error.message
  const body =
    status === 429
      ? { statusCode: 429, message: told }
      : {
          code: fault,
          description: told.slice(0, descriptionLength),
          data: [error.code, ...(error.field === undefined ? [] : [error.field])],
          source: 'Hailport',
        }
  return reply.code(status).type('application/json; charset=utf-8').send(body)
}
