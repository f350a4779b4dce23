import { createHash } from 'node:crypto'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { dropJobs } from '../jobs/index.ts'
import { packOutcomes, unpackOutcomes } from '../outcome-page.ts'
import { type DeviceActionChunksTable, type DeviceActionsTable, type Store, scopeTo, type Tx } from '../store/index.ts'
import type { ActionRow } from './action.ts'

/** A part of the rows of an action, as many as one transaction works on. */
export interface ActionChunk {
  readonly number: number
  readonly first_position: number
  readonly rows: readonly ActionRow[]
}

/** @throws not_found. */
export async function readAction(db: Store['db'], tenantId: string, id: string): Promise<DeviceActionsTable> {
  const row = await scopeTo(db, tenantId)
    .selectFrom('device_actions')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new RegistryError('not_found')
  return row
}

type ActionKey = Pick<DeviceActionsTable, 'tenant_id' | 'id'>

/** The first chunk in this state whose number is beyond `after`. */
export async function nextChunk(
  db: Store['db'],
  { tenant_id, id }: ActionKey,
  state: string,
  after = -1,
): Promise<ActionChunk | undefined> {
  const chunk = await scopeTo(db, tenant_id)
    .selectFrom('device_action_chunks')
    .select(['number', 'first_position', 'outcomes'])
    .where('action_id', '=', id)
    .where('state', '=', state)
    .where('number', '>', after)
    .orderBy('number')
    .limit(1)
    .executeTakeFirst()
  return chunk && { ...chunk, rows: unpackOutcomes<ActionRow>(chunk.outcomes) }
}

const columns = [
  'tenant_id',
  'action_id',
  'number',
  'first_position',
  'item_count',
  'state',
  'outcomes',
] as const satisfies readonly (keyof DeviceActionChunksTable)[]

export async function insertChunk(
  tx: Tx,
  { tenant_id, id }: ActionKey,
  chunk: ActionChunk,
  state: string,
): Promise<void> {
  const { number, first_position, rows } = chunk
  await tx.insertMany('device_action_chunks', columns, [
    [tenant_id, id, number, first_position, rows.length, state, packOutcomes(rows)],
  ])
}

export async function updateChunk(
  tx: Tx,
  { tenant_id, id }: ActionKey,
  number: number,
  rows: readonly ActionRow[],
  state: string,
): Promise<void> {
  await scopeTo(tx.db, tenant_id)
    .updateTable('device_action_chunks')
    .set({ outcomes: packOutcomes(rows), state })
    .where('action_id', '=', id)
    .where('number', '=', number)
    .execute()
}

/** Changes an action in the transaction of whatever happened to it. @returns the row as it is now. */
export async function updateAction(
  tx: Tx,
  row: DeviceActionsTable,
  change: Partial<Omit<DeviceActionsTable, 'tenant_id' | 'id'>>,
): Promise<DeviceActionsTable> {
  await scopeTo(tx.db, row.tenant_id).updateTable('device_actions').set(change).where('id', '=', row.id).execute()
  return { ...row, ...change }
}

/** The digest of rows that follow those of an earlier digest: whoever has the rows can compute it. */
export function chainDigest(before: Uint8Array | null, rows: readonly ActionRow[]): Uint8Array {
  const hash = createHash('sha256')
  if (before !== null) hash.update(before)
  return hash.update(JSON.stringify(rows)).digest()
}

/** Removes an action that was never confirmed, with its rows. */
export async function removeAction(tx: Tx, { tenant_id, id }: ActionKey): Promise<void> {
  const own = scopeTo(tx.db, tenant_id)
  await own.deleteFrom('device_action_chunks').where('action_id', '=', id).execute()
  await own.deleteFrom('device_actions').where('id', '=', id).execute()
  for (const kind of ['preview-action', 'drop-action'] as const) await dropJobs(tx, kind, tenant_id, id)
}

/** How many rows are in which state, as the columns of an action count them. */
export function countRows(
  rows: readonly ActionRow[],
): Record<'ready' | 'unchanged' | 'refused' | 'done' | 'failed', number> {
  const counts = { ready: 0, unchanged: 0, refused: 0, done: 0, failed: 0 }
  for (const { status } of rows) if (status !== 'asked') counts[status] += 1
  return counts
}

/** Rows of a chunk on its own: large actions are cut, so that no transaction is long. */
export const rowsPerChunk = (registry: Registry): number => Math.min(registry.limits.chunkRows, 1_000)
