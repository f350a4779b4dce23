import { type FieldType, type Filter, filterTest, type Test } from '@hailport/registry'
import { badRequest } from '../errors.ts'

/**
 * Where a property of the contract comes from: a property of the registry of the same kind; or from a few values, of which `where` says
 * which items have them.
 */
export type Source = string | { readonly type: FieldType; readonly values: readonly DerivedValue[] }

interface DerivedValue {
  readonly value: string
  /** Items that have it; all when absent. */
  readonly where?: Filter
}

const everything: Filter = { kind: 'and', of: [] }
const nothing: Filter = { kind: 'or', of: [] }

/** A property that has the same value in every item. */
export const always = (value: string, type: FieldType = 'text'): Source => ({ type, values: [{ value }] })

function translateTest(test: Test, source: Source): Filter {
  if (typeof source === 'string') return { ...test, property: source }
  const passes = filterTest(test, { [test.property]: source.type })
  const held = source.values.filter(({ value }) => passes({ [test.property]: value }))
  if (held.length === source.values.length) return everything
  return held.length === 0 ? nothing : { kind: 'or', of: held.map(({ where = everything }) => where) }
}

/** A filter on properties of the contract as one on properties of the registry. @throws GraphError for a property that has no source. */
export function translateFilter(filter: Filter, sources: Readonly<Record<string, Source>>): Filter {
  if (filter.kind === 'not') return { kind: 'not', of: translateFilter(filter.of, sources) }
  if (filter.kind === 'and' || filter.kind === 'or')
    return { kind: filter.kind, of: filter.of.map(part => translateFilter(part, sources)) }
  const source = sources[filter.property]
  if (source === undefined)
    throw badRequest(`Invalid filter clause: the property '${filter.property}' cannot be filtered on here.`)
  return translateTest(filter, source)
}
