import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { finishJob, type Lease, renewLease } from '../jobs/index.ts'
import { appendJournal, type EventKind } from '../journal/index.ts'
import { type Principal, requireTenantReach } from '../organizations/index.ts'
import { type DeviceResult, registerDevices } from '../registration/index.ts'
import { type SubmissionsTable, scopeTo, type Tx } from '../store/index.ts'
import { requireText } from '../text.ts'
import { requireSubmission } from './list.ts'
import { type DeviceSubmission, submissionState, toSubmission } from './submission.ts'
import { sealedPlace } from './submit.ts'

async function set(tx: Tx, row: SubmissionsTable, change: Partial<SubmissionsTable>): Promise<SubmissionsTable> {
  await scopeTo(tx.db, row.tenant_id).updateTable('submissions').set(change).where('id', '=', row.id).execute()
  return { ...row, ...change }
}

const entryOf = (row: SubmissionsTable, action: EventKind, more: object) => ({
  organizationId: row.tenant_id,
  action,
  subjectKind: 'submission',
  subjectId: row.id,
  ...more,
})

const deciderOf = ({ kind, id, onBehalfOf }: Principal): string =>
  JSON.stringify({ kind, id, ...(onBehalfOf !== undefined && { onBehalfOf }) })

/** Finds a submission that may be decided, in a transaction. @throws not_found, conflict. */
async function requireOpen(
  tx: Tx,
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
  states: readonly string[],
): Promise<SubmissionsTable> {
  const row = await requireSubmission(tx.db, principal, tenantId, id)
  const state = submissionState(row, registry.now())
  if (!states.includes(state)) throw new RegistryError('conflict', `The submission is ${state} already.`)
  return row
}

/** Registers the device by the ordinary path, with the tag of whoever approves, if one is given. */
async function register(
  registry: Registry,
  principal: Principal,
  row: SubmissionsTable,
  groupTag: string | undefined,
): Promise<DeviceResult> {
  const plain = registry.vault.open(row.sealed as Uint8Array, sealedPlace(row.tenant_id, row.id))
  const device = { ...JSON.parse(Buffer.from(plain).toString()), ...(groupTag !== undefined && { groupTag }) }
  const input = { devices: [device], name: `Submission ${row.id}` }
  const { results } = await registerDevices(registry, principal, row.tenant_id, input)
  return results[0] as DeviceResult
}

/**
 * Approves a submission: the device is registered by the ordinary path, as an act of whoever approves.
 * @throws what registering answers for this device (device_registered_elsewhere, …): the submission waits on then; conflict when it is
 * decided or overdue.
 */
export async function approveSubmission(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
  options: { groupTag?: string } = {},
): Promise<DeviceSubmission> {
  requireTenantReach(principal, tenantId, 'device.register')
  // Marked first: nobody refuses it while it is being registered. If the process ends here, it is approved again.
  const claimed = await registry.store.write(async tx => {
    const row = await requireOpen(tx, registry, principal, tenantId, id, ['pending', 'approving'])
    return set(tx, row, { state: 'approving' })
  })
  const giveBack = () =>
    registry.store.write(tx =>
      scopeTo(tx.db, tenantId)
        .updateTable('submissions')
        .set({ state: 'pending' })
        .where('id', '=', id)
        .where('state', '=', 'approving')
        .execute(),
    )
  const result = await register(registry, principal, claimed, options.groupTag).catch(async error => {
    await giveBack()
    throw error
  })
  const { deviceId } = result
  if (deviceId === undefined || result.status === 'rejected') {
    await giveBack()
    throw new RegistryError(result.code ?? 'internal', result.message, result.field ? { field: result.field } : {})
  }
  const now = registry.now()
  const row = await registry.store.write(async tx => {
    const open = await requireOpen(tx, registry, principal, tenantId, id, ['approving'])
    await appendJournal(tx, principal, now, [entryOf(open, 'submission.approved', { after: { deviceId } })])
    const decided = { decided_at: now, decided_by: deciderOf(principal), device_id: deviceId, sealed: null }
    const tag = options.groupTag === undefined ? {} : { group_tag: options.groupTag }
    return set(tx, open, { state: 'approved', ...decided, ...tag })
  })
  return toSubmission(row, now)
}

/** Refuses a submission, with the reason that the submitter reads. What was submitted is removed. @throws conflict. */
export async function refuseSubmission(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
  reason: string,
): Promise<DeviceSubmission> {
  requireTenantReach(principal, tenantId, 'device.register')
  const why = requireText(reason, 'reason', 1000)
  const now = registry.now()
  const row = await registry.store.write(async tx => {
    const open = await requireOpen(tx, registry, principal, tenantId, id, ['pending'])
    await appendJournal(tx, principal, now, [entryOf(open, 'submission.refused', { reason: why })])
    const decided = { decided_at: now, decided_by: deciderOf(principal), reason: why, sealed: null }
    return set(tx, open, { state: 'refused', ...decided })
  })
  return toSubmission(row, now)
}

/** Job: what nobody has decided in time is ended, and what was submitted is removed. */
export async function expireSubmission(registry: Registry, lease: Lease): Promise<void> {
  const now = registry.now()
  await registry.store.write(async tx => {
    await renewLease(tx, registry, lease)
    const row = await scopeTo(tx.db, lease.organizationId)
      .selectFrom('submissions')
      .selectAll()
      .where('id', '=', lease.subjectId)
      .executeTakeFirst()
    if (row && submissionState(row, now) === 'expired' && row.sealed !== null) {
      await set(tx, row, { state: 'expired', sealed: null })
      const system = { kind: 'system', id: 'hailport', organization: { kind: 'tenant', id: row.tenant_id } }
      await appendJournal(tx, system, now, [entryOf(row, 'submission.expired', {})])
    }
    await finishJob(tx, lease)
  })
}
