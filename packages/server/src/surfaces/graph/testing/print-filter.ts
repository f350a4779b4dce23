import type { Filter, Value } from '@hailport/registry'

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`

function printValue(value: Value): string {
  if (typeof value === 'string') return quote(value)
  return value instanceof Date ? value.toISOString() : String(value)
}

function printSubject({ property, fold }: { readonly property: string; readonly fold?: 'lower' | 'upper' }): string {
  return fold === undefined ? property : `to${fold}(${property})`
}

/** A filter as OData: what `parseFilter` reads as the same filter. */
export function printFilter(filter: Filter): string {
  const { kind } = filter
  if (kind === 'not') return `not (${printFilter(filter.of)})`
  if (kind === 'match') return `${filter.how}(${filter.property},${quote(filter.text)})`
  if (kind === 'in') return `${printSubject(filter)} in (${filter.values.map(printValue).join(',')})`
  if (kind === 'compare') return `${printSubject(filter)} ${filter.operator} ${printValue(filter.value)}`
  const isNested = (part: Filter) => part.kind === 'and' || part.kind === 'or'
  return filter.of.map(part => (isNested(part) ? `(${printFilter(part)})` : printFilter(part))).join(` ${kind} `)
}
