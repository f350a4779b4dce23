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

export type UploadType = keyof typeof uploadFormats

/** The format of a request whose content type the parser has let through. */
export function formatOf(request: FastifyRequest): (typeof uploadFormats)[UploadType] {
  const contentType = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase()
  return uploadFormats[contentType as UploadType]
}

/** The body schema of an upload: described for readers, not checked here, because the registry reads it row by row. */
export function uploadBody(contentTypes: readonly UploadType[], description: string) {
  const content = Object.fromEntries(contentTypes.map(type => [type, { schema: Type.Any({ description }) }]))
  return { description, content }
}
