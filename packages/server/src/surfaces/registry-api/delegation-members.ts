import { assignDelegation, listActingTenants, listDelegationMembers, unassignDelegation } from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, Id, ids, NoContent, Paging, pageOf, ref, text } from '../schemas/common.ts'
import { ActingTenant, DelegationMember, DelegationUse } from '../schemas/delegations.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Delegation']
const params = Type.Object({ delegationId: Id, subjectKind: Type.Enum(['person', 'role']), subjectId: text(64) })

/** Who of a partner uses a delegation, and where the caller may act. */
export function delegationMemberRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/api/v1/delegations/:delegationId/members',
    {
      schema: {
        tags,
        operationId: 'listDelegationMembers',
        summary: 'List who uses a delegation',
        description: 'For both sides.',
        params: ids('delegationId'),
        querystring: Paging,
        response: answers({ 200: pageOf(DelegationMember) }, 404),
      },
    },
    async request => {
      const { delegationId } = request.params
      return toWire(await listDelegationMembers(registry, principalOf(request), delegationId, request.query))
    },
  )
  app.put(
    '/api/v1/delegations/:delegationId/members/:subjectKind/:subjectId',
    {
      schema: {
        tags,
        operationId: 'assignDelegation',
        summary: 'Let a person or a role use a delegation',
        description: 'For partners. Narrower than the delegation, if permissions or group tags are given.',
        params,
        body: ref(DelegationUse),
        response: answers({ 200: ref(DelegationMember) }, 404),
      },
    },
    async request => {
      const { delegationId, subjectKind, subjectId } = request.params
      const subject = { kind: subjectKind, id: subjectId }
      return toWire(await assignDelegation(registry, principalOf(request), delegationId, subject, request.body))
    },
  )
  app.delete(
    '/api/v1/delegations/:delegationId/members/:subjectKind/:subjectId',
    {
      schema: {
        tags,
        operationId: 'unassignDelegation',
        summary: 'Take the use of a delegation back',
        description: 'For partners. Effective with the next request.',
        params,
        response: answers({ 204: NoContent }, 404),
      },
    },
    async (request, reply) => {
      const { delegationId, subjectKind, subjectId } = request.params
      await unassignDelegation(registry, principalOf(request), delegationId, { kind: subjectKind, id: subjectId })
      return reply.code(204).send(null)
    },
  )
  app.get(
    '/api/v1/me/tenants',
    {
      schema: {
        tags,
        operationId: 'listMyTenants',
        summary: 'List tenants that I may act in',
        description: 'The own tenant, or those where rights are delegated to the caller, with what it may do there.',
        querystring: Paging,
        response: answers({ 200: pageOf(ActingTenant) }),
      },
    },
    async request => toWire(await listActingTenants(registry, principalOf(request), request.query)),
  )
}
