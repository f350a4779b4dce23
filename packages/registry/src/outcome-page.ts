import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { decodePosition, encodeCursor, type Page, type PageRequest, pageLimit } from './page.ts'

/** A stored chunk of outcomes, in the order of their rows. */
export interface OutcomeChunk {
  readonly first_position: number
  readonly item_count: number
  /** By `packOutcomes`; null while the chunk is not decided. */
  readonly outcomes: Uint8Array | null
}

const quick = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

/** The outcomes of a chunk as they are stored: JSON says much again and again, and shrinks to an eighth. */
export const packOutcomes = (outcomes: readonly object[]): Uint8Array =>
  zstdCompressSync(Buffer.from(JSON.stringify(outcomes)), quick)

/** Inverse of `packOutcomes`; none while the chunk is not decided. */
export const unpackOutcomes = <O>(packed: Uint8Array | null): O[] =>
  packed === null ? [] : JSON.parse(zstdDecompressSync(packed).toString())

/** Chunks that one call reads at most: a status that is rare must not make it slow. */
const chunksPerCall = 200

/**
 * A page of the outcomes of an upload, which are stored in chunks. With a status, a page may have fewer items than asked for while
 * others follow.
 * @param chunkAfter the first chunk with rows beyond a position.
 */
export async function outcomePage<O extends { readonly position: number; readonly status: string }>(
  filter: PageRequest & { readonly status?: O['status'] },
  maxItems: number,
  chunkAfter: (position: number) => Promise<OutcomeChunk | undefined>,
): Promise<Page<O>> {
  const limit = pageLimit(filter.limit, maxItems)
  const items: O[] = []
  let position = decodePosition(filter.cursor) ?? -1
  for (let read = 0; read < chunksPerCall; read++) {
    const chunk = await chunkAfter(position)
    if (!chunk) return { items }
    for (const outcome of unpackOutcomes<O>(chunk.outcomes)) {
      if (outcome.position <= position || (filter.status !== undefined && outcome.status !== filter.status)) continue
      if (items.length === limit) return { items, nextCursor: encodeCursor([items.at(-1)?.position ?? position]) }
      items.push(outcome)
    }
    position = chunk.first_position + chunk.item_count - 1
  }
  return { items, nextCursor: encodeCursor([position]) }
}
