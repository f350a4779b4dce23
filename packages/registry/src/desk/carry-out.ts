import type { Registry } from '../context.ts'
import type { ErrorCode } from '../errors.ts'
import type { ReportedDevice } from '../factory/index.ts'
import type { Principal } from '../organizations/index.ts'
import { registerRequested, releaseRequested, type Submitter } from '../registration/index.ts'
import type { DeskRequestsTable, Tx } from '../store/index.ts'
import type { DeskKind } from './state.ts'

/** What an approval came to. */
export interface Carried {
  readonly done: boolean
  readonly code?: ErrorCode
  readonly deviceId?: string
}

type CarryOut = (
  tx: Tx,
  registry: Registry,
  principal: Principal,
  row: DeskRequestsTable,
  records: readonly ReportedDevice[],
) => Promise<Carried[]>

const nameOf = ({ id }: DeskRequestsTable): string => `Desk request ${id}`

/** The label by which registrations find the device. */
function labelOf({ row }: ReportedDevice, groupTag: string | null): object {
  const { product_key_id: productKeyId, serial_number: serialNumber, manufacturer, model } = row
  const label = productKeyId !== null ? { productKeyId } : { serialNumber, manufacturer, model }
  return { ...label, ...(groupTag !== null && { groupTag }) }
}

/**
 * Registers: for a customer that has asked itself the maker is the registrar, and needs no consent for these devices; for a partner the
 * partner is, under its own consent.
 */
const register: CarryOut = async (tx, registry, principal, row, records) => {
  const byCustomer = row.requester_kind === 'tenant'
  const submitter = byCustomer
    ? ({ kind: 'oem', id: row.partner_id } as const)
    : ({ kind: row.requester_kind, id: row.requester_id } as Submitter)
  const results = await registerRequested(tx, registry, principal, {
    tenantId: row.tenant_id,
    submitter,
    byCustomer,
    devices: records.map(record => labelOf(record, row.group_tag)),
    name: nameOf(row),
  })
  return results.map(({ status, code, deviceId }) => ({
    // Where the customer accepts each batch of its partner, the maker has done its part.
    done: status !== 'rejected',
    ...(code !== undefined && { code }),
    ...(deviceId !== undefined && { deviceId }),
  }))
}

const deregister: CarryOut = async (tx, registry, principal, row, records) => {
  const results = await releaseRequested(tx, registry, principal, {
    tenantId: row.tenant_id,
    ...(row.requester_kind !== 'tenant' && { askedBy: row.requester_id }),
    makerId: row.partner_id,
    devices: records.map(record => record.facts),
    reason: nameOf(row),
  })
  return results.map(result => ({ done: 'deviceId' in result, ...result }))
}

/** Hashes are handed out when the request has ended; nothing is to be done before. */
const handOut: CarryOut = async (_tx, _registry, _principal, _row, records) => records.map(() => ({ done: true }))

/** Carries approvals out, in the transaction that stores them. */
export const carryOut: Readonly<Record<DeskKind, CarryOut>> = { register, deregister, hashes: handOut }
