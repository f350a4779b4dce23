import { createSignInLink, getSignInLink, type NewSignInLink as NewLink, revokeSignInLink } from '@hailport/registry'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, ids, NoContent, ref } from '../schemas/common.ts'
import { NewSignInLink, SignInLink, SignInLinkWithUrl } from '../schemas/sign-in.ts'
import { linkUrl } from '../sign-in/link-url.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['People']
const path = '/api/v1/organizations/:organizationId/people/:personId/sign-in-link'

/** A new link as it goes over the wire. */
export function linkToWire({ secret, ...link }: NewLink, baseUrl: string) {
  return { ...toWire(link), url: linkUrl(baseUrl, secret) }
}

/** Links by which people set a password: invitations, and the way back in. */
export function signInLinkRoutes(app: App, { registry, baseUrl }: SurfaceDeps): void {
  app.post(
    path,
    {
      schema: {
        tags,
        operationId: 'createSignInLink',
        summary: 'Make a link to set a password',
        description:
          'For a person who was invited, has forgotten the password, or has lost the second factor. It replaces the one before, can be used once, and ends all sessions of the person when it is used. Hailport sends no e-mail: give the link to the person yourself.',
        params: ids('organizationId', 'personId'),
        body: ref(NewSignInLink),
        response: answers({ 201: ref(SignInLinkWithUrl) }, 404),
      },
    },
    async (request, reply) => {
      const { resetSecondFactors = false } = request.body
      const link = await createSignInLink(registry, principalOf(request), request.params, { resetSecondFactors })
      return reply.code(201).header('cache-control', 'no-store').send(linkToWire(link, baseUrl))
    },
  )
  app.get(
    path,
    {
      schema: {
        tags,
        operationId: 'getSignInLink',
        summary: 'Read the link of a person',
        description: 'Without its secret; 404 when there is none that can still be used.',
        params: ids('organizationId', 'personId'),
        response: answers({ 200: ref(SignInLink) }, 404),
      },
    },
    async request => toWire(await getSignInLink(registry, principalOf(request), request.params)),
  )
  app.delete(
    path,
    {
      schema: {
        tags,
        operationId: 'revokeSignInLink',
        summary: 'Revoke the link of a person',
        description: 'It cannot be used from then on.',
        params: ids('organizationId', 'personId'),
        response: answers({ 204: NoContent }, 404),
      },
    },
    async (request, reply) => {
      await revokeSignInLink(registry, principalOf(request), request.params)
      return reply.code(204).send(null)
    },
  )
}
