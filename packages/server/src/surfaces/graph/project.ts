import type { GraphCall } from './call.ts'

type Item = Readonly<Record<string, unknown>>

/**
 * The members that the caller wants. The id always goes along, as in the original, and so do annotations and what was expanded: without
 * `@odata.type` nobody could tell of what type an item is.
 */
export function project({ options }: GraphCall, item: Item): Item {
  const { select, expand } = options
  if (select === undefined) return item
  const wanted = new Set(['id', ...select.map(name => name.split('/')[0]), ...expand.map(({ name }) => name)])
  return Object.fromEntries(Object.entries(item).filter(([name]) => name.startsWith('@') || wanted.has(name)))
}
