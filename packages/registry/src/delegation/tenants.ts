import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { type Principal, permissionsOf, type Tenant, tenantsById } from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { scopeTo } from '../store/index.ts'
import { type Assigned, asMemberOf, delegatedGrants } from './act.ts'

/** A tenant that a person may act in, and the person as it acts there. */
export interface ActingIn {
  readonly tenantId: string
  readonly principal: Principal
  readonly expiresAt?: number
}

/**
 * Tenants that the principal may act in, by id: its own, or those where something is delegated to it.
 * @throws forbidden for operators and applications of a partner.
 */
export async function actingPrincipals(
  registry: Registry,
  principal: Principal,
  page: { limit: number; after?: string; from?: string; tenantIds?: readonly string[] },
): Promise<ActingIn[]> {
  const { organization } = principal
  if (organization.kind === 'tenant') return page.after === undefined ? [{ tenantId: organization.id, principal }] : []
  if (organization.kind !== 'partner' || principal.kind !== 'person')
    throw new RegistryError('forbidden', 'Only people of a partner act in tenants of customers.')
  const now = registry.now()
  let query = scopeTo(registry.store.db, organization.id)
    .selectFrom('partner_delegations as own')
    .innerJoin('delegations as d', join =>
      join.onRef('d.tenant_id', '=', 'own.tenant_id').onRef('d.id', '=', 'own.delegation_id'),
    )
    .innerJoin('delegation_members as m', join =>
      join.onRef('m.partner_id', '=', 'own.partner_id').onRef('m.delegation_id', '=', 'own.delegation_id'),
    )
    .where('d.state', '=', 'granted')
    .where('d.expires_at', '>', now)
    .where(eb =>
      eb.or([
        eb.and([eb('m.subject_kind', '=', 'person'), eb('m.subject_id', '=', principal.id)]),
        ...(principal.roles.length > 0
          ? [eb.and([eb('m.subject_kind', '=', 'role'), eb('m.subject_id', 'in', [...principal.roles])])]
          : []),
      ]),
    )
  const { after, from, tenantIds } = page
  if (from !== undefined) query = query.where('own.tenant_id', '>=', from)
  if (after !== undefined) query = query.where('own.tenant_id', '>', after)
  if (tenantIds !== undefined) query = query.where('own.tenant_id', 'in', [...tenantIds])
  // Tenants first, so that a page ends between two of them; then everything that is delegated there.
  const tenants = await query.select('own.tenant_id').distinct().orderBy('own.tenant_id').limit(page.limit).execute()
  if (tenants.length === 0) return []
  const rows: (Assigned & { tenant_id: string })[] = await query
    .select(['own.tenant_id', 'd.state', 'd.expires_at', 'd.permissions', 'd.group_tags'])
    .select(['m.subject_kind', 'm.subject_id', 'm.permissions as own_permissions', 'm.group_tags as own_group_tags'])
    .where('own.tenant_id', '<=', tenants.at(-1)?.tenant_id ?? '')
    .execute()
  const byTenant = Map.groupBy(rows, row => row.tenant_id)
  return tenants.map(({ tenant_id }) => {
    const delegated = byTenant.get(tenant_id) ?? []
    return {
      tenantId: tenant_id,
      principal: asMemberOf(principal, tenant_id, delegatedGrants(principal, delegated, now)),
      expiresAt: Math.max(...delegated.map(row => row.expires_at)),
    }
  })
}

/** A tenant that a person may act in. */
export interface ActingTenant extends Tenant {
  readonly permissions: readonly string[]
  /** When the last of the rights ends; absent for the own tenant. */
  readonly expiresAt?: number
}

/** Tenants that the principal may act in, by id. */
export async function listActingTenants(
  registry: Registry,
  principal: Principal,
  page: PageRequest = {},
): Promise<Page<ActingTenant>> {
  const limit = pageLimit(page.limit, registry.limits.pageSize)
  const after = decodeCursor(page.cursor, 1)
  const found = await actingPrincipals(registry, principal, {
    limit: limit + 1,
    ...(after !== undefined && { after: String(after[0]) }),
  })
  const tenants = await tenantsById(
    registry,
    found.map(each => each.tenantId),
  )
  return toPage(
    found,
    limit,
    ({ tenantId, principal: acting, expiresAt }) => ({
      ...(tenants.get(tenantId) as Tenant),
      permissions: permissionsOf(acting),
      ...(expiresAt !== undefined && { expiresAt }),
    }),
    ({ tenantId }) => [tenantId],
  )
}
