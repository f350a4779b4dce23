import type { Registry } from '../context.ts'
import {
  allKeys,
  DeviceIndex,
  identityKeys,
  keyText,
  packFacts,
  productKeyIdKey,
  tupleKey,
  unpackFacts,
} from '../identity/index.ts'
import { newId } from '../ids.ts'
import { type Actor, appendJournal, type Entry } from '../journal/index.ts'
import { type FactoryRecordsTable, type Store, scopeTo, type Tx } from '../store/index.ts'
import { decideReport, type RejectedRow, type ReportDecision, type ReportItem, type SeenDevice } from './decide.ts'
import { findFactoryRecords } from './find.ts'

/** What became of one row of a build report. */
export interface ReportOutcome {
  readonly position: number
  readonly status: 'new' | 'known' | 'rejected'
  readonly recordId?: string
  readonly code?: string
  readonly message?: string
  readonly field?: string
  readonly serialNumber?: string
  readonly productKeyId?: string
}

const productKeyIdOf = ({ read, row }: ReportItem): string | undefined => read.facts.productKeyId ?? row.productKeyId

/** Keys under which registrations and later reports find a record. */
function factoryKeys(item: ReportItem): Uint8Array[] {
  const { facts, keys, hash } = item.read
  const pkid = productKeyIdOf(item)
  const tuple =
    hash.manufacturer !== undefined && hash.model !== undefined && facts.serial !== undefined
      ? [tupleKey(hash.manufacturer.trim(), hash.model.trim(), facts.serial)]
      : []
  const found = [...allKeys(keys), ...(pkid === undefined ? [] : [productKeyIdKey(pkid)]), ...tuple]
  return [...new Map(found.map(key => [Buffer.from(key).toString('hex'), key])).values()]
}

function newRecord(partnerId: string, reportId: string, item: ReportItem, now: number): FactoryRecordsTable {
  const { hash, facts, flags, quality } = item.read
  return {
    partner_id: partnerId,
    id: newId(now),
    product_key_id: productKeyIdOf(item) ?? null,
    serial_number: hash.serial?.trim() || null,
    manufacturer: hash.manufacturer?.trim() || null,
    model: hash.model?.trim() || null,
    quality,
    flags: JSON.stringify(flags),
    facts: packFacts(facts),
    first_report_id: reportId,
    last_report_id: reportId,
    first_reported_at: now,
    last_reported_at: now,
    times_reported: 1,
  }
}

const recordColumns = [
  'partner_id',
  'id',
  'product_key_id',
  'serial_number',
  'manufacturer',
  'model',
  'quality',
  'flags',
  'facts',
  'first_report_id',
  'last_report_id',
  'first_reported_at',
  'last_reported_at',
  'times_reported',
] as const satisfies readonly (keyof FactoryRecordsTable)[]

async function insertRecords(
  tx: Tx,
  registry: Registry,
  made: readonly { row: FactoryRecordsTable; item: ReportItem }[],
): Promise<void> {
  await tx.insertMany(
    'factory_records',
    recordColumns,
    made.map(({ row }) => recordColumns.map(column => row[column])),
  )
  await insertHashes(tx, registry, made)
  const keys = made.flatMap(({ row, item }) => factoryKeys(item).map(key => [key, row.partner_id, row.id] as const))
  keys.sort((a, b) => Buffer.compare(a[0], b[0]))
  await tx.insertMany(
    'factory_keys',
    ['key', 'partner_id', 'record_id'],
    keys.map(key => [...key]),
  )
}

