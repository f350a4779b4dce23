import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { type Principal, requireTenantReach } from '../organizations/index.ts'
import { type ActionKind, type DeviceAction, toAction } from './action.ts'
import { readAction } from './action-store.ts'
import { insertAction, newAction } from './begin-action.ts'

/**
 * Begins to take a whole action back: an action of its own, with preview and confirmation.
 * @throws not_found; conflict for what cannot be taken back: unfinished, a deletion, an undo, or undone already.
 */
export async function undoAction(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
  reason?: string,
): Promise<DeviceAction> {
  requireTenantReach(principal, tenantId, 'device.read')
  const undo = await registry.store.write(async tx => {
    const original = await readAction(tx.db, tenantId, id)
    if (original.kind !== 'change' && original.kind !== 'release')
      throw new RegistryError('conflict', `An action of kind ${original.kind} cannot be taken back.`)
    if (original.state !== 'finished')
      throw new RegistryError('conflict', 'Only an action that is finished can be taken back.')
    if (original.undone_by !== null) throw new RegistryError('conflict', 'The action was taken back already.')
    const kind: ActionKind = original.kind
    const change = original.change === null ? null : JSON.parse(original.change)
    const row = {
      ...newAction(
        registry,
        principal,
        tenantId,
        { kind, ...(change && { change }), ...(reason !== undefined && { reason }) },
        { by: 'action', actionId: id },
        'resolving',
      ),
      kind: 'undo',
      change: null,
      undoes: id,
    }
    await insertAction(tx, registry, row)
    return row
  })
  registry.wake()
  return toAction(undo)
}
