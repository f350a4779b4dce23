import { type Store, scopeTo } from '../store/index.ts'
import type { Condition } from './condition.ts'
import { parseRule } from './parse-rule.ts'

/** What decides about the members of a group. */
export interface GroupRule {
  readonly id: string
  readonly displayName: string
  /** Absent on static groups. */
  readonly condition?: Condition
  /** Since when the condition is as it is, ms. */
  readonly changedAt: number
}

/** The groups with these ids. */
export async function readGroupRules(
  store: Store,
  tenantId: string,
  ids: readonly string[],
): Promise<Map<string, GroupRule>> {
  if (ids.length === 0) return new Map()
  const rows = await scopeTo(store.db, tenantId)
    .selectFrom('groups')
    .select(['id', 'display_name', 'rule', 'rule_changed_at'])
    .where(store.textIn<'groups'>('id', ids))
    .execute()
  return new Map(
    rows.map(row => [
      row.id,
      {
        id: row.id,
        displayName: row.display_name,
        changedAt: row.rule_changed_at,
        ...(row.rule !== null && { condition: parseRule(row.rule).condition }),
      },
    ]),
  )
}
