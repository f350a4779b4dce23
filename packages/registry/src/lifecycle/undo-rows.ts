import type { Registry } from '../context.ts'
import { reaches } from '../organizations/index.ts'
import {
  beyondReach,
  type DeviceRecord,
  differenceOf,
  fetchDeviceRows,
  findRestorable,
  revertOf,
} from '../registration/index.ts'
import type { DeviceActionsTable, Tx } from '../store/index.ts'
import type { ActionReach, ActionRow } from './action.ts'
import { nextChunk, readAction } from './action-store.ts'

const named = ({ deviceId, serialNumber }: ActionRow): Pick<ActionRow, 'deviceId' | 'serialNumber'> => ({
  ...(deviceId !== undefined && { deviceId }),
  ...(serialNumber !== undefined && { serialNumber }),
})

/** What taking a change back will do to one device. It puts back what was before, unless somebody has changed that since. */
function undoChange(row: ActionRow, device: DeviceRecord | undefined, reach: ActionReach): ActionRow {
  const base = { ...named(row), position: 0 }
  if (!device)
    return {
      ...base,
      status: 'refused',
      code: 'device_not_registered',
      message: 'The device is not registered any more.',
    }
  const { before = {}, after = {} } = row
  if (differenceOf(device, revertOf(after)) !== undefined)
    return { ...base, status: 'refused', code: 'conflict', message: 'The device was changed again since; it stays.' }
  if (!reaches(reach.seen, device.group_tag) || beyondReach(reach, device, before) !== undefined)
    return {
      ...base,
      status: 'refused',
      code: 'group_tag_not_yours',
      message: 'Your rights do not reach the group tag of this device, or the earlier one.',
    }
  return { ...base, status: 'ready', before: after, after: before }
}

/** What taking a release back will do to one device. Whether somebody else holds it, the deed itself finds out. */
function undoRelease(row: ActionRow, restorable: ReadonlyMap<string, string | null>, reach: ActionReach): ActionRow {
  const base = { ...named(row), position: 0 }
  const tag = restorable.get(row.deviceId ?? '')
  if (tag === undefined)
    return { ...base, status: 'refused', code: 'not_found', message: 'Nothing is kept of this device any more.' }
  if (!reaches(reach.release ?? {}, tag))
    return {
      ...base,
      status: 'refused',
      code: 'group_tag_not_yours',
      message: 'Your rights do not reach the group tag of this device.',
    }
  return { ...base, status: 'ready' }
}

/** The rows of an undo for the next chunk of the action that it takes back. @returns undefined after the last one. */
export async function undoChunk(
  tx: Tx,
  registry: Registry,
  undo: DeviceActionsTable,
  after: number,
): Promise<ActionRow[] | undefined> {
  const { tenant_id: tenantId } = undo
  const original = await readAction(tx.db, tenantId, undo.undoes ?? '')
  const chunk = await nextChunk(tx.db, original, 'done', after)
  if (!chunk) return undefined
  const reach: ActionReach = JSON.parse(undo.reach)
  const done = chunk.rows.filter(row => row.status === 'done' && row.deviceId !== undefined)
  const ids = done.map(row => row.deviceId as string)
  if (original.kind === 'release') {
    const restorable = await findRestorable(registry, tx.db, tenantId, ids)
    return done.map(row => undoRelease(row, restorable, reach))
  }
  const devices = await fetchDeviceRows(registry.store, tx.db, tenantId, ids)
  return done
    .filter(row => row.before !== undefined)
    .map(row => undoChange(row, devices.get(row.deviceId ?? ''), reach))
}
