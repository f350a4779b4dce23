import {
  changeConsentLimits,
  declineConsent,
  getConsent,
  grantConsent,
  type ConsentLimits as Limits,
  listConsents,
  requestConsent,
  revokeConsent,
} from '@hailport/registry'
import Type, { type Static } from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toMillis, toWire } from '../../http/wire.ts'
import { answers, closed, Id, ids, pageOf, paging, ref } from '../schemas/common.ts'
import {
  Consent,
  ConsentChange,
  ConsentGrant,
  type ConsentLimits,
  ConsentRefusal,
  ConsentRequest,
  ConsentStateName,
} from '../schemas/consents.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Consent']
const params = ids('consentId')

/** Limits of a request as the registry takes them. */
export function readLimits({ expiresAt, ...rest }: Static<typeof ConsentLimits>): Limits {
  if (expiresAt === undefined) return rest
  return { ...rest, expiresAt: expiresAt === null ? null : toMillis(expiresAt, 'limits.expiresAt') }
}

function askingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.post(
    '/api/v1/consents',
    {
      schema: {
        tags,
        operationId: 'requestConsent',
        summary: 'Ask a customer for consent',
        description: 'For partners. The answer does not tell whether there is such a tenant.',
        body: ref(ConsentRequest),
        response: answers({ 201: ref(Consent) }),
      },
    },
    async (request, reply) => {
      const consent = await requestConsent(registry, principalOf(request), request.body)
      return reply.code(201).header('location', `/api/v1/consents/${consent.id}`).send(toWire(consent))
    },
  )
  app.get(
    '/api/v1/consents',
    {
      schema: {
        tags,
        operationId: 'listConsents',
        summary: 'List consents',
        description: 'Those of the own organization, newest first.',
        querystring: closed({
          ...paging,
          state: Type.Optional(ConsentStateName),
          through: Type.Optional({
            ...Id,
            description: 'For providers: consents that hold because this reseller has them.',
          }),
        }),
        response: answers({ 200: pageOf(Consent) }),
      },
    },
    async request => toWire(await listConsents(registry, principalOf(request), request.query)),
  )
  app.get(
    '/api/v1/consents/:consentId',
    {
      schema: {
        tags,
        operationId: 'getConsent',
        summary: 'Read a consent',
        description: 'For the customer and the partner.',
        params,
        response: answers({ 200: ref(Consent) }, 404),
      },
    },
    async request => toWire(await getConsent(registry, principalOf(request), request.params.consentId)),
  )
}

function decidingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.post(
    '/api/v1/consents/:consentId/grant',
    {
      schema: {
        tags,
        operationId: 'grantConsent',
        summary: 'Grant a request',
        description: 'For consent approvers of the customer. Effective at once; held devices are decided again.',
        params,
        body: ref(ConsentGrant),
        response: answers({ 200: ref(Consent) }, 404, 409),
      },
    },
    async request => {
      const limits = readLimits(request.body.limits ?? {})
      return toWire(await grantConsent(registry, principalOf(request), request.params.consentId, limits))
    },
  )
  app.post(
    '/api/v1/consents/:consentId/decline',
    {
      schema: {
        tags,
        operationId: 'declineConsent',
        summary: 'Decline a request',
        description: 'For consent approvers of the customer.',
        params,
        body: ref(ConsentRefusal),
        response: answers({ 200: ref(Consent) }, 404, 409),
      },
    },
    async request => {
      const { reason } = request.body
      return toWire(await declineConsent(registry, principalOf(request), request.params.consentId, reason))
    },
  )
  app.post(
    '/api/v1/consents/:consentId/revoke',
    {
      schema: {
        tags,
        operationId: 'revokeConsent',
        summary: 'Withdraw a consent',
        description:
          "Effective with the partner's next device. Devices stay registered; the partner loses sight of them.",
        params,
        body: ref(ConsentRefusal),
        response: answers({ 200: ref(Consent) }, 404, 409),
      },
    },
    async request => {
      const { reason } = request.body
      return toWire(await revokeConsent(registry, principalOf(request), request.params.consentId, reason))
    },
  )
  app.patch(
    '/api/v1/consents/:consentId',
    {
      schema: {
        tags,
        operationId: 'changeConsentLimits',
        summary: 'Change the limits of a consent',
        description: 'For consent approvers of the customer. What is absent stays; null lifts a limit.',
        params,
        body: ref(ConsentChange),
        response: answers({ 200: ref(Consent) }, 404, 409),
      },
    },
    async request => {
      const limits = readLimits(request.body.limits)
      return toWire(await changeConsentLimits(registry, principalOf(request), request.params.consentId, limits))
    },
  )
}

/** Consents between customers and partners. */
export function consentRoutes(app: App, deps: SurfaceDeps): void {
  askingRoutes(app, deps)
  decidingRoutes(app, deps)
}
