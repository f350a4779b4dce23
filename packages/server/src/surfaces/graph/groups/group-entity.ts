import type { Group, GroupInput } from '@hailport/registry'
import type { Members } from '../body/read-members.ts'
import { badRequest } from '../errors.ts'
import { toTime } from '../times.ts'

const dynamic = 'DynamicMembership'

/** A group of the directory. Its members are devices; it has no mail. */
export const toGroupEntity = (group: Group) => ({
  id: group.id,
  deletedDateTime: null,
  createdDateTime: toTime(group.createdAt),
  description: group.description,
  displayName: group.displayName,
  groupTypes: group.kind === 'dynamic' ? [dynamic] : [],
  mail: null,
  mailEnabled: false,
  mailNickname: null,
  membershipRule: group.rule,
  membershipRuleProcessingState: group.kind === 'dynamic' ? 'On' : null,
  securityEnabled: true,
  visibility: null,
})

/** What a body asks for of a group. @throws GraphError for what groups cannot be here. */
export function readGroup(members: Members): Partial<GroupInput> {
  const { displayName, description, membershipRule, groupTypes, mailEnabled, membershipRuleProcessingState } = members
  const types = (groupTypes ?? []) as readonly unknown[]
  if (mailEnabled === true || types.includes('Unified')) throw badRequest('Groups have no mail here.')
  if (types.includes(dynamic) && !membershipRule) throw badRequest(`A group of ${dynamic} needs a membershipRule.`)
  if (membershipRuleProcessingState === 'Paused') throw badRequest('Membership rules cannot be paused here.')
  return {
    ...(typeof displayName === 'string' && { displayName }),
    ...(description !== undefined && { description: description as string | null }),
    ...(typeof membershipRule === 'string' && membershipRule !== '' && { rule: membershipRule }),
  }
}
