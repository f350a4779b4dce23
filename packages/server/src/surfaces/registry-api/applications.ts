import {
  createApplication,
  getApplication,
  listApplications,
  revokeApplication,
  updateApplication,
} from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, closed, ids, NoContent, pageOf, paging, ref, text } from '../schemas/common.ts'
import { Application, ApplicationChange, ApplicationWithSecret, NewApplication } from '../schemas/organizations.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Applications']
const list = '/api/v1/organizations/:organizationId/applications'
const one = `${list}/:applicationId`

const ApplicationsQuery = closed({
  ...paging,
  search: Type.Optional(text(200, 'Part of the name.')),
  revoked: Type.Optional(Type.Boolean()),
  order: Type.Optional(Type.Enum(['asc', 'desc'], { description: 'By the time at which they were made.' })),
})

function readingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    list,
    {
      schema: {
        tags,
        operationId: 'listApplications',
        summary: 'List applications',
        description: 'Oldest first unless asked otherwise.',
        params: ids('organizationId'),
        querystring: ApplicationsQuery,
        response: answers({ 200: pageOf(Application) }, 404),
      },
    },
    async request => {
      const { organizationId } = request.params
      return toWire(await listApplications(registry, principalOf(request), organizationId, request.query))
    },
  )
  app.get(
    one,
    {
      schema: {
        tags,
        operationId: 'getApplication',
        summary: 'Read an application',
        description: 'Without its secrets, which are never shown again.',
        params: ids('organizationId', 'applicationId'),
        response: answers({ 200: ref(Application) }, 404),
      },
    },
    async request => {
      const { organizationId, applicationId } = request.params
      return toWire(await getApplication(registry, principalOf(request), organizationId, applicationId))
    },
  )
}

function writingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.post(
    list,
    {
      schema: {
        tags,
        operationId: 'createApplication',
        summary: 'Register an application',
        description:
          'A confidential one without `jwks` gets a secret: it is in this answer and nowhere else. Its tokens come from /{organization}/oauth2/v2.0/token.',
        params: ids('organizationId'),
        body: ref(NewApplication),
        response: answers({ 201: ref(ApplicationWithSecret) }, 404),
      },
    },
    async (request, reply) => {
      const { organizationId } = request.params
      const application = await createApplication(registry, principalOf(request), organizationId, request.body)
      return reply.code(201).header('cache-control', 'no-store').send(toWire(application))
    },
  )
  app.patch(
    one,
    {
      schema: {
        tags,
        operationId: 'updateApplication',
        summary: 'Change an application',
        description: 'Its name, where sign-ins may return to, and its roles: these with its next request.',
        params: ids('organizationId', 'applicationId'),
        body: ref(ApplicationChange),
        response: answers({ 200: ref(Application) }, 404),
      },
    },
    async request => {
      const { organizationId, applicationId } = request.params
      return toWire(
        await updateApplication(registry, principalOf(request), organizationId, applicationId, request.body),
      )
    },
  )
  app.delete(
    one,
    {
      schema: {
        tags,
        operationId: 'revokeApplication',
        summary: 'Revoke an application',
        description: 'Tokens that it holds stop working with their next use.',
        params: ids('organizationId', 'applicationId'),
        response: answers({ 204: NoContent }, 404),
      },
    },
    async (request, reply) => {
      const { organizationId, applicationId } = request.params
      await revokeApplication(registry, principalOf(request), organizationId, applicationId)
      return reply.code(204).send(null)
    },
  )
}

/** Applications: programs that act for an organization. */
export function applicationRoutes(app: App, deps: SurfaceDeps): void {
  readingRoutes(app, deps)
  writingRoutes(app, deps)
}
