import type { Readable } from 'node:stream'
import { RegistryError } from '@hailport/registry'
import type { FastifyInstance } from 'fastify'

/** Passes chunks on and stops at the limit. The stream is read only as fast as the registry takes it. */
async function* limited(body: Readable, maxBytes: number): AsyncGenerator<Uint8Array> {
  let seen = 0
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    seen += chunk.length
    if (seen > maxBytes) throw new RegistryError('body_too_large', `The body is larger than ${maxBytes} bytes.`)
    yield chunk
  }
}

/** Inside this scope bodies of these content types reach the handler as `AsyncIterable<Uint8Array>`, unread; no others are taken. */
export function streamBodies(app: FastifyInstance, contentTypes: readonly string[], maxBytes: number): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser([...contentTypes], (request, payload, done) => {
    const declared = Number(request.headers['content-length'] ?? 0)
    if (declared > maxBytes)
      return done(new RegistryError('body_too_large', `The body is larger than ${maxBytes} bytes.`))
    done(null, limited(payload as Readable, maxBytes))
  })
}
