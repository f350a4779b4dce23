import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
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

/** Reads a list page by page, as far as somebody looks. */
export function usePages<K extends ListOperation>(operation: K, input: Input<K>, enabled = true, limit = 100) {
  return useInfiniteQuery({
    queryKey: [operation, input, 'pages'] as const,
    queryFn: async ({ signal, pageParam }) => {
      const paged = pageParam === undefined ? { limit } : { limit, cursor: pageParam }
      const isSearch = operation.startsWith('POST')
      const withPage = isSearch
        ? { ...input, body: { ...(input.body as object), ...paged } }
        : { ...input, query: { ...(input.query as object), ...paged } }
      const answer = await call(operation, { ...withPage, signal } as unknown as Input<K>)
      return answer as { items: readonly ItemOf<K>[]; nextCursor?: string; notFound?: readonly string[] }
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor,
    placeholderData: keepPreviousData,
    enabled,
  })
}
