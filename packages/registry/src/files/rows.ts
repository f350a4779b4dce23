import { zstdDecompressSync } from 'node:zlib'
import type { Registry } from '../context.ts'
import { catalogue, type ErrorCode, RegistryError } from '../errors.ts'
import type { ReportOutcome } from '../factory/index.ts'
import type { Principal } from '../organizations/index.ts'
import { unpackOutcomes } from '../outcome-page.ts'
import { decodePosition, encodeCursor, type Page, type PageRequest, pageLimit } from '../page.ts'
import { type Outcome, outcomesAround } from '../registration/index.ts'
import { type ImportChunksTable, type ImportsTable, scopeTo } from '../store/index.ts'
import { requireImport } from './access.ts'
import { type CustomerRow, customersOf } from './customers.ts'
import { type ImportKey, keyOf } from './import.ts'
import type { RowPlace } from './read.ts'
import { type Note, noteText } from './to-device.ts'

/** pending: not decided yet. Of a build report, registered is a new record, already_registered a known one. */
export type RowStatus = 'pending' | 'registered' | 'already_registered' | 'held' | 'rejected'

/** What became of a row of the file, or would. */
export interface ImportRow {
  /** From 0; the header does not count. */
  readonly position: number
  /** Its number in the file: the line, the row of the sheet, or the element. */
  readonly row: number
  readonly status: RowStatus
  readonly code?: ErrorCode
  readonly message?: string
  readonly remedy?: string
  readonly field?: string
  readonly notes?: readonly { readonly code: Note['code']; readonly message: string; readonly column?: string }[]
  readonly warnings?: readonly { readonly code: string; readonly message: string }[]
  /** The customer, as the file names it. */
  readonly customer?: string
  readonly tenantId?: string
  readonly deviceId?: string
  readonly serialNumber?: string
  readonly productKeyId?: string
}

type Chunk = Pick<ImportChunksTable, 'first_position' | 'item_count' | 'rows' | 'outcomes'>
const openChunks = 64

/** Puts rows and what became of them together; neighbours in a file mostly are neighbours in a batch. */
export class RowJoiner {
  readonly #registry: Registry
  readonly #customers: ReadonlyMap<number, CustomerRow>
  readonly #open = new Map<number, { readonly first: number; readonly outcomes: readonly Outcome[] }>()

  private constructor(registry: Registry, customers: readonly CustomerRow[]) {
    this.#registry = registry
    this.#customers = new Map(customers.map(customer => [customer.number, customer]))
  }

  static async open(registry: Registry, key: ImportKey): Promise<RowJoiner> {
    return new RowJoiner(registry, await customersOf(registry.store.db, key))
  }

  async join(chunk: Chunk): Promise<ImportRow[]> {
    const places: RowPlace[] = JSON.parse(zstdDecompressSync(chunk.rows).toString())
    const reported = unpackOutcomes<ReportOutcome>(chunk.outcomes)
    const rows: ImportRow[] = []
    for (const [index, place] of places.entries()) {
      const customer = place.c === undefined ? undefined : this.#customers.get(place.c)
      const outcome = customer && place.p !== undefined ? await this.#outcome(customer, place.p) : reported[index]
      rows.push(toRow(chunk.first_position + index, place, customer, outcome))
    }
    return rows
  }

