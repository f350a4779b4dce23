import type { Page, PageRequest, Registry } from '@hailport/registry'

/** All items of a list of the registry that is small by nature, for answers that are put together in memory. */
export async function readAll<T>(
  { limits }: Registry,
  fetch: (page: PageRequest) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const items: T[] = []
  let cursor: string | undefined
  do {
    const page = await fetch({ limit: limits.pageSize, ...(cursor !== undefined && { cursor }) })
    items.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return items
}
