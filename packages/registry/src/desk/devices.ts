import type { Registry } from '../context.ts'
import { catalogue, type ErrorCode } from '../errors.ts'
import type { Principal } from '../organizations/index.ts'
import { decodePosition, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { type DeviceResult, type Holder, readRowResults } from '../registration/index.ts'
import { type DeskDevicesTable, type DeskRequestsTable, scopeTo } from '../store/index.ts'
import { requireDeskRequest, requireOwnRequest, requireRequester } from './access.ts'
import { checkDevices, type DeviceCheck, obstacleTo } from './check-devices.ts'
import type { DeskDeviceState, DeskKind } from './state.ts'

/** A device of a request. */
export interface DeskDevice {
  readonly serialNumber: string
  readonly state: DeskDeviceState
  /** What approval came to, where that needs a word. */
  readonly code?: ErrorCode
  readonly message?: string
  /** Why it was refused. */
  readonly reason?: string
  readonly decidedAt?: number
  readonly deviceId?: string
}

/** One of several factory records of a serial number. */
export interface CheckedRecord {
  readonly id: string
  readonly manufacturer?: string
  readonly model?: string
  readonly productKeyId?: string
  readonly reportedAt: number
  readonly holder: Holder
}

/** As the maker sees it: with what its records and the registry say now. */
export interface CheckedDevice extends DeskDevice {
  readonly decidedBy?: string
  /** Of a device that is not decided yet. */
  readonly check?: {
    readonly factoryRecord: 'known' | 'unknown' | 'several'
    readonly recordId?: string
    readonly manufacturer?: string
    readonly model?: string
    readonly productKeyId?: string
    readonly holder?: Holder
    /** Of a serial number that several records have: these, of which a decision names one. */
    readonly records?: readonly CheckedRecord[]
    /** Why approval would fail now. */
    readonly code?: ErrorCode
    readonly message?: string
  }
}

export interface DeskDeviceFilter extends PageRequest {
  readonly state?: DeskDeviceState
  readonly serialNumber?: string
  /** In the order of the list unless `desc`. */
  readonly order?: 'asc' | 'desc'
}

function fetchRows(registry: Registry, request: DeskRequestsTable, filter: DeskDeviceFilter, limit: number) {
  const after = decodePosition(filter.cursor)
  const { state, serialNumber, order = 'asc' } = filter
  let query = scopeTo(registry.store.db, request.partner_id)
    .selectFrom('desk_devices')
    .selectAll()
    .where('request_id', '=', request.id)
  if (state !== undefined) query = query.where('state', '=', state)
  if (serialNumber !== undefined) query = query.where('serial_number', '=', serialNumber)
  if (after !== undefined) query = query.where('number', order === 'asc' ? '>' : '<', after)
  return query
    .orderBy('number', order)
    .limit(limit + 1)
    .execute()
}

/**
 * What a registration has come to since the maker approved it: where the customer accepts each batch, or consent was missing, the approval
 * was not the end.
 */
async function outcomesSince(registry: Registry, request: DeskRequestsTable, rows: readonly DeskDevicesTable[]) {
  const waited = rows.filter(row => row.state === 'approved' && row.code !== null && row.device_id === null)
  const batches = waited.flatMap(row => row.batch_id ?? [])
  const results =
    batches.length === 0
      ? new Map<string, DeviceResult[]>()
      : await readRowResults(registry, request.tenant_id, batches)
  return (row: DeskDevicesTable): DeskDevicesTable => {
    const now = results.get(row.batch_id ?? '')?.[row.batch_position ?? -1]
    if (now === undefined || row.device_id !== null) return row
    return { ...row, code: now.code ?? null, device_id: now.deviceId ?? null }
  }
}

function toDevice(row: DeskDevicesTable): DeskDevice {
  const code = row.code as ErrorCode | null
  return {
    serialNumber: row.serial_number,
    state: row.state as DeskDeviceState,
    ...(code !== null && { code, message: catalogue[code].cause }),
    ...(row.reason !== null && { reason: row.reason }),
    ...(row.decided_at !== null && { decidedAt: row.decided_at }),
    ...(row.device_id !== null && { deviceId: row.device_id }),
  }
}

/** Devices of a request, for the requester's side: what was decided, and nothing of what the maker's records say. */
export async function listOwnRequestDevices(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
  filter: DeskDeviceFilter,
): Promise<Page<DeskDevice>> {
  const requester = await requireRequester(registry, principal, tenantId, 'device.read')
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const request = await requireOwnRequest(registry.store.db, requester, id)
  const rows = await fetchRows(registry, request, filter, limit)
  const since = await outcomesSince(registry, request, rows)
  return toPage(
    rows,
    limit,
    row => toDevice(since(row)),
    row => [row.number],
  )
}

const toCheckedRecord = ({
  record: { row },
  holder,
}: NonNullable<DeviceCheck['candidates']>[number]): CheckedRecord => ({
  id: row.id,
  ...(row.manufacturer !== null && { manufacturer: row.manufacturer }),
  ...(row.model !== null && { model: row.model }),
  ...(row.product_key_id !== null && { productKeyId: row.product_key_id }),
  reportedAt: row.first_reported_at,
  holder,
})

/** Devices of a request, for the maker; those that are not decided with what is known of them now. */
export async function listDeskRequestDevices(
  registry: Registry,
  principal: Principal,
  makerId: string,
  id: string,
  filter: DeskDeviceFilter,
): Promise<Page<CheckedDevice>> {
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const request = await requireDeskRequest(registry.store.db, principal, makerId, id, 'desk.read')
  const rows = await fetchRows(registry, request, filter, limit)
  const open = rows.filter(row => row.state === 'pending').map(row => row.serial_number)
  const checks = await checkDevices(registry, registry.store.db, request, open)
  const since = await outcomesSince(registry, request, rows)
  const toChecked = (row: DeskDevicesTable): CheckedDevice => {
    const found = checks.get(row.serial_number)
    const code = found && obstacleTo(request.kind as DeskKind, found)
    const record = found?.record?.row
    return {
      ...toDevice(since(row)),
      ...(row.decided_by !== null && { decidedBy: row.decided_by }),
      ...(found && {
        check: {
          factoryRecord: found.factoryRecord,
          ...(record && { recordId: record.id }),
          ...(record?.manufacturer != null && { manufacturer: record.manufacturer }),
          ...(record?.model != null && { model: record.model }),
          ...(record?.product_key_id != null && { productKeyId: record.product_key_id }),
          ...(found.holder !== undefined && { holder: found.holder }),
          ...(found.candidates && { records: found.candidates.map(toCheckedRecord) }),
          ...(code && { code, message: catalogue[code].cause }),
        },
      }),
    }
  }
  return toPage(rows, limit, toChecked, row => [row.number])
}
