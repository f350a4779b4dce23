import type { Registry } from '../context.ts'
import { finishJob, type Lease, otherJobDue, renewLease, yieldJob } from '../jobs/index.ts'
import { type Actor, appendJournal } from '../journal/index.ts'
import {
  type CheckedChange,
  changeDevices,
  type DeviceRecord,
  differenceOf,
  fetchDeviceRows,
  releaseDevices,
  restoreDevices,
  revertOf,
} from '../registration/index.ts'
import type { DeviceActionsTable, Tx } from '../store/index.ts'
import type { ActionActor, ActionRow } from './action.ts'
import { chainDigest, countRows, nextChunk, readAction, updateAction, updateChunk } from './action-store.ts'
import { deedOf } from './preview-action.ts'
import { refusalOf } from './preview-rows.ts'

interface Work {
  readonly tx: Tx
  readonly registry: Registry
  readonly action: DeviceActionsTable
  readonly actor: Actor
}

const failed = (row: ActionRow, code: NonNullable<ActionRow['code']>, message: string): ActionRow => {
  const { before: _before, after: _after, ...rest } = row
  return { ...rest, status: 'failed', code, message }
}

const gone = (row: ActionRow): ActionRow =>
  failed(row, 'device_not_registered', 'The device was released since the preview.')

/** Entries of the journal name the action as their request: by it, everything that it did is found. */
function actorOf(action: DeviceActionsTable): Actor {
  const by: ActionActor = JSON.parse(action.confirmed_by ?? action.created_by)
  return { ...by, requestId: action.id }
}

async function changeRows(
  { tx, registry, action, actor }: Work,
  rows: readonly ActionRow[],
  devices: Map<string, DeviceRecord>,
): Promise<ActionRow[]> {
  const deed = deedOf(action)
  const steps: { row: DeviceRecord; change: CheckedChange }[] = []
  const outcomes = rows.map(row => {
    const device = devices.get(row.deviceId ?? '')
    if (!device) return gone(row)
    const change = deed.change ?? revertOf(row.after ?? {})
    // Somebody may have changed the device after the preview; an undo leaves that alone.
    if (deed.kind === 'undo' && differenceOf(device, revertOf(row.before ?? {})) !== undefined)
      return failed(row, 'conflict', 'The device was changed again since; it stays.')
    const refusal = deed.kind === 'change' ? refusalOf(deed, device) : undefined
    if (refusal) return failed(row, refusal.code, refusal.message)
    steps.push({ row: device, change })
    return row
  })
  const altered = await changeDevices(tx, registry, actor, action.tenant_id, steps, action.reason)
  return outcomes.map(row => {
    if (row.status === 'failed') return row
    const { before: _before, after: _after, ...rest } = row
    return { ...rest, status: 'done', ...altered.get(row.deviceId ?? '') }
  })
}

async function releaseRows(
  { tx, registry, action, actor }: Work,
  rows: readonly ActionRow[],
  devices: Map<string, DeviceRecord>,
): Promise<ActionRow[]> {
  const deed = deedOf(action)
  const leaving: DeviceRecord[] = []
  const outcomes = rows.map((row): ActionRow => {
    const device = devices.get(row.deviceId ?? '')
    if (!device) return gone(row)
    const refusal = refusalOf(deed, device)
    if (refusal) return failed(row, refusal.code, refusal.message)
    leaving.push(device)
    return { ...row, status: 'done' }
  })
  await releaseDevices(tx, registry, actor, action.tenant_id, leaving, {
    reason: action.reason,
    actionId: action.id,
    keep: () => deed.kind === 'release',
  })
  return outcomes
}

async function restoreRows({ tx, registry, action, actor }: Work, rows: readonly ActionRow[]): Promise<ActionRow[]> {
  const ids = rows.map(row => row.deviceId ?? '')
  const restored = await restoreDevices(tx, registry, actor, action.tenant_id, ids, action.reason)
  return rows.map(row => {
    const outcome = restored.get(row.deviceId ?? '')
    if (!outcome) return gone(row)
    return 'device' in outcome ? { ...row, status: 'done' } : failed(row, outcome.code, outcome.message)
  })
}

/** Does what the preview has shown to the rows that are ready. @returns what became of each. */
async function work(all: Work, ready: readonly ActionRow[]): Promise<ActionRow[]> {
  const { tx, registry, action } = all
  if (ready.length === 0) return []
  const original = action.undoes === null ? undefined : await readAction(tx.db, action.tenant_id, action.undoes)
  if (original?.kind === 'release') return restoreRows(all, ready)
  const ids = ready.map(row => row.deviceId ?? '')
  const devices = await fetchDeviceRows(registry.store, tx.db, action.tenant_id, ids)
  return action.kind === 'release' || action.kind === 'delete'
    ? releaseRows(all, ready, devices)
    : changeRows(all, ready, devices)
}

async function finish({ tx, registry, action, actor }: Work): Promise<void> {
  const now = registry.now()
  const digest = action.result_digest ?? chainDigest(null, [])
  await updateAction(tx, action, { state: 'finished', finished_at: now, result_digest: digest })
  const { kind, total, done, failed: lost, unchanged, refused } = action
  await appendJournal(tx, actor, now, [
    {
      organizationId: action.tenant_id,
      action: 'device-action.finished',
      subjectKind: 'device-action',
      subjectId: action.id,
      after: { kind, total, done, failed: lost, unchanged, refused, digest: Buffer.from(digest).toString('hex') },
    },
  ])
}

/** Works the first open chunk beyond `after` off. @returns its number; undefined when there was none left, and the action is finished. */
async function runChunk(tx: Tx, registry: Registry, lease: Lease, after: number): Promise<number | undefined> {
  await renewLease(tx, registry, lease)
  const read = await readAction(tx.db, lease.organizationId, lease.subjectId)
  const action =
    read.state === 'running'
      ? read
      : await updateAction(tx, read, { state: 'running', started_at: read.started_at ?? registry.now() })
  const all: Work = { tx, registry, action, actor: actorOf(action) }
  const chunk = await nextChunk(tx.db, action, 'previewed', after)
  if (!chunk) {
    await finish(all)
    await finishJob(tx, lease)
    return undefined
  }
  const ready = chunk.rows.filter(row => row.status === 'ready')
  const outcomes = new Map((await work(all, ready)).map(row => [row.position, row]))
  const rows = chunk.rows.map(row => outcomes.get(row.position) ?? row)
  await updateChunk(tx, action, chunk.number, rows, 'done')
  const counts = countRows(rows)
  await updateAction(tx, action, {
    done: action.done + counts.done,
    failed: action.failed + counts.failed,
    result_digest: chainDigest(action.result_digest, rows),
  })
  return chunk.number
}

/** After this time a job lets others go first. */
const sliceMs = 2000

/** Job: does a confirmed action, chunk by chunk. Devices, journal, results, counts and lease commit together, so each chunk happens once. */
export async function runAction(registry: Registry, lease: Lease, stopped: () => boolean): Promise<void> {
  const sliceEnd = registry.now() + sliceMs
  let after = -1
  while (!stopped()) {
    const number = await registry.store.write(tx => runChunk(tx, registry, lease, after), { inTurn: true })
    if (number === undefined) return
    after = number
    await new Promise(resolve => setImmediate(resolve))
    if (registry.now() >= sliceEnd && (await otherJobDue(registry, lease))) return yieldJob(registry, lease)
  }
}
