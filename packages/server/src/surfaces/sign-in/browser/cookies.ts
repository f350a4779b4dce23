import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyReply } from 'fastify'

/** What the pages keep in the browser; each holds a random secret, and nothing else. */
export type CookieName = 'session' | 'sign-in' | 'visit' | 'external'

/** Cookies for browsers of one origin. */
export interface Cookies {
  read(request: { readonly headers: IncomingHttpHeaders }, name: CookieName): string | undefined
  set(reply: FastifyReply, name: CookieName, value: string): void
  remove(reply: FastifyReply, name: CookieName): void
}

const secretPattern = /^[A-Za-z0-9_-]{43}$/

/**
 * Cookies that scripts cannot read, other sites do not send with their forms, and that end with the browser. Over HTTPS their names bind
 * them to this very host (`__Host-`), so that a neighbour under the same domain cannot plant one.
 */
export function cookiesFor(baseUrl: string): Cookies {
  const secure = baseUrl.startsWith('https:')
  const fullName = (name: CookieName) => `${secure ? '__Host-' : ''}hailport-${name}`
  const attributes = `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  const add = (reply: FastifyReply, cookie: string) => void reply.header('set-cookie', cookie)
  return {
    read({ headers }, name) {
      const wanted = `${fullName(name)}=`
      for (const part of (headers.cookie ?? '').split(';')) {
        const text = part.trim()
        if (!text.startsWith(wanted)) continue
        const value = text.slice(wanted.length)
        return secretPattern.test(value) ? value : undefined
      }
      return undefined
    },
    set: (reply, name, value) => add(reply, `${fullName(name)}=${value}; ${attributes}`),
    remove: (reply, name) => add(reply, `${fullName(name)}=; ${attributes}; Max-Age=0`),
  }
}
