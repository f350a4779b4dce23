import type { IncomingMessage } from 'node:http'
import { newId } from '@hailport/registry'

const sane = /^[A-Za-z0-9._-]{8,64}$/

/** The caller's own request id when it is harmless to print, else a new one. */
export function requestId(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && sane.test(given) ? given : newId()
}
