import type { Registry } from '../context.ts'
import { addImportedRows, endImportedReport, type ReportOutcome, rehearseReportRows } from '../factory/index.ts'
import { finishJob, type Lease, renewLease } from '../jobs/index.ts'
import { packOutcomes } from '../outcome-page.ts'
import type { Row } from '../rows/index.ts'
import { type ImportChunksTable, type ImportsTable, scopeTo, type Tx } from '../store/index.ts'
import { endPhase } from './advance.ts'
import { changeImport, findImport, type ImportKey, importActor, keyOf } from './import.ts'

/** Job: decides the rows of a build report chunk by chunk; a dry run while the import is checked, for good when it is carried out. */
export async function reportImport(registry: Registry, lease: Lease, stopped: () => boolean): Promise<void> {
  const key: ImportKey = { organizationId: lease.organizationId, id: lease.subjectId }
  for (;;) {
    const row = await findImport(registry.store.db, key)
    const works = row !== undefined && (row.state === 'checking' || row.state === 'writing')
    const chunk = works ? await nextChunk(registry, key) : undefined
    if (!chunk) return end(registry, lease, works ? row : undefined)
    await decideChunk(registry, lease, row as ImportsTable, chunk)
    if (stopped()) return
  }
}

async function nextChunk(registry: Registry, key: ImportKey): Promise<ImportChunksTable | undefined> {
  return scopeTo(registry.store.db, key.organizationId)
    .selectFrom('import_chunks')
    .selectAll()
    .where('import_id', '=', key.id)
    .where('outcomes', 'is', null)
    .orderBy('number')
    .limit(1)
    .executeTakeFirst()
}

async function decideChunk(
  registry: Registry,
  lease: Lease,
  row: ImportsTable,
  { number, first_position: firstPosition, payload }: ImportChunksTable,
): Promise<void> {
  if (payload === null) throw new Error(`Chunk ${number} of import ${row.id} has no rows.`)
  const key = keyOf(row)
  const rows: Row[] = JSON.parse(
    Buffer.from(registry.vault.open(payload, `import/${row.id}/rows/${number}`)).toString(),
  )
  const report = { partnerId: row.organization_id, id: row.report_id ?? '' }
  const rehearsed =
    row.state === 'checking' ? await rehearseReportRows(registry, report.partnerId, rows, firstPosition) : undefined
  await registry.store.write(async tx => {
    await renewLease(tx, registry, lease)
    const chunk = { rows, number, firstPosition }
    const outcomes = rehearsed ?? (await addImportedRows(tx, registry, importActor(row), report, chunk))
    await scopeTo(tx.db, key.organizationId)
      .updateTable('import_chunks')
      .set({ outcomes: packOutcomes(outcomes) })
      .where('import_id', '=', key.id)
      .where('number', '=', number)
      .execute()
    await addCounts(tx, key, outcomes)
  })
}

async function addCounts(tx: Tx, key: ImportKey, outcomes: readonly ReportOutcome[]): Promise<void> {
  const count = (status: ReportOutcome['status']) => outcomes.filter(outcome => outcome.status === status).length
  await scopeTo(tx.db, key.organizationId)
    .updateTable('imports')
    .set(eb => ({
      registered: eb('registered', '+', count('new')),
      already_registered: eb('already_registered', '+', count('known')),
      rejected: eb('rejected', '+', count('rejected')),
    }))
    .where('id', '=', key.id)
    .execute()
}

async function end(registry: Registry, lease: Lease, seen: ImportsTable | undefined): Promise<void> {
  await registry.store.write(async tx => {
    await renewLease(tx, registry, lease)
    const row = seen && (await findImport(tx.db, keyOf(seen)))
    if (row && row.state === seen.state) {
      const report = { partnerId: row.organization_id, id: row.report_id ?? '' }
      if (row.state === 'writing') await endImportedReport(tx, registry, importActor(row), report)
      await endPhase(tx, registry, row, row)
      // What the rows were is in the factory records now.
      if (row.state === 'writing') await changeImport(tx, keyOf(row), { finished_at: registry.now() })
    }
    await finishJob(tx, lease)
  })
}
