import { addMembers, RegistryError, removeMembers } from '@hailport/registry'
import { countText, type GraphAnswer, noContent } from '../answer.ts'
import type { GraphCall } from '../call.ts'
import { countDirectoryDevices, listDirectoryDevices } from '../directory-devices/list-directory-devices.ts'
import { toDirectoryObject } from '../directory-objects/find-object.ts'
import { badRequest } from '../errors.ts'
import { keyId } from '../key-id.ts'
import type { GraphRoute } from '../route-table.ts'
import { scopes } from '../scopes.ts'

const groupOf = (call: GraphCall): string => keyId(call, 'groupId', 'group_not_found')

/** The id in a reference: `https://…/directoryObjects/{id}`, `devices/{id}`, with the key in parentheses or not. */
function readReference(value: unknown): string {
  const id = typeof value === 'string' && /(?:^|[/('])([0-9a-f-]{36})(?:'\))?\/?$/i.exec(value)?.[1]
  if (!id) throw badRequest('@odata.id must be the address of a directory object, such as …/directoryObjects/{id}.')
  return id.toLowerCase()
}

/** The ids of a list of references. @param name of the member, such as `members@odata.bind`. */
export function readReferences(call: GraphCall, name: string): string[] {
  const value = (call.body() as Record<string, unknown> | null | undefined)?.[name]
  return value === undefined ? [] : (Array.isArray(value) ? value : [value]).map(readReference)
}

/** Adds devices to the group that a call is about. */
export const addToGroup = (call: GraphCall, ids: readonly string[]) =>
  addMembers(call.registry, call.principal, call.tenantId, groupOf(call), ids)

async function addOne(call: GraphCall): Promise<GraphAnswer> {
  const ids = readReferences(call, '@odata.id')
  await addToGroup(call, ids.length === 0 ? [readReference(undefined)] : ids)
  return noContent()
}

async function removeOne(call: GraphCall): Promise<GraphAnswer> {
  const { registry, principal, tenantId } = call
  const id = keyId(call, 'memberId', 'not_found')
  const { removed } = await removeMembers(registry, principal, tenantId, groupOf(call), [id])
  if (removed === 0) throw new RegistryError('not_found')
  return noContent()
}

/** The members of a group, below a path that ends in `{groupId}`. */
export function memberRoutes(group: string): GraphRoute[] {
  const list = `${group}/members`
  // Groups hold devices and no groups: all members are direct ones.
  const lists = [list, `${group}/transitiveMembers`]
  const reading = { type: 'device', scopes: scopes.groupsRead } as const
  return [
    ...lists.flatMap((path): GraphRoute[] => [
      {
        method: 'GET',
        path,
        ...reading,
        handle: call => listDirectoryDevices(call, { groupId: groupOf(call) }, toDirectoryObject),
      },
      {
        method: 'GET',
        path: `${path}/$count`,
        ...reading,
        handle: async call => countText(await countDirectoryDevices(call, { groupId: groupOf(call) })),
      },
    ]),
    { method: 'POST', path: `${list}/$ref`, scopes: scopes.membersWrite, handle: addOne },
    { method: 'DELETE', path: `${list}/{memberId}/$ref`, scopes: scopes.membersWrite, handle: removeOne },
  ]
}
