import { randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

const harmless = /^[A-Za-z0-9{}._+/=-]{1,128}$/

function given(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' && harmless.test(value) ? value : undefined
}

/** The id by which a client marks a request and every repetition of it (R13). */
export function requestIdOf(request: FastifyRequest): string | undefined {
  return given(request, 'ms-requestid')?.toLowerCase()
}

/** Names the request in the answer: by the caller's own ids where it sent some (R14). */
export function nameRequest(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({
    'ms-requestid': given(request, 'ms-requestid') ?? request.id,
    'ms-correlationid': given(request, 'ms-correlationid') ?? randomUUID(),
    'ms-cv': `${given(request, 'ms-cv') ?? request.id.replaceAll('-', '').slice(-16)}.0`,
    'ms-serverid': 'hailport',
  })
}
