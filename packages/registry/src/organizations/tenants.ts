import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { isId, newId } from '../ids.ts'
import { appendJournal } from '../journal/index.ts'
import { decodeCursor, type Page, pageLimit, toPage } from '../page.ts'
import type { Store, TenantsTable, Tx } from '../store/index.ts'
import { requireDomain, requireText } from '../text.ts'
import { requirePermission, requireRegistry } from './authorize.ts'
import { type Principal, registryId } from './principal.ts'
import { named, type OrganizationSearch } from './search.ts'

/** A customer organization: what devices are registered to. */
export interface Tenant {
  readonly id: string
  readonly name: string
  readonly domain: string
  readonly createdAt: number
  /** Devices that it may import in one call of the Graph contract, where that is not the limit of the registry. */
  readonly importRows?: number
}

/** The most that one call of the Graph contract can carry: 16 MB of hashes. */
export const mostImportRows = 2_500

const toTenant = (row: TenantsTable): Tenant => ({
  id: row.id,
  name: row.name,
  domain: row.domain,
  createdAt: row.created_at,
  ...(row.import_rows !== null && { importRows: row.import_rows }),
})

/** Makes a tenant. @throws conflict when the domain is taken. */
export async function createTenant(
  registry: Registry,
  principal: Principal,
  input: { name: string; domain: string },
): Promise<Tenant> {
  requireRegistry(principal, 'organization.manage')
  const now = registry.now()
  const row: TenantsTable = {
    id: newId(now),
    name: requireText(input.name, 'name', 200),
    domain: requireDomain(input.domain, 'domain'),
    created_at: now,
    import_rows: null,
  }
  return registry.store.write(async tx => {
    const taken = await tx.db.selectFrom('tenants').select('id').where('domain', '=', row.domain).executeTakeFirst()
    if (taken)
      throw new RegistryError('conflict', `The domain ${row.domain} belongs to a tenant already.`, { field: 'domain' })
    await tx.db.insertInto('tenants').values(row).execute()
    const tenant = toTenant(row)
    await appendJournal(tx, principal, now, [
      { organizationId: registryId, action: 'tenant.created', subjectKind: 'tenant', subjectId: row.id, after: tenant },
    ])
    return tenant
  })
}

/** Changes the limits of a tenant; for operators. null: the limit of the registry. @throws not_found, invalid_request */
export async function updateTenant(
  registry: Registry,
  principal: Principal,
  id: string,
  { importRows }: { importRows?: number | null },
): Promise<Tenant> {
  requireRegistry(principal, 'organization.manage')
  const least = registry.limits.importRows
  if (typeof importRows === 'number' && !(importRows >= least && importRows <= mostImportRows))
    throw new RegistryError('invalid_request', `importRows is ${least} to ${mostImportRows}.`, { field: 'importRows' })
  return registry.store.write(async tx => {
    const row = await tx.db.selectFrom('tenants').selectAll().where('id', '=', id).executeTakeFirst()
    if (!row) throw new RegistryError('not_found')
    const next = { ...row, import_rows: importRows === undefined ? row.import_rows : importRows }
    const [before, after] = [toTenant(row), toTenant(next)]
    if (next.import_rows === row.import_rows) return after
    await tx.db.updateTable('tenants').set({ import_rows: next.import_rows }).where('id', '=', id).execute()
    const entry = { action: 'tenant.changed', subjectKind: 'tenant', subjectId: id, before, after } as const
    await appendJournal(tx, principal, registry.now(), [
      { organizationId: registryId, ...entry },
      { organizationId: id, ...entry },
    ])
    return after
  })
}

/** How many devices the tenant may import in one call. For code that has checked who asks. */
export async function importRowsOf({ store, limits }: Registry, tenantId: string): Promise<number> {
  const row = await store.db.selectFrom('tenants').select('import_rows').where('id', '=', tenantId).executeTakeFirst()
  return row?.import_rows ?? limits.importRows
}

/** Tenants, oldest first unless asked otherwise; for operators. */
export async function listTenants(
  registry: Registry,
  principal: Principal,
  page: OrganizationSearch & { domain?: string },
): Promise<Page<Tenant>> {
  requireRegistry(principal, 'organization.manage', 'registry.read')
  const limit = pageLimit(page.limit, registry.limits.pageSize)
  const after = decodeCursor(page.cursor, 1)
  const { order = 'asc' } = page
  let query = registry.store.db.selectFrom('tenants').selectAll()
  if (page.domain !== undefined) query = query.where('domain', '=', page.domain.toLowerCase())
  if (page.name !== undefined) query = query.where(named(page.name))
  if (after !== undefined) query = query.where('id', order === 'asc' ? '>' : '<', String(after[0]))
  return toPage(
    await query
      .orderBy('id', order)
      .limit(limit + 1)
      .execute(),
    limit,
    toTenant,
    row => [row.id],
  )
}

/** One tenant, for its own people and for operators. @throws not_found for anybody else, and for an unknown id. */
export async function getTenant(registry: Registry, principal: Principal, id: string): Promise<Tenant> {
  const own = principal.organization.kind === 'tenant' && principal.organization.id === id
  if (!own && principal.organization.kind !== 'registry') throw new RegistryError('not_found')
  requirePermission(principal, 'organization.read')
  const row = await registry.store.db.selectFrom('tenants').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new RegistryError('not_found')
  return toTenant(row)
}

/** The id of the tenant that a partner names by id or domain, if there is one. For code that must not disclose the difference. */
export async function findTenantByTarget(registry: Registry, target: string): Promise<string | undefined> {
  const row = await registry.store.db
    .selectFrom('tenants')
    .select('id')
    .where(isId(target) ? 'id' : 'domain', '=', target)
    .executeTakeFirst()
  return row?.id
}

/** The name that a tenant shows to others. For statements that the tenant itself has made. */
export async function tenantNameOf(db: Store['db'], id: string): Promise<string | undefined> {
  return (await db.selectFrom('tenants').select('name').where('id', '=', id).executeTakeFirst())?.name
}

/** Whether there is such a tenant: a partner may name one that is not, and nothing is journalled for it then. */
export async function tenantExists(tx: Tx, id: string): Promise<boolean> {
  return (await tx.db.selectFrom('tenants').select('id').where('id', '=', id).executeTakeFirst()) !== undefined
}

/** Tenants by id, in one query; for lists of tenants that the caller may see. */
export async function tenantsById(registry: Registry, ids: readonly string[]): Promise<Map<string, Tenant>> {
  if (ids.length === 0) return new Map()
  const { db, textIn } = registry.store
  const rows = await db.selectFrom('tenants').selectAll().where(textIn<'tenants'>('id', ids)).execute()
  return new Map(rows.map(row => [row.id, toTenant(row)]))
}
