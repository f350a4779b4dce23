import { listPersonApplications, revokePersonApplication } from '@hailport/registry'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, ids, NoContent, Paging, pageOf } from '../schemas/common.ts'
import { PersonApplication } from '../schemas/sign-in.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['People']
const applications = '/api/v1/organizations/:organizationId/people/:personId/applications'

/** Applications that act for a person. */
export function personApplicationRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    applications,
    {
      schema: {
        tags,
        operationId: 'listPersonApplications',
        summary: 'List the applications that act for a person',
        description:
          'Those that the person has allowed to, and those that are signed in with a refresh token. For the person, or who manages people.',
        params: ids('organizationId', 'personId'),
        querystring: Paging,
        response: answers({ 200: pageOf(PersonApplication) }, 404),
      },
    },
    async request =>
      toWire(await listPersonApplications(registry, principalOf(request), request.params, request.query)),
  )
  app.delete(
    `${applications}/:applicationId`,
    {
      schema: {
        tags,
        operationId: 'revokePersonApplication',
        summary: 'Stop an application from acting for a person',
        description:
          'Its refresh tokens and what the person has allowed it are gone. Access tokens that it has are good until they end, for an hour at most.',
        params: ids('organizationId', 'personId', 'applicationId'),
        response: answers({ 204: NoContent }, 404),
      },
    },
    async (request, reply) => {
      const { applicationId, ...person } = request.params
      await revokePersonApplication(registry, principalOf(request), person, applicationId)
      return reply.code(204).send(null)
    },
  )
}
