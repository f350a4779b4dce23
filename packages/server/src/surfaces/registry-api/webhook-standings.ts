import { getWebhookCounts, listWebhookStandings, webhookStandingSorts, webhookStates } from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, closed, Id, pageOf, paging, ref } from '../schemas/common.ts'
import { WebhookCounts, WebhookStanding } from '../schemas/operation.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Operation']
const sorts = Object.keys(webhookStandingSorts) as (keyof typeof webhookStandingSorts)[]

const Query = closed({
  ...paging,
  state: Type.Optional(Type.Enum([...webhookStates])),
  failing: Type.Optional(
    Type.Boolean({ description: 'true: active, and every attempt fails. false: the last succeeded.' }),
  ),
  organizationId: Type.Optional({ ...Id, description: 'Of this organization.' }),
  sort: Type.Optional(Type.Enum(sorts, { description: 'changedAt when absent.' })),
  order: Type.Optional(Type.Enum(['asc', 'desc'], { description: 'desc when absent.' })),
})

/** Whether what happens reaches those who asked for it, for operators. */
export function webhookStandingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/api/v1/registry/webhooks',
    {
      schema: {
        tags,
        operationId: 'listWebhookStandings',
        summary: 'How webhooks stand',
        description:
          'For operators: webhooks of all organizations, which fail, since when and why. Neither their names nor their addresses.',
        querystring: Query,
        response: answers({ 200: pageOf(WebhookStanding) }),
      },
    },
    async request => toWire(await listWebhookStandings(registry, principalOf(request), request.query)),
  )
  app.get(
    '/api/v1/registry/webhook-counts',
    {
      schema: {
        tags,
        operationId: 'getWebhookCounts',
        summary: 'How many webhooks work',
        description: 'For operators. Counted every five seconds at most.',
        response: answers({ 200: ref(WebhookCounts) }),
      },
    },
    async request => toWire(await getWebhookCounts(registry, principalOf(request))),
  )
}
