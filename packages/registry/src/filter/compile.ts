import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import { type Comparison, type FieldType, type Filter, foldCase, type Test, type Value } from './filter.ts'
import { resolveFilter } from './resolve.ts'

// biome-ignore lint/suspicious/noExplicitAny: a condition that fits the builder of any table set
type Builder = ExpressionBuilder<any, any>

/** Where a property is in the database. */
export interface Column {
  readonly type: FieldType
  /** A column, with its table where a query has several; or an expression. */
  readonly column: string | Expression<unknown>
  /** Stands in items for a column without a value, such as '' for a text that was never given; null when absent. */
  readonly absent?: string | number
}

export type ColumnsOf = Readonly<Record<string, Column>>

const signs = { eq: '=', ne: '<>', gt: '>', ge: '>=', lt: '<', le: '<=' } as const satisfies Record<Comparison, string>
const opposite = { eq: 'ne', ne: 'eq', gt: 'le', ge: 'lt', lt: 'ge', le: 'gt' } as const

const escapePattern = (text: string) => text.replaceAll(/[!%_]/g, '!$&')

/** A value as the store holds it. */
function stored(value: Value): string | number | null {
  if (value instanceof Date) return value.getTime()
  return typeof value === 'boolean' ? Number(value) : value
}

/** `yes` holds for rows that have a value; under a negation those without one are added. */
const orMissing = (eb: Builder, missing: boolean, reference: Expression<unknown>, yes: Expression<SqlBool>) =>
  missing ? eb.or([yes, eb(reference, 'is', null)]) : yes

function isOneOf(eb: Builder, reference: Expression<unknown>, values: readonly Value[], negated: boolean) {
  const known = values.filter(value => value !== null).map(stored)
  const withNull = values.includes(null)
  const parts: Expression<SqlBool>[] = []
  if (known.length > 0) parts.push(eb(reference, negated ? 'not in' : 'in', known))
  if (withNull) parts.push(eb(reference, negated ? 'is not' : 'is', null))
  if (parts.length === 0) return sql<SqlBool>`1 = ${sql.lit(negated ? 1 : 0)}`
  if (!negated) return eb.or(parts)
  return withNull ? eb.and(parts) : orMissing(eb, true, reference, eb.and(parts))
}

function compares(eb: Builder, reference: Expression<unknown>, operator: Comparison, value: Value, negated: boolean) {
  if (operator === 'eq' || operator === 'ne') return isOneOf(eb, reference, [value], (operator === 'ne') !== negated)
  if (value === null) return sql<SqlBool>`1 = ${sql.lit(negated ? 1 : 0)}`
  const sign = signs[negated ? opposite[operator] : operator]
  return orMissing(eb, negated, reference, eb(reference, sign, stored(value)))
}

function matches(eb: Builder, reference: Expression<unknown>, type: FieldType, test: Test & { kind: 'match' }) {
  const part = escapePattern(foldCase(test.text))
  const pattern = `${test.how === 'startswith' ? '' : '%'}${part}${test.how === 'endswith' ? '' : '%'}`
  const text = type === 'id' ? sql`cast(${reference} as text)` : reference
  return sql<SqlBool>`lower(${text}) like ${eb.val(pattern)} escape '!'`
}

function compileTest(eb: Builder, test: Test, { type, column, absent }: Column, negated: boolean): Expression<SqlBool> {
  const bare = typeof column === 'string' ? eb.ref(column) : column
  // Equality with another value needs no look at missing ones; that keeps it within an index.
  const simple = test.kind === 'compare' && test.operator === 'eq' && ![null, absent].includes(stored(test.value))
  const filled = absent === undefined || (simple && !negated) ? bare : sql`coalesce(${bare}, ${eb.val(absent)})`
  if (test.kind === 'match') {
    const yes = matches(eb, filled, type, test)
    return negated ? orMissing(eb, true, filled, eb.not(yes)) : yes
  }
  const reference = test.fold === undefined ? filled : sql`${sql.raw(test.fold)}(${filled})`
  if (test.kind === 'in') return isOneOf(eb, reference, test.values, negated)
  return compares(eb, reference, test.operator, test.value, negated)
}

/**
 * The condition of a filter for a query: `query.where(compileFilter(filter, columns))`. Selects the rows that `filterTest` would let
 * through. @throws FilterError when the filter names a property without a column, or compares it with what it cannot be.
 */
export function compileFilter(filter: Filter, columns: ColumnsOf): (eb: Builder) => Expression<SqlBool> {
  const fields = Object.fromEntries(Object.entries(columns).map(([name, { type }]) => [name, type]))
  const resolved = resolveFilter(filter, fields)
  const build = (eb: Builder, node: Filter, negated: boolean): Expression<SqlBool> => {
    if (node.kind === 'not') return build(eb, node.of, !negated)
    if (node.kind === 'and') return eb.and(node.of.map(part => build(eb, part, negated)))
    if (node.kind === 'or') return eb.or(node.of.map(part => build(eb, part, negated)))
    return compileTest(eb, node, columns[node.property] as Column, negated)
  }
  return eb => build(eb, resolved, false)
}
