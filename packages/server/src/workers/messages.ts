import type { RunningServer, StartOptions } from '../main.ts'

/** What the primary process tells a worker process. */
export type ToWorker = { readonly start: StartOptions } | { readonly stop: true }

/** An error without its class: what the reader of a message needs to name the trouble. */
export interface SentError {
  readonly name: string
  readonly message: string
  readonly stack?: string | undefined
  readonly code?: string | undefined
  readonly syscall?: string | undefined
  readonly path?: string | undefined
}

/** What a worker process tells the primary. */
export type FromWorker = { readonly ready: Omit<RunningServer, 'close'> } | { readonly failed: SentError }

export function toSent(error: unknown): SentError {
  const { name, message, stack, code, syscall, path } = error as NodeJS.ErrnoException
  return { name, message: message ?? String(error), stack, code, syscall, path }
}

export const fromSent = (sent: SentError): Error => Object.assign(new Error(sent.message), sent)
