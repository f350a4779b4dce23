import { type ExpressionBuilder, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Database } from '../store/index.ts'
import { effectiveProfileSql } from './effective-sql.ts'
import type { ProfileRules, RuledProfile } from './rules.ts'

/** What a regular expression counts as part of a word. */
const wordCharacters = sql.join([...'abcdefghijklmnopqrstuvwxyz0123456789_'].map(each => sql.lit(each)))

const model = sql`lower(registrations.model)`
/** The kind of a device by its model, as `profileState` tells it. */
const kind = sql<string>`case
  when ${model} like 'hololens%' and substr(${model}, 9, 1) not in (${wordCharacters}) then 'holoLens'
  when ${model} like 'surface hub 2s%' then 'surfaceHub2S'
  when ${model} like 'surface hub 2%' then 'surfaceHub2'
  else 'windowsPc' end`
/** Whether no TPM is known of a device: the facts are JSON, and its key is `e`. */
const withoutTpm = sql<SqlBool>`registrations.facts not like '%"e":"%'`

/** What a profile needs of a device. */
function needsOf({ profile }: RuledProfile): string {
  const { deviceType, outOfBoxExperienceSetting } = profile
  const shared = outOfBoxExperienceSetting.deviceUsageType === 'shared'
  return `${deviceType === 'virtualMachine' ? 'windowsPc' : deviceType} ${shared}`
}

/**
 * The status of the profile of a row of `registrations`: the same as `profileState`, decided by the database; only that it does not tell the
 * two seconds of `pending` from `assignedInSync`.
 */
export function profileStatusSql(
  eb: ExpressionBuilder<Database, 'registrations'>,
  rules: ProfileRules,
): RawBuilder<string> {
  const effective = effectiveProfileSql(eb, rules)
  const cases = [...Map.groupBy(rules.byId.values(), needsOf)].map(([needs, profiles]) => {
    const [wanted, shared] = needs.split(' ')
    const ids = sql.join(profiles.map(each => each.profile.id))
    const fails = shared === 'true' ? sql`(${kind} <> ${wanted} or ${withoutTpm})` : sql`${kind} <> ${wanted}`
    return sql`when ${effective} in (${ids}) then case when ${fails} then 'failed' else 'assignedInSync' end`
  })
  // What is no profile of the tenant is one that a partner has given: those are for PCs.
  const whens = sql.join(cases, sql` `)
  return sql<string>`case when ${effective} is null then 'notAssigned' ${whens}
    when ${kind} <> 'windowsPc' then 'failed' else 'assignedInSync' end`
}
