import type { Message } from './message.ts'

/** What became of one attempt. */
export interface SendResult {
  /** HTTP status; absent when there was no answer. */
  readonly status?: number
  /** Why there was no answer, in words. */
  readonly problem?: string
  /** How long the receiver asks to wait, ms. */
  readonly retryAfterMs?: number
  /** The beginning of the answer. */
  readonly answer?: string
  readonly tookMs: number
}

/** Carries messages to receivers. Addresses are what customers typed in, so it decides where they may lead. */
export interface WebhookSender {
  /** @throws invalid_request for an address that is not allowed, as far as can be told without asking anybody. */
  requireAllowed(url: URL): void
  /** Sends once; what goes wrong is a result. */
  send(message: Message, signal: AbortSignal): Promise<SendResult>
}
