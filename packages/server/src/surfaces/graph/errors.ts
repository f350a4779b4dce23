import { type ErrorCode, RegistryError } from '@hailport/registry'

/** An error as this API words it. */
export class GraphError extends Error {
  readonly status: number
  readonly code: string
  /** Whether the message goes out as the JSON text that Intune puts into it. */
  readonly isNested: boolean
  readonly retryAfterSeconds: number | undefined
  /** Code of the registry's catalogue, where the error comes from there. */
  readonly catalogueCode: ErrorCode | undefined

  constructor(
    status: number,
    code: string,
    message: string,
    options: { nested?: boolean; retryAfterSeconds?: number | undefined; from?: RegistryError } = {},
  ) {
    super(message, options.from && { cause: options.from })
    this.status = status
    this.code = code
    this.isNested = options.nested ?? false
    this.retryAfterSeconds = options.retryAfterSeconds
    this.catalogueCode = options.from?.code
  }
}

/** A request that makes no sense. */
export const badRequest = (message: string): GraphError => new GraphError(400, 'BadRequest', message)

interface Wording {
  readonly status?: number
  readonly code: string
  /** Said in place of the error's own text. */
  readonly message?: string
  readonly nested?: boolean
}

const unspecific = 'An error has occurred'

/** Errors of the catalogue by their status. Contradictions are bad requests: this API keeps 409 for a sync that runs. */
const byStatus: Readonly<Record<number, Wording>> = {
  400: { code: 'BadRequest', nested: true },
  401: { code: 'InvalidAuthenticationToken' },
  403: { code: 'Forbidden', nested: true },
  404: { code: 'ResourceNotFound', message: unspecific, nested: true },
  408: { code: 'RequestTimeout' },
  409: { status: 400, code: 'BadRequest', nested: true },
  413: { code: 'RequestEntityTooLarge' },
  415: { code: 'UnsupportedMediaType' },
  422: { status: 400, code: 'BadRequest', nested: true },
  429: { code: 'TooManyRequests' },
  500: { code: 'InternalServerError', message: unspecific, nested: true },
  503: { code: 'ServiceUnavailable' },
}

/** Those that are worded otherwise than their status says. */
const byCode: Partial<Record<ErrorCode, Wording>> = {
  unreadable_body: {
    code: 'BadRequest',
    message:
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
  },
  unauthenticated: { code: 'InvalidAuthenticationToken', message: 'Access token validation failure.' },
}

/** Any error as this API words it. */
export function toGraphError(error: unknown): GraphError {
  if (error instanceof GraphError) return error
  const from = error instanceof RegistryError ? error : new RegistryError('internal', undefined, { cause: error })
  const wording = byCode[from.code] ?? byStatus[from.entry.status] ?? { code: 'BadRequest', nested: true }
  return new GraphError(wording.status ?? from.entry.status, wording.code, wording.message ?? from.message, {
    nested: wording.nested ?? false,
    retryAfterSeconds: from.retryAfterSeconds ?? (from.entry.status === 503 ? 5 : undefined),
    from,
  })
}

/** What an error says about the request that it answers. */
export interface Occasion {
  readonly requestId: string
  readonly clientRequestId: string
  /** Address that was asked, without its query. */
  readonly url: string
  readonly now: number
}

/** Intune's form of a message; tools cut the text out of it at ` - Operation ID`. */
function nest(message: string, { clientRequestId, url }: Occasion): string {
  const operation = 'Operation ID (for customer support): 00000000-0000-0000-0000-000000000000'
  const text = `${message} - ${operation} - Activity ID: ${clientRequestId} - Url: ${url}`
  const inner = {
    _version: 3,
    Message: text,
    CustomApiErrorPhrase: '',
    RetryAfter: null,
    ErrorSourceService: '',
    HttpHeaders: '{}',
  }
  return JSON.stringify(inner, null, 2).replaceAll('\n', '\r\n')
}

/** The body of an error. */
export function errorBody(error: GraphError, occasion: Occasion): object {
  const { requestId, clientRequestId, now } = occasion
  const inner =
    error.status === 429
      ? { code: '429', message: error.message, status: '429' }
      : error.catalogueCode !== undefined && { code: error.catalogueCode }
  return {
    error: {
      code: error.code,
      message: error.isNested ? nest(error.message, occasion) : error.message,
      innerError: {
        ...inner,
        date: new Date(now).toISOString().slice(0, 19),
        'request-id': requestId,
        'client-request-id': clientRequestId,
      },
    },
  }
}
