import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { RegistryError } from '@hailport/registry'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorForm } from './error-form.ts'
import { toProblem } from './problem.ts'
import { toRegistryError } from './to-registry-error.ts'

/** Answers with an error of the catalogue: as problem details, or in the form of the surface that the address belongs to. */
export function sendProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  baseUrl: string,
  forms: readonly ErrorForm[],
): FastifyReply {
  const problem = toRegistryError(error)
  // The cause of a fault of ours goes to the log, with the id that the caller gets to see.
  if (problem.entry.status === 500) request.log.error({ err: problem.cause ?? problem }, 'request failed')
  if (problem.retryAfterSeconds !== undefined) reply.header('retry-after', problem.retryAfterSeconds)
  else if (problem.code === 'overloaded') reply.header('retry-after', 5)
  if (problem.code === 'unauthenticated') reply.header('www-authenticate', 'Bearer realm="hailport"')
  // What is left of a body that was not read would be taken for the next request.
  if (problem.code === 'body_too_large' || problem.code === 'timeout') reply.header('connection', 'close')
  // Also for requests that never reached the hook that sets it.
  reply.header('x-request-id', request.id)
  const form = forms.find(one => one.owns(request.originalUrl))
  if (form !== undefined) return form.send(problem, request, reply)
  return reply
    .code(problem.entry.status)
    .type('application/problem+json')
    .send(toProblem(problem, request.id, baseUrl))
}

/** Answers for everything that goes wrong in a request. */
export function useProblems(app: FastifyInstance, baseUrl: string, forms: readonly ErrorForm[]): void {
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, baseUrl, forms))
  app.setNotFoundHandler((request, reply) =>
    sendProblem(new RegistryError('not_found'), request, reply, baseUrl, forms),
  )
}

/** Answers on a bare socket, for requests that never became one: headers too large or too slow, not HTTP. */
export function clientErrorHandler(baseUrl: string): (error: NodeJS.ErrnoException, socket: Socket) => void {
  return (error, socket) => {
    if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy()
    const slow = error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
    const cause =
      error.code === 'HPE_HEADER_OVERFLOW'
        ? 'The headers are too large.'
        : 'The bytes received are not a valid request.'
    const problem = slow ? new RegistryError('timeout') : new RegistryError('invalid_request', cause)
    const requestId = randomUUID()
    const body = JSON.stringify(toProblem(problem, requestId, baseUrl))
    const { status } = problem.entry
    socket.end(
      `HTTP/1.1 ${status} ${slow ? 'Request Timeout' : 'Bad Request'}\r\nContent-Type: application/problem+json\r\n` +
        `X-Request-Id: ${requestId}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    )
  }
}
