import { createPartner, getLinkCode, getPartner, listPartners, updatePartner } from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { consentLinkUrl } from '../consent-link.ts'
import { answers, closed, ids, pageOf, paging, ref } from '../schemas/common.ts'
import {
  ConsentLink,
  NewPartner,
  organizationSearch,
  Partner,
  PartnerChange,
  PartnerKindName,
} from '../schemas/organizations.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Organizations']

function directoryRoutes(app: App, { registry }: SurfaceDeps): void {
  app.post(
    '/api/v1/partners',
    {
      schema: {
        tags,
        operationId: 'createPartner',
        summary: 'Make a partner',
        description: 'For operators of the registry.',
        body: ref(NewPartner),
        response: answers({ 201: ref(Partner) }),
      },
    },
    async (request, reply) => {
      const partner = await createPartner(registry, principalOf(request), request.body)
      return reply.code(201).header('location', `/api/v1/partners/${partner.id}`).send(toWire(partner))
    },
  )
  app.get(
    '/api/v1/partners',
    {
      schema: {
        tags,
        operationId: 'listPartners',
        summary: 'List partners',
        description: 'Oldest first unless asked otherwise. Everybody who is signed in may see who takes part.',
        querystring: closed({ ...paging, ...organizationSearch, kind: Type.Optional(PartnerKindName) }),
        response: answers({ 200: pageOf(Partner) }),
      },
    },
    async request => toWire(await listPartners(registry, principalOf(request), request.query)),
  )
  app.get(
    '/api/v1/partners/:partnerId',
    {
      schema: {
        tags,
        operationId: 'getPartner',
        summary: 'Read a partner',
        description: 'For everybody who is signed in.',
        params: ids('partnerId'),
        response: answers({ 200: ref(Partner) }, 404),
      },
    },
    async request => toWire(await getPartner(registry, principalOf(request), request.params.partnerId)),
  )
  app.patch(
    '/api/v1/partners/:partnerId',
    {
      schema: {
        tags,
        operationId: 'updatePartner',
        summary: 'Change a partner',
        description: 'For operators of the registry.',
        params: ids('partnerId'),
        body: ref(PartnerChange),
        response: answers({ 200: ref(Partner) }, 404),
      },
    },
    async request =>
      toWire(await updatePartner(registry, principalOf(request), request.params.partnerId, request.body)),
  )
}

function consentLinkRoute(app: App, { registry, baseUrl }: SurfaceDeps): void {
  app.get(
    '/api/v1/partners/:partnerId/consent-link',
    {
      schema: {
        tags: ['Consent'],
        operationId: 'getConsentLink',
        summary: 'Read the standing consent link',
        description: 'The link that the partner sends to customers; for the partner itself.',
        params: ids('partnerId'),
        response: answers({ 200: ref(ConsentLink) }, 404),
      },
    },
    async request => {
      const { partnerId } = request.params
      const code = await getLinkCode(registry, principalOf(request), partnerId)
      return { url: consentLinkUrl(baseUrl, code), code }
    },
  )
}

/** Partners: makers and resellers. */
export function partnerRoutes(app: App, deps: SurfaceDeps): void {
  directoryRoutes(app, deps)
  consentLinkRoute(app, deps)
}
