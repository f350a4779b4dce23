/** A refusal in the form of Entra ID: the OAuth error, and the number by which its clients tell causes apart. */
export class SignInFault extends Error {
  override readonly name = 'SignInFault'
  readonly error: string
  /** The number after AADSTS. */
  readonly number: number
  readonly status: number

  constructor(error: string, number: number, message: string, status = 400) {
    super(message)
    this.error = error
    this.number = number
    this.status = status
  }
}

/** What `SignInFault` looks like on the wire. */
export interface FaultBody {
  readonly error: string
  readonly error_description: string
  readonly error_codes: number[]
  readonly timestamp: string
  readonly trace_id: string
  readonly correlation_id: string
  readonly error_uri: string
}

const padded = (number: number): string => (number < 10_000 ? String(number).padStart(5, '0') : String(number))

/**
 * @param ids of the request: ours, and the one that the client sent along, which clients compare.
 */
export function faultBody(
  fault: Pick<SignInFault, 'error' | 'number' | 'message'>,
  ids: { trace: string; correlation: string },
  now: number,
  baseUrl: string,
): FaultBody {
  const timestamp = new Date(now)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z')
  return {
    error: fault.error,
    error_description: `AADSTS${padded(fault.number)}: ${fault.message} Trace ID: ${ids.trace} Correlation ID: ${ids.correlation} Timestamp: ${timestamp}`,
    error_codes: [fault.number],
    timestamp,
    trace_id: ids.trace,
    correlation_id: ids.correlation,
    error_uri: `${baseUrl}/errors`,
  }
}
