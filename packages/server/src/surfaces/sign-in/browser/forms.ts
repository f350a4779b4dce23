import { createHmac, timingSafeEqual } from 'node:crypto'
import { RegistryError } from '@hailport/registry'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** Bytes of a form. */
const formBytes = 16_384

/** The token that forms of a session, or of a visit, carry: it follows from the cookie's secret, which other sites cannot read. */
export const formTokenOf = (secret: string): string => createHmac('sha256', secret).update('form').digest('base64url')

/** Reads forms in a scope, as an object of texts. */
export function useForms(app: FastifyInstance): void {
  app.addContentTypeParser<string>(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: formBytes },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(body))),
  )
}

/** A field of a form or of the query; empty when absent. */
export function fieldOf(source: unknown, name: string): string {
  if (typeof source !== 'object' || source === null || !Object.hasOwn(source, name)) return ''
  const value = (source as Record<string, unknown>)[name]
  return typeof value === 'string' ? value : ''
}

/** Whether the browser says that another site has sent the request. Old browsers say nothing; the token holds for them as well. */
function fromElsewhere({ headers }: FastifyRequest, baseUrl: string): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site !== 'same-origin'
  const { origin } = headers
  return origin !== undefined && origin !== 'null' && origin !== new URL(baseUrl).origin
}

/** @throws form_not_valid when the form is not one that this browser got from here. */
export function requireOwnForm(request: FastifyRequest, secret: string | undefined, baseUrl: string): void {
  const given = Buffer.from(fieldOf(request.body, 'token'))
  const expected = Buffer.from(secret === undefined ? '' : formTokenOf(secret))
  const fits = secret !== undefined && given.length === expected.length && timingSafeEqual(given, expected)
  if (!fits || fromElsewhere(request, baseUrl)) throw new RegistryError('form_not_valid')
}
