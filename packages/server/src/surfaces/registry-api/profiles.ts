import { createProfile, deleteProfile, getProfile, listProfiles, updateProfile } from '@hailport/registry'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, ids, NoContent, Paging, pageOf, ref } from '../schemas/common.ts'
import { Profile, ProfileInput } from '../schemas/profiles.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Profiles']

function readingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/api/v1/tenants/:tenantId/profiles',
    {
      schema: {
        tags,
        operationId: 'listProfiles',
        summary: 'List deployment profiles',
        description: 'Oldest first.',
        params: ids('tenantId'),
        querystring: Paging,
        response: answers({ 200: pageOf(Profile) }, 404),
      },
    },
    async request => toWire(await listProfiles(registry, principalOf(request), request.params.tenantId, request.query)),
  )
  app.get(
    '/api/v1/tenants/:tenantId/profiles/:profileId',
    {
      schema: {
        tags,
        operationId: 'getProfile',
        summary: 'Read a deployment profile',
        description: 'For the tenant.',
        params: ids('tenantId', 'profileId'),
        response: answers({ 200: ref(Profile) }, 404),
      },
    },
    async request => {
      const { tenantId, profileId } = request.params
      return toWire(await getProfile(registry, principalOf(request), tenantId, profileId))
    },
  )
}

function writingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.post(
    '/api/v1/tenants/:tenantId/profiles',
    {
      schema: {
        tags,
        operationId: 'createProfile',
        summary: 'Make a deployment profile',
        description: 'One for each group tag, and one default (no group tag).',
        params: ids('tenantId'),
        body: ref(ProfileInput),
        response: answers({ 201: ref(Profile) }, 404, 409),
      },
    },
    async (request, reply) => {
      const { tenantId } = request.params
      const profile = await createProfile(registry, principalOf(request), tenantId, request.body)
      return reply.code(201).header('location', `${request.url}/${profile.id}`).send(toWire(profile))
    },
  )
  app.put(
    '/api/v1/tenants/:tenantId/profiles/:profileId',
    {
      schema: {
        tags,
        operationId: 'updateProfile',
        summary: 'Replace a deployment profile',
        description: 'Devices are told the new one at their next first boot.',
        params: ids('tenantId', 'profileId'),
        body: ref(ProfileInput),
        response: answers({ 200: ref(Profile) }, 404, 409),
      },
    },
    async request => {
      const { tenantId, profileId } = request.params
      return toWire(await updateProfile(registry, principalOf(request), tenantId, profileId, request.body))
    },
  )
  app.delete(
    '/api/v1/tenants/:tenantId/profiles/:profileId',
    {
      schema: {
        tags,
        operationId: 'deleteProfile',
        summary: 'Delete a deployment profile',
        description: 'Its devices fall back to the default profile.',
        params: ids('tenantId', 'profileId'),
        response: answers({ 204: NoContent }, 404),
      },
    },
    async (request, reply) => {
      const { tenantId, profileId } = request.params
      await deleteProfile(registry, principalOf(request), tenantId, profileId)
      return reply.code(204).send(null)
    },
  )
}

/** Deployment profiles of a tenant. */
export function profileRoutes(app: App, deps: SurfaceDeps): void {
  readingRoutes(app, deps)
  writingRoutes(app, deps)
}
