import { createAccessToken, listAccessTokens, revokeAccessToken } from '@hailport/registry'
import { principalOf } from '../../http/authenticate.ts'
import { toMillis, toWire } from '../../http/wire.ts'
import { answers, ids, NoContent, Paging, pageOf, ref } from '../schemas/common.ts'
import { AccessToken, AccessTokenWithSecret, NewAccessToken } from '../schemas/organizations.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['People']

/** Personal access tokens. */
export function accessTokenRoutes(app: App, { registry }: SurfaceDeps): void {
  app.post(
    '/api/v1/organizations/:organizationId/people/:personId/tokens',
    {
      schema: {
        tags,
        operationId: 'createAccessToken',
        summary: 'Make a personal access token',
        description: 'For the person itself, or who manages people. The secret is in this answer and nowhere else.',
        params: ids('organizationId', 'personId'),
        body: ref(NewAccessToken),
        response: answers({ 201: ref(AccessTokenWithSecret) }, 404),
      },
    },
    async (request, reply) => {
      const { organizationId, personId } = request.params
      const { name, expiresAt } = request.body
      const token = await createAccessToken(registry, principalOf(request), organizationId, personId, {
        name,
        ...(expiresAt !== undefined && { expiresAt: toMillis(expiresAt, 'expiresAt') }),
      })
      return reply.code(201).header('cache-control', 'no-store').send(toWire(token))
    },
  )
  app.get(
    '/api/v1/organizations/:organizationId/people/:personId/tokens',
    {
      schema: {
        tags,
        operationId: 'listAccessTokens',
        summary: 'List the tokens of a person',
        description: 'Newest first, without secrets.',
        params: ids('organizationId', 'personId'),
        querystring: Paging,
        response: answers({ 200: pageOf(AccessToken) }, 404),
      },
    },
    async request => {
      const { organizationId, personId } = request.params
      return toWire(await listAccessTokens(registry, principalOf(request), organizationId, personId, request.query))
    },
  )
  app.delete(
    '/api/v1/organizations/:organizationId/people/:personId/tokens/:tokenId',
    {
      schema: {
        tags,
        operationId: 'revokeAccessToken',
        summary: 'Revoke a token',
        description: 'Takes effect with the next request.',
        params: ids('organizationId', 'personId', 'tokenId'),
        response: answers({ 204: NoContent }, 404),
      },
    },
    async (request, reply) => {
      const { organizationId, personId, tokenId } = request.params
      await revokeAccessToken(registry, principalOf(request), organizationId, personId, tokenId)
      return reply.code(204).send(null)
    },
  )
}
