import { constants, zstdCompressSync } from 'node:zlib'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { enqueueJob, finishJob, type Lease, renewLease } from '../jobs/index.ts'
import { dropImportBatches, queueImportBatches } from '../registration/index.ts'
import { type Row, type RowProblem, rowSize } from '../rows/index.ts'
import { type ImportsTable, scopeTo, type Tx } from '../store/index.ts'
import { CustomerDesk } from './customer-desk.ts'
import { batchesOf, customersOf } from './customers.ts'
import { changeImport, findImport, type ImportKey, keyOf, readLimits } from './import.ts'
import { ColumnsUnknown, type FileAbout, type OpenFile, openFile } from './read-file.ts'
import type { FileRow } from './row.ts'
import { namedDevice, SeenRows } from './seen-rows.ts'
import { dropParts, storedFile, storedStrings } from './stored.ts'
import { type Note, type ReadRow, toDevice } from './to-device.ts'

/** Where a row of the file went. */
export interface RowPlace {
  /** Its number in the file. */
  readonly n: number
  /** Number of the customer, and the place in its batch. */
  readonly c?: number
  readonly p?: number
  /** Why it is in no batch. */
  readonly x?: RowProblem
  readonly o?: readonly Note[]
}

/** What reading came to. */
export type ReadResult =
  | { readonly about: FileAbout; readonly rows: number; readonly refused: number; readonly noted: number }
  | {
      readonly problem: { readonly code: string; readonly message: string; readonly field?: string }
      /** What was found all the same. */
      readonly found?: FileAbout
    }

const quick = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

/** Job: takes a file apart, from the beginning whenever it is begun again, and has its rows checked. */
export async function readImport(registry: Registry, lease: Lease, stopped: () => boolean): Promise<void> {
  const key: ImportKey = { organizationId: lease.organizationId, id: lease.subjectId }
  const row = await begin(registry, lease, key)
  if (!row) return
  const work = registry.helper?.run<ReadResult>('read-import', { lease, row }) ?? takeApart(registry, lease, row)
  const result = await unlessStopped(work, stopped)
  if (result === 'stopped') return
  await registry.store.write(async tx => {
    await renewLease(tx, registry, lease)
    if ('problem' in result)
      await changeImport(tx, key, {
        state: 'unreadable',
        problem: JSON.stringify(result.problem),
        about: result.found === undefined ? null : JSON.stringify(result.found),
      })
    else await check(tx, registry, row, result)
    await finishJob(tx, lease)
  })
}

/** A worker that is to stop does not wait for the end of a large file: without the lease the reading ends by itself. */
async function unlessStopped<T>(work: Promise<T>, stopped: () => boolean): Promise<T | 'stopped'> {
  let timer: NodeJS.Timeout | undefined
  const stop = new Promise<'stopped'>(resolve => {
    timer = setInterval(() => stopped() && resolve('stopped'), 100)
  })
  work.catch(() => undefined)
  try {
    return await Promise.race([work, stop])
  } finally {
    clearInterval(timer)
  }
}

/** Removes what an earlier reading has left. @returns undefined, and ends the job, when nobody wants the import any more. */
async function begin(registry: Registry, lease: Lease, key: ImportKey): Promise<ImportsTable | undefined> {
  return registry.store.write(async tx => {
    await renewLease(tx, registry, lease)
    const row = await findImport(tx.db, key)
    if (row?.state !== 'reading') {
      await finishJob(tx, lease)
      return undefined
    }
    await dropContents(tx, key)
    const none = { bytes_read: 0, rows_total: 0, rows_refused: 0, rows_noted: 0, customers: 0 }
    const nothing = { registered: 0, already_registered: 0, held: 0, rejected: 0 }
    const change = { ...none, ...nothing, about: null, problem: null, phase_started_at: registry.now() }
    await changeImport(tx, key, change)
    return { ...row, ...change }
  })
}

