import { type Assignment, isId, RegistryError, type Target } from '@hailport/registry'
import type { Members } from '../body/read-members.ts'
import { badRequest } from '../errors.ts'

const kinds = {
  group: 'groupAssignmentTarget',
  exclusion: 'exclusionGroupAssignmentTarget',
  allDevices: 'allDevicesAssignmentTarget',
} as const satisfies Record<Target['kind'], string>

/** A windowsAutopilotDeploymentProfileAssignment (graph-api 3.4). */
export const toAssignmentEntity = ({ id, profileId, target }: Assignment) => ({
  id,
  source: 'direct',
  sourceId: profileId,
  target: {
    '@odata.type': `#microsoft.graph.${kinds[target.kind]}`,
    deviceAndAppManagementAssignmentFilterId: null,
    deviceAndAppManagementAssignmentFilterType: 'none',
    ...(target.kind !== 'allDevices' && { groupId: target.groupId }),
  },
})

/** The target of an assignment that a body asks for. @throws GraphError for those that a profile cannot have here; group_not_found. */
export function readTarget(members: Members): Target {
  const target = members['target'] as Members | null | undefined
  if (!target) throw badRequest('target is required.')
  const filterType = target['deviceAndAppManagementAssignmentFilterType'] ?? 'none'
  if (filterType !== 'none' || target['deviceAndAppManagementAssignmentFilterId'])
    throw badRequest('Assignment filters are not supported here: use a dynamic group.')
  const type = String(target['@odata.type'] ?? '').replace('#microsoft.graph.', '')
  const kind = (Object.keys(kinds) as Target['kind'][]).find(name => kinds[name] === type)
  if (kind === undefined)
    throw badRequest(
      `The target must be one of ${Object.values(kinds).join(', ')}: profiles are for devices, ${type || 'a target without @odata.type'} is not.`,
    )
  if (kind === 'allDevices') return { kind }
  const groupId = target['groupId']
  if (typeof groupId !== 'string' || groupId === '') throw badRequest('target.groupId is required.')
  if (!isId(groupId.toLowerCase())) throw new RegistryError('group_not_found')
  return { kind, groupId: groupId.toLowerCase() }
}
