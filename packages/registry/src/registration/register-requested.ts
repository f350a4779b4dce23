import type { Registry } from '../context.ts'
import type { Principal } from '../organizations/index.ts'
import { toRow } from '../rows/index.ts'
import type { BatchesTable, Tx } from '../store/index.ts'
import { type DeviceResult, insertBatch, newBatch } from './batch.ts'
import { toItem } from './item.ts'
import { prepareRows } from './prepare.ts'
import { identifiedRows } from './prepared.ts'
import { settleBatch } from './register.ts'
import { type Submission, type Submitter, toSubmission } from './submission.ts'

/** Devices that somebody else registers at the request of a customer or its partner. */
export interface RequestedDevices {
  readonly tenantId: string
  /** Who stands as the registrar. A partner's consent is asked and counted, unless the customer itself has asked. */
  readonly submitter: Submitter
  readonly byCustomer: boolean
  /** Devices as an upload has them; see `DeviceRow`. */
  readonly devices: readonly object[]
  readonly name: string
}

/**
 * Registers devices in the caller's transaction, by the same path as a batch. Whether somebody may ask for that is for the caller to know.
 * @returns the results in the order of the devices, and the batch whose rows they are.
 */
export async function registerRequested(
  tx: Tx,
  registry: Registry,
  principal: Principal,
  { tenantId, submitter, byCustomer, devices, name }: RequestedDevices,
): Promise<{ readonly batchId: string; readonly results: DeviceResult[] }> {
  const items = devices.map(device => toItem(toRow(device)))
  const { organization } = principal
  // Whoever carries it out is named as what it is, not as somebody of the organization that stands as the registrar.
  const actor = organization.id === submitter.id ? principal : { ...principal, onBehalfOf: organization.id }
  const row: BatchesTable = {
    ...newBatch(registry, actor, tenantId, { ...submitter, reach: {} }, { name }, 'processing'),
    sealed_at: registry.now(),
    started_at: registry.now(),
    total: items.length,
  }
  const submission: Submission = { ...toSubmission(row), ...(byCustomer && { requested: true }) }
  const placed = items.map((item, position) => ({ item, position }))
  const identified = identifiedRows(prepareRows(registry, row.id, placed, true), false)
  await insertBatch(tx, row)
  const { results } = await settleBatch(tx, registry, actor, row, submission, items, identified)
  return { batchId: row.id, results }
}
