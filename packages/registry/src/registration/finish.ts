import { requestForHeldRows } from '../consent/index.ts'
import type { Registry } from '../context.ts'
import { enqueueJob } from '../jobs/index.ts'
import { type Actor, appendJournal } from '../journal/index.ts'
import { tenantExists } from '../organizations/index.ts'
import { type BatchesTable, scopeTo, type Tx } from '../store/index.ts'
import { toBatch } from './batch.ts'

/** Who submitted the batch, for the journal entries that its rows make. */
export function batchActor(batch: BatchesTable): Actor {
  const by = JSON.parse(batch.created_by) as { kind: string; id: string; onBehalfOf?: string }
  return { ...by, organization: { kind: batch.submitter_kind, id: batch.submitter_id }, requestId: batch.id }
}

/**
 * Closes a batch whose every chunk is decided: held when rows wait for consent, else finished. Journalled for both sides. A dry run is
 * finished either way: nothing of it waits.
 */
export async function closeBatch(tx: Tx, registry: Registry, tenantId: string, id: string): Promise<BatchesTable> {
  const own = scopeTo(tx.db, tenantId)
  const row = await own.selectFrom('batches').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const now = registry.now()
  const state = row.held > 0 && row.dry_run === 0 ? 'held' : 'finished'
  const closed: BatchesTable = { ...row, state, finished_at: state === 'finished' ? now : null }
  await own.updateTable('batches').set({ state, finished_at: closed.finished_at }).where('id', '=', id).execute()
  if (row.import_owner !== null && row.import_id !== null)
    await enqueueJob(tx, now, { kind: 'advance-import', organizationId: row.import_owner, subjectId: row.import_id })
  if (row.dry_run === 1) return closed
  // The consent may have run out on the way.
  if (state === 'held') await requestForHeldRows(tx, registry, batchActor(row), tenantId, row.submitter_id)
  const entry = {
    action: state === 'held' ? 'batch.held' : 'batch.finished',
    subjectKind: 'batch',
    subjectId: id,
    after: { name: row.name, ...toBatch(closed).counts },
  }
  const customer = row.submitter_id === tenantId || (await tenantExists(tx, tenantId)) ? [tenantId] : []
  const sides = [...new Set([...customer, row.submitter_id])]
  await appendJournal(
    tx,
    batchActor(row),
    now,
    sides.map(organizationId => ({ organizationId, ...entry })),
  )
  return closed
}
