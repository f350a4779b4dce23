import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import { requireRelationship } from '../consent/index.ts'
import type { Registry } from '../context.ts'
import { csvLine } from '../csv-text.ts'
import { type Principal, type Reach, requireReach } from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { type Database, scopeTo } from '../store/index.ts'
import { requireOrderRow } from './list-orders.ts'

/**
 * What is true of a device now. waiting: not decided, or for consent; pending: registered, and its delivery has not shipped; registered;
 * released: by the customer or somebody else than this order; returned: taken off the order.
 */
export const orderDeviceStates = ['waiting', 'pending', 'registered', 'released', 'returned'] as const
export type OrderDeviceState = (typeof orderDeviceStates)[number]

/** A device of an order as it is now. */
export interface OrderDevice {
  readonly id: string
  readonly state: OrderDeviceState
  readonly delivery?: string
  /** The date on which its delivery is expected to ship, or has shipped. */
  readonly shipsOn?: string
  /** The registration, as long as it stands. */
  readonly deviceId?: string
  readonly serialNumber?: string
  readonly productKeyId?: string
  readonly manufacturer?: string
  readonly model?: string
  readonly groupTag?: string
  readonly registeredAt?: number
  /** Ids of the transactions by which it came and went. */
  readonly addedBy: string
  readonly removedBy?: string
}

export interface OrderDeviceFilter extends PageRequest {
  readonly state?: OrderDeviceState
  readonly delivery?: string
  readonly serialNumber?: string
  /** In the order in which they came unless `desc`. */
  readonly order?: 'asc' | 'desc'
}

type Joined = ExpressionBuilder<Database, 'order_devices' | 'order_deliveries' | 'registrations'>

const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** The state as a condition; `stateOf` says the same of a row. */
function inState(eb: Joined, state: OrderDeviceState, today: string): Expression<SqlBool> {
  if (state === 'waiting' || state === 'returned') return eb('order_devices.state', '=', state)
  const isIn = eb('order_devices.state', '=', 'in')
  if (state === 'released') return eb.and([isIn, eb('registrations.id', 'is', null)])
  const shipped = eb.or([eb('order_deliveries.ships_on', 'is', null), eb('order_deliveries.ships_on', '<=', today)])
  return eb.and([isIn, eb('registrations.id', 'is not', null), state === 'pending' ? eb.not(shipped) : shipped])
}

function stateOf(row: { state: string; registration: string | null; shipsOn: string | null }, today: string) {
  if (row.state !== 'in') return row.state as 'waiting' | 'returned'
  if (row.registration === null) return 'released'
  return row.shipsOn !== null && row.shipsOn > today ? 'pending' : 'registered'
}

/** A partner looks at what is true now only with live consent; whoever is limited to group tags, at devices that have one of them. */
async function reachFor(registry: Registry, principal: Principal, tenantId: string): Promise<Reach> {
  if (principal.organization.kind !== 'partner') return requireReach(principal, 'device.read', tenantId)
  return (await requireRelationship(registry, principal, tenantId, 'device.read')).reach
}

function devicesOf(registry: Registry, tenantId: string, orderId: string, { groupTags }: Reach) {
  const query = scopeTo(registry.store.db, tenantId)
    .selectFrom('order_devices')
    .leftJoin('registrations', join =>
      join
        .onRef('registrations.tenant_id', '=', 'order_devices.tenant_id')
        .onRef('registrations.id', '=', 'order_devices.device_id'),
    )
    .leftJoin('order_deliveries', join =>
      join
        .onRef('order_deliveries.tenant_id', '=', 'order_devices.tenant_id')
        .onRef('order_deliveries.order_id', '=', 'order_devices.order_id')
        .onRef('order_deliveries.number', '=', 'order_devices.delivery'),
    )
    .where('order_devices.order_id', '=', orderId)
  return groupTags === undefined ? query : query.where('registrations.group_tag', 'in', [...groupTags])
}

const present = <T>(name: string, value: T | null): Record<string, T> => (value === null ? {} : { [name]: value })

type DeviceRow = Awaited<ReturnType<typeof readRows>>[number]

