import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { type DeviceResult, registerDevices } from '../registration/index.ts'
import { toRow } from '../rows/index.ts'
import type { OrderDeliveriesTable, OrdersTable } from '../store/index.ts'
import { toItem } from './item.ts'
import { refuseThoseOfOthers } from './join-rule.ts'
import type { Asking, Plan } from './plan.ts'
import type { CheckedRequest } from './request.ts'
import { findOrder, readDeliveries } from './store.ts'
import type { OrderItem } from './transaction.ts'

/** What a device of an order has that says nothing else: the numbers of its order. */
export function rowsToRegister({ order, rows }: CheckedRequest, known: OrdersTable | undefined): object[] {
  const purchaseOrder = order?.purchaseOrder ?? known?.purchase_order ?? undefined
  return rows.map(({ device }) =>
    typeof device === 'object' && device !== null
      ? { ...(purchaseOrder !== undefined && { purchaseOrder }), orderId: order?.number, ...device }
      : (device as object),
  )
}

const differs = (given: string | null | undefined, known: string | null): boolean =>
  given !== undefined && given !== known

/** @throws conflict when the request says something else of the order than what is known: that is what override is for. */
export function requireAgreement(
  { order, deliveries }: CheckedRequest,
  known: OrdersTable,
  knownDeliveries: readonly OrderDeliveriesTable[],
): void {
  const refuse = (field: string) => {
    throw new RegistryError('conflict', `The order ${known.number} has another ${field}; override changes it.`, {
      field,
    })
  }
  if (differs(order?.purchaseOrder, known.purchase_order)) refuse('order.purchaseOrder')
  if (differs(order?.orderedOn, known.ordered_on)) refuse('order.orderedOn')
  if (differs(order?.shipTo, known.ship_to)) refuse('order.shipTo')
  const dates = new Map(knownDeliveries.map(one => [one.number, one.ships_on]))
  for (const { number, shipsOn } of deliveries)
    if (dates.has(number) && differs(shipsOn, dates.get(number) ?? null)) refuse('deliveries.shipsOn')
}

/** @throws invalid_request when a delivery would ship before it was ordered. */
function requireOrderOfDates(orderedOn: string | null | undefined, { deliveries }: CheckedRequest): void {
  if (orderedOn == null) return
  const early = deliveries.find(({ shipsOn }) => shipsOn != null && shipsOn < orderedOn)
  if (early)
    throw new RegistryError('invalid_request', `The delivery ${early.number} would ship before it was ordered.`, {
      field: 'deliveries.shipsOn',
    })
}

/** The order that a request names, checked against what it says. */
export async function openOrder(
  registry: Registry,
  { tenantId, partnerId, request }: Asking,
): Promise<OrdersTable | undefined> {
  const { db } = registry.store
  const known = await findOrder(db, tenantId, partnerId, request.order?.number ?? '')
  requireOrderOfDates(request.order?.orderedOn ?? known?.ordered_on, request)
  if (known && request.verb === 'enrol') requireAgreement(request, known, await readDeliveries(db, tenantId, known.id))
  return known
}

/** What the rules would say to every device, without registering any. */
export async function rehearse(
  registry: Registry,
  { principal, tenantId, request }: Asking,
  devices: readonly object[],
): Promise<DeviceResult[]> {
  if (devices.length === 0) return []
  const onMissingConsent = request.hold ? 'hold' : 'refuse'
  const input = { devices, dryRun: true, onMissingConsent } as const
  return (await registerDevices(registry, principal, tenantId, input)).results
}

/** What an enrolment would do. */
export async function planEnrol(registry: Registry, asking: Asking): Promise<Plan> {
  const order = await openOrder(registry, asking)
  const register = rowsToRegister(asking.request, order)
  const results = await rehearse(registry, asking, register)
  const items = results.map((result, at) => toItem(at, at, result, asking.request.rows[at]?.delivery))
  return { items: await refuseThoseOfOthers(registry, asking, items, order?.id), register, ...(order && { order }) }
}

/** An enrolment that nobody has looked at before: its items are what the rows say, and the job decides. */
export async function planUnseen(registry: Registry, asking: Asking): Promise<Plan> {
  const order = await openOrder(registry, asking)
  const items = asking.request.rows.map(({ device, delivery }, position): OrderItem => {
    const { serialNumber, productKeyId } = toRow(device).fields ?? {}
    return {
      position,
      action: 'enrol',
      status: 'waiting',
      row: position,
      ...(delivery !== undefined && { delivery }),
      ...(serialNumber !== undefined && { serialNumber }),
      ...(productKeyId !== undefined && { productKeyId }),
    }
  })
  return { items, register: rowsToRegister(asking.request, order), ...(order && { order }) }
}
