import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { dropJobs, enqueueJob } from '../jobs/index.ts'
import { appendJournal } from '../journal/index.ts'
import { type Principal, requireTenantReach } from '../organizations/index.ts'
import type { DeviceActionsTable, Tx } from '../store/index.ts'
import { type ActionKind, type ActionReach, type DeviceAction, toAction, tokenOf, typedCount } from './action.ts'
import { readAction, removeAction, updateAction } from './action-store.ts'
import { actorOf, requireActionReach } from './begin-action.ts'

export interface Confirmation {
  /** Of the preview. */
  readonly token: string
  /** How many devices are ready; asked for when more than ten are released or deleted. */
  readonly count?: number
}

/** What an undo does is what the action did that it takes back: whoever may do that may take it back. */
async function deedOf(tx: Tx, action: DeviceActionsTable): Promise<DeviceActionsTable> {
  return action.kind === 'undo' ? readAction(tx.db, action.tenant_id, action.undoes ?? '') : action
}

function reachFor(principal: Principal, deed: DeviceActionsTable): ActionReach {
  const change = deed.change === null ? null : JSON.parse(deed.change)
  return requireActionReach(principal, deed.tenant_id, deed.kind as ActionKind, change)
}

function checkConfirmation(action: DeviceActionsTable, { token, count }: Confirmation): void {
  if (action.preview_digest === null || token !== tokenOf(action.preview_digest))
    throw new RegistryError('confirmation_wrong', 'The token is not the one of this preview.', { field: 'token' })
  const wanted = typedCount(action)
  if (wanted === undefined || count === wanted) return
  throw new RegistryError(
    'confirmation_wrong',
    count === undefined
      ? 'This releases more than ten devices: confirm with their number as count.'
      : `${count} is not the number of devices that are ready.`,
    { field: 'count' },
  )
}

/** Puts a previewed action to work, in the caller's transaction. */
export async function queueAction(
  tx: Tx,
  registry: Registry,
  principal: Principal,
  action: DeviceActionsTable,
): Promise<DeviceActionsTable> {
  const now = registry.now()
  const { tenant_id: organizationId, id: subjectId } = action
  await dropJobs(tx, 'drop-action', organizationId, subjectId)
  await enqueueJob(tx, now, { kind: 'run-action', organizationId, subjectId })
  await appendJournal(tx, principal, now, [
    {
      organizationId,
      action: 'device-action.confirmed',
      subjectKind: 'device-action',
      subjectId,
      after: {
        kind: action.kind,
        ...(action.change !== null && { change: JSON.parse(action.change) }),
        ...(action.undoes !== null && { undoes: action.undoes }),
        ready: action.ready,
      },
      ...(action.reason !== null && { reason: action.reason }),
    },
  ])
  return updateAction(tx, action, {
    state: 'queued',
    confirmed_by: JSON.stringify(actorOf(principal)),
    confirmed_at: now,
  })
}

/**
 * Confirms a preview: what it shows as ready is done then, by a job. The same confirmation again changes nothing.
 * @throws not_found, conflict, confirmation_wrong; forbidden when the rights of the one who confirms do not suffice.
 */
export async function confirmAction(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
  confirmation: Confirmation,
): Promise<DeviceAction> {
  requireTenantReach(principal, tenantId, 'device.read')
  const confirmed = await registry.store.write(async tx => {
    const action = await readAction(tx.db, tenantId, id)
    const deed = await deedOf(tx, action)
    const reach = JSON.stringify(reachFor(principal, deed))
    if (action.state === 'receiving' || action.state === 'resolving')
      throw new RegistryError('conflict', 'The preview is not finished yet.')
    checkConfirmation(action, confirmation)
    if (action.state !== 'previewed') return action
    if (action.ready === 0) throw new RegistryError('conflict', 'There is nothing to do: no device is ready.')
    if (action.undoes !== null) {
      if (deed.undone_by !== null) throw new RegistryError('conflict', 'The action was taken back already.')
      await updateAction(tx, deed, { undone_by: id })
    }
    return queueAction(tx, registry, principal, { ...action, ...(await updateAction(tx, action, { reach })) })
  })
  registry.wake()
  return toAction(confirmed)
}

/** Gives an action up that is not confirmed; nothing of it is kept. @throws not_found, conflict. */
export async function cancelAction(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<void> {
  requireTenantReach(principal, tenantId, 'device.read')
  await registry.store.write(async tx => {
    const action = await readAction(tx.db, tenantId, id)
    reachFor(principal, await deedOf(tx, action))
    if (!isOpen(action)) throw new RegistryError('conflict', 'The action is confirmed already.')
    await removeAction(tx, action)
  })
}

/** Whether nobody has confirmed the action yet. */
export const isOpen = ({ state }: Pick<DeviceActionsTable, 'state'>): boolean =>
  state === 'receiving' || state === 'resolving' || state === 'previewed'