/** Removes all that was made of the file, and not the file. */
export async function dropContents(tx: Tx, key: ImportKey): Promise<void> {
  const own = scopeTo(tx.db, key.organizationId)
  const customers = await own.selectFrom('import_customers').selectAll().where('import_id', '=', key.id).execute()
  await dropImportBatches(tx, batchesOf(customers))
  await own.deleteFrom('import_customers').where('import_id', '=', key.id).execute()
  await own.deleteFrom('import_chunks').where('import_id', '=', key.id).execute()
  await dropParts(tx, key, 'strings')
}

/** Has the rules look at the rows that were read. */
async function check(
  tx: Tx,
  registry: Registry,
  row: ImportsTable,
  { about, rows, refused, noted }: Extract<ReadResult, { about: FileAbout }>,
): Promise<void> {
  const key = keyOf(row)
  const customers = await customersOf(tx.db, key)
  await changeImport(tx, key, {
    state: 'checking',
    about: JSON.stringify(about),
    bytes_read: row.size,
    rows_total: rows,
    rows_refused: refused,
    rows_noted: noted,
    customers: customers.length,
    rejected: row.kind === 'devices' ? refused : 0,
    phase_started_at: registry.now(),
  })
  const job = { organizationId: key.organizationId, subjectId: key.id }
  if (row.kind === 'build-report') return enqueueJob(tx, registry.now(), { ...job, kind: 'report-import' })
  const batches = batchesOf(customers)
  await queueImportBatches(tx, registry, batches)
  if (batches.length === 0) await enqueueJob(tx, registry.now(), { ...job, kind: 'advance-import' })
}

/** Reads the file and keeps its rows where the rules find them. */
export async function takeApart(registry: Registry, lease: Lease, row: ImportsTable): Promise<ReadResult> {
  const key = keyOf(row)
  let bytesRead = 0
  const alongside = (tx: Tx) => renewLease(tx, registry, lease)
  try {
    const source = storedFile(registry, key, row, at => {
      bytesRead = Math.max(bytesRead, at)
    })
    const keeper = storedStrings(registry, key, alongside)
    const file = await openFile(source, row.is_utf8 === 1, JSON.parse(row.options), readLimits(registry), keeper)
    requireCustomer(row, file)
    const sorter = new RowSorter(registry, row, file.about, alongside, () => bytesRead)
    await sorter.open()
    for await (const group of file.rows()) for (const each of group) await sorter.add(each)
    return await sorter.finish()
  } catch (error) {
    if (!(error instanceof RegistryError) || error.entry.status >= 500) throw error
    const { message, field } = error
    // The readers of uploads know no files.
    const code = error.code === 'unreadable_body' ? 'file_unreadable' : error.code
    const found = error instanceof ColumnsUnknown ? { found: error.about } : {}
    return { problem: { code, message, ...(field !== undefined && { field }) }, ...found }
  }
}

/** @throws file_customer_missing when no row can be for anybody. JSON has names of its own in each row. */
function requireCustomer(row: ImportsTable, { about }: OpenFile): void {
  if (row.kind !== 'devices' || row.tenant_id !== null || about.columns.length === 0) return
  if (!about.columns.some(column => column.field === 'tenant')) throw new RegistryError('file_customer_missing')
}

/** Sorts rows by customer, or into chunks of a build report, and keeps where each went. */
class RowSorter {
  readonly #registry: Registry
  readonly #row: ImportsTable
  readonly #key: ImportKey
  readonly #about: FileAbout
  readonly #alongside: (tx: Tx) => Promise<void>
  readonly #bytesRead: () => number
  readonly #seen = new SeenRows()
  readonly #namesCustomers: boolean
  #desk: CustomerDesk | undefined
  #places: RowPlace[] = []
  #reportRows: Row[] = []
  #reportSize = 0
  #chunk = 0
  #total = 0
  #refused = 0
  #noted = 0

  constructor(
    registry: Registry,
    row: ImportsTable,
    about: FileAbout,
    alongside: (tx: Tx) => Promise<void>,
    bytesRead: () => number,
  ) {
    this.#registry = registry
    this.#row = row
    this.#key = keyOf(row)
    this.#about = about
    this.#alongside = alongside
    this.#bytesRead = bytesRead
    this.#namesCustomers = about.columns.some(column => column.field === 'tenant')
  }

