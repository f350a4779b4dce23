import { createHash } from 'node:crypto'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { newId } from '../ids.ts'
import { type Actor, appendJournal } from '../journal/index.ts'
import { getPartnerNames, type Permission, type Principal, requirePartner } from '../organizations/index.ts'
import { packOutcomes } from '../outcome-page.ts'
import { chunked, type RowFormat, readRows } from '../rows/index.ts'
import { type BuildReportsTable, scopeTo, type Tx } from '../store/index.ts'
import { optionalText } from '../text.ts'
import { readReportRow } from './decide.ts'
import { type ReportOutcome, settleReportChunk } from './write.ts'

/** Where a report of the factory line came from. */
export interface ReportStation {
  readonly id: string
  readonly firstSequence: number
  readonly lastSequence: number
  /** How far its clock was behind ours when it sent the report, ms. */
  readonly clockSkewMs: number
}

/** A maker's report of the devices that it built. */
export interface BuildReport {
  readonly id: string
  readonly name: string
  readonly format: string
  /** receiving until the last row is stored; interrupted when the upload broke off (what was stored stays). */
  readonly state: 'receiving' | 'finished' | 'interrupted'
  readonly createdAt: number
  readonly finishedAt?: number
  /** The station of the factory line that signed it, and the numbers of its entries. */
  readonly station?: ReportStation
  readonly rows: { readonly total: number; readonly new: number; readonly known: number; readonly rejected: number }
}

/** An upload that has not ended after this time has broken off with its process. */
const uploadMs = 3_600_000

export const toBuildReport = (row: BuildReportsTable, now: number): BuildReport => ({
  id: row.id,
  name: row.name,
  format: row.format,
  state:
    row.state === 'receiving' && row.created_at + uploadMs <= now ? 'interrupted' : (row.state as BuildReport['state']),
  createdAt: row.created_at,
  ...(row.finished_at !== null && { finishedAt: row.finished_at }),
  ...(row.station_id !== null && { station: stationOf(row, row.station_id) }),
  rows: { total: row.rows_total, new: row.rows_new, known: row.rows_known, rejected: row.rows_rejected },
})

const stationOf = (row: BuildReportsTable, id: string): ReportStation => ({
  id,
  firstSequence: row.first_sequence ?? 0,
  lastSequence: row.last_sequence ?? 0,
  clockSkewMs: row.clock_skew ?? 0,
})

export interface BuildReportInput {
  readonly name?: string | undefined
  readonly format: RowFormat
  readonly body: AsyncIterable<Uint8Array>
  readonly idempotencyKey?: string | undefined
}

/** @throws not_found, forbidden: only makers send build reports. */
export async function requireMaker(
  registry: Registry,
  principal: Principal,
  partnerId: string,
  permission: Permission = 'factory.report',
): Promise<void> {
  requirePartner(principal, partnerId, permission)
  const partner = (await getPartnerNames(registry, [partnerId])).get(partnerId)
  if (partner?.kind !== 'oem')
    throw new RegistryError('forbidden', 'Only makers (partners of kind oem) have factories and send build reports.')
}

/**
 * Takes a build report as it streams in; every chunk is durable before the next is read. Sending a report again is harmless: a device
 * that was reported before stays the same record, with one more entry in its history.
 */
export async function receiveBuildReport(
  registry: Registry,
  principal: Principal,
  partnerId: string,
  input: BuildReportInput,
): Promise<BuildReport> {
  await requireMaker(registry, principal, partnerId)
  const digest = createHash('sha256')
  const body = input.idempotencyKey === undefined ? input.body : hashed(input.body, digest)
  const earlier =
    input.idempotencyKey === undefined ? undefined : await findByKey(registry, partnerId, input.idempotencyKey)
  if (earlier?.state === 'finished') return repeated(registry, earlier, body, digest)
  const row = await startReport(registry, principal, partnerId, input)
  let first = 0
  let number = 0
  try {
    for await (const chunk of chunked(
      readRows(input.format, body, registry.limits.rowBytes),
      registry.limits.chunkRows,
    )) {
      if (first + chunk.length > registry.limits.batchRows)
        throw new RegistryError(
          'body_too_large',
          `A build report has at most ${registry.limits.batchRows} rows; the first ${first} were stored.`,
        )
      const items = chunk.map(readReportRow)
      const position = first
      const place = number
      await registry.store.write(async tx => {
        const outcomes = await settleReportChunk(tx, registry, principal, { partnerId, id: row.id }, items, position)
        await storeOutcomes(tx, row, place, position, outcomes)
      })
      first += chunk.length
      number += 1
    }
  } catch (error) {
    await setState(registry, row, 'interrupted', null)
    throw error
  }
  return finishReport(registry, principal, row, input.idempotencyKey === undefined ? null : digest.digest())
}

async function* hashed(
  body: AsyncIterable<Uint8Array>,
  digest: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  for await (const piece of body) {
    digest.update(piece)
    yield piece
  }
}

