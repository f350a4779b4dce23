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

const profileOf = (call: GraphCall): string => keyId(call, 'profileId', 'profile_not_found')
const assignmentOf = ({ keys }: GraphCall): string => keys['assignmentId'] ?? ''

/** All assignments of a profile. */
export const assignmentsOf = ({ registry, principal, tenantId }: GraphCall, profileId: string) =>
  readAll(registry, page => listAssignments(registry, principal, tenantId, profileId, page))

const entities = async (call: GraphCall) => (await assignmentsOf(call, profileOf(call))).map(toAssignmentEntity)

async function change(call: GraphCall): Promise<Assignment> {
  const { registry, principal, tenantId } = call
  const members = readEntityBody(call, type)
  const at = [registry, principal, tenantId, profileOf(call), assignmentOf(call)] as const
  return members['target'] === undefined ? getAssignment(...at) : changeAssignment(...at, readTarget(members))
}

/** Assignments of profiles (graph-api 2.4), below a path that ends in `{profileId}`. */
export function assignmentRoutes(profile: string): GraphRoute[] {
  const list = `${profile}/assignments`
  const one = `${list}/{assignmentId}`
  const reading = { versions: ['beta'], type, scopes: scopes.profilesRead } as const
  const writing = { versions: ['beta'], type, scopes: scopes.profilesWrite } as const
  return [
    { method: 'GET', path: list, ...reading, handle: async call => listItems(call, await entities(call)) },
    {
      method: 'GET',
      path: `${list}/$count`,
      ...reading,
      handle: async call => countText(countItems(call, await entities(call))),
    },
    {
      method: 'POST',
      path: list,
      ...writing,
      async handle(call) {
        const { registry, principal, tenantId } = call
        const target = readTarget(readEntityBody(call, type))
        const made = await addAssignment(registry, principal, tenantId, profileOf(call), target)
        return entity(call, toAssignmentEntity(made), 201)
      },
    },
    {
      method: 'GET',
      path: one,
      ...reading,
      async handle(call) {
        const { registry, principal, tenantId } = call
        const found = await getAssignment(registry, principal, tenantId, profileOf(call), assignmentOf(call))
        return entity(call, toAssignmentEntity(found))
      },
    },
    {
      method: 'PATCH',
      path: one,
      ...writing,
      handle: async call => entity(call, toAssignmentEntity(await change(call))),
    },
    {
      method: 'DELETE',
      path: one,
      ...writing,
      async handle(call) {
        await deleteAssignment(call.registry, call.principal, call.tenantId, profileOf(call), assignmentOf(call))
        return noContent()
      },
    },
  ]
}
