import type { HashProperties, HashRecord } from './model.ts'

/** Offsets beyond 14 hours mean "unknown": no place on Earth has one, and old tools always write 30. */
export const largestUtcOffset = 14 * 60

const marks = new Set(['type', 'fieldSize', 'encoding', 'rest'])

/** The values of the records under OA3Tool's names, as `HashProperties` describes. Raw records have none. */
export function gatherProperties(records: readonly HashRecord[]): HashProperties {
  const single: Record<string, unknown> = {}
  const lists = new Map<number, Record<string, unknown>[]>()
  for (const record of records) {
    if ('raw' in record) continue
    const values: Record<string, unknown> = repeated.has(record.type) ? {} : single
    for (const name in record) {
      if (marks.has(name) || name in values) continue
      const value: unknown = record[name as keyof typeof record]
      values[name] = typeof value === 'string' ? cutText(value) : value
    }
    if (values !== single) lists.set(record.type, [...(lists.get(record.type) ?? []), values])
  }
  const local = localTime(single['OsSystemTime'], single['OsUtcOffsetMinutes'])
  return {
    ...single,
    ...(local !== undefined && { OsLocalTime: local }),
    Disks: paired(lists.get(6), lists.get(7)),
    NetworkAdapters: (lists.get(8) ?? []) as unknown as HashProperties['NetworkAdapters'],
    VideoAdapters: paired(lists.get(29), lists.get(30)),
  }
}

const repeated: ReadonlySet<number> = new Set([6, 7, 8, 29, 30])

/** Text up to its first NUL, with lone surrogates replaced: what a data base or a page can hold. */
export function cutText(text: string): string {
  const close = text.indexOf('\0')
  return (close < 0 ? text : text.slice(0, close)).toWellFormed()
}

function paired(first: object[] = [], second: object[] = []): object[] {
  return Array.from({ length: Math.max(first.length, second.length) }, (_, index) => ({
    ...first[index],
    ...second[index],
  }))
}

function localTime(utc: unknown, minutes: unknown): string | undefined {
  if (typeof utc !== 'string' || typeof minutes !== 'number' || Math.abs(minutes) > largestUtcOffset) return undefined
  return withOffset(utc, minutes)
}

/** A UTC time as the local one at an offset: `2024-03-19T09:14:13Z` and 60 give `2024-03-19T10:14:13+01:00`. */
export function withOffset(utc: string, minutes: number): string {
  const local = new Date(Date.parse(utc) + minutes * 60_000).toISOString().slice(0, 19)
  const size = Math.abs(minutes)
  const digits = [Math.floor(size / 60), size % 60].map(part => String(part).padStart(2, '0')).join(':')
  return `${local}${minutes < 0 ? '-' : '+'}${digits}`
}
