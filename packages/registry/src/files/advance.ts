import type { Registry } from '../context.ts'
import { finishJob, type Lease, renewLease } from '../jobs/index.ts'
import { appendJournal } from '../journal/index.ts'
import type { ImportsTable, Tx } from '../store/index.ts'
import { customersOf, sumOf } from './customers.ts'
import { changeImport, findImport, type ImportKey, importActor, keyOf, type OutcomeCounts } from './import.ts'

/** Job: a batch of the import is decided. When all are, the import goes on to its next state. */
export async function advanceImport(registry: Registry, lease: Lease): Promise<void> {
  const key: ImportKey = { organizationId: lease.organizationId, id: lease.subjectId }
  await registry.store.write(async tx => {
    await renewLease(tx, registry, lease)
    const row = await findImport(tx.db, key)
    if (row && ['checking', 'writing', 'held'].includes(row.state)) await advance(tx, registry, row)
    await finishJob(tx, lease)
  })
}

async function advance(tx: Tx, registry: Registry, row: ImportsTable): Promise<void> {
  const customers = await customersOf(tx.db, keyOf(row))
  const open = customers.some(({ batch_id, batch_state }) => batch_id !== null && !isDecided(batch_state))
  if (open) return
  await endPhase(tx, registry, row, sumOf(customers, row.rows_refused))
}

const isDecided = (state: string | null): boolean => state === 'finished' || state === 'held'

/** All rows are decided: the preview is ready, or the import done. */
export async function endPhase(tx: Tx, registry: Registry, row: ImportsTable, counts: OutcomeCounts): Promise<void> {
  const now = registry.now()
  const state = row.state === 'checking' ? 'ready' : counts.held > 0 ? 'held' : 'finished'
  const { registered, already_registered, held, rejected } = counts
  const sums = { registered, already_registered, held, rejected }
  await changeImport(tx, keyOf(row), { ...sums, state, ...(state === 'finished' && { finished_at: now }) })
  if (state === 'ready') return
  await appendJournal(tx, importActor(row), now, [
    {
      organizationId: row.organization_id,
      action: `import.${state}`,
      subjectKind: 'import',
      subjectId: row.id,
      after: { fileName: row.file_name, total: row.rows_total, ...sums },
    },
  ])
}
