import {
  type Assignment,
  assignDevices,
  assignmentsByProfile,
  createProfile,
  deleteProfile,
  getProfile,
  listProfiles,
  type Profile,
  updateProfile,
} from '@hailport/registry'
import { actionResult, countText, entity, noContent } from '../answer.ts'
import { readActionBody, readEntityBody } from '../body/read-members.ts'
import type { GraphCall } from '../call.ts'
import { badRequest } from '../errors.ts'
import { keyId } from '../key-id.ts'
import { countItems, listItems } from '../list-items.ts'
import { readAll } from '../read-all.ts'
import type { GraphRoute } from '../route-table.ts'
import { scopes } from '../scopes.ts'
import { assignedDeviceRoutes } from './assigned-devices.ts'
import { toAssignmentEntity } from './assignment-entity.ts'
import { assignmentRoutes, assignmentsOf } from './assignment-routes.ts'
import { toProfileChange } from './profile-change.ts'
import { profileTypes, toProfileEntity } from './profile-entity.ts'

const type = 'windowsAutopilotDeploymentProfile'
const list = 'deviceManagement/windowsAutopilotDeploymentProfiles'
const one = `${list}/{profileId}`

const idOf = (call: GraphCall): string => keyId(call, 'profileId', 'profile_not_found')

/** Whether assignments are wanted with the profiles; devices of a profile may be a million, and have a list of their own. */
function expandsAssignments({ options }: GraphCall): boolean {
  const other = options.expand.find(({ name }) => name !== 'assignments')
  if (other) throw badRequest(`${other.name} cannot be expanded here: ask for {id}/${other.name}.`)
  return options.expand.length > 0
}

const withAssignments = (profile: Profile, assignments: readonly Assignment[] | undefined) => ({
  ...toProfileEntity(profile),
  ...(assignments && { assignments: assignments.map(toAssignmentEntity) }),
})

async function profileEntities(call: GraphCall) {
  const { registry, principal, tenantId } = call
  const assignments = expandsAssignments(call) ? await assignmentsByProfile(registry, principal, tenantId) : undefined
  const profiles = await readAll(registry, page => listProfiles(registry, principal, tenantId, page))
  return profiles.map(profile => withAssignments(profile, assignments && (assignments.get(profile.id) ?? [])))
}

async function readProfile(call: GraphCall) {
  const wanted = expandsAssignments(call)
  const profile = await getProfile(call.registry, call.principal, call.tenantId, idOf(call))
  return entity(call, withAssignments(profile, wanted ? await assignmentsOf(call, profile.id) : undefined))
}

async function makeProfile(call: GraphCall) {
  const { registry, principal, tenantId } = call
  const members = readEntityBody(call, type)
  const joinMethod = (Object.keys(profileTypes) as Profile['joinMethod'][]).find(
    name => members['@odata.type'] === `#microsoft.graph.${profileTypes[name]}`,
  )
  if (joinMethod === undefined)
    throw badRequest(
      `Cannot create an abstract class: @odata.type must be one of ${Object.values(profileTypes).join(', ')}.`,
    )
  const profile = await createProfile(registry, principal, tenantId, { ...toProfileChange(members), joinMethod })
  return entity(call, toProfileEntity(profile), 201)
}

async function changeProfile(call: GraphCall) {
  const { registry, principal, tenantId } = call
  const stored = await getProfile(registry, principal, tenantId, idOf(call))
  // Read as the type that it is: a body that names another one is refused.
  const members = readEntityBody(call, profileTypes[stored.joinMethod])
  const changed = await updateProfile(registry, principal, tenantId, stored.id, toProfileChange(members, stored))
  return entity(call, toProfileEntity(changed))
}

const texts = (value: unknown): string[] => ((value ?? []) as unknown[]).map(String)

async function assign(call: GraphCall) {
  const ids = texts(readActionBody(call, 'assign')['deviceIds']).map(id => id.toLowerCase())
  await assignDevices(call.registry, call.principal, call.tenantId, idOf(call), ids)
  return noContent()
}

/** Whether profiles are assigned to anything; policy sets, the other source of links, are not here. */
async function hasPayloadLinks(call: GraphCall) {
  const { registry, principal, tenantId } = call
  const ids = texts(readActionBody(call, 'hasPayloadLinks')['payloadIds'])
  const assignments = await assignmentsByProfile(registry, principal, tenantId)
  const items = ids.map(payloadId => {
    const hasLink = (assignments.get(payloadId.toLowerCase())?.length ?? 0) > 0
    return { payloadId, hasLink, error: null, sources: hasLink ? ['direct'] : [] }
  })
  return actionResult(call, 'hasPayloadLinkResultItem', items)
}

const reading = { versions: ['beta'], type, scopes: scopes.profilesRead } as const
const writing = { versions: ['beta'], type, scopes: scopes.profilesWrite } as const

/** Deployment profiles (graph-api 2.4). */
export const profileRoutes: readonly GraphRoute[] = [
  { method: 'GET', path: list, ...reading, handle: async call => listItems(call, await profileEntities(call)) },
  {
    method: 'GET',
    path: `${list}/$count`,
    ...reading,
    handle: async call => countText(countItems(call, await profileEntities(call))),
  },
  { method: 'POST', path: list, ...writing, handle: makeProfile },
  { method: 'POST', path: `${list}/hasPayloadLinks`, ...reading, handle: hasPayloadLinks },
  { method: 'GET', path: one, ...reading, handle: readProfile },
  { method: 'PATCH', path: one, ...writing, handle: changeProfile },
  {
    method: 'DELETE',
    path: one,
    ...writing,
    async handle(call) {
      await deleteProfile(call.registry, call.principal, call.tenantId, idOf(call))
      return noContent()
    },
  },
  { method: 'POST', path: `${one}/assign`, versions: ['beta'], scopes: scopes.profilesWrite, handle: assign },
  ...assignmentRoutes(one),
  ...assignedDeviceRoutes(one),
]
