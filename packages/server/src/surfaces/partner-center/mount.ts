import { RegistryError } from '@hailport/registry'
import { useClosedJsonBodies } from '../../http/json-body.ts'
import type { App, SurfaceDeps } from '../surface.ts'
import { batchRoutes } from './batches.ts'
import { customerRoutes } from './customers.ts'
import { ContractError, sendFault } from './faults.ts'
import { nameRequest } from './headers.ts'
import { policyRoutes } from './policies.ts'
import { relationshipRoutes } from './relationships.ts'

/** The contract of Partner Center's device deployment, for clients that were written for it. Paths come in their canonical form. */
export async function mountPartnerCenter(app: App, surface: SurfaceDeps, maxBytes: number): Promise<void> {
  await app.register(
    async scope => {
      useClosedJsonBodies(scope)
      scope.setErrorHandler((error, request, reply) => sendFault(error, request, reply))
      scope.setNotFoundHandler((request, reply) => sendFault(new RegistryError('not_found'), request, reply))
      scope.addHook('onRequest', (request, _reply, done) => {
        const partner = request.principal?.organization.kind === 'partner'
        const known = request.routeOptions.url !== undefined
        done(partner || !known ? undefined : new ContractError('2032', 'forbidden', 'This is for partners only.'))
      })
      scope.addHook('onSend', (request, reply, payload, done) => {
        nameRequest(request, reply)
        done(null, payload)
      })
      relationshipRoutes(scope, surface)
      customerRoutes(scope, surface)
      batchRoutes(scope, surface, maxBytes)
      policyRoutes(scope, surface, maxBytes)
    },
    { prefix: '/v1' },
  )
}
