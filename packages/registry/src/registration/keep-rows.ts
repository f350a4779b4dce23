import { createHash } from 'node:crypto'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { type RowFormat, readRows } from '../rows/index.ts'
import { type BatchesTable, scopeTo, type Tx } from '../store/index.ts'
import { type Item, type ItemDefaults, toItem } from './item.ts'
import { packItems } from './payload.ts'

/** An upload for a batch that has begun. */
export interface RowsInput {
  readonly row: Pick<BatchesTable, 'tenant_id' | 'id' | 'dry_run'>
  readonly format: RowFormat
  readonly defaults: ItemDefaults
  readonly maxRows: number
  /** What the digest of the upload covers before its bytes; absent when nobody asks for one. */
  readonly digestOf?: string
}

type BatchKey = Pick<BatchesTable, 'tenant_id' | 'id'>

export interface KeptRows {
  readonly total: number
  readonly digest: Uint8Array | null
}

/** Keeps the rows of an upload as they come, chunk by chunk. @throws unreadable_body, body_too_large, conflict. */
export async function keepRows(
  registry: Registry,
  input: RowsInput,
  body: AsyncIterable<Uint8Array>,
): Promise<KeptRows> {
  const { limits } = registry
  const { row, digestOf } = input
  const digest = digestOf === undefined ? undefined : createHash('sha256').update(digestOf)
  const writer = new ChunkWriter(registry, row)
  let total = 0
  for await (const rows of readRows(input.format, digest ? hashed(body, digest) : body, limits.rowBytes)) {
    total += rows.length
    if (total > input.maxRows) throw new RegistryError('body_too_large', `This takes at most ${input.maxRows} rows.`)
    for (const one of rows) await writer.add(toItem(one, input.defaults))
  }
  await writer.finish()
  if (total === 0) throw new RegistryError('unreadable_body', 'The body has no rows.')
  return { total, digest: digest?.digest() ?? null }
}

export async function* hashed(
  body: AsyncIterable<Uint8Array>,
  digest: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  for await (const piece of body) {
    digest.update(piece)
    yield piece
  }
}

/** Writes chunks of `limits.chunkRows` rows, or `limits.chunkBytes` of hashes; while one is written, the next is read. */
export class ChunkWriter {
  readonly #registry: Registry
  readonly #row: BatchKey
  readonly #alongside: (tx: Tx) => Promise<void>
  #items: Item[] = []
  #hashBytes = 0
  #first = 0
  #number = 0
  #writing: Promise<void> = Promise.resolve()

  /** @param alongside what else is written with each chunk. */
  constructor(registry: Registry, row: BatchKey, alongside: (tx: Tx) => Promise<void> = async () => undefined) {
    this.#registry = registry
    this.#row = row
    this.#alongside = alongside
  }

  /** Rows that are not written yet. */
  get waiting(): number {
    return this.#items.length
  }

  /** Writes what waits, as a smaller chunk. */
  async flush(): Promise<void> {
    if (this.#items.length > 0) await this.#write()
  }

  add(item: Item): Promise<void> | undefined {
    const { chunkRows, chunkBytes } = this.#registry.limits
    this.#items.push(item)
    this.#hashBytes += item.hash?.length ?? 0
    return this.#items.length < chunkRows && this.#hashBytes < chunkBytes ? undefined : this.#write()
  }

  async finish(): Promise<void> {
    await this.flush()
    await this.#writing
  }

  async #write(): Promise<void> {
    const { store, vault } = this.#registry
    const { tenant_id, id } = this.#row
    const items = this.#items.splice(0)
    this.#hashBytes = 0
    const payload = vault.seal(packItems(items), `batch/${id}/${this.#number}`)
    const chunk = [tenant_id, id, this.#number, this.#first, items.length, payload, null, 'queued']
    this.#number += 1
    this.#first += items.length
    await this.#writing
    this.#writing = store.write(async tx => {
      await requireReceiving(tx, this.#row)
      await this.#alongside(tx)
      await tx.insertMany(
        'batch_chunks',
        ['tenant_id', 'batch_id', 'number', 'first_position', 'item_count', 'payload', 'outcomes', 'state'],
        [chunk],
      )
    })
    // Its failure counts at the next chunk, or at the end.
    this.#writing.catch(() => undefined)
  }
}

/** @throws conflict when another upload with the same key has taken the place of this one. */
export async function requireReceiving(tx: Tx, row: BatchKey): Promise<void> {
  const batch = await scopeTo(tx.db, row.tenant_id)
    .selectFrom('batches')
    .select('state')
    .where('id', '=', row.id)
    .executeTakeFirst()
  if (batch?.state !== 'receiving')
    throw new RegistryError('conflict', 'The same idempotency key was used by another upload meanwhile.')
}
