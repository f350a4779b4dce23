import { type Store, scopeTo, type Tx } from '../store/index.ts'

/** Notes that profiles, assignments or group rules of the tenant change in this transaction. */
export async function noteRuleChange(tx: Tx, tenantId: string): Promise<void> {
  await scopeTo(tx.db, tenantId)
    .insertInto('rule_versions')
    .values({ tenant_id: tenantId, version: 1 })
    .onConflict(conflict =>
      conflict.column('tenant_id').doUpdateSet(eb => ({ version: eb('rule_versions.version', '+', 1) })),
    )
    .execute()
}

/** How often they have changed; 0: the tenant never had any. */
export async function readRuleVersion(db: Store['db'], tenantId: string): Promise<number> {
  const row = await scopeTo(db, tenantId).selectFrom('rule_versions').select('version').executeTakeFirst()
  return row?.version ?? 0
}
