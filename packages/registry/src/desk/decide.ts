import type { Registry } from '../context.ts'
import { catalogue, type ErrorCode, RegistryError } from '../errors.ts'
import type { Principal } from '../organizations/index.ts'
import { type DeskDevicesTable, type DeskRequestsTable, scopeTo, type Tx } from '../store/index.ts'
import { requireText } from '../text.ts'
import { requireDeskRequest } from './access.ts'
import { type Carried, carryOut } from './carry-out.ts'
import { type ChosenRecords, checkDevices, obstacleTo } from './check-devices.ts'
import { tellParties } from './journal.ts'
import { moveRequest } from './move.ts'
import { type DeskRequest, viewRequest } from './request.ts'
import { type DeskDeviceState, type DeskKind, type DeskState, nextState } from './state.ts'

/** What the agent decides about one device. */
export interface DeskDecision {
  readonly serialNumber: string
  readonly approve: boolean
  /** Why it is refused; the requester reads it. */
  readonly reason?: string
  /** Which of several factory records of the serial number is meant. */
  readonly recordId?: string
}

/** What became of a decision. A device whose approval could not be carried out stays pending, with the code. */
export interface DeskDecisionResult {
  readonly serialNumber: string
  readonly state: DeskDeviceState
  readonly code?: ErrorCode
  readonly message?: string
  readonly remedy?: string
  readonly deviceId?: string
}

type Device = Pick<DeskDevicesTable, 'number' | 'serial_number' | 'state' | 'device_id'>

interface Decided {
  readonly device: Device
  readonly state: 'approved' | 'refused' | 'pending'
  readonly code: ErrorCode | null
  readonly reason: string | null
  readonly deviceId: string | null
  readonly recordId: string | null
  readonly batchId?: string | null
  readonly position?: number | null
}

function checkDecisions(decisions: readonly DeskDecision[], max: number): DeskDecision[] {
  if (decisions.length === 0 || decisions.length > max)
    throw new RegistryError('invalid_request', `decisions must have 1 to ${max} devices.`, { field: 'decisions' })
  const seen = new Set<string>()
  return decisions.map(({ serialNumber, approve, reason, recordId }) => {
    if (seen.has(serialNumber))
      throw new RegistryError('invalid_request', `${JSON.stringify(serialNumber)} is decided twice.`, {
        field: 'decisions',
      })
    seen.add(serialNumber)
    if (approve) return { serialNumber, approve, ...(recordId !== undefined && { recordId }) }
    return { serialNumber, approve, reason: requireText(reason, 'reason', 1000) }
  })
}

async function devicesOf(
  tx: Tx,
  registry: Registry,
  row: DeskRequestsTable,
  decisions: readonly DeskDecision[],
): Promise<Map<string, Device>> {
  const serials = decisions.map(decision => decision.serialNumber)
  const rows = await scopeTo(tx.db, row.partner_id)
    .selectFrom('desk_devices')
    .select(['number', 'serial_number', 'state', 'device_id'])
    .where('request_id', '=', row.id)
    .where(registry.store.textIn<'desk_devices'>('serial_number', serials))
    .execute()
  const found = new Map(rows.map(device => [device.serial_number, device]))
  const strange = serials.find(serial => !found.has(serial))
  if (strange !== undefined)
    throw new RegistryError('invalid_request', `${JSON.stringify(strange)} is not in this request.`, {
      field: 'decisions',
    })
  return found
}

/** Approves devices: those in whose way nothing is, are carried out, each with its own answer. */
async function approve(
  tx: Tx,
  registry: Registry,
  principal: Principal,
  row: DeskRequestsTable,
  devices: readonly Device[],
  chosen: ChosenRecords,
): Promise<Decided[]> {
  const kind = row.kind as DeskKind
  const serials = devices.map(device => device.serial_number)
  const checks = await checkDevices(registry, tx.db, row, serials, chosen)
  const cleared = devices.flatMap(device => {
    const check = checks.get(device.serial_number)
    return check?.record && obstacleTo(kind, check) === undefined ? [{ device, record: check.record }] : []
  })
  const approved = cleared.map(({ device, record }) => ({ record, chosen: chosen.has(device.serial_number) }))
  const carried = cleared.length === 0 ? [] : await carryOut[kind](tx, registry, principal, row, approved)
  const answers = new Map<Device, Carried>(cleared.map(({ device }, index) => [device, carried[index] as Carried]))
  return devices.map(device => {
    const check = checks.get(device.serial_number)
    const obstacle = check && obstacleTo(kind, check)
    const answer: Carried = answers.get(device) ?? { done: false, ...(obstacle && { code: obstacle }) }
    return {
      device,
      state: answer.done ? 'approved' : 'pending',
      code: answer.code ?? null,
      reason: null,
      deviceId: answer.deviceId ?? null,
      recordId: check?.record?.row.id ?? null,
      batchId: answer.batchId ?? null,
      position: answer.position ?? null,
    }
  })
}

