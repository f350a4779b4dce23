import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  eventKinds,
  eventTable,
  eventVersion,
  getWebhook,
  listWebhooks,
  rotateWebhookSecret,
  testWebhook,
  type WebhookSender,
  webhookStates,
} from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, closed, ids, NoContent, pageOf, paging, ref } from '../schemas/common.ts'
import {
  NewWebhook,
  Webhook,
  WebhookChange,
  WebhookEvents,
  WebhookSecretRotation,
  WebhookTest,
  WebhookWithSecret,
} from '../schemas/webhooks.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Webhooks']
const list = '/api/v1/organizations/:organizationId/webhooks'
const one = `${list}/:webhookId`

function readingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/api/v1/webhook-events',
    {
      schema: {
        tags,
        operationId: 'listWebhookEvents',
        summary: 'List kinds of events',
        description: 'All of them in one answer. Kinds are added over time: ignore those that you do not know.',
        response: answers({ 200: ref(WebhookEvents) }),
      },
    },
    async () => ({ version: eventVersion, items: eventKinds.map(kind => ({ kind, ...eventTable[kind] })) }),
  )
  app.get(
    list,
    {
      schema: {
        tags,
        operationId: 'listWebhooks',
        summary: 'List webhooks',
        description: 'Oldest first unless asked otherwise. For those who may see webhooks of the organization.',
        params: ids('organizationId'),
        querystring: closed({
          ...paging,
          state: Type.Optional(Type.Enum([...webhookStates])),
          order: Type.Optional(Type.Enum(['asc', 'desc'])),
        }),
        response: answers({ 200: pageOf(Webhook) }, 404),
      },
    },
    async request =>
      toWire(await listWebhooks(registry, principalOf(request), request.params.organizationId, request.query)),
  )
  app.get(
    one,
    {
      schema: {
        tags,
        operationId: 'getWebhook',
        summary: 'Read a webhook',
        description: 'With how it stands. Its secret is never shown again.',
        params: ids('organizationId', 'webhookId'),
        response: answers({ 200: ref(Webhook) }, 404),
      },
    },
    async request => toWire(await getWebhook(registry, principalOf(request), request.params)),
  )
}

function writingRoutes(app: App, { registry }: SurfaceDeps, sender: WebhookSender): void {
  app.post(
    list,
    {
      schema: {
        tags,
        operationId: 'createWebhook',
        summary: 'Add a webhook',
        description:
          'From now on, what is journalled is posted to the address, signed. The answer has the secret, this once.',
        params: ids('organizationId'),
        body: ref(NewWebhook),
        response: answers({ 201: ref(WebhookWithSecret) }, 404, 409),
      },
    },
    async (request, reply) => {
      const { organizationId } = request.params
      const made = await createWebhook(registry, principalOf(request), organizationId, request.body, sender)
      const location = `/api/v1/organizations/${organizationId}/webhooks/${made.id}`
      return reply.code(201).header('location', location).send(toWire(made))
    },
  )
  app.patch(
    one,
    {
      schema: {
        tags,
        operationId: 'changeWebhook',
        summary: 'Change, pause or resume a webhook',
        description: 'While it is paused or disabled, events wait; made active, it sends them in order.',
        params: ids('organizationId', 'webhookId'),
        body: ref(WebhookChange),
        response: answers({ 200: ref(Webhook) }, 404),
      },
    },
    async request => toWire(await changeWebhook(registry, principalOf(request), request.params, request.body, sender)),
  )
  app.delete(
    one,
    {
      schema: {
        tags,
        operationId: 'deleteWebhook',
        summary: 'Delete a webhook',
        description: 'With its deliveries; what waited for it is not sent.',
        params: ids('organizationId', 'webhookId'),
        response: answers({ 204: NoContent }, 404),
      },
    },
    async (request, reply) => {
      await deleteWebhook(registry, principalOf(request), request.params)
      return reply.code(204).send(null)
    },
  )
}

function usingRoutes(app: App, { registry }: SurfaceDeps, sender: WebhookSender): void {
  app.post(
    `${one}/secret`,
    {
      schema: {
        tags,
        operationId: 'rotateWebhookSecret',
        summary: 'Give a webhook a new secret',
        description:
          'Shown this once. For some hours messages are signed with both secrets, so that the receiver can change over.',
        params: ids('organizationId', 'webhookId'),
        body: ref(WebhookSecretRotation),
        response: answers({ 200: ref(WebhookWithSecret) }, 404),
      },
    },
    async request => {
      const { overlapHours } = request.body
      return toWire(await rotateWebhookSecret(registry, principalOf(request), request.params, overlapHours))
    },
  )
  app.post(
    `${one}/test`,
    {
      schema: {
        tags,
        operationId: 'testWebhook',
        summary: 'Send a test to a webhook',
        description: 'Now, also when it is paused, of type test and without events. Answers what the receiver did.',
        params: ids('organizationId', 'webhookId'),
        response: answers({ 200: ref(WebhookTest) }, 404),
      },
    },
    async request => toWire(await testWebhook(registry, principalOf(request), request.params, sender)),
  )
}

/** Webhooks of an organization. */
export function webhookRoutes(app: App, surface: SurfaceDeps, sender: WebhookSender): void {
  readingRoutes(app, surface)
  writingRoutes(app, surface, sender)
  usingRoutes(app, surface, sender)
}
