import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { isId } from '@hailport/registry'
import type { FastifyRequest } from 'fastify'

const ids = new WeakMap<IncomingMessage, { trace: string; correlation: string }>()

/** Ids of a request: ours, and that of the client, which it compares with what it sent. */
export const requestIds = (request: IncomingMessage): { trace: string; correlation: string } =>
  ids.get(request) ?? { trace: randomUUID(), correlation: randomUUID() }

export function idsOf(request: FastifyRequest): { trace: string; correlation: string } {
  const { 'client-request-id': inQuery } = request.query as Record<string, unknown>
  const given = String(request.headers['client-request-id'] ?? inQuery ?? '').toLowerCase()
  return { trace: request.id, correlation: isId(given) ? given : request.id }
}

/**
 * The request that the OpenID provider gets to see in place of the real one: under the provider's own address whatever the Host header
 * says, and with the parameters that it knows.
 * @param mount what stands before the provider's paths, such as `/<organization>`.
 */
export function innerRequest(
  request: FastifyRequest,
  base: URL,
  inner: { mount: string; path: string; parameters: URLSearchParams },
): IncomingMessage {
  const { raw } = request
  const isPost = raw.method === 'POST'
  const text = inner.parameters.toString()
  const body = isPost ? Buffer.from(text) : Buffer.alloc(0)
  const url = isPost || text === '' ? inner.path : `${inner.path}?${text}`
  const stream = Readable.from(body.length > 0 ? [body] : [], { objectMode: false })
  const headers: IncomingMessage['headers'] = {
    ...raw.headers,
    host: base.host,
    'x-forwarded-host': base.host,
    'x-forwarded-proto': base.protocol.slice(0, -1),
  }
  delete headers['transfer-encoding']
  delete headers['content-length']
  if (isPost) {
    headers['content-type'] = 'application/x-www-form-urlencoded'
    headers['content-length'] = String(body.length)
  }
  const made = Object.assign(stream, {
    method: raw.method,
    url,
    originalUrl: inner.mount + url,
    headers,
    socket: raw.socket,
    httpVersion: raw.httpVersion,
    httpVersionMajor: raw.httpVersionMajor,
    httpVersionMinor: raw.httpVersionMinor,
  }) as unknown as IncomingMessage
  ids.set(made, idsOf(request))
  return made
}
