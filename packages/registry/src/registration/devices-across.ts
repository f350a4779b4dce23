import type { Registry } from '../context.ts'
import { actingPrincipals } from '../delegation/index.ts'
import { type Principal, reachOf } from '../organizations/index.ts'
import { decodeCursor, encodeCursor, type Page, pageLimit } from '../page.ts'
import type { Device } from './device.ts'
import { type DeviceFilter, listDevices } from './list-devices.ts'

/** Tenants that one page looks into at most: one without a match costs a query. */
const tenantsPerPage = 25

/**
 * Devices of all tenants that the principal may act in, tenant by tenant, sorted within each: what `listDevices` shows it there. A page may
 * have fewer devices than asked for although others follow.
 */
export async function listDevicesAcross(
  registry: Registry,
  principal: Principal,
  filter: DeviceFilter & { readonly tenantIds?: readonly string[] },
): Promise<Page<Device>> {
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const { cursor, tenantIds, ...rest } = filter
  const [from, within] = (decodeCursor(cursor, 2) ?? []).map(String)
  const tenants = await actingPrincipals(registry, principal, {
    limit: tenantsPerPage + 1,
    ...(from !== undefined && { from }),
    ...(tenantIds !== undefined && { tenantIds }),
  })
  const items: Device[] = []
  for (const { tenantId, principal: acting } of tenants.slice(0, tenantsPerPage)) {
    if (items.length === limit) return { items, nextCursor: encodeCursor([tenantId, '']) }
    if (!reachOf(acting, 'device.read', tenantId)) continue
    const page = await listDevices(registry, acting, tenantId, {
      ...rest,
      limit: limit - items.length,
      ...(tenantId === from && within && { cursor: within }),
    })
    items.push(...page.items)
    if (page.nextCursor) return { items, nextCursor: encodeCursor([tenantId, page.nextCursor]) }
  }
  const next = tenants[tenantsPerPage]
  return { items, ...(next && { nextCursor: encodeCursor([next.tenantId, '']) }) }
}
