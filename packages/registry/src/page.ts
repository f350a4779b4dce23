import { RegistryError } from './errors.ts'

/** One page of a list. `nextCursor` is absent on the last page. */
export interface Page<T> {
  readonly items: T[]
  readonly nextCursor?: string
}

export interface PageRequest {
  /** Items wanted, 1 … limits.pageSize; 100 when absent. */
  readonly limit?: number
  /** `nextCursor` of the page before. */
  readonly cursor?: string
}

/** Opaque text of the key after which the next page begins. */
export function encodeCursor(key: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

/** Text that a store can compare with. */
const isText = (value: unknown): boolean => typeof value === 'string' && !value.includes('\0') && value.isWellFormed()

/** @throws invalid_request when the text is not a cursor of this list. */
export function decodeCursor(cursor: string | undefined, parts: number): (string | number | null)[] | undefined {
  if (cursor === undefined) return undefined
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (Array.isArray(key) && key.length === parts && key.every(p => p === null || typeof p === 'number' || isText(p)))
      return key
  } catch {
    // Not JSON: falls through to the same answer as any other text that is no cursor.
  }
  throw new RegistryError('invalid_request', 'The cursor is not one that this list returned.', { field: 'cursor' })
}

/** As `decodeCursor`, for lists that are paged by a place in them. @throws invalid_request. */
export function decodePosition(cursor: string | undefined): number | undefined {
  const position = decodeCursor(cursor, 1)?.[0]
  if (position === undefined) return undefined
  if (typeof position === 'number' && Number.isSafeInteger(position) && position >= 0) return position
  throw new RegistryError('invalid_request', 'The cursor is not one that this list returned.', { field: 'cursor' })
}

/** The wanted page size within the limit. @throws invalid_request outside 1 … max. */
export function pageLimit(limit: number | undefined, max: number): number {
  const wanted = limit ?? Math.min(100, max)
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > max)
    throw new RegistryError('invalid_request', `limit must be a whole number from 1 to ${max}.`, { field: 'limit' })
  return wanted
}

/** Cuts the one row too many that was fetched to know whether there is a next page. */
export function toPage<R, T>(
  rows: readonly R[],
  limit: number,
  item: (row: R) => T,
  keyOf: (row: R) => (string | number | null)[],
): Page<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const items = shown.map(item)
  return rows.length > limit && last !== undefined ? { items, nextCursor: encodeCursor(keyOf(last)) } : { items }
}
