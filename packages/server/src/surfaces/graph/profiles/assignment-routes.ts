import {
  type Assignment,
  addAssignment,
  changeAssignment,
  deleteAssignment,
  getAssignment,
  listAssignments,
} from '@hailport/registry'
import { countText, entity, noContent } from '../answer.ts'
import { readEntityBody } from '../body/read-members.ts'
import type { GraphCall } from '../call.ts'
import { keyId } from '../key-id.ts'
import { countItems, listItems } from '../list-items.ts'
import { readAll } from '../read-all.ts'
import type { GraphRoute } from '../route-table.ts'
import { scopes } from '../scopes.ts'
import { readTarget, toAssignmentEntity } from './assignment-entity.ts'

const type = 'windowsAutopilotDeploymentProfileAssignment'

/** The profile that a call is about. */
type ProfileOf = (call: GraphCall) => string | Promise<string>

const byKey: ProfileOf = call => keyId(call, 'profileId', 'profile_not_found')
const assignmentOf = ({ keys }: GraphCall): string => keys['assignmentId'] ?? ''

/** All assignments of a profile. */
export const assignmentsOf = ({ registry, principal, tenantId }: GraphCall, profileId: string) =>
  readAll(registry, page => listAssignments(registry, principal, tenantId, profileId, page))

const entities = async (call: GraphCall, profileId: string) =>
  (await assignmentsOf(call, profileId)).map(toAssignmentEntity)

async function change(call: GraphCall, profileId: string): Promise<Assignment> {
  const { registry, principal, tenantId } = call
  const members = readEntityBody(call, type)
  const at = [registry, principal, tenantId, profileId, assignmentOf(call)] as const
  return members['target'] === undefined ? getAssignment(...at) : changeAssignment(...at, readTarget(members))
}

/** Assignments of profiles (graph-api 2.4), below a path that leads to one. */
export function assignmentRoutes(profile: string, profileOf: ProfileOf = byKey): GraphRoute[] {
  const list = `${profile}/assignments`
  const one = `${list}/{assignmentId}`
  const reading = { versions: ['beta'], type, scopes: scopes.profilesRead } as const
  const writing = { versions: ['beta'], type, scopes: scopes.profilesWrite } as const
  return [
    {
      method: 'GET',
      path: list,
      ...reading,
      handle: async call => listItems(call, await entities(call, await profileOf(call))),
    },
    {
      method: 'GET',
      path: `${list}/$count`,
      ...reading,
      handle: async call => countText(countItems(call, await entities(call, await profileOf(call)))),
    },
    {
      method: 'POST',
      path: list,
      ...writing,
      async handle(call) {
        const { registry, principal, tenantId } = call
        const target = readTarget(readEntityBody(call, type))
        const made = await addAssignment(registry, principal, tenantId, await profileOf(call), target)
        return entity(call, toAssignmentEntity(made), 201)
      },
    },
    {
      method: 'GET',
      path: one,
      ...reading,
      async handle(call) {
        const { registry, principal, tenantId } = call
        const found = await getAssignment(registry, principal, tenantId, await profileOf(call), assignmentOf(call))
        return entity(call, toAssignmentEntity(found))
      },
    },
    {
      method: 'PATCH',
      path: one,
      ...writing,
      handle: async call => entity(call, toAssignmentEntity(await change(call, await profileOf(call)))),
    },
    {
      method: 'DELETE',
      path: one,
      ...writing,
      async handle(call) {
        await deleteAssignment(call.registry, call.principal, call.tenantId, await profileOf(call), assignmentOf(call))
        return noContent()
      },
    },
  ]
}
