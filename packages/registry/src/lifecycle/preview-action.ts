import type { Registry } from '../context.ts'
import { isId, lowestId } from '../ids.ts'
import { finishJob, type Lease, otherJobDue, renewLease, yieldJob } from '../jobs/index.ts'
import {
  checkChange,
  compilePresentNarrowing,
  countSerials,
  type DeviceRecord,
  fetchDeviceRows,
  narrowDevices,
  selectDevices,
} from '../registration/index.ts'
import { type DeviceActionsTable, type Store, scopeTo, type Tx } from '../store/index.ts'
import type { ActionRow, ActionSelection } from './action.ts'
import {
  type ActionChunk,
  chainDigest,
  countRows,
  insertChunk,
  nextChunk,
  readAction,
  rowsPerChunk,
  updateAction,
  updateChunk,
} from './action-store.ts'
import { type Candidates, type Deed, previewRow } from './preview-rows.ts'
import { undoChunk } from './undo-rows.ts'

/** What an action does. */
export const deedOf = (action: DeviceActionsTable): Deed => ({
  kind: action.kind as Deed['kind'],
  reach: JSON.parse(action.reach),
  ...(action.change !== null && { change: checkChange(JSON.parse(action.change)) }),
})

/** The devices that rows name, in two queries. */
async function findCandidates(
  store: Store,
  db: Store['db'],
  tenantId: string,
  rows: readonly ActionRow[],
): Promise<Candidates> {
  const serials = rows.flatMap(row => (row.deviceId === undefined ? [row.serialNumber ?? ''] : []))
  const bySerial = serials.length === 0 ? new Map() : await countSerials(store, db, tenantId, [...new Set(serials)])
  const ids = rows.flatMap(row => (row.deviceId === undefined || !isId(row.deviceId) ? [] : [row.deviceId]))
  const single = [...bySerial.values()].filter(one => one.count === 1).map(one => one.id)
  return { byId: await fetchDeviceRows(store, db, tenantId, [...new Set([...ids, ...single])]), bySerial }
}

/** Adds the preview of rows to the counts and the digest of their action. */
async function addPreview(
  tx: Tx,
  action: DeviceActionsTable,
  rows: readonly ActionRow[],
  total: number,
): Promise<DeviceActionsTable> {
  const { ready, unchanged, refused } = countRows(rows)
  return updateAction(tx, action, {
    total,
    ready: action.ready + ready,
    unchanged: action.unchanged + unchanged,
    refused: action.refused + refused,
    preview_digest: chainDigest(action.preview_digest, rows),
  })
}

/** Finds out what an action will do to the devices of a chunk, in the caller's transaction. */
export async function previewChunk(
  tx: Tx,
  registry: Registry,
  action: DeviceActionsTable,
  chunk: ActionChunk,
  seen: Set<string>,
): Promise<{ action: DeviceActionsTable; rows: ActionRow[] }> {
  const candidates = await findCandidates(registry.store, tx.db, action.tenant_id, chunk.rows)
  const deed = deedOf(action)
  const rows = chunk.rows.map(row => previewRow(row, candidates, deed, seen))
  await updateChunk(tx, action, chunk.number, rows, 'previewed')
  return { action: await addPreview(tx, action, rows, action.total), rows }
}

/** One step of making a preview. @returns false when there is nothing left to look at. */
type Step = (tx: Tx, action: DeviceActionsTable) => Promise<(() => void) | undefined>

const idsOf = (rows: readonly ActionRow[]): string[] =>
  rows.flatMap(row => (row.status === 'ready' && row.deviceId !== undefined ? [row.deviceId] : []))

/** Rows that were asked for, chunk by chunk. */
async function listSteps(registry: Registry, first: DeviceActionsTable): Promise<Step> {
  // What an earlier run has seen: rows of a list may name a device twice.
  const seen = new Set<string>()
  for (let chunk = await nextChunk(registry.store.db, first, 'previewed'); chunk; ) {
    for (const id of idsOf(chunk.rows)) seen.add(id)
    chunk = await nextChunk(registry.store.db, first, 'previewed', chunk.number)
  }
  return async (tx, action) => {
    const chunk = await nextChunk(tx.db, action, 'asked')
    if (!chunk) return undefined
    // The transaction may run again: what was seen in it counts when it is written.
    const { rows } = await previewChunk(tx, registry, action, chunk, new Set(seen))
    return () => {
      for (const id of idsOf(rows)) seen.add(id)
    }
  }
}

