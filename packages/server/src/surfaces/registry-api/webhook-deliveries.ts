import {
  deliveryStates,
  getWebhookDelivery,
  listWebhookDeliveries,
  replayWebhook,
  replayWebhookDelivery,
  skipWebhookDelivery,
} from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toMillis, toWire } from '../../http/wire.ts'
import { answers, closed, ids, pageOf, paging, ref } from '../schemas/common.ts'
import { Webhook, WebhookDelivery, WebhookDeliveryWithEntries, WebhookReplay } from '../schemas/webhooks.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Webhooks']
const webhook = '/api/v1/organizations/:organizationId/webhooks/:webhookId'
const one = `${webhook}/deliveries/:deliveryId`
const deliveryIds = ids('organizationId', 'webhookId', 'deliveryId')

function replayRoutes(app: App, { registry }: SurfaceDeps): void {
  app.post(
    `${webhook}/replay`,
    {
      schema: {
        tags,
        operationId: 'replayWebhook',
        summary: 'Send events again',
        description:
          'Everything that was given up, or everything that happened since a time; in order, and before what is newer.',
        params: ids('organizationId', 'webhookId'),
        body: ref(WebhookReplay),
        response: answers({ 202: ref(Webhook) }, 404),
      },
    },
    async (request, reply) => {
      const { body } = request
      const replay =
        'from' in body ? ({ what: 'since', from: toMillis(body.from, 'from') } as const) : ({ what: 'failed' } as const)
      const after = await replayWebhook(registry, principalOf(request), request.params, replay)
      return reply.code(202).send(toWire(after))
    },
  )
  app.post(
    `${one}/replay`,
    {
      schema: {
        tags,
        operationId: 'replayWebhookDelivery',
        summary: 'Send one message again',
        description: 'Under its old webhook-id, also one that was delivered; one that waits is tried now.',
        params: deliveryIds,
        response: answers({ 202: ref(WebhookDelivery) }, 404),
      },
    },
    async (request, reply) =>
      reply.code(202).send(toWire(await replayWebhookDelivery(registry, principalOf(request), request.params))),
  )
  app.post(
    `${one}/skip`,
    {
      schema: {
        tags,
        operationId: 'skipWebhookDelivery',
        summary: 'Give up a message that waits',
        description: 'Then those behind it have their turn. It can be replayed later.',
        params: deliveryIds,
        response: answers({ 200: ref(WebhookDelivery) }, 404, 409),
      },
    },
    async request => toWire(await skipWebhookDelivery(registry, principalOf(request), request.params)),
  )
}

/** What became of what webhooks sent, and sending it again. */
export function webhookDeliveryRoutes(app: App, surface: SurfaceDeps): void {
  const { registry } = surface
  app.get(
    `${webhook}/deliveries`,
    {
      schema: {
        tags,
        operationId: 'listWebhookDeliveries',
        summary: 'List deliveries of a webhook',
        description: 'Newest first unless asked otherwise. Those that ended are kept for limits.webhookDays days.',
        params: ids('organizationId', 'webhookId'),
        querystring: closed({
          ...paging,
          state: Type.Optional(Type.Enum([...deliveryStates])),
          order: Type.Optional(Type.Enum(['asc', 'desc'])),
        }),
        response: answers({ 200: pageOf(WebhookDelivery) }, 404),
      },
    },
    async request => toWire(await listWebhookDeliveries(registry, principalOf(request), request.params, request.query)),
  )
  app.get(
    one,
    {
      schema: {
        tags,
        operationId: 'getWebhookDelivery',
        summary: 'Read a delivery with its events',
        description: 'For those who may read the journal.',
        params: deliveryIds,
        response: answers({ 200: ref(WebhookDeliveryWithEntries) }, 404),
      },
    },
    async request => toWire(await getWebhookDelivery(registry, principalOf(request), request.params)),
  )
  replayRoutes(app, surface)
}
