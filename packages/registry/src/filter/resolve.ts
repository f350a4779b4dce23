import { RegistryError } from '../errors.ts'
import type { CompareTest, Comparison, Fields, FieldType, Filter, Test, Value } from './filter.ts'

/** A filter that cannot be applied to these properties. */
export class FilterError extends RegistryError {
  constructor(detail: string) {
    super('invalid_request', detail, { field: 'filter' })
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const words: Record<FieldType, string> = {
  text: 'text',
  id: 'text',
  integer: 'a number',
  number: 'a number',
  boolean: 'true or false',
  moment: 'a time',
}

type Read = (value: Exclude<Value, null>) => Value | undefined

/** A literal as the type of the property; undefined when it cannot be one. */
const readers: Record<FieldType, Read> = {
  text: value => (value instanceof Date ? undefined : String(value)),
  id: value => (typeof value === 'string' ? (uuid.test(value) ? value.toLowerCase() : value) : undefined),
  integer: value => (typeof value === 'number' ? value : undefined),
  number: value => (typeof value === 'number' ? value : undefined),
  boolean(value) {
    if (typeof value === 'boolean') return value
    if (typeof value !== 'string' || !/^(true|false)$/i.test(value)) return undefined
    return value.toLowerCase() === 'true'
  },
  moment(value) {
    if (value instanceof Date) return value
    const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
    return Number.isNaN(time) ? undefined : new Date(time)
  },
}

function readValue(property: string, type: FieldType, value: Value): Value {
  if (value === null) return null
  const read = readers[type](value)
  if (read === undefined) throw new FilterError(`'${property}' is compared with ${words[type]} only.`)
  return read
}

/** No integer is equal to a fraction; for the order, the next one on the right side stands for it. */
function toInteger(test: CompareTest): Filter {
  const { operator, value } = test
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return test
  if (!isOrdered(operator)) return equalsNone(test)
  const near = operator === 'gt' || operator === 'le' ? Math.floor(value) : Math.ceil(value)
  return { ...test, value: Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, near)) }
}

/** What becomes of a comparison with a value that the property cannot have. */
function equalsNone({ property, operator }: CompareTest): Filter {
  const none: Filter = { kind: 'in', property, values: [] }
  return operator === 'ne' ? { kind: 'not', of: none } : none
}

const isOrdered = (operator: Comparison) => operator !== 'eq' && operator !== 'ne'

const canHave = (type: FieldType, value: Value): boolean =>
  (type !== 'id' || typeof value !== 'string' || uuid.test(value)) &&
  (type !== 'integer' || typeof value !== 'number' || Number.isSafeInteger(value))

function resolveCompare(test: CompareTest, type: FieldType): Filter {
  const { property, operator } = test
  const value = readValue(property, type, test.value)
  const read = { ...test, value }
  if (isOrdered(operator) && type === 'boolean') throw new FilterError(`'${property}' has no order.`)
  if (type === 'integer') return toInteger(read)
  if (canHave(type, value)) return read
  if (isOrdered(operator)) throw new FilterError(`'${property}' is compared with an id only.`)
  return equalsNone(read)
}

function resolveTest(given: Test, names: ReadonlyMap<string, string>, fields: Fields): Filter {
  const property = names.get(given.property.toLowerCase())
  if (property === undefined) throw new FilterError(`Could not find a property named '${given.property}'.`)
  const type = fields[property] as FieldType
  const test = { ...given, property }
  if (test.kind === 'match') {
    if (type !== 'text' && type !== 'id') throw new FilterError(`'${property}' is no text, which ${test.how} needs.`)
    return test
  }
  if (test.fold !== undefined && type !== 'text') throw new FilterError(`'${property}' is no text.`)
  if (test.kind === 'compare') return resolveCompare(test, type)
  return { ...test, values: test.values.map(v => readValue(property, type, v)).filter(v => canHave(type, v)) }
}

/**
 * A filter whose properties and values fit the fields: names in the capitals of the fields, values of their types, and `not` only right
 * above a test, so that two truth values are enough. @throws FilterError, which names the property.
 */
export function resolveFilter(filter: Filter, fields: Fields): Filter {
  const names = new Map(Object.keys(fields).map(name => [name.toLowerCase(), name]))
  const walk = (node: Filter, negated: boolean): Filter => {
    if (node.kind === 'not') return walk(node.of, !negated)
    if (node.kind === 'and' || node.kind === 'or') {
      const kind = (node.kind === 'and') === negated ? 'or' : 'and'
      return { kind, of: node.of.map(part => walk(part, negated)) }
    }
    const test = resolveTest(node, names, fields)
    if (!negated) return test
    return test.kind === 'not' ? test.of : { kind: 'not', of: test }
  }
  return walk(filter, false)
}
