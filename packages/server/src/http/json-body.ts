import { RegistryError } from '@hailport/registry'
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

/**
 * Reads JSON bodies of routes whose schema lists every member. The search for members that could change an object's prototype is left
 * out: such a member is not listed, so it is refused, and the search costs more than the parsing.
 */
export function useClosedJsonBodies(app: FastifyInstance): void {
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') return done(null, undefined)
    let value: unknown
    try {
      value = JSON.parse(body)
    } catch {
      return done(new RegistryError('unreadable_body', 'The body is not well-formed JSON.'))
    }
    done(null, value)
  })
}
