import { createHash } from 'node:crypto'
import type { Limits } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { optionalText, requireText } from '../text.ts'
import type { OrderVerb } from './transaction.ts'

/** What is said of an order; null clears, absent leaves as it is. */
export interface OrderInput {
  readonly number: string
  readonly purchaseOrder?: string | null
  /** A date, such as 2031-01-31. */
  readonly orderedOn?: string | null
  readonly shipTo?: string | null
}

export interface DeliveryInput {
  readonly number: string
  /** The date on which it is expected to ship, or has shipped. */
  readonly shipsOn?: string | null
  /** As devices of a registration; those to be returned may also be named by deviceId, or by serial number alone. */
  readonly devices?: readonly unknown[]
}

/** What a partner asks to be done. */
export interface OrderRequest {
  /** The partner's own id: the same request with the same id has one effect. */
  readonly transactionId?: string
  readonly verb: OrderVerb
  readonly order?: OrderInput
  readonly deliveries?: readonly DeliveryInput[]
  /** Devices of no delivery. */
  readonly devices?: readonly unknown[]
  /** Of a return: every device of this purchase order. */
  readonly purchaseOrder?: string
  /** Of a void: the `transactionId` of what is to be taken back. */
  readonly voids?: string
  readonly onMissingConsent?: 'hold' | 'refuse'
  readonly reason?: string
  readonly dryRun?: boolean
  readonly confirmationToken?: string
}

/** A device of a request, with the delivery under which it stands. */
export interface OrderRow {
  readonly device: unknown
  readonly delivery?: string
}

/** A request whose form is right. */
export interface CheckedRequest {
  readonly verb: OrderVerb
  readonly transactionId: string | undefined
  readonly order?: { number: string; purchaseOrder?: string | null; orderedOn?: string | null; shipTo?: string | null }
  readonly deliveries: readonly { number: string; shipsOn?: string | null }[]
  readonly rows: readonly OrderRow[]
  readonly purchaseOrder: string | null
  readonly voids: string | null
  readonly hold: boolean
  readonly reason: string | null
  /** Covers what is asked for, whichever id it comes under. */
  readonly digest: Uint8Array
}

const deliveriesPerRequest = 1_000

const refuse = (field: string, message: string): never => {
  throw new RegistryError('invalid_request', message, { field })
}

/** A date of the calendar. @throws invalid_request. */
function checkDate(value: string | null | undefined, field: string): { value?: string | null } {
  if (value === undefined) return {}
  if (value === null || value === '') return { value: null }
  const at = /^\d{4}-\d\d-\d\d$/.test(value) ? new Date(`${value}T00:00:00Z`) : undefined
  if (at === undefined || Number.isNaN(at.getTime()) || !at.toISOString().startsWith(value))
    return refuse(field, `${field} must be a date such as 2031-01-31.`)
  return { value }
}

export function checkOrder(order: OrderInput): NonNullable<CheckedRequest['order']> {
  const { value: orderedOn } = checkDate(order.orderedOn, 'order.orderedOn')
  return {
    number: requireText(order.number, 'order.number', 100),
    ...(order.purchaseOrder !== undefined && {
      purchaseOrder: optionalText(order.purchaseOrder, 'order.purchaseOrder', 512),
    }),
    ...(orderedOn !== undefined && { orderedOn }),
    ...(order.shipTo !== undefined && { shipTo: optionalText(order.shipTo, 'order.shipTo', 500) }),
  }
}

export function checkDeliveries(deliveries: readonly DeliveryInput[]): CheckedRequest['deliveries'] {
  if (deliveries.length > deliveriesPerRequest)
    refuse('deliveries', `A request has at most ${deliveriesPerRequest} deliveries.`)
  const checked = deliveries.map(({ number, shipsOn }, index) => {
    const { value } = checkDate(shipsOn, `deliveries.${index}.shipsOn`)
    return {
      number: requireText(number, `deliveries.${index}.number`, 100),
      ...(value !== undefined && { shipsOn: value }),
    }
  })
  const twice = checked.find(({ number }, at) => checked.findIndex(one => one.number === number) < at)
  if (twice) refuse('deliveries', `The delivery ${twice.number} is in the request twice.`)
  return checked
}

