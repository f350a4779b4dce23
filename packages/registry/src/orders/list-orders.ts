import { type ExpressionBuilder, sql } from 'kysely'
import { consentState, effectiveConsent } from '../consent/index.ts'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import {
  getPartnerNames,
  type Principal,
  requirePermission,
  requireReach,
  requireTenant,
} from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { type Database, type OrdersTable, scopeTo } from '../store/index.ts'
import { readDeliveries } from './store.ts'
import { knownId } from './transaction.ts'

/** An order that a customer placed with a partner. */
export interface Order {
  readonly id: string
  readonly tenantId: string
  readonly partner: { readonly id: string; readonly name?: string }
  readonly number: string
  readonly purchaseOrder?: string
  /** Dates such as 2031-01-31. */
  readonly orderedOn?: string
  readonly shipTo?: string
  readonly createdAt: number
  readonly updatedAt: number
}

export interface Delivery {
  readonly number: string
  readonly shipsOn?: string
}

export interface OrderFilter extends PageRequest {
  readonly number?: string
  readonly purchaseOrder?: string
  readonly partnerId?: string
  readonly tenantId?: string
  readonly sort?: 'createdAt' | 'number'
  /** newest, or greatest number, first unless `asc`. */
  readonly order?: 'asc' | 'desc'
}

const toOrder = (row: OrdersTable, names: ReadonlyMap<string, { readonly name: string }>): Order => {
  const name = names.get(row.partner_id)?.name
  return {
    id: row.id,
    tenantId: row.tenant_id,
    partner: { id: row.partner_id, ...(name !== undefined && { name }) },
    number: row.number,
    ...(row.purchase_order !== null && { purchaseOrder: row.purchase_order }),
    ...(row.ordered_on !== null && { orderedOn: row.ordered_on }),
    ...(row.ship_to !== null && { shipTo: row.ship_to }),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

/** Partners with orders for the tenant whose consent is live: the others' orders are no business of the customer any more. */
async function livePartners(registry: Registry, tenantId: string): Promise<string[]> {
  const { db } = registry.store
  const now = registry.now()
  const rows = await scopeTo(db, tenantId).selectFrom('orders').select('partner_id').distinct().execute()
  const live = await Promise.all(
    rows.map(async ({ partner_id }) => {
      const consent = await effectiveConsent(db, tenantId, partner_id, now)
      const state = consent && consentState(consent, now)
      return state === 'granted' || state === 'exhausted' ? [partner_id] : []
    }),
  )
  return live.flat()
}

/**
 * The orders that a principal may see at a tenant: those addressed to it, of partners with live consent, for people of the tenant; its own
 * for a partner, also when the consent has ended: they are its own acts.
 * @throws not_found for anybody else.
 */
async function ordersAt(registry: Registry, principal: Principal, tenantId: string) {
  const { organization, kind, id } = principal
  const query = scopeTo(registry.store.db, tenantId).selectFrom('orders').selectAll('orders')
  if (organization.kind === 'partner') {
    const reach = requireReach(principal, 'device.read', tenantId)
    const own = query.where('orders.partner_id', '=', organization.id)
    return reach.groupTags === undefined
      ? own
      : own.where('orders.created_by', '=', JSON.stringify({ kind, id, organization }))
  }
  requireTenant(principal, tenantId, 'device.read')
  const live = await livePartners(registry, tenantId)
  return query.where(registry.store.textIn<'orders'>('orders.partner_id', live))
}

/** The orders of a partner for all of its customers. */
function ordersOfPartner(registry: Registry, partnerId: string) {
  return scopeTo(registry.store.db, partnerId)
    .selectFrom('partner_orders')
    .innerJoin('orders', join =>
      join
        .onRef('orders.tenant_id', '=', 'partner_orders.tenant_id')
        .onRef('orders.id', '=', 'partner_orders.order_id'),
    )
    .selectAll('orders')
}

async function ownOrders(registry: Registry, principal: Principal) {
  const { organization } = principal
  if (organization.kind === 'tenant') return ordersAt(registry, principal, organization.id)
  if (organization.kind !== 'partner')
    throw new RegistryError('forbidden', 'Orders are between a customer and a partner; operators see none.')
  requirePermission(principal, 'device.read')
  return ordersOfPartner(registry, organization.id)
}

const conditionsOf = (filter: OrderFilter) => (eb: ExpressionBuilder<Database, 'orders'>) =>
  eb.and([
    ...(filter.number === undefined ? [] : [eb('orders.number', '=', filter.number)]),
    ...(filter.purchaseOrder === undefined ? [] : [eb('orders.purchase_order', '=', filter.purchaseOrder)]),
    ...(filter.partnerId === undefined ? [] : [eb('orders.partner_id', '=', filter.partnerId)]),
    ...(filter.tenantId === undefined ? [] : [eb('orders.tenant_id', '=', filter.tenantId)]),
  ])

/** Orders: at one tenant, or all of the principal's organization. */
export async function listOrders(
  registry: Registry,
  principal: Principal,
  at: string | undefined,
  filter: OrderFilter,
): Promise<Page<Order>> {
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 2)
  const order = filter.order ?? 'desc'
  const from = at === undefined ? await ownOrders(registry, principal) : await ordersAt(registry, principal, at)
  let query = from.where(conditionsOf(filter) as never)
  const byNumber = filter.sort === 'number'
  if (after !== undefined) {
    const [number, id] = [String(after[0]), String(after[1])]
    const beyond = sql.raw(order === 'desc' ? '<' : '>')
    query = query.where(
      byNumber
        ? sql<boolean>`(orders.number, orders.id) ${beyond} (${number}, ${id})`
        : sql<boolean>`orders.id ${beyond} ${id}`,
    )
  }
  if (byNumber) query = query.orderBy('orders.number', order)
  const rows: OrdersTable[] = await query
    .orderBy('orders.id', order)
    .limit(limit + 1)
    .execute()
  const names = await getPartnerNames(registry, [...new Set(rows.map(row => row.partner_id))])
  return toPage(
    rows,
    limit,
    row => toOrder(row, names),
    row => [row.number, row.id],
  )
}

/** The row of an order that the principal may see. @throws not_found. */
export async function requireOrderRow(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<OrdersTable> {
  const from = await ordersAt(registry, principal, tenantId)
  const row = knownId(id) ? await from.where('orders.id', '=', id).executeTakeFirst() : undefined
  if (!row) throw new RegistryError('not_found')
  return row
}

/** One order with its deliveries. @throws not_found. */
export async function getOrder(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<Order & { readonly deliveries: Delivery[] }> {
  const row = await requireOrderRow(registry, principal, tenantId, id)
  const deliveries = await readDeliveries(registry.store.db, tenantId, id)
  return {
    ...toOrder(row, await getPartnerNames(registry, [row.partner_id])),
    deliveries: deliveries.map(({ number, ships_on }) => ({ number, ...(ships_on !== null && { shipsOn: ships_on }) })),
  }
}
