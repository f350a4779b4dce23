export { startCourier } from './courier.ts'
export { failingPatienceMs, refusedAttempts, retryDelays } from './decide.ts'
export {
  type DeliveryFilter,
  type DeliveryRef,
  type DeliveryState,
  deliveryStates,
  getWebhookDelivery,
  listWebhookDeliveries,
  type WebhookDelivery,
} from './deliveries.ts'
export { getWebhook, listWebhooks, type WebhookFilter } from './list.ts'
export type { Message, Payload } from './message.ts'
export { type Replay, replayWebhook, replayWebhookDelivery, skipWebhookDelivery } from './replay.ts'
export { overlapHours, rotateWebhookSecret } from './rotate-secret.ts'
export {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  type NewWebhook,
  type WebhookChange,
  webhookUrlLength,
} from './save.ts'
export type { SendResult, WebhookSender } from './sender.ts'
export {
  countWebhooks,
  readWebhookStandings,
  type WebhookCounts,
  type WebhookStanding,
  type WebhookStandingFilter,
  webhookStandingSorts,
} from './states.ts'
export { testWebhook, type WebhookTest } from './test-webhook.ts'
export { type DisabledReason, type Webhook, type WebhookRef, type WebhookState, webhookStates } from './webhook.ts'
