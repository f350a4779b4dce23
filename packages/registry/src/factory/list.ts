import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { type JournalEntry, readJournal } from '../journal/index.ts'
import { type Principal, requirePartner } from '../organizations/index.ts'
import { outcomePage } from '../outcome-page.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { scopeTo } from '../store/index.ts'
import { type FactoryRecord, toFactoryRecord } from './record.ts'
import { type BuildReport, toBuildReport } from './report.ts'
import type { ReportOutcome } from './write.ts'

/** Build reports of the maker, newest first unless `asc`. */
export async function listBuildReports(
  registry: Registry,
  principal: Principal,
  partnerId: string,
  page: PageRequest & { readonly stationId?: string; readonly order?: 'asc' | 'desc' },
): Promise<Page<BuildReport>> {
  requirePartner(principal, partnerId, 'factory.read')
  const limit = pageLimit(page.limit, registry.limits.pageSize)
  const after = decodeCursor(page.cursor, 1)
  const { order = 'desc' } = page
  let query = scopeTo(registry.store.db, partnerId).selectFrom('build_reports').selectAll()
  if (page.stationId !== undefined) query = query.where('station_id', '=', page.stationId)
  if (after !== undefined) query = query.where('id', order === 'desc' ? '<' : '>', String(after[0]))
  const rows = await query
    .orderBy('id', order)
    .limit(limit + 1)
    .execute()
  return toPage(
    rows,
    limit,
    row => toBuildReport(row, registry.now()),
    row => [row.id],
  )
}

/** One build report. @throws not_found. */
export async function getBuildReport(
  registry: Registry,
  principal: Principal,
  partnerId: string,
  id: string,
): Promise<BuildReport> {
  requirePartner(principal, partnerId, 'factory.read')
  const row = await scopeTo(registry.store.db, partnerId)
    .selectFrom('build_reports')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new RegistryError('not_found')
  return toBuildReport(row, registry.now())
}

/** Results of a build report, in the order of its rows. With a status, a page may have fewer than asked for, and others follow. */
export async function listBuildReportRows(
  registry: Registry,
  principal: Principal,
  partnerId: string,
  id: string,
  filter: PageRequest & { status?: ReportOutcome['status'] },
): Promise<Page<ReportOutcome>> {
  await getBuildReport(registry, principal, partnerId, id)
  return outcomePage<ReportOutcome>(filter, registry.limits.pageSize, position =>
    scopeTo(registry.store.db, partnerId)
      .selectFrom('build_report_chunks')
      .select(['first_position', 'item_count', 'outcomes'])
      .where('report_id', '=', id)
      .where(eb => eb(eb('first_position', '+', eb.ref('item_count')), '>', position + 1))
      .orderBy('number')
      .limit(1)
      .executeTakeFirst(),
  )
}

/** Factory records of the maker, newest first unless `asc`, optionally by exact serial number or product key id. */
export async function listFactoryRecords(
  registry: Registry,
  principal: Principal,
  partnerId: string,
  filter: PageRequest & { serialNumber?: string; productKeyId?: string; order?: 'asc' | 'desc' },
): Promise<Page<FactoryRecord>> {
  requirePartner(principal, partnerId, 'factory.read')
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 1)
  const { order = 'desc' } = filter
  let query = scopeTo(registry.store.db, partnerId).selectFrom('factory_records').selectAll()
  if (filter.serialNumber !== undefined) query = query.where('serial_number', '=', filter.serialNumber)
  if (filter.productKeyId !== undefined) query = query.where('product_key_id', '=', filter.productKeyId)
  if (after !== undefined) query = query.where('id', order === 'desc' ? '<' : '>', String(after[0]))
  const rows = await query
    .orderBy('id', order)
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, toFactoryRecord, row => [row.id])
}

/** One factory record with its history. @throws not_found. */
export async function getFactoryRecord(
  registry: Registry,
  principal: Principal,
  partnerId: string,
  id: string,
): Promise<FactoryRecord & { history: JournalEntry[] }> {
  requirePartner(principal, partnerId, 'factory.read')
  const row = await scopeTo(registry.store.db, partnerId)
    .selectFrom('factory_records')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new RegistryError('not_found')
  const { items } = await readJournal(registry, partnerId, {
    subjectId: id,
    limit: Math.min(100, registry.limits.pageSize),
  })
  return { ...toFactoryRecord(row), history: items }
}
