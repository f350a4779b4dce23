import { deliveryStates, overlapHours, webhookStates, webhookUrlLength } from '@hailport/registry'
import Type from 'typebox'
import { closed, Id, nullable, ref, Time, text } from './common.ts'
import { JournalEntry } from './journal.ts'

const id = '0199a1b2-0000-7000-8000-000000000001'
const at = '2031-01-31T12:00:00.000Z'

const Events = Type.Array(text(64), {
  minItems: 1,
  maxItems: 500,
  description: 'Kinds of events, as GET /api/v1/webhook-events lists them.',
})
const name = text(100)
const url = text(webhookUrlLength, 'Where messages are posted to: https, without name and password.')

const members = {
  id: Id,
  name,
  url,
  events: Type.Optional({ ...Events, description: 'Kinds of events that are sent; absent: all.' }),
  state: Type.Enum([...webhookStates], {
    description:
      'paused: by hand. disabled: by the service, see reason. In both, everything waits and nothing is lost.',
  }),
  reason: Type.Optional(
    Type.Enum(['failing', 'gone'], {
      description: 'failing: no attempt has succeeded for three days. gone: the receiver answered 410.',
    }),
  ),
  changedAt: { ...Time, description: 'Since when it is in this state.' },
  createdAt: Time,
  oldSecretUntilAt: Type.Optional({ ...Time, description: 'Until when messages are signed with the old secret too.' }),
  failingSinceAt: Type.Optional({ ...Time, description: 'Since when every attempt has failed.' }),
  lastAttemptAt: Type.Optional(Time),
  lastSuccessAt: Type.Optional(Time),
  lastProblem: Type.Optional(Type.String({ description: 'What the last attempt met with: an HTTP status, or words.' })),
  nextAttemptAt: Type.Optional({ ...Time, description: 'While attempts fail.' }),
  waitingSinceAt: Type.Optional({ ...Time, description: 'When the oldest event happened that is not delivered yet.' }),
  failed: Type.Integer({ description: 'Deliveries that were given up and can be replayed.' }),
  replaying: Type.Boolean({ description: 'Whether events since some time are being sent again.' }),
}

const example = {
  id,
  name: 'Inventory',
  url: 'https://contoso.example/hailport',
  events: ['device.registered', 'device.deregistered'],
  state: 'active',
  changedAt: at,
  createdAt: at,
  lastAttemptAt: at,
  lastSuccessAt: at,
  failed: 0,
  replaying: false,
}

export const Webhook = Type.Object(members, {
  $id: 'Webhook',
  description: 'Where what is in the journal of an organization is sent.',
  examples: [example],
})

export const WebhookWithSecret = Type.Object(
  { ...members, secret: Type.String({ description: 'Shown this once. Standard Webhooks: whsec_ and base64.' }) },
  { $id: 'WebhookWithSecret', examples: [{ ...example, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }] },
)

export const NewWebhook = closed(
  { name, url, events: Type.Optional(Events) },
  {
    $id: 'NewWebhook',
    description: 'Without events, all kinds are sent.',
    examples: [{ name: 'Inventory', url: 'https://contoso.example/hailport', events: ['device.registered'] }],
  },
)

export const WebhookChange = closed(
  {
    name: Type.Optional(name),
    url: Type.Optional(url),
    events: Type.Optional(nullable(Events)),
    state: Type.Optional(
      Type.Enum(['active', 'paused'], { description: 'Made active, it sends what has waited, in order.' }),
    ),
  },
  {
    $id: 'WebhookChange',
    description: 'What is absent stays; events null: all kinds.',
    examples: [{ state: 'paused' }],
  },
)

export const WebhookSecretRotation = closed(
  {
    overlapHours: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: overlapHours.most,
        description: `Hours for which messages are signed with both secrets; ${overlapHours.usual} when absent, 0 when others know the old one.`,
      }),
    ),
  },
  { $id: 'WebhookSecretRotation', examples: [{ overlapHours: 24 }] },
)

const outcome = {
  status: Type.Optional(Type.Integer({ description: 'HTTP status of the answer.' })),
  problem: Type.Optional(Type.String({ description: 'Why there was no answer.' })),
  answer: Type.Optional(Type.String({ description: 'The beginning of the answer.' })),
  tookMs: Type.Optional(Type.Integer()),
}

export const WebhookTest = Type.Object(
  {
    messageId: { ...Id, description: 'The webhook-id of the test.' },
    delivered: Type.Boolean({ description: 'Whether it was answered with 2xx.' }),
    retryAfterMs: Type.Optional(Type.Integer()),
    ...outcome,
  },
  {
    $id: 'WebhookTest',
    description: 'What became of a test.',
    examples: [{ messageId: id, delivered: true, status: 204, answer: '', tookMs: 48 }],
  },
)

const delivery = {
  id: { ...Id, description: 'The webhook-id of every attempt.' },
  state: Type.Enum([...deliveryStates], { description: 'failed: given up, until it is replayed.' }),
  replay: Type.Boolean(),
  events: Type.Integer({ description: 'How many events it carries.' }),
  firstAt: { ...Time, description: 'When the first of them happened.' },
  createdAt: Time,
  attempts: Type.Integer(),
  nextAttemptAt: Type.Optional(Time),
  lastAttemptAt: Type.Optional(Time),
  ...outcome,
}
const deliveryExample = {
  id,
  state: 'waiting',
  replay: false,
  events: 3,
  firstAt: at,
  createdAt: at,
  attempts: 2,
  nextAttemptAt: at,
  lastAttemptAt: at,
  status: 503,
  answer: 'try later',
  tookMs: 120,
}

export const WebhookDelivery = Type.Object(delivery, {
  $id: 'WebhookDelivery',
  description: 'One message to a receiver, and what became of it.',
  examples: [deliveryExample],
})

export const WebhookDeliveryWithEntries = Type.Object(
  { ...delivery, entries: Type.Array(ref(JournalEntry), { description: 'The events that it carries.' }) },
  { $id: 'WebhookDeliveryWithEntries', examples: [{ ...deliveryExample, entries: [] }] },
)

export const WebhookReplay = Type.Union(
  [
    closed({ failed: Type.Literal(true, { description: 'Everything that was given up.' }) }),
    closed({ from: { ...Time, description: 'Everything that happened since.' } }),
  ],
  { $id: 'WebhookReplay', examples: [{ failed: true }] },
)

export const WebhookEvents = Type.Object(
  {
    version: Type.Integer({ description: 'Raised when a kind changes what it means; new kinds do not raise it.' }),
    items: Type.Array(
      Type.Object({
        kind: Type.String({ description: '`action` of the event.' }),
        subject: Type.String({ description: '`subject.kind` of the event.' }),
        meaning: Type.String(),
      }),
    ),
  },
  {
    $id: 'WebhookEvents',
    description: 'Every kind of event.',
    examples: [
      {
        version: 1,
        items: [{ kind: 'device.registered', subject: 'device', meaning: 'A device was registered.' }],
      },
    ],
  },
)

export const webhookSchemas = [
  Webhook,
  WebhookWithSecret,
  NewWebhook,
  WebhookChange,
  WebhookSecretRotation,
  WebhookTest,
  WebhookDelivery,
  WebhookDeliveryWithEntries,
  WebhookReplay,
  WebhookEvents,
]
