import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { beginImportedReport } from '../factory/index.ts'
import { dropJobs, enqueueJob, finishJob, type Lease, renewLease } from '../jobs/index.ts'
import { appendJournal, type EventKind } from '../journal/index.ts'
import type { Principal } from '../organizations/index.ts'
import { carryOutImportBatches } from '../registration/index.ts'
import { type ImportsTable, scopeTo, type Tx } from '../store/index.ts'
import { requireImport } from './access.ts'
import { requireMapping } from './columns.ts'
import { batchesOf, customersOf } from './customers.ts'
import { changeImport, findImport, type Import, keyOf, requireState, toImport } from './import.ts'
import { dropContents } from './read.ts'
import type { FileOptions } from './read-file.ts'
import { dropParts } from './stored.ts'

/** Changes an import in one transaction, if it still is in a state for that, and says so in the journal. */
async function change(
  registry: Registry,
  principal: Principal,
  place: { readonly organizationId: string; readonly id: string },
  action: EventKind | undefined,
  work: (tx: Tx, row: ImportsTable) => Promise<Partial<ImportsTable>>,
): Promise<Import> {
  await requireImport(registry, principal, place.organizationId, place.id, 'write')
  const changed = await registry.store.write(async tx => {
    const row = await findImport(tx.db, place)
    if (!row) throw new RegistryError('not_found')
    const made = await work(tx, row)
    await changeImport(tx, place, made)
    const subject = { subjectKind: 'import', subjectId: row.id, after: { fileName: row.file_name } }
    if (action !== undefined)
      await appendJournal(tx, principal, registry.now(), [{ organizationId: row.organization_id, action, ...subject }])
    return { ...row, ...made }
  })
  registry.wake()
  return toImport(changed, registry.now())
}

const none = { registered: 0, already_registered: 0, held: 0, rejected: 0 }

/** Carries an import out whose preview is ready: every row is decided again by the same rules, and this time it counts. */
export async function startImport(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  id: string,
): Promise<Import> {
  return change(registry, principal, { organizationId, id }, 'import.started', async (tx, row) => {
    // Asked twice is done once.
    if (row.state === 'writing') return {}
    requireState(row, 'ready')
    const now = registry.now()
    const started = { state: 'writing', started_at: now, phase_started_at: now }
    const job = { organizationId, subjectId: id }
    if (row.kind === 'build-report') {
      const own = scopeTo(tx.db, organizationId)
      await own.updateTable('import_chunks').set({ outcomes: null }).where('import_id', '=', id).execute()
      const input = { name: row.file_name.slice(0, 200), format: JSON.parse(row.about ?? '{}').format ?? 'file' }
      const reportId = await beginImportedReport(tx, registry, principal, organizationId, input)
      await enqueueJob(tx, now, { ...job, kind: 'report-import' })
      return { ...started, ...none, report_id: reportId }
    }
    const batches = batchesOf(await customersOf(tx.db, keyOf(row)))
    await carryOutImportBatches(tx, registry, principal, batches)
    if (batches.length === 0) await enqueueJob(tx, now, { ...job, kind: 'advance-import' })
    return { ...started, ...none, rejected: row.rows_refused }
  })
}

/** Gives an import up before it is carried out; its file and all that was made of it are deleted. */
export async function cancelImport(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  id: string,
): Promise<Import> {
  return change(registry, principal, { organizationId, id }, 'import.cancelled', async (tx, row) => {
    requireState(row, 'reading', 'checking', 'ready', 'unreadable')
    for (const kind of ['read-import', 'report-import', 'advance-import'] as const)
      await dropJobs(tx, kind, organizationId, id)
    await dropContents(tx, keyOf(row))
    await dropParts(tx, keyOf(row), 'file')
    return { state: 'cancelled', finished_at: registry.now() }
  })
}

/** Reads the file again with other options: an encoding, a delimiter, a sheet, or a mapping of the columns. */
export async function rereadImport(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  id: string,
  options: FileOptions,
): Promise<Import> {
  if (options.mapping) requireMapping(options.mapping)
  return change(registry, principal, { organizationId, id }, undefined, async (tx, row) => {
    requireState(row, 'ready', 'unreadable')
    const merged = { ...(JSON.parse(row.options) as FileOptions), ...options }
    await enqueueJob(tx, registry.now(), { kind: 'read-import', organizationId, subjectId: id })
    return { state: 'reading', options: JSON.stringify(merged), problem: null, phase_started_at: registry.now() }
  })
}

const dayMs = 86_400_000

/** Job: the time of an import is over. Its counts stay; the file, and what became of each row, go. */
export async function expireImport(registry: Registry, lease: Lease): Promise<void> {
  const key = { organizationId: lease.organizationId, id: lease.subjectId }
  await registry.store.write(async tx => {
    await renewLease(tx, registry, lease)
    const row = await findImport(tx.db, key)
    const busy = row && ['reading', 'checking', 'writing'].includes(row.state)
    if (busy) {
      const job = { kind: 'expire-import', organizationId: key.organizationId, subjectId: key.id } as const
      await enqueueJob(tx, registry.now(), job, dayMs)
    } else if (row) {
      await dropContents(tx, key)
      await dropParts(tx, key, 'file')
      if (row.state === 'receiving')
        await scopeTo(tx.db, key.organizationId).deleteFrom('imports').where('id', '=', key.id).execute()
      else if (row.state !== 'cancelled') await changeImport(tx, key, { state: 'expired' })
    }
    await finishJob(tx, lease)
  })
}
