import type { FastifyRequest } from 'fastify'
import Type from 'typebox'

/** Content types of uploads, and what the registry calls their formats. */
export const uploadFormats = {
  'application/x-ndjson': 'ndjson',
  'text/csv': 'csv',
  'application/json': 'json',
  'application/xml': 'oa3',
  'text/xml': 'oa3',
} as const

type ContentType = keyof typeof uploadFormats

/** The format of a request whose content type the parser has let through. */
export function formatOf(request: FastifyRequest): (typeof uploadFormats)[ContentType] {
  const contentType = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase()
  return uploadFormats[contentType as ContentType]
}

/** The body schema of an upload: described for readers, not checked here, because the registry reads it row by row. */
export function uploadBody(contentTypes: readonly ContentType[], description: string) {
  const content = Object.fromEntries(contentTypes.map(type => [type, { schema: Type.Any({ description }) }]))
  return { description, content }
}
