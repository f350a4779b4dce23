import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { enqueueJob } from '../jobs/index.ts'
import type { Principal } from '../organizations/index.ts'
import type { DeviceActionsTable } from '../store/index.ts'
import { type ActionRow, type DeviceAction, toAction } from './action.ts'
import { insertChunk, readAction, removeAction, rowsPerChunk, updateAction } from './action-store.ts'
import { type ActionInput, insertAction, newAction } from './begin-action.ts'
import { type NamesFormat, readNames } from './read-names.ts'

/** Keeps the rows of a file, chunk by chunk. @returns how many there were. */
async function keepNames(
  registry: Registry,
  action: DeviceActionsTable,
  format: NamesFormat,
  body: AsyncIterable<Uint8Array>,
): Promise<number> {
  const { actionRows, rowBytes } = registry.limits
  const size = rowsPerChunk(registry)
  let rows: ActionRow[] = []
  let total = 0
  const keep = async () => {
    const first = total - rows.length
    const chunk = { number: first / size, first_position: first, rows }
    await registry.store.write(async tx => {
      await readAction(tx.db, action.tenant_id, action.id)
      await insertChunk(tx, action, chunk, 'asked')
    })
    rows = []
  }
  for await (const name of readNames(format, body, rowBytes)) {
    if (total === actionRows)
      throw new RegistryError('body_too_large', `A file names at most ${actionRows} devices; use a filter for more.`)
    rows.push({ position: total, status: 'asked', ...name })
    total += 1
    if (rows.length === size) await keep()
  }
  if (rows.length > 0) await keep()
  if (total === 0) throw new RegistryError('unreadable_body', 'The body names no device.')
  return total
}

/**
 * Begins an action on the devices that a file names. Answers when every row is kept; a job makes the preview.
 * @throws unreadable_body, body_too_large: nothing is kept then; forbidden, not_found, invalid_request.
 */
export async function uploadAction(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  input: ActionInput,
  format: NamesFormat,
  body: AsyncIterable<Uint8Array>,
): Promise<DeviceAction> {
  const action = newAction(registry, principal, tenantId, input, { by: 'file' }, 'receiving')
  await registry.store.write(tx => insertAction(tx, registry, action))
  try {
    const total = await keepNames(registry, action, format, body)
    const sealed = await registry.store.write(async tx => {
      const job = { organizationId: tenantId, subjectId: action.id }
      await enqueueJob(tx, registry.now(), { kind: 'preview-action', ...job })
      return updateAction(tx, await readAction(tx.db, tenantId, action.id), { state: 'resolving', total })
    })
    registry.wake()
    return toAction(sealed)
  } catch (error) {
    await registry.store.write(tx => removeAction(tx, action))
    throw error
  }
}