  async #outcome(customer: CustomerRow, position: number): Promise<Outcome | undefined> {
    const open = this.#open.get(customer.number)
    const here = open?.outcomes[position - open.first]
    if (here) return here
    if (customer.tenant_id === null || customer.batch_id === null) return undefined
    const batch = { tenantId: customer.tenant_id, batchId: customer.batch_id }
    const found = await outcomesAround(this.#registry.store.db, batch, position)
    // Not decided yet, nor is what comes after it: asked once for a chunk.
    if (!found) return undefined
    const [oldest] = this.#open.keys()
    if (this.#open.size >= openChunks && oldest !== undefined) this.#open.delete(oldest)
    this.#open.delete(customer.number)
    this.#open.set(customer.number, found)
    return found.outcomes[position - found.first]
  }
}

const reportStatus = { new: 'registered', known: 'already_registered', rejected: 'rejected' } as const

function toRow(
  position: number,
  place: RowPlace,
  customer: CustomerRow | undefined,
  outcome: Outcome | ReportOutcome | undefined,
): ImportRow {
  const said = place.x ? { status: 'rejected' as const, ...place.x } : outcome
  const status = said
    ? (reportStatus[said.status as keyof typeof reportStatus] ?? (said.status as RowStatus))
    : 'pending'
  const code = said?.code as ErrorCode | undefined
  const entry = code === undefined ? undefined : catalogue[code]
  const { deviceId, serialNumber, productKeyId, warnings } = (outcome ?? {}) as Partial<Outcome>
  return {
    position,
    row: place.n,
    status,
    ...(code !== undefined && { code, message: said?.message || entry?.cause || '', remedy: entry?.remedy ?? '' }),
    ...(said?.field !== undefined && { field: said.field }),
    ...(place.o && { notes: place.o.map(note => ({ code: note.code, message: noteText(note), ...named(note) })) }),
    ...(warnings && { warnings }),
    ...(customer && { customer: customer.target }),
    ...(customer?.tenant_id != null && { tenantId: customer.tenant_id }),
    ...(deviceId !== undefined && { deviceId }),
    ...(serialNumber !== undefined && { serialNumber }),
    ...(productKeyId !== undefined && { productKeyId }),
  }
}

const named = ({ column }: Note) => (column === undefined ? {} : { column })

/** The chunk that holds a position, or the next. */
export async function chunkFrom(registry: Registry, key: ImportKey, position: number): Promise<Chunk | undefined> {
  return scopeTo(registry.store.db, key.organizationId)
    .selectFrom('import_chunks')
    .select(['first_position', 'item_count', 'rows', 'outcomes'])
    .where('import_id', '=', key.id)
    .where(eb => eb(eb('first_position', '+', eb.ref('item_count')), '>', position))
    .orderBy('number')
    .limit(1)
    .executeTakeFirst()
}

/** @throws conflict when there are no rows to be shown. */
export function requireRows(row: ImportsTable): void {
  if (['checking', 'ready', 'writing', 'held', 'finished'].includes(row.state)) return
  throw new RegistryError(
    'conflict',
    `The import is ${row.state}; its rows can be seen once it is read, until it expires.`,
  )
}

/** Chunks that one call reads at most: a status that is rare must not make it slow. */
const chunksPerCall = 50

export interface ImportRowFilter extends PageRequest {
  readonly status?: RowStatus
  /** Only rows that have notes. */
  readonly noted?: boolean
}

/** Rows in the order of the file. With a filter, a page may have fewer than asked for while others follow. */
export async function listImportRows(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  id: string,
  filter: ImportRowFilter,
): Promise<Page<ImportRow>> {
  const row = await requireImport(registry, principal, organizationId, id, 'read')
  requireRows(row)
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const joiner = await RowJoiner.open(registry, keyOf(row))
  const items: ImportRow[] = []
  let position = (decodePosition(filter.cursor) ?? -1) + 1
  for (let read = 0; read < chunksPerCall; read++) {
    const chunk = await chunkFrom(registry, keyOf(row), position)
    if (!chunk) return { items }
    for (const each of await joiner.join(chunk)) {
      if (each.position < position) continue
      if (filter.status !== undefined && each.status !== filter.status) continue
      if (filter.noted === true && !each.notes) continue
      if (items.length === limit) return { items, nextCursor: encodeCursor([items.at(-1)?.position ?? position]) }
      items.push(each)
    }
    position = chunk.first_position + chunk.item_count
  }
  return { items, nextCursor: encodeCursor([position - 1]) }
}
