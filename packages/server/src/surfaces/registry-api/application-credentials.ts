import { addApplicationCredential, removeApplicationCredential } from '@hailport/registry'
import { principalOf } from '../../http/authenticate.ts'
import { toMillis, toWire } from '../../http/wire.ts'
import { answers, ids, NoContent, ref } from '../schemas/common.ts'
import { ApplicationCredentialWithSecret, NewApplicationCredential } from '../schemas/organizations.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Applications']

/** Secrets and certificates of applications. */
export function applicationCredentialRoutes(app: App, { registry }: SurfaceDeps): void {
  app.post(
    '/api/v1/organizations/:organizationId/applications/:applicationId/credentials',
    {
      schema: {
        tags,
        operationId: 'addApplicationCredential',
        summary: 'Add a secret or a certificate',
        description:
          'Several are good at the same time, so that one can be replaced without a break. A secret is in this answer and nowhere else.',
        params: ids('organizationId', 'applicationId'),
        body: ref(NewApplicationCredential),
        response: answers({ 201: ref(ApplicationCredentialWithSecret) }, 404, 409),
      },
    },
    async (request, reply) => {
      const { organizationId, applicationId } = request.params
      const { expiresAt, ...rest } = request.body
      const input = { ...rest, ...(expiresAt !== undefined && { expiresAt: toMillis(expiresAt, 'expiresAt') }) }
      const principal = principalOf(request)
      const credential = await addApplicationCredential(registry, principal, organizationId, applicationId, input)
      return reply.code(201).header('cache-control', 'no-store').send(toWire(credential))
    },
  )
  app.delete(
    '/api/v1/organizations/:organizationId/applications/:applicationId/credentials/:credentialId',
    {
      schema: {
        tags,
        operationId: 'removeApplicationCredential',
        summary: 'Remove a credential',
        description:
          'From then on no token is given for it. Tokens that are out live on; revoke the application to end them.',
        params: ids('organizationId', 'applicationId', 'credentialId'),
        response: answers({ 204: NoContent }, 404),
      },
    },
    async (request, reply) => {
      const { organizationId, applicationId, credentialId } = request.params
      await removeApplicationCredential(registry, principalOf(request), organizationId, applicationId, credentialId)
      return reply.code(204).send(null)
    },
  )
}