/** Where a preview that grows has come to. */
async function lastChunk(db: Store['db'], { tenant_id, id }: DeviceActionsTable) {
  return scopeTo(db, tenant_id)
    .selectFrom('device_action_chunks')
    .select(['number', 'first_position', 'item_count', 'outcomes'])
    .where('action_id', '=', id)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
}

type FilterSelection = Extract<ActionSelection, { by: 'filter' }>

/** All devices that meet conditions, in the order of their ids. */
async function filterSteps(registry: Registry, tenantId: string, { filter }: FilterSelection): Promise<Step> {
  const { store, limits } = registry
  const narrowing = await compilePresentNarrowing(store, tenantId, filter)
  return async (tx, action) => {
    const last = await lastChunk(tx.db, action)
    const lastRow = last && (await nextChunk(tx.db, action, 'previewed', last.number - 1))?.rows.at(-1)
    const { groupTags } = deedOf(action).reach.seen
    let query = narrowDevices(store, selectDevices(tx.db, action.tenant_id), filter, limits.listedDevices)
    if (groupTags !== undefined) query = query.where('registrations.group_tag', 'in', [...groupTags])
    const devices: DeviceRecord[] = await query
      .where(narrowing)
      .where('registrations.id', '>', lastRow?.deviceId ?? lowestId)
      .orderBy('registrations.id')
      .limit(rowsPerChunk(registry))
      .execute()
    if (devices.length === 0) return undefined
    const first = last ? last.first_position + last.item_count : 0
    const candidates: Candidates = { byId: new Map(devices.map(row => [row.id, row])), bySerial: new Map() }
    const deed = deedOf(action)
    const rows = devices.map((device, index) =>
      previewRow({ position: first + index, status: 'asked', deviceId: device.id }, candidates, deed, new Set()),
    )
    await insertChunk(tx, action, { number: (last?.number ?? -1) + 1, first_position: first, rows }, 'previewed')
    await addPreview(tx, action, rows, first + rows.length)
    return () => undefined
  }
}

/** The devices to which an earlier action did something. */
function undoSteps(registry: Registry): Step {
  return async (tx, action) => {
    const last = await lastChunk(tx.db, action)
    const rows = await undoChunk(tx, registry, action, last?.number ?? -1)
    if (!rows) return undefined
    const first = last ? last.first_position + last.item_count : 0
    const placed = rows.map((row, index) => ({ ...row, position: first + index }))
    await insertChunk(
      tx,
      action,
      { number: (last?.number ?? -1) + 1, first_position: first, rows: placed },
      'previewed',
    )
    await addPreview(tx, action, placed, first + placed.length)
    return () => undefined
  }
}

async function stepsOf(registry: Registry, action: DeviceActionsTable): Promise<Step> {
  const selection: ActionSelection = JSON.parse(action.selection)
  if (selection.by === 'filter') return filterSteps(registry, action.tenant_id, selection)
  return selection.by === 'action' ? undoSteps(registry) : listSteps(registry, action)
}

/** After this time a job lets others go first. */
const sliceMs = 2000

/** Job: finds out what an action will do to each of its devices; chunk, counts, digest and lease commit together. */
export async function previewAction(registry: Registry, lease: Lease, stopped: () => boolean): Promise<void> {
  const find = (db: Store['db']) => readAction(db, lease.organizationId, lease.subjectId)
  // Whoever cancels an action removes its jobs with it.
  await registry.store.write(tx => renewLease(tx, registry, lease))
  const step = await stepsOf(registry, await find(registry.store.db))
  const sliceEnd = registry.now() + sliceMs
  for (;;) {
    if (stopped()) return
    const remember = await registry.store.write(async tx => {
      await renewLease(tx, registry, lease)
      const action = await find(tx.db)
      const written = action.state === 'resolving' ? await step(tx, action) : undefined
      if (written) return written
      if (action.state === 'resolving')
        await updateAction(tx, action, {
          state: 'previewed',
          preview_digest: action.preview_digest ?? chainDigest(null, []),
        })
      await finishJob(tx, lease)
      return undefined
    })
    if (!remember) return
    remember()
    await new Promise(resolve => setImmediate(resolve))
    if (registry.now() >= sliceEnd && (await otherJobDue(registry, lease))) return yieldJob(registry, lease)
  }
}
