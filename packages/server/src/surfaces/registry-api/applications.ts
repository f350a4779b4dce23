import { createApplication, listApplications, revokeApplication, updateApplication } from '@hailport/registry'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, ids, NoContent, Paging, pageOf, ref } from '../schemas/common.ts'
import { Application, ApplicationChange, ApplicationWithSecret, NewApplication } from '../schemas/organizations.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Applications']

/** Applications: programs that act for an organization. */
export function applicationRoutes(app: App, { registry }: SurfaceDeps): void {
  app.post(
    '/api/v1/organizations/:organizationId/applications',
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
  app.get(
    '/api/v1/organizations/:organizationId/applications',
    {
      schema: {
        tags,
        operationId: 'listApplications',
        summary: 'List applications',
        description: 'Oldest first.',
        params: ids('organizationId'),
        querystring: Paging,
        response: answers({ 200: pageOf(Application) }, 404),
      },
    },
    async request => {
      const { organizationId } = request.params
      return toWire(await listApplications(registry, principalOf(request), organizationId, request.query))
    },
  )
  app.patch(
    '/api/v1/organizations/:organizationId/applications/:applicationId',
    {
      schema: {
        tags,
        operationId: 'updateApplication',
        summary: 'Change an application',
        description: 'Its name, and where sign-ins may return to.',
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
    '/api/v1/organizations/:organizationId/applications/:applicationId',
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