async function readRows(
  registry: Registry,
  tenantId: string,
  orderId: string,
  reach: Reach,
  filter: OrderDeviceFilter,
) {
  const after = decodeCursor(filter.cursor, 1)
  const order = filter.order ?? 'asc'
  let query = devicesOf(registry, tenantId, orderId, reach).select([
    'order_devices.id',
    'order_devices.state',
    'order_devices.delivery',
    'order_deliveries.ships_on as shipsOn',
    'registrations.id as registration',
    'order_devices.serial_number as serialNumber',
    'order_devices.product_key_id as productKeyId',
    'registrations.manufacturer',
    'registrations.model',
    'registrations.group_tag as groupTag',
    'registrations.registered_at as registeredAt',
    'order_devices.added_by as addedBy',
    'order_devices.removed_by as removedBy',
  ])
  const { state, delivery, serialNumber } = filter
  if (state !== undefined) query = query.where(eb => inState(eb as unknown as Joined, state, dateOf(registry.now())))
  if (delivery !== undefined) query = query.where('order_devices.delivery', '=', delivery)
  if (serialNumber !== undefined) query = query.where('order_devices.serial_number', '=', serialNumber)
  if (after !== undefined) query = query.where('order_devices.id', order === 'asc' ? '>' : '<', String(after[0]))
  return query
    .orderBy('order_devices.id', order)
    .limit(pageLimit(filter.limit, registry.limits.pageSize) + 1)
    .execute()
}

const toOrderDevice =
  (today: string) =>
  (row: DeviceRow): OrderDevice => ({
    id: row.id,
    state: stateOf(row, today),
    ...present('delivery', row.delivery),
    ...present('shipsOn', row.shipsOn),
    ...present('deviceId', row.registration),
    ...present('serialNumber', row.serialNumber),
    ...present('productKeyId', row.productKeyId),
    ...present('manufacturer', row.manufacturer),
    ...present('model', row.model),
    ...present('groupTag', row.groupTag),
    ...present('registeredAt', row.registeredAt),
    addedBy: row.addedBy,
    ...present('removedBy', row.removedBy),
  })

/** The devices of an order as they are now. @throws not_found, the error of the consent. */
export async function listOrderDevices(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  orderId: string,
  filter: OrderDeviceFilter,
): Promise<Page<OrderDevice>> {
  await requireOrderRow(registry, principal, tenantId, orderId)
  const reach = await reachFor(registry, principal, tenantId)
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const rows = await readRows(registry, tenantId, orderId, reach, filter)
  return toPage(rows, limit, toOrderDevice(dateOf(registry.now())), row => [row.id])
}

/** How many devices of an order are in which state now. @throws not_found, the error of the consent. */
export async function countOrderDevices(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  orderId: string,
): Promise<Record<OrderDeviceState, number>> {
  await requireOrderRow(registry, principal, tenantId, orderId)
  const reach = await reachFor(registry, principal, tenantId)
  const today = dateOf(registry.now())
  const counts = await devicesOf(registry, tenantId, orderId, reach)
    .select(eb =>
      orderDeviceStates.map(state =>
        sql<number>`coalesce(sum(case when ${inState(eb as unknown as Joined, state, today)} then 1 else 0 end), 0)`.as(
          state,
        ),
      ),
    )
    .executeTakeFirstOrThrow()
  return Object.fromEntries(orderDeviceStates.map(state => [state, Number(counts[state])])) as Record<
    OrderDeviceState,
    number
  >
}

/** The devices of an order, as they are now, as a CSV file. */
export async function exportOrderDevices(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  orderId: string,
  filter: Omit<OrderDeviceFilter, keyof PageRequest>,
): Promise<AsyncGenerator<string>> {
  const limit = registry.limits.pageSize
  const read = (cursor?: string) =>
    listOrderDevices(registry, principal, tenantId, orderId, {
      ...filter,
      limit,
      ...(cursor !== undefined && { cursor }),
    })
  const first = await read()
  const columns = ['state', 'delivery', 'shipsOn', 'deviceId', 'serialNumber', 'productKeyId', 'manufacturer'] as const
  return (async function* () {
    yield csvLine([...columns, 'model', 'groupTag', 'registeredAt'])
    for (let page = first; ; page = await read(page.nextCursor)) {
      for (const one of page.items) {
        const at = one.registeredAt === undefined ? undefined : new Date(one.registeredAt).toISOString()
        yield csvLine([...columns.map(name => one[name]), one.model, one.groupTag, at])
      }
      if (page.nextCursor === undefined) return
    }
  })()
}
