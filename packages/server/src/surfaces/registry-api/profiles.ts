import {
  countProfiles,
  createProfile,
  deleteProfile,
  explainProfile,
  exportProfile,
  getProfile,
  listProfiles,
  previewProfile,
  updateProfile,
} from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { OfflineProfile } from '../schemas/boot.ts'
import { answers, closed, ids, NoContent, pageOf, paging, ref, text } from '../schemas/common.ts'
import {
  Profile,
  ProfileChange,
  ProfileCounts,
  ProfileExplanation,
  ProfileInput,
  ProfilePreview,
  ProfilePreviewInput,
} from '../schemas/profiles.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Profiles']

const ProfileQuery = closed({
  ...paging,
  displayName: Type.Optional(text(200)),
  joinMethod: Type.Optional(Type.Enum(['entra', 'hybrid'])),
  sort: Type.Optional(Type.Enum(['createdAt', 'displayName'])),
  order: Type.Optional(Type.Enum(['asc', 'desc'])),
})

function readingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/api/v1/tenants/:tenantId/profiles',
    {
      schema: {
        tags,
        operationId: 'listProfiles',
        summary: 'List deployment profiles',
        description: 'Oldest first unless sorted.',
        params: ids('tenantId'),
        querystring: ProfileQuery,
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
  app.get(
    '/api/v1/tenants/:tenantId/profiles/:profileId/offline-profile',
    {
      schema: {
        tags,
        operationId: 'exportProfile',
        summary: 'Download AutopilotConfigurationFile.json',
        description: 'For devices that set themselves up without asking; plain ASCII, as Windows wants it.',
        params: ids('tenantId', 'profileId'),
        response: answers(
          { 200: { description: 'The file.', content: { 'application/json': { schema: ref(OfflineProfile) } } } },
          404,
          409,
        ),
      },
    },
    async (request, reply) => {
      const { tenantId, profileId } = request.params
      const file = await exportProfile(registry, principalOf(request), tenantId, profileId)
      return reply
        .header('content-disposition', 'attachment; filename="AutopilotConfigurationFile.json"')
        .type('application/json')
        .serializer((text: unknown) => text as string)
        .send(file as never)
    },
  )
}

function stateRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/api/v1/tenants/:tenantId/profile-counts',
    {
      schema: {
        tags,
        operationId: 'countProfiles',
        summary: 'Count devices by the profile that they get',
        description: 'The devices themselves: `devices?profileId=`; those without one: `devices?profileId=none`.',
        params: ids('tenantId'),
        response: answers({ 200: ref(ProfileCounts) }, 404),
      },
    },
    async request => toWire(await countProfiles(registry, principalOf(request), request.params.tenantId)),
  )
  app.post(
    '/api/v1/tenants/:tenantId/profile-previews',
    {
      schema: {
        tags,
        operationId: 'previewProfile',
        summary: 'What a device would be told with these settings',
        description: 'They are checked as those of a profile; nothing is kept.',
        params: ids('tenantId'),
        body: ref(ProfilePreviewInput),
        response: answers({ 200: ref(ProfilePreview) }, 404),
      },
    },
    async request =>
      toWire(await previewProfile(registry, principalOf(request), request.params.tenantId, request.body)),
  )
  app.get(
    '/api/v1/tenants/:tenantId/devices/:deviceId/effective-profile',
    {
      schema: {
        tags,
        operationId: 'explainProfile',
        summary: 'Which profile a device gets now, and why',
        description: 'With every profile that was looked at.',
        params: ids('tenantId', 'deviceId'),
        response: answers({ 200: ref(ProfileExplanation) }, 404),
      },
    },
    async request => {
      const { tenantId, deviceId } = request.params
      return toWire(await explainProfile(registry, principalOf(request), tenantId, deviceId))
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
        description: 'It is assigned to nothing yet. As the default it takes the place of the one before.',
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
  app.patch(
    '/api/v1/tenants/:tenantId/profiles/:profileId',
    {
      schema: {
        tags,
        operationId: 'updateProfile',
        summary: 'Change a deployment profile',
        description: 'Devices are told the new one at their next first boot.',
        params: ids('tenantId', 'profileId'),
        body: ref(ProfileChange),
        response: answers({ 200: ref(Profile) }, 404),
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
        description: 'Refused while it is assigned or the default.',
        params: ids('tenantId', 'profileId'),
        response: answers({ 204: NoContent }, 404, 409),
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
  stateRoutes(app, deps)
  writingRoutes(app, deps)
}
