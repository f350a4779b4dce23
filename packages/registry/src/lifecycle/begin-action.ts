import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { newId } from '../ids.ts'
import { enqueueJob } from '../jobs/index.ts'
import { type Principal, requireTenantReach } from '../organizations/index.ts'
import {
  checkChange,
  type DeviceChange,
  type DeviceCriteria,
  narrowDevices,
  narrowingOf,
  requireChangeReach,
  selectDevices,
} from '../registration/index.ts'
import type { DeviceActionsTable, Tx } from '../store/index.ts'
import { optionalText } from '../text.ts'
import {
  type ActionActor,
  type ActionKind,
  type ActionReach,
  type ActionRow,
  type ActionSelection,
  type DeviceAction,
  toAction,
} from './action.ts'
import { insertChunk, rowsPerChunk } from './action-store.ts'

/** What is to be done to many devices. */
export interface ActionInput {
  readonly kind: 'change' | 'release' | 'delete'
  /** Of kind change. */
  readonly change?: DeviceChange
  readonly reason?: string | null
}

/** The devices of an action: by id, by serial number, or all that meet conditions. */
export type ActionTargets =
  | { readonly deviceIds: readonly string[] }
  | { readonly serialNumbers: readonly string[] }
  | { readonly filter: DeviceCriteria }

/** Members that many devices may be given at once: names and accounts belong to one device each. */
const bulkFields: readonly string[] = [
  'groupTag',
  'assignedUser',
  'addressableUserName',
  'purchaseOrder',
  'userlessEnrollmentStatus',
] satisfies (keyof DeviceChange)[]

function checkBulkChange({ kind, change }: ActionInput): DeviceChange | null {
  if (kind !== 'change') {
    if (change === undefined) return null
    throw new RegistryError('invalid_request', 'change belongs to actions of kind change only.', { field: 'change' })
  }
  if (change === undefined)
    throw new RegistryError('invalid_request', 'An action of kind change needs change.', { field: 'change' })
  const odd = Object.keys(change).find(name => !bulkFields.includes(name))
  if (odd !== undefined)
    throw new RegistryError(
      'invalid_request',
      `${odd} cannot be given to many devices; ${bulkFields.join(', ')} can.`,
      {
        field: `change.${odd}`,
      },
    )
  return change
}

/** How far the principal may go with an action. @throws forbidden, not_found. */
export function requireActionReach(
  principal: Principal,
  tenantId: string,
  kind: ActionKind,
  change: DeviceChange | null,
): ActionReach {
  if (kind === 'change' && change !== null) return requireChangeReach(principal, tenantId, checkChange(change))
  return {
    seen: requireTenantReach(principal, tenantId, 'device.read'),
    members: {},
    release: requireTenantReach(principal, tenantId, 'device.release'),
  }
}

/** Whoever acts, as actions keep it. */
export const actorOf = ({ kind, id, organization, onBehalfOf }: Principal): ActionActor => ({
  kind,
  id,
  organization,
  ...(onBehalfOf !== undefined && { onBehalfOf }),
})

/** The row of an action that has just begun. @throws forbidden, not_found, invalid_request. */
export function newAction(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  input: ActionInput,
  selection: ActionSelection,
  state: DeviceAction['state'],
): DeviceActionsTable {
  const change = checkBulkChange(input)
  const now = registry.now()
  return {
    tenant_id: tenantId,
    id: newId(now),
    kind: input.kind,
    state,
    change: change === null ? null : JSON.stringify(change),
    selection: JSON.stringify(selection),
    reach: JSON.stringify(requireActionReach(principal, tenantId, input.kind, change)),
    reason: optionalText(input.reason, 'reason', 1000),
    created_by: JSON.stringify(actorOf(principal)),
    created_at: now,
    confirmed_by: null,
    confirmed_at: null,
    started_at: null,
    finished_at: null,
    total: 0,
    ready: 0,
    unchanged: 0,
    refused: 0,
    done: 0,
    failed: 0,
    preview_digest: null,
    result_digest: null,
    undoes: null,
    undone_by: null,
  }
}

/** A preview that nobody has confirmed after this time is removed: it shows what was. */
const previewMs = 24 * 3_600_000

/** Writes an action that begins, and sees to it that it does not stay when nothing comes of it. */
export async function insertAction(tx: Tx, registry: Registry, row: DeviceActionsTable): Promise<void> {
  await tx.db.insertInto('device_actions').values(row).execute()
  const job = { organizationId: row.tenant_id, subjectId: row.id }
  await enqueueJob(tx, registry.now(), { kind: 'drop-action', ...job }, previewMs)
  if (row.state === 'resolving') await enqueueJob(tx, registry.now(), { kind: 'preview-action', ...job })
}

/** Rows that ask for devices by name. */
export function actionRowsOf(listed: Exclude<ActionTargets, { filter: DeviceCriteria }>): ActionRow[] {
  if ('deviceIds' in listed)
    return listed.deviceIds.map((deviceId, position) => ({ position, status: 'asked', deviceId }))
  return listed.serialNumbers.map((name, position) => ({ position, status: 'asked', serialNumber: name.trim() }))
}

function askedRows(registry: Registry, targets: ActionTargets): ActionRow[] | undefined {
  if ('filter' in targets) return undefined
  const most = registry.limits.listedDevices
  const byId = 'deviceIds' in targets
  const listed = byId ? targets.deviceIds : targets.serialNumbers
  const field = byId ? 'deviceIds' : 'serialNumbers'
  if (listed.length === 0) throw new RegistryError('invalid_request', `${field} is empty.`, { field })
  if (listed.length > most)
    throw new RegistryError('body_too_large', `At most ${most} ${field} a call; send more as a file.`, { field })
  return actionRowsOf(targets)
}

/**
 * Begins an action: fixes which devices are meant; a job then finds out what it will do to each. Nothing is done before it is confirmed.
 * @throws invalid_request, body_too_large, forbidden, not_found.
 */
export async function beginAction(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  input: ActionInput,
  targets: ActionTargets,
): Promise<DeviceAction> {
  const rows = askedRows(registry, targets)
  // A filter that cannot be understood is refused now, not by the job.
  if ('filter' in targets) {
    const { store, limits } = registry
    narrowDevices(store, selectDevices(store.db, tenantId), targets.filter, limits.listedDevices)
      .where(await narrowingOf(registry, principal, tenantId, targets.filter))
      .compile()
  }
  const selection: ActionSelection = 'filter' in targets ? { by: 'filter', filter: targets.filter } : { by: 'list' }
  const action = {
    ...newAction(registry, principal, tenantId, input, selection, 'resolving'),
    total: rows?.length ?? 0,
  }
  await registry.store.write(async tx => {
    await insertAction(tx, registry, action)
    const size = rowsPerChunk(registry)
    for (let at = 0; at < (rows?.length ?? 0); at += size)
      await insertChunk(
        tx,
        action,
        { number: at / size, first_position: at, rows: (rows as ActionRow[]).slice(at, at + size) },
        'asked',
      )
  })
  registry.wake()
  return toAction(action)
}
