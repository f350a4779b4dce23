import type { ErrorCode } from '../errors.ts'
import { type Reach, reaches } from '../organizations/index.ts'
import type { DeviceNames } from '../registration/index.ts'
import type { Member } from './members.ts'
import type { OrderItem } from './transaction.ts'

/** Who takes devices back: a partner, and how far the rights of whoever acts for it reach. */
export interface Returning {
  readonly partnerId: string
  readonly reach: Reach
}

/** Why a device cannot be returned. */
export interface Refusal {
  readonly code: ErrorCode
  readonly message: string
}

/**
 * Whether a partner may end the registration of a device by a return: of what it registered itself, and only while that registration
 * stands. What the customer has released, or has registered anew by itself, is the customer's.
 */
export function returnRefusal(device: DeviceNames | undefined, { partnerId, reach }: Returning): Refusal | undefined {
  if (device === undefined)
    return {
      code: 'device_not_registered',
      message: 'Its registration by you does not stand any more: it was released or returned before.',
    }
  if (device.registrar_id !== partnerId)
    return { code: 'device_registered_by_another', message: 'You have not registered this device.' }
  if (!reaches(reach, device.group_tag))
    return { code: 'group_tag_not_yours', message: 'Your rights do not reach the group tag of this device.' }
  return undefined
}

const names = (device: Pick<DeviceNames, 'serial_number' | 'product_key_id'>) => ({
  ...(device.serial_number !== null && { serialNumber: device.serial_number }),
  ...(device.product_key_id !== null && { productKeyId: device.product_key_id }),
})

const refused = (item: Omit<OrderItem, 'status'>, refusal: Refusal): OrderItem => ({
  ...item,
  status: 'refused',
  ...refusal,
})

/** What a return does to a registration. */
export function returnDevice(position: number, device: DeviceNames, who: Returning): OrderItem {
  const item = { position, action: 'return', deviceId: device.id, ...names(device) } as const
  const refusal = returnRefusal(device, who)
  return refusal ? refused(item, refusal) : { ...item, status: 'returned' }
}

/** What a return does to a device of an order: one that waits is withdrawn, a registration ends. */
export function returnMember(position: number, { row, device }: Member, who: Returning): OrderItem {
  const item = {
    position,
    member: row.id,
    ...(row.delivery !== null && { delivery: row.delivery }),
    ...(row.device_id !== null && { deviceId: row.device_id }),
    ...names(device ?? row),
  }
  if (row.state === 'waiting') return { ...item, action: 'withdraw', status: 'withdrawn' }
  const refusal = returnRefusal(device, who)
  return refusal ? refused({ ...item, action: 'return' }, refusal) : { ...item, action: 'return', status: 'returned' }
}

/** What a void does to a device that its transaction brought: one that was registered before that is only taken off the order. */
export function voidMember(position: number, member: Member, who: Returning, batchId: string | null): OrderItem {
  const { row, device } = member
  if (row.state === 'waiting' || device === undefined || device.batch_id === batchId)
    return returnMember(position, member, who)
  const { code: _code, message: _message, ...item } = returnMember(position, member, who)
  return { ...item, action: 'detach', status: 'withdrawn' }
}
