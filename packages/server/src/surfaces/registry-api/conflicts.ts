import { dismissConflict, listConflicts } from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, closed, Id, ids, pageOf, paging, ref } from '../schemas/common.ts'
import { ConflictDismissal, conflictState, IdentityConflict } from '../schemas/devices.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Devices']

/** Identity conflicts about a tenant's devices. */
export function conflictRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/api/v1/tenants/:tenantId/conflicts',
    {
      schema: {
        tags,
        operationId: 'listConflicts',
        summary: 'List identity conflicts',
        description: 'Newest first; for the tenant.',
        params: ids('tenantId'),
        querystring: closed({ ...paging, state: Type.Optional(conflictState), deviceId: Type.Optional(Id) }),
        response: answers({ 200: pageOf(IdentityConflict) }, 404),
      },
    },
    async request =>
      toWire(await listConflicts(registry, principalOf(request), request.params.tenantId, request.query)),
  )
  app.post(
    '/api/v1/tenants/:tenantId/conflicts/:conflictId/dismiss',
    {
      schema: {
        tags,
        operationId: 'dismissConflict',
        summary: 'Dismiss an identity conflict',
        description: 'The owner has looked: the known device stays as it is, and what was presented stays refused.',
        params: ids('tenantId', 'conflictId'),
        body: ref(ConflictDismissal),
        response: answers({ 200: ref(IdentityConflict) }, 404, 409),
      },
    },
    async request => {
      const { tenantId, conflictId } = request.params
      const { reason } = request.body
      return toWire(await dismissConflict(registry, principalOf(request), tenantId, conflictId, reason))
    },
  )
}
