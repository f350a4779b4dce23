export { type Condition, isSameForTag, meets, physicalIds, type RuledDevice } from './condition.ts'
export { conditionSql } from './condition-sql.ts'
export type { Group } from './group.ts'
export { inGroupSql } from './in-group-sql.ts'
export {
  createGroup,
  type GroupFilter,
  type GroupInput,
  getGroup,
  groupsPerTenant,
  listGroups,
  removeGroup,
  requireGroup,
  updateGroup,
} from './manage.ts'
export {
  addMembers,
  leaveGroups,
  type Membership,
  membershipsOf,
  rejoinGroups,
  removeMembers,
  requireDeviceIds,
  requireRegistered,
} from './members.ts'
export { parseRule, ruleLength } from './parse-rule.ts'
export { readGroupRules } from './read-rules.ts'
export { noteRuleChange, readRuleVersion } from './versions.ts'
