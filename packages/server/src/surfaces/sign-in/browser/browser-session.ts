import type { IncomingHttpHeaders } from 'node:http'
import { type ActiveSession, type BrowserSession, readSession } from '@hailport/registry'
import type { SurfaceDeps } from '../../surface.ts'
import { cookiesFor } from './cookies.ts'

/** What a session is read from: a request of Fastify's or of Node's. */
export interface WithHeaders {
  readonly headers: IncomingHttpHeaders
  readonly id?: string
}

/** Makes the function that finds the session of a browser, with all that the pages need. */
export function activeSessionReader({
  registry,
  baseUrl,
}: SurfaceDeps): (request: WithHeaders) => Promise<ActiveSession | undefined> {
  const cookies = cookiesFor(baseUrl)
  return async request => {
    const secret = cookies.read(request, 'session')
    return secret === undefined ? undefined : readSession(registry, secret, request.id)
  }
}

export type BrowserSessionReader = (request: WithHeaders) => Promise<BrowserSession | undefined>

/**
 * Makes the function that tells who is signed in in the browser that a request comes from: `readBrowserSession(request)`, undefined when
 * nobody is. Who is needed but absent is sent to `GET /sign-in?continue=<path>`, which comes back there.
 */
export function browserSessionReader(deps: SurfaceDeps): BrowserSessionReader {
  const read = activeSessionReader(deps)
  return async request => {
    const session = await read(request)
    if (session === undefined) return undefined
    const { sessionId, personId, organizationId, email, name, amr, authTime } = session
    return { sessionId, personId, organizationId, email, name, amr, authTime }
  }
}
