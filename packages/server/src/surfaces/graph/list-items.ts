import { filterTest } from '@hailport/registry'
import { collection, type GraphAnswer } from './answer.ts'
import type { GraphCall } from './call.ts'
import { badRequest } from './errors.ts'
import { fieldsOf } from './model.ts'
import { maxPage, type Order } from './odata/options.ts'

type Item = Readonly<Record<string, unknown>> & { readonly id: string }
type Key = readonly unknown[]

const read = (item: Readonly<Record<string, unknown>>, path: string): unknown =>
  path.split('/').reduce<unknown>((at, step) => (at as Record<string, unknown> | null | undefined)?.[step], item) ??
  null

/** Nothing comes first, then false, numbers and texts in their own order. */
function compare(a: unknown, b: unknown): number {
  if (a === b) return 0
  if (a === null || b === null) return a === null ? -1 : 1
  return (a as string) < (b as string) ? -1 : 1
}

function compareKeys(a: Key, b: Key, order: readonly Order[]): number {
  for (const [index, { descending }] of order.entries()) {
    const difference = compare(a[index], b[index])
    if (difference !== 0) return descending ? -difference : difference
  }
  return compare(a.at(-1), b.at(-1))
}

function readToken(token: string, parts: number): Key {
  try {
    const key: unknown = JSON.parse(Buffer.from(token, 'base64url').toString())
    if (Array.isArray(key) && key.length === parts) return key
  } catch {
    // Not JSON: refused below like any other text that is no token.
  }
  throw badRequest('The $skiptoken is not one that this list returned.')
}

/**
 * Answers with a list that is in memory as a whole: filtered, sorted (by id in the end), counted and paged by key, as asked.
 * For collections that are small by nature; large ones page in the database.
 */
export function listItems(call: GraphCall, items: readonly Item[], alwaysCount = false): GraphAnswer {
  const { filter, orderby, top = maxPage, skip = 0, skiptoken } = call.options
  if (call.type === undefined) throw new Error('A route that lists needs a type.')
  const fields = fieldsOf(call.version, call.type)
  const keyOf = (item: Item): Key => [...orderby.map(({ property }) => read(item, property)), item.id]
  const found = filter === undefined ? [...items] : items.filter(filterTest(filter, fields))
  const sorted = found.map(item => ({ item, key: keyOf(item) })).sort((a, b) => compareKeys(a.key, b.key, orderby))
  const after = skiptoken === undefined ? undefined : readToken(skiptoken, orderby.length + 1)
  const rest =
    after === undefined ? sorted.slice(skip) : sorted.filter(({ key }) => compareKeys(key, after, orderby) > 0)
  const page = rest.slice(0, top)
  const last = page.at(-1)
  return collection(call, {
    items: page.map(({ item }) => item),
    count: found.length,
    alwaysCount,
    nextToken:
      rest.length > page.length && last ? Buffer.from(JSON.stringify(last.key)).toString('base64url') : undefined,
  })
}

/** How many of the items the filter lets through: for `$count`. */
export function countItems(call: GraphCall, items: readonly Item[]): number {
  const { filter } = call.options
  if (filter === undefined || call.type === undefined) return items.length
  return items.filter(filterTest(filter, fieldsOf(call.version, call.type))).length
}
