import { type RawBuilder, sql } from 'kysely'
import { type Condition, idPrefixes } from './condition.ts'

/** Columns of `registrations` that the physical ids are made of. The id is a UUID on some engines, and text to us. */
const columns = {
  deviceId: sql<string>`cast(${sql.ref('registrations.id')} as text)`,
  groupTag: sql<string>`${sql.ref('registrations.group_tag')}`,
  purchaseOrder: sql<string>`${sql.ref('registrations.purchase_order')}`,
}

const patternOf = (value: string): string => value.replaceAll(/[\\%_]/g, '\\$&')

function anyId({ any, value }: Extract<Condition, { any: string }>): RawBuilder<boolean> {
  const cases = Object.entries(idPrefixes).flatMap(([name, prefix]) => {
    const column = columns[name as keyof typeof columns]
    // Without a value there is no such id; the test for it also keeps NULL out of what -not turns round.
    const there = sql<boolean>`${column} is not null`
    if (any === 'eq')
      return value.startsWith(prefix)
        ? [sql<boolean>`(${there} and lower(${column}) = ${value.slice(prefix.length)})`]
        : []
    const pattern = any === 'contains' ? `%${patternOf(value)}%` : `${patternOf(value)}%`
    return [sql<boolean>`(${there} and ${prefix} || lower(${column}) like ${pattern} escape '\\')`]
  })
  return either(cases)
}

const any = sql` or `
const all = sql` and `

function either(parts: readonly RawBuilder<boolean>[]): RawBuilder<boolean> {
  const joined = sql.join(parts, any)
  return parts.length === 0 ? sql<boolean>`1 = 0` : sql<boolean>`(${joined})`
}

function every(parts: readonly RawBuilder<boolean>[]): RawBuilder<boolean> {
  const joined = sql.join(parts, all)
  return sql<boolean>`(${joined})`
}

/** The condition over `registrations`, as SQL: the same devices as `meets`. Never NULL. */
export function conditionSql(condition: Condition): RawBuilder<boolean> {
  if ('and' in condition) return every(condition.and.map(conditionSql))
  if ('or' in condition) return either(condition.or.map(conditionSql))
  if ('not' in condition) return sql<boolean>`(not ${conditionSql(condition.not)})`
  return anyId(condition)
}
