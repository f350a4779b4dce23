import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { type Answer, call, type Input, type Operation } from './call.ts'

/** Operations whose answer is a page of a list. */
export type ListOperation = {
  [K in Operation]: Answer<K> extends { items: readonly unknown[] } ? K : never
}[Operation]
/** An item of a list. */
export type ItemOf<K extends ListOperation> = Answer<K> extends { items: readonly (infer I)[] } ? I : never

interface ReadOptions<T> {
  readonly enabled?: boolean
  /** How soon to look again while something goes on, ms; false: not. */
  readonly refetchInterval?: (data: T | undefined) => number | false
}

/** Reads something once, and again when it may have changed. */
export function useRead<K extends Operation>(operation: K, input: Input<K>, options: ReadOptions<Answer<K>> = {}) {
  const { refetchInterval } = options
  return useQuery({
    queryKey: [operation, input] as const,
    queryFn: ({ signal }) => call(operation, { ...input, signal }),
    enabled: options.enabled ?? true,
    ...(refetchInterval && { refetchInterval: query => refetchInterval(query.state.data as Answer<K> | undefined) }),
  })
}

/** Makes the function that shows a thing as a change has answered it; all else is read again when it is looked at. */
export function useKeep<K extends Operation>(operation: K): (input: Input<K>, answer: Answer<K>) => Promise<void> {
  const client = useQueryClient()
  return async (input, answer) => {
    const queryKey = [operation, input]
    void client.invalidateQueries({ refetchType: 'none' })
    // What is under way was asked before: its answer is older than this one.
    await client.cancelQueries({ queryKey })
    client.setQueryData(queryKey, answer)
  }
}

/** Where a page of a list begins; it leads to all pages before it, so that these can be fetched again. */
interface PagePlace {
  readonly cursor?: string
  /** How many items come before it. */
  readonly start: number
  readonly previous?: PagePlace
}

/** Pages that are kept: whoever scrolls on loses the first, which come back when somebody scrolls back. */
const mostPages = 100
/** Items of a page that nobody looks at: as many as the service gives at most, unless its operator has lowered that. */
const mostAtOnce = 1000

/** Reads a list page by page, as far as somebody looks. */
export function usePages<K extends ListOperation>(operation: K, input: Input<K>, enabled = true, limit = 100) {
  const client = useQueryClient()
  const queryKey = [operation, input, 'pages'] as const
  const readPage = async (place: PagePlace, signal?: AbortSignal, most = limit) => {
    const isSearch = operation.startsWith('POST')
    for (let { cursor } = place; ; ) {
      const paged = { limit: most, ...(cursor !== undefined && { cursor }) }
      const withPage = isSearch
        ? { ...input, body: { ...(input.body as object), ...paged } }
        : { ...input, query: { ...(input.query as object), ...paged } }
      const answer = await call(operation, { ...withPage, ...(signal && { signal }) } as unknown as Input<K>)
      const page = answer as { items: readonly ItemOf<K>[]; nextCursor?: string; notFound?: readonly string[] }
      // A page may be empty although others follow; kept ones are not, so that they fill what is in sight.
      if (page.items.length > 0 || page.nextCursor === undefined) return { ...page, start: place.start }
      cursor = page.nextCursor
    }
  }
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ signal, pageParam }) => readPage(pageParam, signal),
    initialPageParam: { start: 0 } as PagePlace,
    getNextPageParam: ({ nextCursor, start, items }, _, previous): PagePlace | undefined =>
      nextCursor === undefined ? undefined : { cursor: nextCursor, start: start + items.length, previous },
    getPreviousPageParam: (_, __, place) => place.previous,
    maxPages: mostPages,
    placeholderData: keepPreviousData,
    enabled,
  })
  /** Goes to an item before those that are kept, without the pages in between. */
  const goBackTo = async (index: number) => {
    let place = query.data?.pageParams[0] as PagePlace | undefined
    while (place?.previous && place.start > index) place = place.previous
    if (!place) return
    const page = await readPage(place)
    client.setQueryData(queryKey, { pages: [page], pageParams: [place] })
  }
  /** All of them from the first on, whatever is kept. */
  const readAll = async function* (signal: AbortSignal) {
    for (let cursor: string | undefined; ; ) {
      const page = await readPage({ start: 0, ...(cursor !== undefined && { cursor }) }, signal, mostAtOnce)
      yield page.items
      cursor = page.nextCursor
      if (cursor === undefined) return
    }
  }
  return { ...query, goBackTo, readAll }
}