  async open(): Promise<void> {
    if (this.#row.kind === 'devices') this.#desk = await CustomerDesk.open(this.#registry, this.#row, this.#alongside)
  }

  async add(row: FileRow): Promise<void> {
    const { limits } = this.#registry
    this.#total += 1
    if (this.#total > limits.batchRows)
      throw new RegistryError('body_too_large', `A file has at most ${limits.batchRows} rows; split it.`)
    const read = toDevice(row, this.#about.columns)
    const notes = this.#withDuplicate(read, row.number)
    if (notes.length > 0) this.#noted += 1
    const place = await this.#put(row, read)
    this.#places.push({ n: row.number, ...place, ...(notes.length > 0 && { o: notes }) })
    if (this.#places.length >= limits.chunkRows || this.#reportSize >= limits.chunkBytes) await this.#write()
  }

  #withDuplicate({ row, notes }: ReadRow, number: number): readonly Note[] {
    const name = row.fields && namedDevice(row.fields)
    const earlier = name === undefined ? undefined : this.#seen.add(name, number)
    return earlier === undefined ? notes : [...notes, { code: 'duplicate', row: earlier }]
  }

  async #put(row: FileRow, read: ReadRow): Promise<Omit<RowPlace, 'n'>> {
    if (!this.#desk) {
      this.#reportRows.push(read.row)
      this.#reportSize += rowSize(read.row)
      return {}
    }
    // In a row that is not of this file the customer cannot be told from the rest.
    if (row.problem !== undefined && this.#namesCustomers) return this.#refuse(row.problem)
    const customer = await this.#desk.find(read.tenant)
    if ('problem' in customer)
      return this.#refuse({ code: 'customer_unknown', message: customer.problem, field: 'tenant' })
    const { number: c, intake, refusal } = customer
    const p = customer.rows
    customer.rows += 1
    if (!intake) return { c, ...this.#refuse(refusal ?? { code: 'consent_missing', message: '' }) }
    await intake.add(read.row)
    return { c, p }
  }

  #refuse(x: RowProblem): { x: RowProblem } {
    this.#refused += 1
    return { x }
  }

  async #write(): Promise<void> {
    const { vault, store } = this.#registry
    const places = this.#places
    const report = this.#desk ? undefined : this.#reportRows
    const number = this.#chunk
    const first = this.#total - places.length
    this.#places = []
    this.#reportRows = []
    this.#reportSize = 0
    this.#chunk += 1
    const payload = report && vault.seal(Buffer.from(JSON.stringify(report)), `import/${this.#key.id}/rows/${number}`)
    const packed = zstdCompressSync(Buffer.from(JSON.stringify(places)), quick)
    await store.write(async tx => {
      await this.#alongside(tx)
      await tx.insertMany(
        'import_chunks',
        ['organization_id', 'import_id', 'number', 'first_position', 'item_count', 'rows', 'payload', 'outcomes'],
        [[this.#key.organizationId, this.#key.id, number, first, places.length, packed, payload ?? null, null]],
      )
      await changeImport(tx, this.#key, { bytes_read: this.#bytesRead(), rows_total: this.#total })
    })
    await this.#keepFew()
  }

  /** Rows of many customers wait for their chunks to fill; together they must not fill the memory. */
  async #keepFew(): Promise<void> {
    const waiting = (this.#desk?.customers ?? []).flatMap(({ intake }) => (intake ? [intake] : []))
    let rows = waiting.reduce((sum, intake) => sum + intake.waiting, 0)
    for (const intake of waiting.toSorted((a, b) => b.waiting - a.waiting)) {
      if (rows <= this.#registry.limits.chunkRows * 2) return
      rows -= intake.waiting
      await intake.flush()
    }
  }

  async finish(): Promise<ReadResult> {
    if (this.#places.length > 0) await this.#write()
    if (this.#total === 0) throw new RegistryError('file_unreadable', 'The file has a header and no rows.')
    await this.#desk?.finish()
    return { about: this.#about, rows: this.#total, refused: this.#refused, noted: this.#noted }
  }
}
