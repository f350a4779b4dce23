import type { Page } from '@hailport/registry'
import type { GraphCall } from './call.ts'
import { badRequest } from './errors.ts'
import { maxPage } from './odata/options.ts'

/** Items that `$skip` may pass over: they have to be read, too. */
const maxSkip = 10_000

/** What a list of the registry is asked for. */
export interface PageWanted {
  readonly limit: number
  readonly cursor?: string
}

/** The page that `$top`, `$skip` and `$skiptoken` ask for, out of a list that the registry pages by key. */
export async function readPage<T>(
  { options, registry }: GraphCall,
  fetch: (wanted: PageWanted) => Promise<Page<T>>,
): Promise<Page<T>> {
  const { top = maxPage, skip = 0, skiptoken } = options
  if (skip > maxSkip)
    throw badRequest(`Invalid value '${skip}' for $skip: at most ${maxSkip}; follow @odata.nextLink instead.`)
  const most = Math.min(maxPage, registry.limits.pageSize)
  const at = (cursor: string | undefined, limit: number) =>
    fetch({ limit: Math.min(limit, most), ...(cursor !== undefined && { cursor }) })
  let cursor = skiptoken
  for (let left = skiptoken === undefined ? skip : 0; left > 0; ) {
    const passed = await at(cursor, left)
    if (passed.nextCursor === undefined) return { items: [] }
    left -= passed.items.length
    cursor = passed.nextCursor
  }
  return at(cursor, top)
}

/** The one property that `$orderby` names, out of those that the list can be sorted by. @throws GraphError for others. */
export function readSort<K extends string>(
  { options }: GraphCall,
  sorts: Readonly<Record<string, K>>,
): { sort?: K; order: 'asc' | 'desc' } {
  const [first, ...more] = options.orderby
  if (first === undefined) return { order: 'asc' }
  // The id comes last anyway.
  if (more.length > 1 || (more[0] !== undefined && more[0].property !== 'id'))
    throw badRequest('Invalid $orderby clause: this list is sorted by one property.')
  const sort = sorts[first.property]
  if (sort === undefined)
    throw badRequest(
      `Invalid $orderby clause: this list can be sorted by ${Object.keys(sorts).join(', ')}, not by '${first.property}'.`,
    )
  return { sort, order: first.descending ? 'desc' : 'asc' }
}
