import { bytesToBase64 } from '@hailport/hardware-hash'
import type { Registry } from '../context.ts'
import type { ErrorCode } from '../errors.ts'
import { openFactoryHashes, type ReportedDevice } from '../factory/index.ts'
import type { Principal } from '../organizations/index.ts'
import { registerRequested, releaseRequested, type Submitter } from '../registration/index.ts'
import type { DeskRequestsTable, Tx } from '../store/index.ts'
import type { DeskKind } from './state.ts'

/** What an approval came to. */
export interface Carried {
  readonly done: boolean
  readonly code?: ErrorCode
  readonly deviceId?: string
  /** The row of the batch that registers it. */
  readonly batchId?: string
  readonly position?: number
}

/** A device whose approval is carried out. */
export interface Approved {
  readonly record: ReportedDevice
  /** The agent has chosen the record among several: its label may be that of others, its hash is not. */
  readonly chosen: boolean
}

type CarryOut = (
  tx: Tx,
  registry: Registry,
  principal: Principal,
  row: DeskRequestsTable,
  devices: readonly Approved[],
) => Promise<Carried[]>

const nameOf = ({ id }: DeskRequestsTable): string => `Desk request ${id}`

/** The label by which registrations find the device. */
function labelOf({ row }: ReportedDevice): object {
  const { product_key_id: productKeyId, serial_number: serialNumber, manufacturer, model } = row
  return productKeyId !== null ? { productKeyId } : { serialNumber, manufacturer, model }
}

/**
 * Registers: for a customer that has asked itself the maker is the registrar, and needs no consent for these devices; for a partner the
 * partner is, under its own consent.
 */
const register: CarryOut = async (tx, registry, principal, row, devices) => {
  const byCustomer = row.requester_kind === 'tenant'
  const submitter = byCustomer
    ? ({ kind: 'oem', id: row.partner_id } as const)
    : ({ kind: row.requester_kind, id: row.requester_id } as Submitter)
  const chosen = devices.filter(one => one.chosen).map(one => one.record.row.id)
  const hashes = await openFactoryHashes(registry, tx.db, row.partner_id, chosen)
  const named = devices.map(({ record }) => {
    const hash = hashes.get(record.row.id)
    return {
      ...(hash ? { hardwareHash: bytesToBase64(hash) } : labelOf(record)),
      ...(row.group_tag !== null && { groupTag: row.group_tag }),
    }
  })
  const { batchId, results } = await registerRequested(tx, registry, principal, {
    tenantId: row.tenant_id,
    submitter,
    byCustomer,
    devices: named,
    name: nameOf(row),
  })
  return results.map(({ position, status, code, deviceId }) => ({
    batchId,
    position,
    // Where the customer accepts each batch of its partner, the maker has done its part.
    done: status !== 'rejected',
    ...(code !== undefined && { code }),
    ...(deviceId !== undefined && { deviceId }),
  }))
}

const deregister: CarryOut = async (tx, registry, principal, row, devices) => {
  const results = await releaseRequested(tx, registry, principal, {
    tenantId: row.tenant_id,
    ...(row.requester_kind !== 'tenant' && { askedBy: row.requester_id }),
    makerId: row.partner_id,
    devices: devices.map(({ record }) => record.facts),
    reason: nameOf(row),
  })
  return results.map(result => ({ done: 'deviceId' in result, ...result }))
}

/** Hashes are handed out when the request has ended; nothing is to be done before. */
const handOut: CarryOut = async (_tx, _registry, _principal, _row, devices) => devices.map(() => ({ done: true }))

/** Carries approvals out, in the transaction that stores them. */
export const carryOut: Readonly<Record<DeskKind, CarryOut>> = { register, deregister, hashes: handOut }
