import { randomBytes } from 'node:crypto'
import { type ActiveSession, RegistryError } from '@hailport/registry'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App, SurfaceDeps } from '../../surface.ts'
import { type Language, languageOf, textsOf } from '../pages/language.ts'
import { type Page, sendPage } from '../pages/render-page.ts'
import type { Texts } from '../pages/texts-en.ts'
import { activeSessionReader } from './browser-session.ts'
import { type Cookies, cookiesFor } from './cookies.ts'
import { formTokenOf, requireOwnForm } from './forms.ts'

/** A reader of a page: the language, and the token that the forms need. */
export interface Reader {
  readonly language: Language
  readonly texts: Texts
  readonly formToken: string
}

/** What the routes of the pages work with. */
export interface PageDeps extends SurfaceDeps {
  readonly app: App
  readonly cookies: Cookies
  readSession(request: FastifyRequest): Promise<ActiveSession | undefined>
  /** The session of the browser. @throws session_ended */
  requireSession(request: FastifyRequest): Promise<ActiveSession>
  /** As `requireSession`, for a form. @throws form_not_valid */
  requireSessionForm(request: FastifyRequest): Promise<ActiveSession>
  /** @throws form_not_valid when a form of somebody who is not signed in is from elsewhere. */
  requireVisitForm(request: FastifyRequest): void
  /** The reader of a page for people who are not signed in; the browser is given a visit when it has none. */
  visitor(request: FastifyRequest, reply: FastifyReply): Reader
  /** The reader of a page for people who are. */
  member(request: FastifyRequest): Reader
  /** Sends a page in the language of the reader; `session` puts the name into the bar. */
  send(reply: FastifyReply, reader: Reader, page: Omit<Page, 'language' | 'signedIn'>, more?: SendOptions): FastifyReply
}

export interface SendOptions {
  readonly status?: number
  readonly session?: ActiveSession
}

const languageFor = (request: FastifyRequest) => {
  const language = languageOf(request.headers['accept-language'])
  return { language, texts: textsOf(language) }
}

/** Puts together what the routes of the pages work with. */
export function pageDeps(app: App, deps: SurfaceDeps): PageDeps {
  const { registry, baseUrl } = deps
  const cookies = cookiesFor(baseUrl)
  const readSession = activeSessionReader(deps)
  const requireSession = async (request: FastifyRequest) => {
    const session = await readSession(request)
    if (!session) throw new RegistryError('session_ended')
    return session
  }
  return {
    app,
    registry,
    baseUrl,
    cookies,
    readSession,
    requireSession,
    async requireSessionForm(request) {
      const session = await requireSession(request)
      requireOwnForm(request, cookies.read(request, 'session'), baseUrl)
      return session
    },
    requireVisitForm: request => requireOwnForm(request, cookies.read(request, 'visit'), baseUrl),
    visitor(request, reply) {
      const known = cookies.read(request, 'visit')
      const visit = known ?? randomBytes(32).toString('base64url')
      if (known === undefined) cookies.set(reply, 'visit', visit)
      return { ...languageFor(request), formToken: formTokenOf(visit) }
    },
    member: request => ({
      ...languageFor(request),
      formToken: formTokenOf(cookies.read(request, 'session') ?? ''),
    }),
    send(reply, { language, formToken }, page, { status = 200, session } = {}) {
      const signedIn = session && { name: session.name, formToken }
      return sendPage(reply, { ...page, language, ...(signedIn && { signedIn }) }, status)
    },
  }
}
