import { RegistryError } from '@hailport/registry'

type TimeName = 'at' | `${string}At`

/** A value of the registry as it goes over the wire: members named `at` or `…At` turn from milliseconds into ISO 8601 text. */
export type Wire<T> = T extends readonly (infer I)[]
  ? Wire<I>[]
  : T extends object
    ? {
        -readonly [K in keyof T]: K extends TimeName
          ? T[K] extends number | null | undefined
            ? TimeText<T[K]>
            : T[K]
          : Wire<T[K]>
      }
    : T
type TimeText<T> = T extends number ? string : T

/** Copies a value with its times as ISO 8601 UTC text. */
export function toWire<T>(value: T): Wire<T> {
  return convert(value) as Wire<T>
}

function convert(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convert)
  if (typeof value !== 'object' || value === null) return value
  const copy: Record<string, unknown> = {}
  for (const [key, member] of Object.entries(value)) {
    const isTime = typeof member === 'number' && (key === 'at' || key.endsWith('At'))
    copy[key] = isTime ? new Date(member).toISOString() : convert(member)
  }
  return copy
}

/** Milliseconds of an ISO 8601 text that the schema has let through. @throws invalid_request when there is no such moment. */
export function toMillis(text: string, field: string): number {
  const time = Date.parse(text)
  if (Number.isNaN(time))
    throw new RegistryError('invalid_request', `${field} must be a time such as 2031-01-31T12:00:00Z.`, { field })
  return time
}
