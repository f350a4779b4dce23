import type { FastifyInstance } from 'fastify'

/**
 * Reads JSON bodies. An empty one is no body: many clients name a content type on every request, a DELETE without a body included.
 */
export function useJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else parse(request, body, done)
  })
}
