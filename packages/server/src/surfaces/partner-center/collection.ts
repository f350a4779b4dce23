import { type Page, RegistryError } from '@hailport/registry'
import type { FastifyRequest } from 'fastify'
import { membersOf, textOf } from './members.ts'

/** How clients go on in a list. */
export interface Paging {
  readonly size: number | undefined
  readonly cursor: string | undefined
}

/** Reads `size`, `seekOperation` and the continuation token; names of the query in any case. @throws invalid_request. */
export function pagingOf(request: FastifyRequest, maxSize: number): Paging {
  const query = membersOf(request.query, 'query')
  const text = textOf(query, 'size')
  // 0 stands for the default: some clients always send a size.
  const size = text === undefined || /^0+$/.test(text) ? undefined : Number(text)
  if (size !== undefined && (!Number.isInteger(size) || size < 0))
    throw new RegistryError('invalid_request', 'size must be a whole number.', { field: 'size' })
  const seek = textOf(query, 'seekOperation')?.toLowerCase() ?? 'next'
  if (seek !== 'next' && seek !== 'first')
    throw new RegistryError('invalid_request', 'This list goes forward only: seekOperation is Next or First.', {
      field: 'seekOperation',
    })
  const token = request.headers['ms-continuationtoken']
  const cursor = seek === 'next' && typeof token === 'string' && token !== '' ? token : undefined
  return { size: size === undefined ? undefined : Math.min(size, maxSize), cursor }
}

interface Link {
  readonly uri: string
  readonly method: 'GET'
  readonly headers: readonly { readonly key: string; readonly value: string }[]
}

/** A link as clients follow it: relative to `/v1`. */
export const link = (uri: string, headers: Link['headers'] = []): Link => ({ uri, method: 'GET', headers })

/** A list in the contract's envelope. @param path the list's own address, relative to `/v1`. */
export function collection<T>(page: Page<T>, path: string, toItem: (item: T) => object, size?: number): object {
  const query = size === undefined ? '' : `size=${size}`
  const self = query === '' ? path : `${path}?${query}`
  const { nextCursor } = page
  const next = `${path}?${query === '' ? '' : `${query}&`}seekOperation=Next`
  return {
    totalCount: page.items.length,
    items: page.items.map(toItem),
    links: {
      self: link(self),
      ...(nextCursor !== undefined && { next: link(next, [{ key: 'MS-ContinuationToken', value: nextCursor }]) }),
    },
    ...(nextCursor !== undefined && { continuationToken: nextCursor }),
    attributes: { objectType: 'Collection' },
  }
}
