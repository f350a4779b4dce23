import { agreeLink, endLink, linkStates, listLinks } from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, closed, ids, NoContent, pageOf, paging, ref } from '../schemas/common.ts'
import { PartnerLink } from '../schemas/organizations.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Consent']

/** Links between indirect providers and their resellers. */
export function linkRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/api/v1/links',
    {
      schema: {
        tags,
        operationId: 'listLinks',
        summary: 'List links between provider and reseller',
        description: 'Those of the own partner.',
        querystring: closed({ ...paging, state: Type.Optional(Type.Enum([...linkStates])) }),
        response: answers({ 200: pageOf(PartnerLink) }),
      },
    },
    async request => toWire(await listLinks(registry, principalOf(request), request.query)),
  )
  app.put(
    '/api/v1/links/:partnerId',
    {
      schema: {
        tags,
        operationId: 'agreeLink',
        summary: 'Agree to a link',
        description:
          'Between an indirect provider and an indirect reseller: the first to agree offers it, the second makes it active. Then consent to the reseller authorises the provider too.',
        params: ids('partnerId'),
        response: answers({ 200: ref(PartnerLink) }, 404, 409),
      },
    },
    async request => toWire(await agreeLink(registry, principalOf(request), request.params.partnerId)),
  )
  app.delete(
    '/api/v1/links/:partnerId',
    {
      schema: {
        tags,
        operationId: 'endLink',
        summary: 'End a link, or decline one',
        description: 'Effective with the next row of the provider.',
        params: ids('partnerId'),
        response: answers({ 204: NoContent }, 404),
      },
    },
    async (request, reply) => {
      await endLink(registry, principalOf(request), request.params.partnerId)
      return reply.code(204).send(null)
    },
  )
}