/** Which parts of a request each verb has: what it does not know is refused rather than read over. */
const parts: Record<OrderVerb, readonly (keyof OrderRequest)[]> = {
  enrol: ['order', 'deliveries', 'devices', 'onMissingConsent'],
  return: ['order', 'deliveries', 'devices', 'purchaseOrder'],
  void: ['voids'],
  override: ['order', 'deliveries', 'devices'],
}
const optionalParts = ['order', 'deliveries', 'devices', 'purchaseOrder', 'voids', 'onMissingConsent'] as const

function checkParts(request: OrderRequest, rows: number): void {
  const { verb, order, purchaseOrder, voids } = request
  const odd = optionalParts.find(part => request[part] !== undefined && !parts[verb].includes(part))
  if (odd !== undefined) refuse(odd, `${odd} has no meaning for ${verb}.`)
  if ((verb === 'enrol' || verb === 'override') && order === undefined) refuse('order', `${verb} needs an order.`)
  if (verb === 'enrol' && rows === 0) refuse('devices', 'There is no device to enrol.')
  if (verb === 'void' && voids === undefined) refuse('voids', 'void needs the transactionId of what is to be voided.')
  if (verb !== 'return') return
  if (purchaseOrder !== undefined && (order !== undefined || rows > 0 || request.deliveries !== undefined))
    refuse('purchaseOrder', 'A return by purchase order takes all of it; name an order or devices, or it.')
  if (purchaseOrder === undefined && order === undefined && rows === 0)
    refuse('order', 'A return needs an order, devices or a purchase order.')
  const { deliveries = [] } = request
  if (order === undefined && deliveries.length > 0) refuse('order', 'Deliveries belong to an order.')
  const { number: _number, ...said } = order ?? {}
  if (Object.keys(said).length > 0) refuse('order', 'A return names an order by its number; override changes it.')
  if (deliveries.some(one => one.shipsOn !== undefined)) refuse('deliveries', 'A return does not change shipsOn.')
  if (rows > 0 && deliveries.some(one => (one.devices ?? []).length === 0))
    refuse('deliveries', 'Name whole deliveries, or devices, not both in one return.')
}

const rowsOf = ({ devices = [], deliveries = [] }: OrderRequest): OrderRow[] => [
  ...devices.map(device => ({ device })),
  ...deliveries.flatMap(({ number, devices: own = [] }) =>
    own.map(device => ({ device, delivery: String(number).trim() })),
  ),
]

function digestOf(request: OrderRequest): Uint8Array {
  const { transactionId: _id, dryRun: _dry, confirmationToken: _token, ...asked } = request
  const sorted = Object.fromEntries(Object.entries(asked).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  return createHash('sha256').update(JSON.stringify(sorted)).digest()
}

/** @throws invalid_request, body_too_large. */
export function checkRequest(request: OrderRequest, limits: Limits): CheckedRequest {
  const { verb, transactionId, order, deliveries = [], purchaseOrder, voids, reason } = request
  const rows = rowsOf(request)
  if (rows.length > limits.devicesPerCall)
    throw new RegistryError(
      'body_too_large',
      `A transaction names at most ${limits.devicesPerCall} devices; send more as an upload.`,
      { field: 'devices' },
    )
  checkParts(request, rows.length)
  return {
    verb,
    transactionId:
      transactionId === undefined && request.dryRun === true
        ? undefined
        : requireText(transactionId, 'transactionId', 100),
    ...(order && { order: checkOrder(order) }),
    deliveries: checkDeliveries(deliveries),
    rows,
    purchaseOrder: optionalText(purchaseOrder, 'purchaseOrder', 512),
    voids: optionalText(voids, 'voids', 100),
    hold: request.onMissingConsent === 'hold',
    reason: optionalText(reason, 'reason', 1000),
    digest: digestOf(request),
  }
}
