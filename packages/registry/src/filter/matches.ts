import { type CompareTest, type Fields, type Filter, foldCase, raiseCase, type Test, type Value } from './filter.ts'
import { resolveFilter } from './resolve.ts'

type Item = Readonly<Record<string, unknown>>
type Known = Exclude<Value, Date>

/** The value of a property; a path such as `state/status` leads into objects. */
function readPath(item: Item, property: string): unknown {
  return property
    .split('/')
    .reduce<unknown>((at, step) => (typeof at === 'object' && at !== null ? (at as Item)[step] : undefined), item)
}

const plain = (value: Value): Known => (value instanceof Date ? value.getTime() : value)

/** Texts in the order of their bytes in UTF-8, as databases have them. */
function order(a: Known, b: Known): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return Number(a) - Number(b)
}

function compares(a: Known, { operator, value }: CompareTest): boolean {
  const b = plain(value)
  if (operator === 'eq') return a === b
  if (operator === 'ne') return a !== b
  if (a === null || b === null) return false
  const difference = order(a, b)
  if (operator === 'gt') return difference > 0
  if (operator === 'ge') return difference >= 0
  return operator === 'lt' ? difference < 0 : difference <= 0
}

function passes(test: Test, raw: Known): boolean {
  if (test.kind === 'match') {
    if (typeof raw !== 'string') return false
    const [text, part] = [foldCase(raw), foldCase(test.text)]
    if (test.how === 'contains') return text.includes(part)
    return test.how === 'startswith' ? text.startsWith(part) : text.endsWith(part)
  }
  const folded = typeof raw === 'string' && test.fold ? (test.fold === 'lower' ? foldCase : raiseCase)(raw) : raw
  return test.kind === 'in' ? test.values.some(value => plain(value) === folded) : compares(folded, test)
}

/** Makes the function that tells whether an item meets the filter. @throws FilterError when the filter does not fit the fields. */
export function filterTest(filter: Filter, fields: Fields): (item: Item) => boolean {
  const known = (item: Item, property: string): Known => {
    const value = readPath(item, property) ?? null
    return fields[property] === 'moment' && typeof value === 'string' ? Date.parse(value) : (value as Known)
  }
  const holds = (node: Filter, item: Item): boolean => {
    if (node.kind === 'and') return node.of.every(part => holds(part, item))
    if (node.kind === 'or') return node.of.some(part => holds(part, item))
    if (node.kind === 'not') return !holds(node.of, item)
    return passes(node, known(item, node.property))
  }
  const resolved = resolveFilter(filter, fields)
  return item => holds(resolved, item)
}
