import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import type { Database } from '../store/index.ts'
import { conditionSql } from './condition-sql.ts'
import type { GroupRule } from './read-rules.ts'

/** Whether a row of `registrations` is in one of the groups, which `groups` knows. */
export function inGroupSql(
  eb: ExpressionBuilder<Database, 'registrations'>,
  groups: ReadonlyMap<string, GroupRule>,
  ids: readonly string[],
): Expression<SqlBool> {
  const conditions = ids.flatMap(id => {
    const condition = groups.get(id)?.condition
    return condition === undefined ? [] : [conditionSql(condition)]
  })
  const listed = ids.filter(id => groups.get(id)?.condition === undefined)
  if (listed.length === 0) return eb.or(conditions)
  const member = eb
    .selectFrom('group_members as gm')
    .select('gm.group_id')
    .whereRef('gm.tenant_id', '=', 'registrations.tenant_id')
    .whereRef('gm.device_id', '=', 'registrations.id')
    .where('gm.group_id', 'in', listed)
  return eb.or([...conditions, eb.exists(member)])
}