async function store(
  tx: Tx,
  row: DeskRequestsTable,
  decided: readonly Decided[],
  by: string,
  now: number,
): Promise<void> {
  await tx.runMany<{
    number: number
    state: string
    code: string | null
    reason: string | null
    record: string | null
    device: string | null
    batch: string | null
    position: number | null
  }>(
    (db, p) =>
      scopeTo(db, row.partner_id)
        .updateTable('desk_devices')
        .set({
          state: p.state,
          code: p.code,
          reason: p.reason,
          record_id: p.record,
          device_id: p.device,
          batch_id: p.batch,
          batch_position: p.position,
          decided_at: now,
          decided_by: by,
        })
        .where('request_id', '=', row.id)
        .where('number', '=', p.number),
    decided
      .filter(one => one.state !== 'pending')
      .map(({ device, state, code, reason, recordId, deviceId, batchId, position }) => ({
        number: device.number,
        state,
        code,
        reason,
        record: recordId,
        device: deviceId,
        batch: batchId ?? null,
        position: position ?? null,
      })),
  )
}

function toResult({ device, state, code, deviceId }: Decided): DeskDecisionResult {
  const entry = code === null ? undefined : catalogue[code]
  return {
    serialNumber: device.serial_number,
    state,
    ...(code !== null && entry && { code, message: entry.cause, remedy: entry.remedy }),
    ...(deviceId !== null && { deviceId }),
  }
}

/** A decision that was made before: the same again is harmless, the opposite is a conflict. */
function again(device: Device, decision: DeskDecision): Decided {
  const same = device.state === (decision.approve ? 'approved' : 'refused')
  const state = device.state as Decided['state']
  return { device, state, code: same ? null : 'conflict', reason: null, deviceId: device.device_id, recordId: null }
}

const count = (decided: readonly Decided[], state: string) => decided.filter(one => one.state === state).length

/**
 * Approves and refuses devices of a request, any number at a time. What is approved is done in the same transaction: registered by the one
 * path, deregistered by its rules, or marked to be handed out. When the last is decided, so is the request.
 * @returns an answer for each decision, in their order.
 */
export async function decideDeskDevices(
  registry: Registry,
  principal: Principal,
  makerId: string,
  id: string,
  given: readonly DeskDecision[],
): Promise<{ request: DeskRequest; results: DeskDecisionResult[] }> {
  const decisions = checkDecisions(given, registry.limits.deskDevices)
  const now = registry.now()
  const done = await registry.store.write(async tx => {
    const row = await requireDeskRequest(tx.db, principal, makerId, id, 'desk.work')
    if (nextState(row.state as DeskState, 'decide-some') === undefined)
      throw new RegistryError('conflict', `The request is ${row.state}; nothing of it can be decided any more.`)
    const devices = await devicesOf(tx, registry, row, decisions)
    const open = decisions.filter(one => devices.get(one.serialNumber)?.state === 'pending')
    const deviceOf = (one: DeskDecision) => devices.get(one.serialNumber) as Device
    const approvals = open.filter(one => one.approve).map(deviceOf)
    const refusals = open
      .filter(one => !one.approve)
      .map((one): Decided => {
        const { reason = null } = one
        return { device: deviceOf(one), state: 'refused', code: null, reason, deviceId: null, recordId: null }
      })
    const chosen = new Map(open.flatMap(one => (one.recordId === undefined ? [] : [[one.serialNumber, one.recordId]])))
    const decided = [...(await approve(tx, registry, principal, row, approvals, chosen)), ...refusals]
    await store(tx, row, decided, principal.id, now)
    const after = await conclude(tx, registry, principal, row, decided)
    const byDevice = new Map(decided.map(one => [one.device, one]))
    const results = decisions.map(one => toResult(byDevice.get(deviceOf(one)) ?? again(deviceOf(one), one)))
    return { after, results }
  })
  registry.wake()
  return { request: await viewRequest(registry, makerId, done.after), results: done.results }
}

/** Counts, moves the request on, and tells everybody. */
async function conclude(
  tx: Tx,
  registry: Registry,
  principal: Principal,
  row: DeskRequestsTable,
  decided: readonly Decided[],
): Promise<DeskRequestsTable> {
  const [approved, refused] = [row.approved + count(decided, 'approved'), row.refused + count(decided, 'refused')]
  const event = approved + refused === row.total ? 'decide-last' : 'decide-some'
  const taken = row.taken_by ?? principal.id
  const after = await moveRequest(tx, registry, row, event, { approved, refused, taken_by: taken })
  const named = (state: string) => decided.filter(one => one.state === state).map(one => one.device.serial_number)
  const [yes, no] = [named('approved'), named('refused')]
  if (yes.length + no.length > 0)
    await tellParties(tx, principal, registry.now(), after, {
      action: event === 'decide-last' ? 'desk-request.decided' : 'desk-request.devices-decided',
      after: { ...(yes.length > 0 && { approved: yes }), ...(no.length > 0 && { refused: no }) },
    })
  return after
}
