import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import type { DeviceResult } from '../registration/index.ts'
import { toItem } from './item.ts'
import { refuseThoseOfOthers } from './join-rule.ts'
import { type Member, membersOfOrder, requireTakenIn } from './members.ts'
import { nameDevices } from './name-devices.ts'
import type { Asking, Plan } from './plan.ts'
import { openOrder, rehearse, rowsToRegister } from './plan-enrol.ts'
import { returningOf } from './plan-return.ts'
import { type Returning, returnMember } from './return-rules.ts'
import type { OrderItem } from './transaction.ts'

const namesId = (device: unknown): boolean =>
  typeof device === 'object' && device !== null && Object.hasOwn(device, 'deviceId')

/** What is known of one row of the new list: the device that it is, or what registering it would come to. */
type Answer = { readonly deviceId: string } | DeviceResult

const isResult = (answer: Answer): answer is DeviceResult => 'status' in answer

/** Rows that name a device by its id are looked up, the others go by the rules of registration: so the identity decides, not the spelling. */
async function answerRows(registry: Registry, asking: Asking, register: readonly object[]): Promise<Answer[]> {
  const { tenantId, partnerId, request } = asking
  const known = request.rows.filter(row => namesId(row.device))
  const named = (await nameDevices(registry, registry.store.db, tenantId, partnerId, known)).values()
  const results = (
    await rehearse(
      registry,
      asking,
      register.filter(row => !namesId(row)),
    )
  ).values()
  return request.rows.map((row, position): Answer => {
    if (!namesId(row.device)) return results.next().value as DeviceResult
    const found = named.next().value
    if (found === undefined) throw new Error('There is an answer for each row.')
    if ('device' in found) return { deviceId: found.device.id }
    return { position, status: 'rejected', code: found.code, message: found.message }
  })
}

/** A device that is not to be in the order any more. Where there is no registration any more, there is none to end. */
function leave(position: number, member: Member, who: Returning): OrderItem {
  const item = returnMember(position, member, who)
  if (member.row.state === 'waiting' || member.device) return item
  const { code: _code, message: _message, ...rest } = item
  return { ...rest, action: 'detach', status: 'withdrawn' }
}

/** The difference between what an order has and what it is to have. */
function difference(
  { request: { rows } }: Asking,
  answers: readonly Answer[],
  members: readonly Member[],
  who: Returning,
): { items: OrderItem[]; rows: number[] } {
  const left = new Map(members.flatMap(one => (one.device ? [[one.device.id, one] as const] : [])))
  const fresh: number[] = []
  const stays = (at: number, member: Member): OrderItem => {
    left.delete(member.row.device_id ?? '')
    const delivery = rows[at]?.delivery
    const { device } = member
    return {
      position: at,
      action: 'keep',
      status: 'kept',
      member: member.row.id,
      ...(delivery !== undefined && { delivery }),
      ...(device && { deviceId: device.id }),
      ...(device?.serial_number != null && { serialNumber: device.serial_number }),
    }
  }
  const items = answers.map((answer, at): OrderItem => {
    const member = left.get(answer.deviceId ?? '')
    if (member) return stays(at, member)
    const refused = { code: 'device_not_registered', message: 'No device of this order has this id.' } as const
    const result: DeviceResult = isResult(answer) ? answer : { position: at, status: 'rejected', ...refused, ...answer }
    if (result.status === 'rejected') return { ...toItem(at, 0, result, rows[at]?.delivery), action: 'enrol' }
    fresh.push(at)
    return toItem(at, fresh.length - 1, result, rows[at]?.delivery)
  })
  // What still waits is withdrawn, and comes anew if it is in the list: it has no identity yet by which to keep it.
  const leaving = members.filter(
    one => one.row.state === 'waiting' || one.device === undefined || left.has(one.row.device_id ?? ''),
  )
  return { items: [...items, ...leaving.map((member, at) => leave(items.length + at, member, who))], rows: fresh }
}

/** What an override would do: devices of the new list stay or come, the others go. */
export async function planOverride(registry: Registry, asking: Asking): Promise<Plan> {
  const { tenantId } = asking
  const order = await openOrder(registry, asking)
  if (!order) throw new RegistryError('not_found', 'There is no order of this number; enrol makes one.')
  const { purchaseOrder } = asking.request.order ?? {}
  if (purchaseOrder !== undefined && purchaseOrder !== order.purchase_order)
    throw new RegistryError('conflict', 'The purchase order stays: its devices have it. Return them and enrol anew.', {
      field: 'order.purchaseOrder',
    })
  await requireTakenIn(registry.store.db, tenantId, asking.partnerId, { orderId: order.id })
  const members = await membersOfOrder(registry, registry.store.db, tenantId, order.id)
  const register = rowsToRegister(asking.request, order)
  const answers = await answerRows(registry, asking, register)
  const { items, rows } = difference(asking, answers, members, returningOf(asking))
  return {
    items: await refuseThoseOfOthers(registry, asking, items, order.id),
    register: rows.map(at => register[at] as object),
    order,
  }
}
