/** read_only_sql_transaction: the server is not the leader, or not yet. */
export const readOnly = '25006'

// serialization_failure and deadlock_detected
const conflicts = new Set(['40001', '40P01'])

/** SQLSTATEs after which the same work may succeed when it is done once more. */
const again = new Set([
  ...conflicts,
  '55P03', // lock_not_available
  '57014', // query_canceled, by a time limit of the server
  '53300', // too_many_connections
  readOnly,
])

const network = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
])

const broken =
  /connection (terminated|ended|error)|not queryable|client was closed|timeout exceeded when trying to connect|timeout expired|query read timeout/i

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '')

/** The connection is gone: what it was doing may or may not have happened. */
export function isConnectionLost(error: unknown): boolean {
  const code = codeOf(error)
  // Class 08: connection exceptions; 57P01 to 57P03: shutting down, crashed, not up yet.
  if (code.startsWith('08') || /^57P0[1235]$/.test(code) || network.has(code)) return true
  return error instanceof Error && broken.test(error.message)
}

/** Lost against another transaction. */
export const isConflict = (error: unknown): boolean => conflicts.has(codeOf(error))

/** Whether the same work may succeed when it is done once more. */
export const isTransient = (error: unknown): boolean => again.has(codeOf(error)) || isConnectionLost(error)

/** A text in the place of an id that is none. */
export const isMalformedId = (error: unknown): boolean => codeOf(error) === '22P02'

/** A row with this key is there already. */
export const isDuplicate = (error: unknown): boolean => codeOf(error) === '23505'
