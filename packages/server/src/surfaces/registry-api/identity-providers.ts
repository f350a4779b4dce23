import {
  checkIdentityProvider,
  createIdentityProvider,
  deleteIdentityProvider,
  getIdentityProvider,
  linkExternalIdentity,
  listExternalIdentities,
  listIdentityProviders,
  type IdentityProvider as Provider,
  unlinkExternalIdentities,
  updateIdentityProvider,
} from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import type { ProviderClient } from '../../identity-providers/provider-client.ts'
import { answers, ids, NoContent, Paging, pageOf, ref } from '../schemas/common.ts'
import {
  ExternalIdentity,
  IdentityProvider,
  IdentityProviderChange,
  NewExternalIdentity,
  NewIdentityProvider,
} from '../schemas/identity-providers.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Identity providers']
const list = '/api/v1/organizations/:organizationId/identity-providers'
const one = `${list}/:providerId`
const identities = '/api/v1/organizations/:organizationId/people/:personId/external-identities'
const providerIds = ids('organizationId', 'providerId')

/** Adds the address that is to be registered at the provider. */
const shownBy = (providers: ProviderClient) => (provider: Provider) =>
  toWire({
    ...provider,
    redirectUri: providers.redirectUri({ organizationId: provider.organizationId, providerId: provider.id }),
  })

function readingRoutes(app: App, { registry }: SurfaceDeps, providers: ProviderClient): void {
  const show = shownBy(providers)
  app.get(
    list,
    {
      schema: {
        tags,
        operationId: 'listIdentityProviders',
        summary: 'List identity providers',
        description: 'Oldest first.',
        params: ids('organizationId'),
        querystring: Paging,
        response: answers({ 200: pageOf(IdentityProvider) }, 404),
      },
    },
    async request => {
      const { organizationId } = request.params
      const page = await listIdentityProviders(registry, principalOf(request), organizationId, request.query)
      return { ...page, items: page.items.map(show) }
    },
  )
  app.get(
    one,
    {
      schema: {
        tags,
        operationId: 'getIdentityProvider',
        summary: 'Read an identity provider',
        description: 'Without its secret, which is never shown.',
        params: providerIds,
        response: answers({ 200: ref(IdentityProvider) }, 404),
      },
    },
    async request => show(await getIdentityProvider(registry, principalOf(request), request.params)),
  )
}

function writingRoutes(app: App, { registry }: SurfaceDeps, providers: ProviderClient): void {
  const show = shownBy(providers)
  const check: Parameters<typeof createIdentityProvider>[4] = opened => providers.check(opened)
  app.post(
    list,
    {
      schema: {
        tags,
        operationId: 'createIdentityProvider',
        summary: 'Add an identity provider',
        description:
          'The provider is asked for its OpenID document and its keys; nothing is stored when it does not answer as one. Register redirectUri of the answer there.',
        params: ids('organizationId'),
        body: ref(NewIdentityProvider),
        response: answers({ 201: ref(IdentityProvider) }, 404, 409, 502),
      },
    },
    async (request, reply) => {
      const { organizationId } = request.params
      const made = await createIdentityProvider(registry, principalOf(request), organizationId, request.body, check)
      return reply.code(201).send(show(made))
    },
  )
  app.patch(
    one,
    {
      schema: {
        tags,
        operationId: 'updateIdentityProvider',
        summary: 'Change an identity provider',
        description: 'The issuer stays: people there would be others. Disabled, nobody signs in through it.',
        params: providerIds,
        body: ref(IdentityProviderChange),
        response: answers({ 200: ref(IdentityProvider) }, 404, 502),
      },
    },
    async request =>
      show(await updateIdentityProvider(registry, principalOf(request), request.params, request.body, check)),
  )
  app.delete(
    one,
    {
      schema: {
        tags,
        operationId: 'deleteIdentityProvider',
        summary: 'Delete an identity provider',
        description: 'People stay, but are not known from there any more.',
        params: providerIds,
        response: answers({ 204: NoContent }, 404),
      },
    },
    async (request, reply) => {
      await deleteIdentityProvider(registry, principalOf(request), request.params)
      return reply.code(204).send(null)
    },
  )
}

function checkingRoute(app: App, { registry }: SurfaceDeps, providers: ProviderClient): void {
  app.post(
    `${one}/check`,
    {
      schema: {
        tags,
        operationId: 'checkIdentityProvider',
        summary: 'Ask an identity provider whether it answers',
        description: 'For its OpenID document and its keys, as when it was added. Nothing changes.',
        params: providerIds,
        response: answers({ 204: NoContent }, 404, 502),
      },
    },
    async (request, reply) => {
      await checkIdentityProvider(registry, principalOf(request), request.params, opened => providers.check(opened))
      return reply.code(204).send(null)
    },
  )
}

function identityRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    identities,
    {
      schema: {
        tags,
        operationId: 'listExternalIdentities',
        summary: 'List who a person is at identity providers',
        description: 'For the person, or who manages people. At most 100.',
        params: ids('organizationId', 'personId'),
        response: answers({ 200: Type.Object({ items: Type.Array(ref(ExternalIdentity)) }) }, 404),
      },
    },
    async request => toWire(await listExternalIdentities(registry, principalOf(request), request.params)),
  )
  app.post(
    identities,
    {
      schema: {
        tags,
        operationId: 'linkExternalIdentity',
        summary: 'Link a person to who it is at an identity provider',
        description: 'Whoever signs in there as this subject acts as the person.',
        params: ids('organizationId', 'personId'),
        body: ref(NewExternalIdentity),
        response: answers({ 201: ref(ExternalIdentity) }, 404, 409),
      },
    },
    async (request, reply) => {
      const made = await linkExternalIdentity(registry, principalOf(request), request.params, request.body)
      return reply.code(201).send(toWire(made))
    },
  )
  app.delete(
    `${identities}/:providerId`,
    {
      schema: {
        tags,
        operationId: 'unlinkExternalIdentities',
        summary: 'Unlink a person from an identity provider',
        description: 'Open sessions stay; end them by themselves.',
        params: ids('organizationId', 'personId', 'providerId'),
        response: answers({ 204: NoContent }, 404),
      },
    },
    async (request, reply) => {
      const { providerId } = request.params
      await unlinkExternalIdentities(registry, principalOf(request), request.params, providerId)
      return reply.code(204).send(null)
    },
  )
}

/** External identity providers of an organization, and who people are there. */
export function identityProviderRoutes(app: App, surface: SurfaceDeps, providers: ProviderClient): void {
  readingRoutes(app, surface, providers)
  writingRoutes(app, surface, providers)
  checkingRoute(app, surface, providers)
  identityRoutes(app, surface)
}
