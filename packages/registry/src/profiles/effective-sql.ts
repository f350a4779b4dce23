import { type Expression, type ExpressionBuilder, type RawBuilder, type SqlBool, sql } from 'kysely'
import { inGroupSql } from '../groups/index.ts'
import type { Database } from '../store/index.ts'
import type { ProfileRules, RuledProfile } from './rules.ts'

type Builder = ExpressionBuilder<Database, 'registrations'>

/**
 * The id of the profile that a row of `registrations` gets, or NULL: the same as `effectiveProfile`, decided by the database, for lists
 * and counts that must not fetch every device.
 */
export function effectiveProfileSql(eb: Builder, rules: ProfileRules): RawBuilder<string | null> {
  const { groups } = rules
  const cases: RawBuilder<unknown>[] = []
  const add = (one: RuledProfile, included: Expression<SqlBool>) => {
    const fits = one.excluded.length === 0 ? included : eb.and([included, eb.not(inGroupSql(eb, groups, one.excluded))])
    cases.push(sql`when ${fits} then ${one.profile.id}`)
  }
  for (const one of rules.byGroup)
    add(
      one,
      inGroupSql(
        eb,
        groups,
        one.groups.map(group => group.id),
      ),
    )
  if (rules.forAll) add(rules.forAll, sql<SqlBool>`1 = 1`)
  const byPartner = eb
    .selectFrom('device_policies as given')
    .select(sql<string>`cast(${sql.ref('given.policy_id')} as text)`.as('policy_id'))
    .whereRef('given.tenant_id', '=', 'registrations.tenant_id')
    .whereRef('given.device_id', '=', 'registrations.id')
  const last = sql`coalesce(${byPartner}, cast(${rules.byDefault?.profile.id ?? null} as text))`
  const whens = sql.join(cases, sql` `)
  const decided = cases.length === 0 ? last : sql`case ${whens} else ${last} end`
  const given = eb
    .selectFrom('device_profiles as dp')
    .select(sql<string>`cast(${sql.ref('dp.profile_id')} as text)`.as('profile_id'))
    .whereRef('dp.tenant_id', '=', 'registrations.tenant_id')
    .whereRef('dp.device_id', '=', 'registrations.id')
  return sql`coalesce(${given}, ${decided})`
}
