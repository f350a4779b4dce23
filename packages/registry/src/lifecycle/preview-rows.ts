import type { ErrorCode } from '../errors.ts'
import { reaches } from '../organizations/index.ts'
import { beyondReach, type CheckedChange, type DeviceRecord, differenceOf } from '../registration/index.ts'
import type { ActionKind, ActionReach, ActionRow } from './action.ts'

/** What the rules of a preview need to know of the devices that rows name. */
export interface Candidates {
  readonly byId: ReadonlyMap<string, DeviceRecord>
  /** How many devices of the tenant have a serial number; one of them, when it is the only one. */
  readonly bySerial: ReadonlyMap<string, { readonly count: number; readonly id: string }>
}

/** What an action does, as far as the rules need to know. */
export interface Deed {
  readonly kind: ActionKind
  readonly reach: ActionReach
  readonly change?: CheckedChange
}

const refuse = (row: ActionRow, code: ErrorCode, message: string): ActionRow => ({
  ...row,
  status: 'refused',
  code,
  message,
})

/** Why whoever acts may not do this to the device. @returns undefined when it may. */
export function refusalOf(
  { kind, reach, change }: Deed,
  device: DeviceRecord,
): { code: ErrorCode; message: string } | undefined {
  if (!reaches(reach.seen, device.group_tag))
    return { code: 'device_not_registered', message: 'No such device is registered to this tenant.' }
  const after = change ? (differenceOf(device, change)?.after ?? {}) : {}
  const beyond =
    kind === 'change'
      ? beyondReach(reach, device, after) !== undefined
      : !reaches(reach.release ?? {}, device.group_tag)
  return beyond
    ? { code: 'group_tag_not_yours', message: 'Your rights do not reach the group tag of this device, or the new one.' }
    : undefined
}

function findDevice(row: ActionRow, { byId, bySerial }: Candidates): DeviceRecord | ActionRow {
  const found = row.deviceId === undefined ? bySerial.get(row.serialNumber ?? '') : { count: 1, id: row.deviceId }
  if (found && found.count > 1)
    return refuse(row, 'device_not_unique', `${found.count} devices have this serial number; choose by device id.`)
  const device = found && byId.get(found.id)
  if (device) return device
  const name = row.deviceId === undefined ? 'serial number' : 'id'
  return refuse(row, 'device_not_registered', `No device of this tenant has this ${name}.`)
}

/** What an action will do to the device of one row. @param seen ids of rows before it, in this action. */
export function previewRow(row: ActionRow, candidates: Candidates, deed: Deed, seen: Set<string>): ActionRow {
  const device = findDevice(row, candidates)
  if ('status' in device) return device
  const refusal = refusalOf(deed, device)
  if (refusal) return refuse(row, refusal.code, refusal.message)
  const named: ActionRow = {
    ...row,
    deviceId: device.id,
    ...(device.serial_number !== null && { serialNumber: device.serial_number }),
  }
  if (seen.has(device.id))
    return { ...named, status: 'unchanged', code: 'device_duplicated', message: 'An earlier row is the same device.' }
  seen.add(device.id)
  if (deed.kind !== 'change' || !deed.change) return { ...named, status: 'ready' }
  const difference = differenceOf(device, deed.change)
  return difference ? { ...named, status: 'ready', ...difference } : { ...named, status: 'unchanged' }
}
