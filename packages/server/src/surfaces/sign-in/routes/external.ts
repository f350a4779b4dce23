import {
  beginExternalSignIn,
  beginPending,
  findOrganization,
  type IdentityProvider,
  isId,
  openIdentityProvider,
  type ProviderRef,
  providersOfDomain,
  providersOfOrganization,
  RegistryError,
  signInExternally,
  takeExternalSignIn,
} from '@hailport/registry'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ProviderClient } from '../../../identity-providers/provider-client.ts'
import { goOn } from '../browser/flow.ts'
import { fieldOf } from '../browser/forms.ts'
import type { PageDeps } from '../browser/page-deps.ts'
import { html } from '../pages/html.ts'
import { formToken, hidden } from '../pages/parts.ts'
import { checking } from './options.ts'
import { providerButton, signInPage, type Wanted, wantedOf } from './sign-in-page.ts'

/** The providers that a sign-in can mean: those of the organization that is named, else those of the address's domain. */
async function candidates({ registry }: PageDeps, { organization, email }: Wanted): Promise<IdentityProvider[]> {
  const named = organization === '' ? undefined : await findOrganization(registry, organization.toLowerCase())
  const own = named ? await providersOfOrganization(registry, named.id) : []
  return own.length > 0 ? own : providersOfDomain(registry, email)
}

/** The provider that a button names. @throws not_found */
function chosen(text: string): ProviderRef | undefined {
  if (text === '') return undefined
  const [organizationId = '', providerId = ''] = text.split('/')
  if (!isId(organizationId) || !isId(providerId)) throw new RegistryError('not_found')
  return { organizationId, providerId }
}

/** Sends the browser to a provider. */
async function leave(
  deps: PageDeps,
  providers: ProviderClient,
  reply: FastifyReply,
  ref: ProviderRef,
  wanted: Wanted,
): Promise<FastifyReply> {
  const opened = await openIdentityProvider(deps.registry, ref)
  const { url, ...begun } = await providers.begin(opened, wanted.email)
  const secret = await beginExternalSignIn(deps.registry, { ...ref, ...begun, continue: wanted.continue })
  deps.cookies.set(reply, 'external', secret)
  return reply.redirect(url, 303)
}

async function begin(deps: PageDeps, providers: ProviderClient, request: FastifyRequest, reply: FastifyReply) {
  deps.requireVisitForm(request)
  const wanted = wantedOf(request.body, deps.baseUrl)
  const ref = chosen(fieldOf(request.body, 'provider'))
  if (ref) return leave(deps, providers, reply, ref, wanted)
  const found = await candidates(deps, wanted)
  const [only] = found
  if (only && found.length === 1)
    return leave(deps, providers, reply, { organizationId: only.organizationId, providerId: only.id }, wanted)
  const reader = deps.visitor(request, reply)
  const { texts } = reader
  if (!only) return signInPage(deps, reply, reader, wanted, { status: 404, error: texts.noProvider })
  const body = html`<p>${texts.chooseProvider}</p><form method="post" action="/sign-in/external">${formToken(reader.formToken)}
${hidden('continue', wanted.continue)}${hidden('email', wanted.email)}${found.map(each => providerButton(texts, each))}</form>`
  return deps.send(reply, reader, { title: texts.signIn, body })
}

/** Takes what a provider sends back, of this browser and this sign-in only. */
async function finish(deps: PageDeps, providers: ProviderClient, request: FastifyRequest, reply: FastifyReply) {
  const { registry, cookies } = deps
  const { organizationId, providerId } = request.params as ProviderRef
  const begun = await takeExternalSignIn(registry, cookies.read(request, 'external'))
  cookies.remove(reply, 'external')
  if (begun.organizationId !== organizationId || begun.providerId !== providerId)
    throw new RegistryError(
      'external_sign_in_failed',
      'The answer is from another provider than the one that was asked.',
    )
  const ref = { organizationId, providerId }
  const opened = await openIdentityProvider(registry, ref)
  const url = new URL(`${providers.redirectUri(ref)}${new URL(request.url, deps.baseUrl).search}`)
  const claims = await providers.finish(opened, url, begun)
  const { person, email, amr } = await signInExternally(registry, ref, claims, request.id)
  const pending = { people: [person], chosen: person, email, amr, at: registry.now(), continue: begun.continue }
  deps.visitor(request, reply)
  return goOn(deps, request, reply, await beginPending(registry, pending), pending)
}

/** Signing in through the provider of an organization. */
export function externalRoutes(deps: PageDeps, providers: ProviderClient): void {
  deps.app.post('/sign-in/external', checking, (request, reply) => begin(deps, providers, request, reply))
  deps.app.get('/sign-in/external/:organizationId/:providerId/callback', checking, (request, reply) =>
    finish(deps, providers, request, reply),
  )
}
