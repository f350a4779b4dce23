import {
  changeDelegation,
  declineDelegation,
  endDelegation,
  getDelegation,
  grantDelegation,
  listDelegations,
  offerDelegation,
  RegistryError,
  requestDelegation,
  type DelegationTerms as Terms,
} from '@hailport/registry'
import Type, { type Static } from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toMillis, toWire } from '../../http/wire.ts'
import { answers, closed, Id, ids, pageOf, paging, ref } from '../schemas/common.ts'
import {
  Delegation,
  DelegationEnd,
  DelegationStateName,
  DelegationTerms,
  NewDelegation,
} from '../schemas/delegations.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Delegation']
const params = ids('delegationId')
const one = answers({ 200: ref(Delegation) }, 404, 409)

function readTerms({ expiresAt, ...rest }: Static<typeof DelegationTerms>): Terms {
  return { ...rest, ...(expiresAt !== undefined && { expiresAt: toMillis(expiresAt, 'expiresAt') }) }
}

function makingRoute(app: App, { registry }: SurfaceDeps): void {
  app.post(
    '/api/v1/delegations',
    {
      schema: {
        tags,
        operationId: 'createDelegation',
        summary: 'Ask for a delegation, or give one',
        description:
          'A partner names a tenant and asks; the answer does not tell whether there is such a tenant. A customer names a partner and gives: in force at once.',
        body: ref(NewDelegation),
        response: answers({ 201: ref(Delegation) }, 404, 409),
      },
    },
    async (request, reply) => {
      const { tenantId, partnerId, ...rest } = request.body
      const input = { ...rest, expiresAt: toMillis(rest.expiresAt, 'expiresAt') }
      const principal = principalOf(request)
      if ((tenantId === undefined) === (partnerId === undefined))
        throw new RegistryError('invalid_request', 'Give either tenantId or partnerId.', { field: 'tenantId' })
      const delegation =
        tenantId !== undefined
          ? await requestDelegation(registry, principal, { ...input, tenantId })
          : await offerDelegation(registry, principal, { ...input, partnerId: partnerId as string })
      return reply.code(201).header('location', `/api/v1/delegations/${delegation.id}`).send(toWire(delegation))
    },
  )
}

function readingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/api/v1/delegations',
    {
      schema: {
        tags,
        operationId: 'listDelegations',
        summary: 'List delegations',
        description: 'Those of the own organization, newest first.',
        querystring: closed({
          ...paging,
          state: Type.Optional(DelegationStateName),
          partnerId: Type.Optional(Id),
          tenantId: Type.Optional(Id),
        }),
        response: answers({ 200: pageOf(Delegation) }),
      },
    },
    async request => toWire(await listDelegations(registry, principalOf(request), request.query)),
  )
  app.get(
    '/api/v1/delegations/:delegationId',
    {
      schema: {
        tags,
        operationId: 'getDelegation',
        summary: 'Read a delegation',
        description: 'For the customer and the partner.',
        params,
        response: answers({ 200: ref(Delegation) }, 404),
      },
    },
    async request => toWire(await getDelegation(registry, principalOf(request), request.params.delegationId)),
  )
}

function decidingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.post(
    '/api/v1/delegations/:delegationId/grant',
    {
      schema: {
        tags,
        operationId: 'grantDelegation',
        summary: 'Grant a request',
        description: 'For customers. Terms may narrow what was asked for. Effective at once.',
        params,
        body: ref(DelegationTerms),
        response: one,
      },
    },
    async request => {
      const { delegationId } = request.params
      return toWire(await grantDelegation(registry, principalOf(request), delegationId, readTerms(request.body)))
    },
  )
  app.post(
    '/api/v1/delegations/:delegationId/decline',
    {
      schema: {
        tags,
        operationId: 'declineDelegation',
        summary: 'Decline a request',
        description: 'For customers.',
        params,
        body: ref(DelegationEnd),
        response: one,
      },
    },
    async request => {
      const { delegationId } = request.params
      return toWire(await declineDelegation(registry, principalOf(request), delegationId, request.body.reason))
    },
  )
  app.post(
    '/api/v1/delegations/:delegationId/end',
    {
      schema: {
        tags,
        operationId: 'endDelegation',
        summary: 'End a delegation',
        description:
          'The customer revokes it; the partner gives it back or withdraws its request. Effective with the next request of its people.',
        params,
        body: ref(DelegationEnd),
        response: one,
      },
    },
    async request => {
      const { delegationId } = request.params
      return toWire(await endDelegation(registry, principalOf(request), delegationId, request.body.reason))
    },
  )
  app.patch(
    '/api/v1/delegations/:delegationId',
    {
      schema: {
        tags,
        operationId: 'changeDelegation',
        summary: 'Change the terms of a delegation',
        description: 'For customers. What is absent stays; null lifts the limit to group tags.',
        params,
        body: ref(DelegationTerms),
        response: one,
      },
    },
    async request => {
      const { delegationId } = request.params
      return toWire(await changeDelegation(registry, principalOf(request), delegationId, readTerms(request.body)))
    },
  )
}

/** Rights that customers give to the staff of partners. */
export function delegationRoutes(app: App, deps: SurfaceDeps): void {
  makingRoute(app, deps)
  readingRoutes(app, deps)
  decidingRoutes(app, deps)
}
