import { listParticipants } from '@hailport/registry'
import Type from 'typebox'
import { consentLinkUrl } from '../consent-link.ts'
import { closed, pageOf, paging, publicAnswers } from '../schemas/common.ts'
import { Participant } from '../schemas/directory.ts'
import { PartnerKindName } from '../schemas/organizations.ts'
import type { App, SurfaceDeps } from '../surface.ts'

/** The directory of participants, for everybody. */
export function participantRoute(app: App, { registry, baseUrl }: SurfaceDeps): void {
  app.get(
    '/api/v1/participants',
    {
      config: { access: 'public' },
      schema: {
        tags: ['Directory'],
        security: [],
        operationId: 'listParticipants',
        summary: 'List makers and resellers that take part',
        description: 'Those that operators have published, by name; as a page for people at /participants.',
        querystring: closed({
          ...paging,
          kind: Type.Optional(PartnerKindName),
          desk: Type.Optional(Type.Boolean({ description: 'Only those with a desk, or only those without.' })),
          region: Type.Optional(
            Type.String({
              pattern: '^[A-Z]{2}$',
              description: 'A country such as DE; who works everywhere is among them.',
            }),
          ),
          order: Type.Optional(Type.Enum(['asc', 'desc'])),
        }),
        response: publicAnswers({ 200: pageOf(Participant) }, 400),
      },
    },
    async request => {
      const { items, nextCursor } = await listParticipants(registry, request.query)
      return {
        items: items.map(({ consentLinkCode, services, regions, ...rest }) => ({
          ...rest,
          services: [...services],
          regions: [...regions],
          ...(consentLinkCode !== undefined && { consentUrl: consentLinkUrl(baseUrl, consentLinkCode) }),
        })),
        ...(nextCursor !== undefined && { nextCursor }),
      }
    },
  )
}