async function findByKey(registry: Registry, partnerId: string, key: string): Promise<BuildReportsTable | undefined> {
  const own = scopeTo(registry.store.db, partnerId)
  return own.selectFrom('build_reports').selectAll().where('idempotency_key', '=', key).executeTakeFirst()
}

async function repeated(
  registry: Registry,
  earlier: BuildReportsTable,
  body: AsyncIterable<Uint8Array>,
  digest: ReturnType<typeof createHash>,
): Promise<BuildReport> {
  for await (const _ of body);
  if (earlier.digest === null || Buffer.compare(digest.digest(), earlier.digest) !== 0)
    throw new RegistryError('idempotency_key_reused')
  return toBuildReport(earlier, registry.now())
}

/** The row of a report that has just begun. */
export function newReport(
  registry: Registry,
  by: Pick<Principal, 'id'>,
  partnerId: string,
  input: Omit<BuildReportInput, 'body' | 'format'> & { readonly format: string },
): BuildReportsTable {
  const now = registry.now()
  return {
    partner_id: partnerId,
    id: newId(now),
    name: optionalText(input.name, 'name', 200) ?? `Build report ${new Date(now).toISOString()}`,
    format: input.format,
    state: 'receiving',
    created_at: now,
    created_by: by.id,
    finished_at: null,
    idempotency_key: input.idempotencyKey ?? null,
    digest: null,
    rows_total: 0,
    rows_new: 0,
    rows_known: 0,
    rows_rejected: 0,
    station_id: null,
    first_sequence: null,
    last_sequence: null,
    clock_skew: null,
  }
}

async function startReport(
  registry: Registry,
  principal: Principal,
  partnerId: string,
  input: BuildReportInput,
): Promise<BuildReportsTable> {
  const row = newReport(registry, principal, partnerId, input)
  const keyed = row.idempotency_key !== null
  await registry.store.write(
    async tx => {
      // An upload that was interrupted, or still runs for a caller that gave up on it, gives its key to the one that replaces it.
      if (keyed)
        await scopeTo(tx.db, partnerId)
          .updateTable('build_reports')
          .set({ idempotency_key: null })
          .where('idempotency_key', '=', row.idempotency_key)
          .where('state', '!=', 'finished')
          .execute()
      await tx.db.insertInto('build_reports').values(row).execute()
    },
    // Side by side, the slower of two would now and then fail on the unique key in place of running again.
    { inTurn: keyed },
  )
  return row
}

export async function storeOutcomes(
  tx: Tx,
  report: Pick<BuildReportsTable, 'partner_id' | 'id'>,
  number: number,
  firstPosition: number,
  outcomes: readonly ReportOutcome[],
): Promise<void> {
  const count = (status: ReportOutcome['status']) => outcomes.filter(outcome => outcome.status === status).length
  await tx.db
    .insertInto('build_report_chunks')
    .values({
      partner_id: report.partner_id,
      report_id: report.id,
      number,
      first_position: firstPosition,
      item_count: outcomes.length,
      outcomes: packOutcomes(outcomes),
    })
    .execute()
  await scopeTo(tx.db, report.partner_id)
    .updateTable('build_reports')
    .set(eb => ({
      rows_total: eb('rows_total', '+', outcomes.length),
      rows_new: eb('rows_new', '+', count('new')),
      rows_known: eb('rows_known', '+', count('known')),
      rows_rejected: eb('rows_rejected', '+', count('rejected')),
    }))
    .where('id', '=', report.id)
    .execute()
}

async function setState(
  registry: Registry,
  row: BuildReportsTable,
  state: BuildReport['state'],
  finishedAt: number | null,
): Promise<void> {
  await registry.store.write(async tx => {
    const change = { state, finished_at: finishedAt }
    await scopeTo(tx.db, row.partner_id).updateTable('build_reports').set(change).where('id', '=', row.id).execute()
  })
}

async function finishReport(
  registry: Registry,
  principal: Principal,
  row: BuildReportsTable,
  digest: Uint8Array | null,
): Promise<BuildReport> {
  return registry.store.write(tx => closeReport(tx, registry, principal, row, digest))
}

/** Ends a report whose every row is stored. */
export async function closeReport(
  tx: Tx,
  registry: Registry,
  actor: Actor,
  row: Pick<BuildReportsTable, 'partner_id' | 'id'>,
  digest: Uint8Array | null,
): Promise<BuildReport> {
  const now = registry.now()
  const own = scopeTo(tx.db, row.partner_id)
  await own
    .updateTable('build_reports')
    .set({ state: 'finished', finished_at: now, digest })
    .where('id', '=', row.id)
    .execute()
  const report = toBuildReport(
    await own.selectFrom('build_reports').selectAll().where('id', '=', row.id).executeTakeFirstOrThrow(),
    now,
  )
  await appendJournal(tx, actor, now, [
    {
      organizationId: row.partner_id,
      action: 'build-report.received',
      subjectKind: 'build-report',
      subjectId: row.id,
      after: report.rows,
    },
  ])
  return report
}