/** Counts the report and keeps the newest hash: after a repair the latest capture is the better one. */
async function touchRecords(
  tx: Tx,
  registry: Registry,
  reportId: string,
  seen: ReadonlyMap<FactoryRecordsTable, ReportItem>,
): Promise<void> {
  const [first] = seen.keys()
  if (first === undefined) return
  const own = scopeTo(tx.db, first.partner_id)
  const ids = [...seen.keys()].map(row => row.id)
  await own
    .updateTable('factory_records')
    .set(eb => ({
      last_report_id: reportId,
      last_reported_at: registry.now(),
      times_reported: eb('times_reported', '+', 1),
    }))
    .where(registry.store.textIn<'factory_records'>('id', ids))
    .execute()
  await addProductKeyIds(tx, first.partner_id, seen)
  await addEndorsementKeys(tx, first.partner_id, seen)
  await own.deleteFrom('factory_hashes').where(registry.store.textIn<'factory_hashes'>('record_id', ids)).execute()
  await insertHashes(
    tx,
    registry,
    [...seen].map(([row, item]) => ({ row, item })),
  )
}

/** A product key id is often known later than the hash: a record that has none takes the first that comes. */
async function addProductKeyIds(
  tx: Tx,
  partnerId: string,
  seen: ReadonlyMap<FactoryRecordsTable, ReportItem>,
): Promise<void> {
  const added = [...seen].flatMap(([row, item]) => {
    const pkid = row.product_key_id === null ? productKeyIdOf(item) : undefined
    return pkid === undefined ? [] : [{ id: row.id, pkid }]
  })
  await tx.runMany<{ id: string; pkid: string }>(
    (db, p) =>
      scopeTo(db, partnerId).updateTable('factory_records').set({ product_key_id: p.pkid }).where('id', '=', p.id),
    added,
  )
  await tx.insertMany(
    'factory_keys',
    ['key', 'partner_id', 'record_id'],
    added.map(({ id, pkid }) => [productKeyIdKey(pkid), partnerId, id]),
  )
}

/** Whether the report brings the endorsement key that the record lacks: a better identity of the same device. */
const bringsEndorsementKey = (row: FactoryRecordsTable, item: ReportItem): boolean =>
  item.read.facts.ek !== undefined && unpackFacts(row).ek === undefined

/** A record without an endorsement key takes the facts of the first report that has one, and is found by their keys too. */
async function addEndorsementKeys(
  tx: Tx,
  partnerId: string,
  seen: ReadonlyMap<FactoryRecordsTable, ReportItem>,
): Promise<void> {
  const better = [...seen].filter(([row, item]) => bringsEndorsementKey(row, item))
  await tx.runMany<{ id: string; facts: string; quality: string; flags: string }>(
    (db, p) =>
      scopeTo(db, partnerId)
        .updateTable('factory_records')
        .set({ facts: p.facts, quality: p.quality, flags: p.flags })
        .where('id', '=', p.id),
    better.map(([row, { read }]) => ({
      id: row.id,
      facts: packFacts({ ...unpackFacts(row), ...read.facts }),
      quality: read.quality,
      flags: JSON.stringify(read.flags),
    })),
  )
  const keys = better.flatMap(([row, item]) => {
    const known = new Set(allKeys(identityKeys(unpackFacts(row))).map(keyText))
    return allKeys(item.read.keys)
      .filter(key => !known.has(keyText(key)))
      .map(key => [key, partnerId, row.id])
  })
  await tx.insertMany('factory_keys', ['key', 'partner_id', 'record_id'], keys)
}

async function insertHashes(
  tx: Tx,
  registry: Registry,
  records: readonly { row: FactoryRecordsTable; item: ReportItem }[],
): Promise<void> {
  await tx.insertMany(
    'factory_hashes',
    ['partner_id', 'record_id', 'sealed'],
    records.map(({ row, item }) => [row.partner_id, row.id, registry.vault.seal(item.read.bytes, `factory/${row.id}`)]),
  )
}

async function decideChunk(
  registry: Registry,
  db: Store['db'],
  partnerId: string,
  items: readonly (ReportItem | RejectedRow)[],
): Promise<ReportDecision[]> {
  const readable = items.filter((item): item is ReportItem => 'read' in item)
  const keys = readable.flatMap(item => allKeys(item.read.keys))
  const seen = new DeviceIndex<SeenDevice>()
  const found = await findFactoryRecords(registry.store, db, keys, partnerId)
  for (const record of new Set([...found.values()].flat()))
    seen.add(identityKeys(record.facts), { facts: record.facts, record })
  return decideReport(items, seen)
}

