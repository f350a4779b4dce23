import type { Store } from '../store/index.ts'

/** The domain of a tenant. */
export async function findTenantDomain(db: Store['db'], tenantId: string): Promise<string | undefined> {
  const row = await db.selectFrom('tenants').select('domain').where('id', '=', tenantId).executeTakeFirst()
  return row?.domain
}
