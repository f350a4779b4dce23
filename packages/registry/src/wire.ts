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
