import { type ErrorCode, RegistryError } from '@hailport/registry'

const known: Record<string, [ErrorCode, string?]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['body_too_large'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media_type'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['unreadable_body', 'The body is empty.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['unreadable_body', 'The body is not well-formed JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['unreadable_body', 'The body is not as long as Content-Length says.'],
  // The caller hung up while its body was read; nobody is there to be answered, and it is no fault of ours.
  ECONNRESET: ['unreadable_body', 'The body ended early.'],
  FST_ERR_BAD_URL: ['invalid_request', 'The path is not a valid URL path.'],
  FST_ERR_NOT_FOUND: ['not_found'],
  FST_ERR_HANDLER_TIMEOUT: ['overloaded'],
}

/** Any error as one of the catalogue: the framework's by their codes, everything unexpected as `internal`. */
export function toRegistryError(error: unknown): RegistryError {
  if (error instanceof RegistryError) return error
  const { code, statusCode } = (error ?? {}) as { code?: string; statusCode?: number }
  const entry = code === undefined ? undefined : known[code]
  if (entry) return new RegistryError(entry[0], entry[1], { cause: error })
  if (error instanceof SyntaxError && statusCode === 400)
    return new RegistryError('unreadable_body', 'The body is not well-formed JSON.')
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new RegistryError('invalid_request', undefined, { cause: error })
  return new RegistryError('internal', undefined, { cause: error })
}