/** What would become of the rows of one chunk; nothing is written. */
export async function rehearseReportChunk(
  registry: Registry,
  partnerId: string,
  items: readonly (ReportItem | RejectedRow)[],
  firstPosition: number,
): Promise<ReportOutcome[]> {
  const decisions = await decideChunk(registry, registry.store.db, partnerId, items)
  return decisions.map((decision, index) => toOutcome(decision, firstPosition + index, new Map()))
}

/** Facts, decision and write of one chunk, in the caller's transaction. */
export async function settleReportChunk(
  tx: Tx,
  registry: Registry,
  principal: Actor,
  report: { partnerId: string; id: string },
  items: readonly (ReportItem | RejectedRow)[],
  firstPosition: number,
): Promise<ReportOutcome[]> {
  const now = registry.now()
  const decisions = await decideChunk(registry, tx.db, report.partnerId, items)
  const made = new Map<ReportItem, FactoryRecordsTable>()
  for (const decision of decisions)
    if (decision.kind === 'new') made.set(decision.item, newRecord(report.partnerId, report.id, decision.item, now))
  await insertRecords(
    tx,
    registry,
    [...made].map(([item, row]) => ({ item, row })),
  )
  const known = new Map<FactoryRecordsTable, ReportItem>()
  for (const decision of decisions) {
    if (decision.kind !== 'known') continue
    const { row } = decision.record
    const other = known.get(row)
    // Of several in one chunk the last, but never one that would lose the endorsement key that another brings.
    if (!other || !bringsEndorsementKey(row, other)) known.set(row, decision.item)
  }
  await touchRecords(tx, registry, report.id, known)
  const entries: Entry[] = []
  const outcomes: ReportOutcome[] = []
  for (const [index, decision] of decisions.entries()) {
    outcomes.push(toOutcome(decision, firstPosition + index, made))
    const recordId = outcomes.at(-1)?.recordId
    if (recordId !== undefined && decision.kind !== 'again')
      entries.push(journalEntry(report, recordId, decision, known))
  }
  await appendJournal(tx, principal, now, entries)
  return outcomes
}

function journalEntry(
  report: { partnerId: string; id: string },
  recordId: string,
  decision: ReportDecision,
  known: ReadonlyMap<FactoryRecordsTable, ReportItem>,
): Entry {
  return {
    organizationId: report.partnerId,
    action: decision.kind === 'new' ? 'factory-record.created' : 'factory-record.reported-again',
    subjectKind: 'factory-record',
    subjectId: recordId,
    ...changeOf(decision, report.id, known),
  }
}

function changeOf(
  decision: ReportDecision,
  reportId: string,
  known: ReadonlyMap<FactoryRecordsTable, ReportItem>,
): Pick<Entry, 'before' | 'after'> {
  if (decision.kind !== 'known' || known.get(decision.record.row) !== decision.item) return { after: { reportId } }
  if (!bringsEndorsementKey(decision.record.row, decision.item)) return { after: { reportId } }
  const { row } = decision.record
  const { quality, flags } = decision.item.read
  return {
    before: { endorsementKey: false, quality: row.quality, flags: JSON.parse(row.flags) },
    after: { reportId, endorsementKey: true, quality, flags },
  }
}

function toOutcome(
  decision: ReportDecision,
  position: number,
  made: Map<ReportItem, FactoryRecordsTable>,
): ReportOutcome {
  if (decision.kind === 'rejected') {
    const { code, message, field } = decision.problem
    return { position, status: 'rejected', code, message, ...(field !== undefined && { field }) }
  }
  const row =
    decision.kind === 'known'
      ? decision.record.row
      : made.get(decision.kind === 'again' ? decision.first : decision.item)
  return {
    position,
    status: decision.kind === 'new' ? 'new' : 'known',
    ...(row && { recordId: row.id }),
    ...(row?.serial_number != null && { serialNumber: row.serial_number }),
    ...(row?.product_key_id != null && { productKeyId: row.product_key_id }),
  }
}
