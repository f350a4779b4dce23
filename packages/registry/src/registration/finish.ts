import { requestForHeldRows } from '../consent/index.ts'
import type { Registry } from '../context.ts'
import { dropJobs, enqueueJob } from '../jobs/index.ts'
import { type Actor, appendJournal } from '../journal/index.ts'
import { tenantExists } from '../organizations/index.ts'
import { type BatchesTable, scopeTo, type Tx } from '../store/index.ts'
import { toBatch } from './batch.ts'

const dayMs = 86_400_000

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
  const change = {
    state,
    finished_at: state === 'finished' ? now : null,
    held_since: state === 'held' ? (row.held_since ?? now) : row.held_since,
  }
  const closed: BatchesTable = { ...row, ...change }
  await own.updateTable('batches').set(change).where('id', '=', id).execute()
  if (row.import_owner !== null && row.import_id !== null)
    await enqueueJob(tx, now, { kind: 'advance-import', organizationId: row.import_owner, subjectId: row.import_id })
  if (row.dry_run === 1) return closed
  if (row.order_transaction_id !== null)
    await enqueueJob(tx, now, { kind: 'run-order', organizationId: tenantId, subjectId: row.order_transaction_id })
  // The consent may have run out on the way.
  if (state === 'held') await requestForHeldRows(tx, registry, batchActor(row), tenantId, row.submitter_id)
  const entry = {
    action: state === 'held' ? ('batch.held' as const) : ('batch.finished' as const),
    subjectKind: 'batch',
    subjectId: id,
    after: { name: row.name, ...toBatch(closed).counts },
  }
  const customer = row.submitter_id === tenantId || (await tenantExists(tx, tenantId)) ? [tenantId] : []
  const sides = [...new Set([...customer, row.submitter_id])]
  await list(tx, registry, row, closed, sides)
  await appendJournal(
    tx,
    batchActor(row),
    now,
    sides.map(organizationId => ({ organizationId, ...entry })),
  )
  return closed
}

/** Lists a batch for both sides while rows of it wait, and has the waiting end some day. */
async function list(
  tx: Tx,
  registry: Registry,
  before: BatchesTable,
  { state, tenant_id, id }: BatchesTable,
  sides: readonly string[],
): Promise<void> {
  if (state === 'held' && before.held_since === null) {
    const rows = sides.map(organization_id => ({ organization_id, batch_id: id, tenant_id }))
    await tx.db.insertInto('held_batches').values(rows).execute()
    const job = { kind: 'expire-held', organizationId: tenant_id, subjectId: id } as const
    await enqueueJob(tx, registry.now(), job, registry.limits.heldDays * dayMs)
  }
  if (state === 'finished' && before.held_since !== null) {
    for (const side of sides) await scopeTo(tx.db, side).deleteFrom('held_batches').where('batch_id', '=', id).execute()
    await dropJobs(tx, 'expire-held', tenant_id, id)
  }
}
