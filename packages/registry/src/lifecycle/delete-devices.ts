import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { dropJobs } from '../jobs/index.ts'
import type { Principal } from '../organizations/index.ts'
import { insertChunk, nextChunk, updateAction } from './action-store.ts'
import { actionRowsOf, insertAction, newAction } from './begin-action.ts'
import { queueAction } from './confirm-action.ts'
import { previewChunk } from './preview-action.ts'

/** What was said to one serial number of `deleteDevices` (graph-api 3.5). */
export interface DeletedDeviceState {
  readonly serialNumber: string
  readonly deviceId?: string
  /** accepted: a job releases the device. */
  readonly state: 'accepted' | 'failed'
  readonly message?: string
}

/**
 * Releases the devices with these serial numbers, as a client of the Graph contract asks for it, in one call: preview and confirmation in
 * one transaction, then a job. A serial number that several devices have is refused. The tenant may take all of it back as an action.
 * @returns an answer to each serial number, in their order, and the action.
 */
export async function deleteDevices(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  serialNumbers: readonly string[],
): Promise<{ actionId: string; devices: DeletedDeviceState[] }> {
  const most = registry.limits.listedDevices
  if (serialNumbers.length === 0 || serialNumbers.length > most)
    throw new RegistryError('invalid_request', `serialNumbers must be 1 to ${most}.`, { field: 'serialNumbers' })
  const action = newAction(registry, principal, tenantId, { kind: 'release' }, { by: 'list' }, 'previewed')
  const asked = actionRowsOf({ serialNumbers })
  const rows = await registry.store.write(async tx => {
    await insertAction(tx, registry, { ...action, total: asked.length })
    await insertChunk(tx, action, { number: 0, first_position: 0, rows: asked }, 'asked')
    const chunk = await nextChunk(tx.db, action, 'asked')
    if (!chunk) throw new Error('The chunk that was written just now is not there.')
    const seen = await previewChunk(tx, registry, { ...action, total: asked.length }, chunk, new Set())
    if (seen.action.ready > 0) await queueAction(tx, registry, principal, seen.action)
    else {
      await dropJobs(tx, 'drop-action', tenantId, action.id)
      await updateAction(tx, seen.action, { state: 'cancelled' })
    }
    return seen.rows
  })
  registry.wake()
  const devices = rows.map((row, index): DeletedDeviceState => {
    const accepted = row.status === 'ready' || row.status === 'unchanged'
    return {
      serialNumber: serialNumbers[index] ?? '',
      ...(row.deviceId !== undefined && { deviceId: row.deviceId }),
      state: accepted ? 'accepted' : 'failed',
      ...(!accepted && row.message !== undefined && { message: row.message }),
    }
  })
  return { actionId: action.id, devices }
}
