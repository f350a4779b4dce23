import { type ErrorCode, RegistryError } from '../errors.ts'

/** An error on its way between threads: a class does not survive the copy. */
export interface CrossedError {
  readonly code?: ErrorCode
  readonly message: string
  readonly stack: string | undefined
  readonly field?: string | undefined
  readonly retryAfterSeconds?: number | undefined
}

export function crossedError(error: unknown): CrossedError {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  if (!(error instanceof RegistryError)) return { message, stack }
  const { code, field, retryAfterSeconds } = error
  return { code, message, stack, field, retryAfterSeconds }
}

/** The error that crossed, with the stack of where it was thrown. */
export function errorFrom({ code, message, stack, field, retryAfterSeconds }: CrossedError): Error {
  const options = {
    ...(field !== undefined && { field }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  }
  const error = code === undefined ? new Error(message) : new RegistryError(code, message, options)
  if (stack !== undefined) error.stack = stack
  return error
}
