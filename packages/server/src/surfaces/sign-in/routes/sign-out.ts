import { closeSession, findOrganization, isId } from '@hailport/registry'
import type { FastifyRequest } from 'fastify'
import { type CompactVerifyGetKey, compactVerify } from 'jose'
import { issuerOf } from '../../../http/issuers.ts'
import type { KeyRing } from '../../../keys/key-ring.ts'
import { fieldOf } from '../browser/forms.ts'
import type { PageDeps, Reader } from '../browser/page-deps.ts'
import { findClient, isKnownTo } from '../clients.ts'
import { html } from '../pages/html.ts'
import { formToken, hidden } from '../pages/parts.ts'
import { logoutSchema } from '../schemas.ts'
import { changing, shown } from './options.ts'

/** What of a request to sign out has to outlast the question whether the person means it. */
const kept = ['organization', 'client_id', 'post_logout_redirect_uri', 'state'] as const

/** Whom an id token that this service has signed is about. */
interface Hint {
  readonly clientId: string
  readonly personId: string
  readonly organizationId: string
}

/** @returns undefined for anything but an id token of ours; one that has expired still tells who is to be signed out. */
async function readHint(keyRing: KeyRing, baseUrl: string, token: string): Promise<Hint | undefined> {
  try {
    const { payload } = await compactVerify(token, keyRing.keyFor as CompactVerifyGetKey)
    const { iss, aud, sub, tid } = JSON.parse(new TextDecoder().decode(payload))
    if (!isId(aud) || typeof sub !== 'string' || iss !== issuerOf(baseUrl, tid)) return undefined
    return { clientId: aud, personId: sub, organizationId: tid }
  } catch {
    // Not signed by us, or not a token at all: then the person is asked.
    return undefined
  }
}

/** Where the browser goes when it is signed out: back to the application only when it has registered that very address. */
async function addressAfter(deps: PageDeps, given: unknown, hint?: Hint): Promise<string> {
  const clientId = hint?.clientId ?? fieldOf(given, 'client_id')
  const organizationId =
    hint?.organizationId ?? (await findOrganization(deps.registry, fieldOf(given, 'organization').toLowerCase()))?.id
  const client = clientId === '' ? undefined : await findClient(deps, clientId, true)
  const uri = fieldOf(given, 'post_logout_redirect_uri')
  if (!client || !isKnownTo(client, organizationId) || !client.redirectUris.includes(uri)) return '/signed-out'
  const address = new URL(uri)
  const state = fieldOf(given, 'state')
  if (state !== '') address.searchParams.set('state', state)
  return address.href
}

function question({ formToken: token, texts }: Reader, email: string, given: object) {
  return html`<p>${texts.signOutText(email)}</p><form method="post" action="/sign-out">${formToken(token)}
${kept.map(name => hidden(name, fieldOf(given, name)))}<button>${texts.signOut}</button></form>`
}

/** Signing out, at the wish of the person or of an application, and the page afterwards. */
export function signOutRoutes(deps: PageDeps, keyRing: KeyRing): void {
  const { app, registry, baseUrl, cookies } = deps
  app.post('/sign-out', changing, async (request, reply) => {
    const session = await deps.readSession(request)
    if (session) await closeSession(registry, await deps.requireSessionForm(request))
    cookies.remove(reply, 'session')
    return reply.redirect(await addressAfter(deps, request.body), 303)
  })
  app.get('/signed-out', shown, async (request, reply) => {
    const reader = deps.visitor(request, reply)
    const { texts } = reader
    const body = html`<p>${texts.signedOutText}</p><p><a class="button" href="/sign-in">${texts.signInAgain}</a></p>`
    return deps.send(reply, reader, { title: texts.signedOut, body })
  })

  const organizationOf = (request: FastifyRequest) => (request.params as { organization: string }).organization
  app.get('/:organization/oauth2/v2.0/logout', { ...shown, schema: logoutSchema('GET') }, async (request, reply) => {
    const given = { ...(request.query as object), organization: organizationOf(request) }
    const hint = await readHint(keyRing, baseUrl, fieldOf(given, 'id_token_hint'))
    const session = await deps.readSession(request)
    const meant = hint?.personId === session?.personId && hint?.organizationId === session?.organizationId
    if (session && !meant) {
      const reader = deps.member(request)
      const client = hint && { client_id: hint.clientId }
      const body = question(reader, session.email, { ...given, ...client })
      return deps.send(reply, reader, { title: reader.texts.signOut, body }, { session })
    }
    if (session) await closeSession(registry, session)
    cookies.remove(reply, 'session')
    return reply.redirect(await addressAfter(deps, given, hint), 303)
  })
  // Browsers send no session with a form of another site, but they do when it leads to an address.
  app.post(
    '/:organization/oauth2/v2.0/logout',
    { ...changing, schema: logoutSchema('POST') },
    async (request, reply) => {
      const given = new URLSearchParams(request.body as Record<string, string> | undefined)
      return reply.redirect(`/${encodeURIComponent(organizationOf(request))}/oauth2/v2.0/logout?${given}`, 303)
    },
  )
}
