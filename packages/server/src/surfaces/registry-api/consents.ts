import {
  type Consent as ConsentView,
  cancelRequest,
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
import { consentLinkUrl } from '../consent-link.ts'
import { answers, closed, Id, ids, pageOf, paging, ref, text } from '../schemas/common.ts'
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

/** A consent on the wire; an open request has a link of its own. */
const shown = (baseUrl: string, consent: ConsentView) => ({
  ...toWire(consent),
  ...(consent.state === 'requested' && { link: consentLinkUrl(baseUrl, consent.id) }),
})

function askingRoutes(app: App, { registry, baseUrl }: SurfaceDeps): void {
  app.post(
    '/api/v1/consents',
    {
      schema: {
        tags,
        operationId: 'requestConsent',
        summary: 'Ask a customer for consent',
        description:
          'For partners. The answer does not tell whether there is such a tenant. Its link leads to the page on which the customer answers; asking again while the request is open returns it.',
        body: ref(ConsentRequest),
        response: answers({ 201: ref(Consent) }, 409),
      },
    },
    async (request, reply) => {
      const { limits, answerBy, ...rest } = request.body
      const consent = await requestConsent(registry, principalOf(request), {
        ...rest,
        ...(limits && { limits: readLimits(limits) }),
        ...(answerBy !== undefined && { answerBy: toMillis(answerBy, 'answerBy') }),
      })
      return reply.code(201).header('location', `/api/v1/consents/${consent.id}`).send(shown(baseUrl, consent))
    },
  )
  app.get(
    '/api/v1/consents',
    {
      schema: {
        tags,
        operationId: 'listConsents',
        summary: 'List consents',
        description: 'Those of the own organization, newest first unless asked otherwise.',
        querystring: closed({
          ...paging,
          state: Type.Optional(ConsentStateName),
          partnerId: Type.Optional({ ...Id, description: 'For customers: those of this partner.' }),
          target: Type.Optional(text(253, 'What the partner named: a domain, or a tenant id.')),
          order: Type.Optional(Type.Enum(['asc', 'desc'], { description: 'By the time of the request.' })),
          through: Type.Optional({
            ...Id,
            description: 'For providers: consents that hold because this reseller has them.',
          }),
        }),
        response: answers({ 200: pageOf(Consent) }),
      },
    },
    async request => {
      const page = await listConsents(registry, principalOf(request), request.query)
      return { ...page, items: page.items.map(consent => shown(baseUrl, consent)) }
    },
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
    async request => shown(baseUrl, await getConsent(registry, principalOf(request), request.params.consentId)),
  )
}

function cancelRoute(app: App, { registry }: SurfaceDeps): void {
  app.post(
    '/api/v1/consents/:consentId/cancel',
    {
      schema: {
        tags,
        operationId: 'cancelConsentRequest',
        summary: 'Take a request back',
        description: 'For the partner that asked, while nobody has answered. What was answered before counts again.',
        params,
        response: answers({ 200: ref(Consent) }, 404, 409),
      },
    },
    async request => toWire(await cancelRequest(registry, principalOf(request), request.params.consentId)),
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
  cancelRoute(app, deps)
  decidingRoutes(app, deps)
}
